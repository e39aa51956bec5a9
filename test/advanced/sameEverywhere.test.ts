/** One bot behind four doors: what a customer asks for has the same effect at each, and so has a wrong PIN. */
import { expect } from "chai";
import type { LocalCenter } from "../../local/center";
import { changed, type Customer, Customers, PIN, type Rows, startAdvanced } from "./advancedCenter";
import { ask, type DoorName, DOORS, enter, type Talk } from "./doors";

/** A door, and the language it is used in. */
interface Entrance {
  readonly door: DoorName;
  readonly locale: "en_US" | "es_US";
}

/** The four doors in English, and the web page in Spanish, too. */
const ENTRANCES: readonly Entrance[] = [
  ...DOORS.map((door) => ({ door, locale: "en_US" as const })),
  { door: "web", locale: "es_US" },
];

/** What a customer wants, what is said of it, and what becomes of the order. */
interface Wish {
  readonly opening: Readonly<Record<Entrance["locale"], string>>;
  readonly said: Readonly<Record<Entrance["locale"], string>>;
  readonly effect?: Readonly<Record<string, string>>;
}

const WISHES: Readonly<Record<string, Wish>> = {
  OrderStatus: {
    opening: { en_US: "where is my order", es_US: "dónde está mi pedido" },
    said: {
      en_US: "Your order of a desk lamp has been placed, for Tuesday, March 10, 2026.",
      es_US: "Su pedido de a desk lamp ha sido recibido, para el martes, 10 de marzo de 2026.",
    },
  },
  ChangeDeliveryDay: {
    opening: { en_US: "move my delivery to Friday", es_US: "mover mi entrega al viernes" },
    said: {
      en_US: "Your order will be delivered on Friday, March 6, 2026.",
      es_US: "Su pedido se entregará el viernes, 6 de marzo de 2026.",
    },
    effect: { deliveryDay: "2026-03-06" },
  },
  CancelOrder: {
    opening: { en_US: "cancel my order", es_US: "cancelar mi pedido" },
    said: { en_US: "Your order is cancelled.", es_US: "Su pedido ha sido cancelado." },
    effect: { status: "cancelled" },
  },
  OpeningHours: {
    opening: { en_US: "when are you open", es_US: "horario de atención" },
    said: { en_US: "We are open around the clock.", es_US: "Estamos abiertos las veinticuatro horas." },
  },
  TalkToPerson: {
    opening: { en_US: "talk to a person", es_US: "quiero hablar con una persona" },
    said: { en_US: "I will connect you with a person.", es_US: "Le comunico con una persona." },
  },
  Goodbye: {
    opening: { en_US: "no thanks", es_US: "no gracias" },
    said: {
      en_US: "Thank you for contacting us. Goodbye.",
      es_US: "Gracias por comunicarse con nosotros. Hasta pronto.",
    },
  },
};

/** An older order of a customer's, which could be changed as well. */
const OLDER = {
  orderId: "O-0",
  item: "a rug",
  status: "packed",
  deliveryDay: "2026-03-05",
  placedAt: "2026-02-27T10:00:00.000Z",
} as const;

describe("the same bot at every door", () => {
  let center: LocalCenter;
  let customers: Customers;

  before(async function () {
    this.timeout(300_000);
    center = await startAdvanced();
    customers = new Customers(center);
  });
  after(() => center.close());

  async function visit(customer: Customer, { door, locale }: Entrance): Promise<Talk> {
    return enter(center, door, { ...customer, name: `${customer.customerId}${locale}`, locale });
  }

  /** What a customer's wish did to the tables, and what was said last. */
  async function play(entrance: Entrance, opening: string, confirm?: string) {
    const customer = await customers.fresh(OLDER);
    const before = [await customers.orders(), await customers.customers()] as const;
    const talk = await visit(customer, entrance);
    const said = await ask(talk, opening, { ...customer, pin: PIN, confirm });
    const contact = talk.contact();
    const outcome = { said, intent: contact?.attributes.intent, state: contact?.state };
    talk.leave();
    const orders = changed(before[0], await customers.orders());
    const people = [before[1], await customers.customers()].map(withoutTries);
    return { ...outcome, orders: nameless(orders, customer), people: changed(people[0] ?? {}, people[1] ?? {}) };
  }

  /** Customers without the count of their tries at a PIN: a right one sets it to none. */
  function withoutTries(rows: Rows): Rows {
    return Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, { ...row, pinFailures: undefined }]));
  }

  /** Rows of a customer without what tells them from another's: who it is, when it was changed, and by which turn. */
  function nameless(rows: Rows, { customerId }: Customer): Rows {
    return Object.fromEntries(
      Object.entries(rows).map(([key, { changedAt, lastChangeId, ...row }]) => {
        expect([typeof changedAt, typeof lastChangeId], key).to.deep.equal(["string", "string"]);
        return [key.replace(customerId, "customer"), { ...row, customerId: "customer" }];
      }),
    );
  }

  for (const [intent, { opening, said, effect }] of Object.entries(WISHES)) {
    it(`does the same for ${intent} whichever door it is asked at, and nothing else`, async function () {
      this.timeout(300_000);
      for (const entrance of ENTRANCES) {
        const where = `${entrance.door} ${entrance.locale}`;
        const outcome = await play(entrance, opening[entrance.locale]);
        expect(outcome.said, where).to.contain(said[entrance.locale]);
        const row = {
          customerId: "customer",
          orderId: "O-1",
          item: "a desk lamp",
          status: "placed",
          deliveryDay: "2026-03-10",
          placedAt: "2026-03-02T10:00:00.000Z",
          ...effect,
        };
        expect(outcome.orders, where).to.deep.equal(effect ? { "customer/O-1": row } : {});
        expect(outcome.people, where).to.deep.equal({});
      }
    });
  }

  it("leaves an order as it is when the customer does not confirm, and goes on", async function () {
    this.timeout(300_000);
    for (const entrance of ENTRANCES) {
      const where = `${entrance.door} ${entrance.locale}`;
      const outcome = await play(entrance, WISHES.CancelOrder?.opening[entrance.locale] ?? "", "no");
      expect(outcome.said, where).to.match(/stays as it is|queda como está/);
      expect(outcome.orders, where).to.deep.equal({});
      expect(outcome.state, where).to.be.oneOf([undefined, "waiting-for-input"]);
    }
  });

  it("ends calls and chats with a goodbye, and makes no contact of one on the web or in Slack", async () => {
    for (const door of DOORS) {
      const talk = await visit(await customers.fresh(), { door, locale: "en_US" });
      await talk.say("no thanks");
      expect(talk.contact()?.state, door).to.equal(door === "voice" || door === "chat" ? "ended" : undefined);
    }
  });

  it("counts wrong PINs of one customer over all doors, and locks the account at each of them", async function () {
    this.timeout(300_000);
    const customer = await customers.fresh();
    const untouched = await customers.orders();
    const opening = "cancel my order";
    const wrong = { ...customer, pin: "1111" };
    for (const door of ["voice", "chat", "web"] as const) {
      const talk = await visit(customer, { door, locale: "en_US" });
      expect(await ask(talk, opening, wrong), door).to.contain("That number and that PIN do not go together.");
      talk.leave();
    }
    const row = (await customers.customers())[customer.phoneNumber];
    expect(row?.pinFailures).to.equal(3);
    for (const door of DOORS) {
      const talk = await visit(customer, { door, locale: "en_US" });
      const said = await ask(talk, opening, { ...customer, pin: PIN });
      // Whom the network knows may be told; anybody else must not learn that there is such an account.
      expect(said, door).to.contain(
        door === "voice" ? "I will connect you with a person." : "That number and that PIN do not go together.",
      );
      talk.leave();
    }
    expect(changed(untouched, await customers.orders())).to.deep.equal({});
    expect((await customers.customers())[customer.phoneNumber]).to.deep.equal(row);
  });
});
