/** What the proofs about delivery stand on: deliveries whose process can die, and a service that counts what it accepted. */
import { deliver, type Addressed, type Delivery, type DeliveryTools } from "../../handlers/notifications/deliver";
import type { LedgerClient } from "../../handlers/notifications/ledger";
import type { Channel } from "../../handlers/notifications/catalogue";
import { MemoryTable } from "./memoryTable";

/** How the service treats a message. Accepted and lost: it is on its way, and the sender does not learn it. */
export type Service = "accepts" | "acceptsAndIsLost" | "isSilent" | "throttles" | "fails";

/** Where a process dies: at its n-th effect, before or after the effect happened. */
export interface Death {
  at: number;
  after: boolean;
}

const answered = (name: string, status?: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });

/** A hub in memory. */
export class Model {
  readonly table = new MemoryTable();
  /** Messages the service accepted, by event. */
  readonly accepted = new Map<string, number>();
  /** Moments at which it accepted one, with whom it went to. */
  readonly log: { at: number; to: string }[] = [];
  now = Date.parse("2026-05-05T10:00:00Z");
  private owners = 0;

  constructor(readonly smsCaps?: DeliveryTools["smsCaps"]) {}

  /** One delivery by a process of its own. @returns what it answered, or `dead`; and the number of its effects */
  async deliver(
    request: Addressed,
    { service = "accepts", death }: { service?: Service; death?: Death | undefined } = {},
  ): Promise<{ outcome: Delivery | "dead" | "threw"; effects: number }> {
    let effects = 0;
    let dead = false;
    const effect = async <T>(work: () => Promise<T>): Promise<T> => {
      effects += 1;
      if (dead) throw answered("Dead");
      dead = death?.at === effects && !death.after;
      if (dead) throw answered("Dead");
      const number = effects;
      const result = await work().catch((error: unknown) => {
        if (death?.at !== number) throw error;
      });
      dead ||= death?.at === number;
      if (dead) throw answered("Dead");
      return result as T;
    };
    const tables: LedgerClient = {
      getItem: (input) => effect(() => this.table.getItem(input)),
      updateItem: (input) => effect(() => this.table.updateItem(input)),
      transactWriteItems: (input) => effect(() => this.table.transactWriteItems(input)),
    };
    const { channel } = request;
    const tools: DeliveryTools = {
      tables,
      sender: {
        channel,
        check: () => effect(() => Promise.resolve(undefined)),
        send: () => effect(() => this.serve(request, service)),
      },
      now: () => this.now,
      newOwner: () => `owner ${(this.owners += 1)}`,
      ...(this.smsCaps ? { smsCaps: this.smsCaps } : {}),
    };
    const outcome = await deliver(request, tools).catch(() => "threw" as const);
    return { outcome: dead ? "dead" : outcome, effects };
  }

  private serve({ eventId, to }: Addressed, service: Service): Promise<void> {
    if (service === "throttles") return Promise.reject(answered("ThrottledException", 429));
    if (service === "fails") return Promise.reject(answered("InternalErrorException", 500));
    if (service === "isSilent") return Promise.reject(answered("TimeoutError"));
    this.accepted.set(eventId, (this.accepted.get(eventId) ?? 0) + 1);
    this.log.push({ at: this.now, to });
    return service === "acceptsAndIsLost" ? Promise.reject(answered("TimeoutError")) : Promise.resolve();
  }

  /** Lets the queue bring a message until it is done with, as SQS does: three minutes apart. */
  async drain(request: Addressed): Promise<Delivery> {
    for (let round = 0; round < 6; round += 1) {
      this.now += 180_000;
      const { outcome } = await this.deliver(request);
      if (outcome !== "later" && outcome !== "threw" && outcome !== "dead") return outcome;
    }
    throw new Error("the message never came to an end");
  }
}

/** A request for one event. */
export function requestFor(channel: Channel, eventId: string, to = "+12065550100"): Addressed {
  const slots = { orderId: "O-1" };
  return { eventId, kind: "orderCancelled", channel, locale: "en", requestedAt: 0, to, slots };
}

export const OPEN_CAPS = { perHour: 20, countries: { US: 1_000_000 } };
