import { expect } from "chai";
import { SelfServiceLookup, type SelfServiceLookupArgs } from "../components/selfServiceLookup";
import { handlerCatalog, type HandlerEntry } from "../handlers/catalog";
import { MODES, type Recorded, run, textsOf } from "./support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";

/** The handlers of the component. */
const own = ["lookupCaller", "updateOrder", "readSettings"];
const handlers = own.map((name): [string, HandlerEntry | undefined] => [name, handlerCatalog[name]]);

const openingHours = {
  name: "main",
  timeZone: "Europe/Berlin",
  open: [{ days: ["MONDAY", "SATURDAY"], from: "08:00", to: "16:00" }],
  holidays: [
    { name: "New Year", from: "2027-01-01" },
    {
      name: "Stocktaking",
      from: "2027-01-02",
      till: "2027-01-03",
      open: [{ days: ["SATURDAY"], from: "10:00", to: "12:00" }],
    },
  ],
};

const lookup = (name = "self-service", changes: Partial<SelfServiceLookupArgs> = {}) =>
  new SelfServiceLookup(name, {
    keyArn: KEY,
    alarmTopicArn: TOPIC,
    timeZone: "Europe/Berlin",
    logRetentionDays: 30,
    ...changes,
  });

interface Statement {
  Action: string[];
  Resource: string[];
  Condition?: unknown;
}

/** What a handler's role allows beyond its log and its traces. */
function permissions(policy: Recorded): Statement[] {
  const { Statement } = JSON.parse(String(policy.inputs.policy)) as { Statement: (Statement & { Sid?: string })[] };
  return Statement.filter(({ Sid }) => Sid === undefined);
}

for (const mode of MODES) {
  describe(`SelfServiceLookup (${mode})`, () => {
    it("keeps customers by number, orders by customer, settings by scope", async () => {
      const { one } = await run(mode, () => lookup());
      expect(one("aws:dynamodb/table:Table", "customers").inputs).to.include({ hashKey: "phoneNumber" });
      expect(one("aws:dynamodb/table:Table", "orders").inputs).to.deep.include({
        hashKey: "customerId",
        rangeKey: "orderId",
        localSecondaryIndexes: [{ name: "byPlacedAt", rangeKey: "placedAt", projectionType: "ALL" }],
      });
      expect(one("aws:dynamodb/table:Table", "settings").inputs).to.deep.include({
        hashKey: "scope",
        ttl: { enabled: true, attributeName: "expiresAt" },
      });
    });

    it("pays on demand, recovers to any second, encrypts with the customer's key, and protects when told to", async () => {
      const open = await run(mode, () => lookup());
      const kept = await run(mode, () => lookup("self-service", { protectData: true }));
      for (const [tables, deletionProtectionEnabled] of [
        [open.all("aws:dynamodb/table:Table"), false],
        [kept.all("aws:dynamodb/table:Table"), true],
      ] as const) {
        expect(tables).to.have.length(3);
        for (const { inputs } of tables) {
          expect(inputs).to.deep.include({
            billingMode: "PAY_PER_REQUEST",
            pointInTimeRecovery: { enabled: true },
            serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
            deletionProtectionEnabled,
          });
        }
      }
    });

    it("gives each handler exactly the environment it reads", async () => {
      const { all } = await run(mode, () => lookup());
      const functions = all("aws:lambda/function:Function");
      expect(functions).to.have.length(handlers.length);
      for (const [name, entry] of handlers) {
        const lambda = functions.find((each) => each.name === `self-service-${kebab(name)}`);
        const { variables } = lambda?.inputs.environment as { variables: Record<string, string> };
        expect(Object.keys(variables)).to.have.members([...(entry?.variables ?? [])]);
      }
    });

    it("adds the bot's code hook only when told to, and nothing else changes", async () => {
      const without = await run(mode, () => lookup());
      const hooked = await run(mode, () => lookup("self-service", { fulfilment: { openingHours } }));
      const names = ({ resources }: typeof without) => resources.map(({ type, name }) => `${type} ${name}`);
      const added = names(hooked).filter((each) => !names(without).includes(each));
      expect(names(without).some((each) => each.includes("fulfil"))).to.equal(false);
      expect(names(without).filter((each) => !names(hooked).includes(each))).to.deep.equal([]);
      expect(added.every((each) => each.includes("self-service-fulfil-intent"))).to.equal(true);
      const lambda = hooked.one("aws:lambda/function:Function", "fulfil-intent");
      const { variables } = lambda.inputs.environment as { variables: Record<string, string> };
      expect(Object.keys(variables)).to.have.members([...(handlerCatalog.fulfilIntent?.variables ?? [])]);
      expect(variables.OPENING_HOURS).to.equal(
        '{"zone":"Europe/Berlin","week":[["16","08:00","16:00"]],"dates":[["2027-01-01","2027-01-01",[]],["2027-01-02","2027-01-03",[["6","10:00","12:00"]]]]}',
      );
    });

    it("reserves concurrency only when told to", async () => {
      const none = await run(mode, () => lookup());
      const some = await run(mode, () => lookup("self-service", { reservedConcurrency: 5 }));
      const reserved = (of: typeof none) =>
        of.all("aws:lambda/function:Function").map(({ inputs }) => inputs.reservedConcurrentExecutions);
      expect(reserved(none)).to.deep.equal([undefined, undefined, undefined]);
      expect(reserved(some)).to.deep.equal([5, 5, 5]);
    });

    it("can be there twice in one stack, and puts no broken text into any input", async () => {
      const { resources } = await run(mode, () => [lookup("first"), lookup("second")]);
      const names = resources.map(({ type, name }) => `${type} ${name}`);
      expect(new Set(names).size).to.equal(names.length);
      expect(
        textsOf(resources).filter(({ text }) => /undefined|\[object |Calling \[toString\]/.test(text)),
      ).to.deep.equal([]);
    });
  });
}

describe("SelfServiceLookup", () => {
  it("allows each handler the requests it makes, on the tables it makes them of, and nothing else", async () => {
    const { all } = await run("update", () => lookup());
    const arns = new Map(all("aws:dynamodb/table:Table").map(({ name }) => [name, new RegExp(`:table/${name}-\\w+`)]));
    const table: Record<string, string> = {
      CUSTOMERS_TABLE: "self-service-customers",
      ORDERS_TABLE: "self-service-orders",
      SETTINGS_TABLE: "self-service-settings",
    };
    for (const [name, entry] of handlers) {
      const policy = all("aws:iam/rolePolicy:RolePolicy").find(
        (each) => each.name === `self-service-${kebab(name)}-policy`,
      );
      const allowed = policy ? permissions(policy) : [];
      const onTables = allowed.filter(({ Action }) => Action.some((action) => action.startsWith("dynamodb:")));
      expect(onTables.flatMap(({ Action }) => Action)).to.have.members(
        entry?.actions.map(({ action }) => action) ?? [],
      );
      entry?.actions.forEach(({ action, target: variable, index }) => {
        const [resource] = onTables.find(({ Action }) => Action.includes(action))?.Resource ?? [];
        expect(resource).to.match(arns.get(table[variable] ?? "") ?? /never/);
        expect(resource?.endsWith(`/index/${index}`)).to.equal(index !== undefined);
      });
    }
  });

  it("allows the bot's code hook its requests and no others", async () => {
    const { all } = await run("update", () => lookup("self-service", { fulfilment: { openingHours } }));
    const policy = all("aws:iam/rolePolicy:RolePolicy").find(
      ({ name }) => name === "self-service-fulfil-intent-policy",
    );
    const allowed = (policy ? permissions(policy) : []).map(({ Action, Resource }) => [
      Action.join(),
      Resource.map((arn) => arn.replace(/^.*:table\/self-service-(\w+)-?\w*/, "$1").replace(KEY, "key")).join(),
    ]);
    expect(allowed.map(([action]) => action)).to.deep.equal([
      "dynamodb:GetItem,dynamodb:UpdateItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
      "kms:Decrypt,kms:GenerateDataKey",
    ]);
    expect(allowed.map(([, resource]) => resource)).to.deep.equal([
      "customers",
      "orders/index/byPlacedAt",
      "orders",
      "key",
    ]);
  });

  it("says which opening hours do not fit, or are none", async () => {
    const failure = (changes: object) =>
      run("update", () =>
        lookup("self-service", { fulfilment: { openingHours: { ...openingHours, ...changes } } }),
      ).then(
        () => "",
        (error: Error) => error.message,
      );
    const many = Array.from({ length: 200 }, (_, i) => ({ name: `${i}`, from: "2027-01-01" }));
    expect(await failure({ holidays: many })).to.match(/takes \d+ bytes; 3400 fit into Lambda's environment/);
    const open = (days: string[], from: string) => ({ open: [{ days, from, to: "17:00" }] });
    expect(await failure(open(["Monday"], "09:00")))
      .to.contain('"Monday"')
      .and.to.contain("MONDAY to SUNDAY");
    expect(await failure(open(["MONDAY"], "9:00")))
      .to.contain('"9:00"')
      .and.to.contain("HH:MM");
  });

  it("lets handlers use the key through DynamoDB only", async () => {
    const { all } = await run("update", () => lookup());
    const keyUses = all("aws:iam/rolePolicy:RolePolicy").flatMap((policy) =>
      permissions(policy).filter(({ Action }) => Action.some((action) => action.startsWith("kms:"))),
    );
    expect(keyUses).to.have.length(3);
    for (const { Resource, Condition } of keyUses) {
      expect(Resource).to.deep.equal([KEY]);
      expect(Condition).to.deep.equal({ StringEquals: { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" } });
    }
  });

  it("registers the same resources in update and in preview mode", async () => {
    const names = (result: { resources: Recorded[] }) =>
      result.resources.map(({ type, name }) => `${type} ${name}`).sort();
    expect(names(await run("preview", () => lookup()))).to.deep.equal(names(await run("update", () => lookup())));
  });
});

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
