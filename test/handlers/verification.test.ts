/** PINs on the local DynamoDB: three tries, however they are spread, and nothing to learn for who is no customer. */
import { scryptSync } from "node:crypto";
import { expect } from "chai";
import type { TableClient } from "../../handlers/connectHandler";
import { verifyPin } from "../../handlers/domain/verification";
import { fulfilIntentFactory } from "../../handlers/fulfilIntent";
import type { LexAnswer } from "../../handlers/lex/lexEvent";
import { DynamoDbService } from "../../local/dynamodb/dynamoDbService";
import { tableEnvironment } from "../support/fakeDynamo";
import { useEnvironment, withLog } from "../support/handlerLog";
import { clientOf, handlerTables } from "../support/handlerTables";
import { DOORS, lexEvent, type Door } from "../support/lexEvents";
import { NOON, NUMBER, PIN, saidBy } from "../support/lexTables";

const DAY = 86_400_000;
const STRANGER = "+12065550199";
const [voice, ...writtenDoors] = DOORS as readonly [Door, ...Door[]];

describe("verification by PIN", () => {
  useEnvironment(tableEnvironment);
  let service: DynamoDbService;
  let tables: TableClient;

  beforeEach(async () => {
    service = await DynamoDbService.fromGraph(handlerTables);
    tables = clientOf(service);
    const pinHash = scryptSync(PIN, "salt", 32).toString("hex");
    const customer = { phoneNumber: NUMBER, customerId: "C-1", pinHash, pinSalt: "salt" };
    await service.database.put(tableEnvironment.CUSTOMERS_TABLE, customer);
  });

  afterEach(() => service.close());

  const row = () => service.database.get(tableEnvironment.CUSTOMERS_TABLE, { phoneNumber: NUMBER });
  const right = async (pin: string, now = NOON) => (await verifyPin(tables, NUMBER, pin, now)) !== undefined;

  async function turn(door: Door, pin: string, phoneNumber?: string, attributes = {}): Promise<LexAnswer> {
    const slots = { pin, ...(phoneNumber && { phoneNumber }) };
    const event = lexEvent({ intent: "CancelOrder", door, attributes, slots });
    return (await withLog(() => fulfilIntentFactory(tables, () => NOON)(event))).result;
  }

  it("takes the right PIN, and starts afresh with it", async () => {
    expect(await right("0000")).to.equal(false);
    expect(await row()).to.include({ pinFailures: 1, pinLockedUntil: new Date(NOON + DAY).toISOString() });
    expect(await right(PIN)).to.equal(true);
    expect(await row())
      .to.include({ pinFailures: 0 })
      .and.not.to.have.property("pinLockedUntil");
    for (const pin of ["0000", "1111"]) expect(await right(pin)).to.equal(false);
    expect(await right(PIN)).to.equal(true);
  });

  it("is locked after three wrong PINs at three doors, for the right PIN too, and for 24 hours", async () => {
    for (const door of writtenDoors) expect(saidBy(await turn(door, "0000", NUMBER))).to.contain("do not go together");
    expect(await row()).to.include({ pinFailures: 3 });
    expect(saidBy(await turn(writtenDoors[0] ?? voice, PIN, NUMBER))).to.contain("do not go together");
    expect(await right(PIN, NOON + DAY - 1)).to.equal(false);
    expect(await right(PIN, NOON + DAY)).to.equal(true);
  });

  it("counts from one again when a lock has ended", async () => {
    for (let i = 0; i < 5; i++) await right("0000");
    expect(await right("0000", NOON + DAY)).to.equal(false);
    expect(await row()).to.include({ pinFailures: 1, pinLockedUntil: new Date(NOON + 2 * DAY).toISOString() });
  });

  for (const [when, now] of Object.entries({ "at first": NOON, "after a lock": NOON + DAY })) {
    it(`compares three of ten guesses made at the same time, ${when}`, async () => {
      if (now > NOON) for (let i = 0; i < 3; i++) await right("0000");
      const counted: boolean[] = [];
      const watched: TableClient = {
        ...tables,
        updateItem: async (input) => {
          const answer = await tables.updateItem(input);
          counted.push(true);
          return answer;
        },
      };
      const guesses = Array.from({ length: 10 }, (_, i) => verifyPin(watched, NUMBER, `${1000 + i}`, now));
      expect((await Promise.all(guesses)).every((customer) => customer === undefined)).to.equal(true);
      expect(counted).to.have.length(3);
      expect(await row()).to.include({ pinFailures: 3 });
      expect(await right(PIN, now)).to.equal(false);
    });
  }

  it("says and does the same for a wrong PIN, a locked one, a customer without one and a number nobody has", async () => {
    const { pinHash: _, ...without } = (await row()) ?? {};
    await service.database.put(tableEnvironment.CUSTOMERS_TABLE, { ...without, phoneNumber: "+12065550101" });
    await service.database.put(tableEnvironment.CUSTOMERS_TABLE, {
      ...(await row()),
      phoneNumber: "+12065550102",
      pinFailures: 3,
      pinLockedUntil: new Date(NOON + DAY).toISOString(),
    });
    const conversations: LexAnswer[][] = [];
    for (const number of [NUMBER, "+12065550101", "+12065550102", STRANGER]) {
      const answers: LexAnswer[] = [];
      for (let i = 0; i < 3; i++) {
        const attributes = answers.at(-1)?.sessionState.sessionAttributes ?? {};
        answers.push(await turn(writtenDoors[0] ?? voice, "0000", number, attributes));
      }
      conversations.push(
        answers.map((answer) => JSON.parse(JSON.stringify(answer).replaceAll(number, "")) as LexAnswer),
      );
    }
    for (const other of conversations) expect(other).to.deep.equal(conversations[0]);
    const last = conversations[0]?.at(-1);
    expect(last?.sessionState.intent?.state).to.equal("Failed");
    expect(last?.sessionState.sessionAttributes.handover).to.equal("true");
    expect(await service.database.scan(tableEnvironment.CUSTOMERS_TABLE)).to.have.length(3);
  });

  it("gives callers from their own number a person when it is locked or there is no PIN", async () => {
    for (const pin of ["0000", "1111"]) expect(saidBy(await turn(voice, pin))).to.contain("do not go together");
    for (const pin of ["2222", PIN]) {
      const answer = await turn(voice, pin);
      expect(answer.sessionState.intent?.state).to.equal("Failed");
      expect(answer.sessionState.sessionAttributes.handover).to.equal("true");
    }
    const { pinHash: _, ...without } = (await row()) ?? {};
    await service.database.put(tableEnvironment.CUSTOMERS_TABLE, { ...without, pinFailures: 0 });
    expect((await turn(voice, PIN)).sessionState.intent?.state).to.equal("Failed");
  });

  it("does not count what is no PIN", async () => {
    for (const pin of ["12", "1234567", "abcd"]) {
      expect(saidBy(await turn(voice, pin))).to.contain("4 to 6 digits");
    }
    expect(await row()).not.to.have.property("pinFailures");
  });

  it("never answers or logs a PIN or its hash", async () => {
    const seen: string[] = [];
    for (const pin of ["97531", PIN]) {
      const event = lexEvent({ intent: "CancelOrder", slots: { pin, phoneNumber: NUMBER } });
      const { result, lines } = await withLog(() => fulfilIntentFactory(tables, () => NOON)(event));
      seen.push(JSON.stringify(result), ...lines);
    }
    expect(seen.join()).not.to.match(new RegExp(`97531|${PIN}|pinHash|salt`));
  });
});
