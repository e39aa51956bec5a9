import { expect } from "chai";
import fc from "fast-check";
import { readSettings } from "../stacks/settings";
import { closedKeys } from "../stacks/settings/schema";

const ALIAS = { "contact-center:instanceAlias": "example-dev" };

function read(config: Record<string, unknown>) {
  const texts = Object.entries(config).map(([key, value]) => [
    `contact-center:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return readSettings({ ...ALIAS, ...Object.fromEntries(texts) }, "contact-center", "dev");
}

function mistakesOf(config: Record<string, unknown>): string {
  try {
    read(config);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("These settings were accepted.");
}

describe("settings", () => {
  it("need nothing but an alias: everything else has a default", () => {
    const settings = read({});
    expect(settings.architecture).to.equal("basic");
    expect(settings.queues).to.deep.equal([{ name: "support", quickConnects: [] }]);
    expect(settings.hours[0]?.open[0]).to.deep.include({ from: "08:00", to: "18:00" });
    expect(settings.recordings).to.deep.equal({ record: "both", retainDays: 365 });
    expect(settings.phoneNumbers).to.have.length(1);
  });

  it("treat an empty text as not set, which is how a schema default says so", () => {
    expect(read({ existingInstanceId: "", directoryId: "" }).existingInstanceId).to.equal(undefined);
  });

  it("report all mistakes at once, each with key, value given and what is allowed", () => {
    const message = mistakesOf({
      architecture: "huge",
      production: "yes",
      timeZone: "Mars/Olympus",
      recordings: { record: "everything", retainDays: 0 },
      hours: [{ name: "main", open: [{ days: ["FUNDAY"], from: "25:00", to: "18:00" }] }],
      logRetentionDays: 42,
    });
    expect(message).to.match(/stack "dev" has 8 mistakes \(Pulumi\.dev\.yaml\)/);
    expect(message).to.contain('architecture: given "huge"; allowed: one of simple, basic');
    expect(message).to.contain('production: given "yes"; allowed: true or false');
    expect(message).to.contain('timeZone: given "Mars/Olympus"; allowed: an IANA time zone');
    expect(message).to.contain('recordings.record: given "everything"; allowed: one of agent, customer, both, none');
    expect(message).to.contain(
      "recordings.retainDays: given 0; allowed: a whole number of days from 1 to 36500, or forever",
    );
    expect(message).to.contain('hours[0].open[0].days[0]: given "FUNDAY"');
    expect(message).to.contain('hours[0].open[0].from: given "25:00"; allowed: a time HH:MM');
    expect(message).to.contain("logRetentionDays: given 42; allowed: a retention of CloudWatch Logs: 1, 3, 5");
  });

  it("name an unknown key and the keys there are, at the top and inside", () => {
    expect(mistakesOf({ quues: [] })).to.match(/quues: given "\[\]"; allowed: one of the keys architecture, /);
    expect(mistakesOf({ queues: [{ name: "support", hour: "main" }] })).to.match(
      /queues\[0\]\.hour: given .*allowed: an object with the keys name, spokenName/,
    );
  });

  it("ignore the keys of providers", () => {
    expect(readSettings({ ...ALIAS, "aws:region": "eu-central-1" }, "contact-center", "dev").company).to.equal(
      "Example Company",
    );
  });

  it("find names that are not declared or not unique", () => {
    const message = mistakesOf({
      queues: [
        { name: "support", hours: "night" },
        { name: "support", quickConnects: ["elsewhere"] },
      ],
      routingProfiles: [{ name: "all", queues: [{ queue: "sales" }] }],
      quickConnects: [{ name: "both", queue: "support", phoneNumber: "+12065550101" }],
    });
    expect(message).to.contain('queues[0].hours: given "night"; allowed: the name of one of the hours: main');
    expect(message).to.contain('queues[1].name: given "support"; allowed: a name no other entry has');
    expect(message).to.contain('queues[1].quickConnects: given "elsewhere"');
    expect(message).to.contain('routingProfiles[0].queues[0].queue: given "sales"');
    expect(message).to.contain("quickConnects[0]: given");
  });

  it("keep production apart from passwords and from instances without an alias", () => {
    const message = mistakesOf({ production: true, instanceAlias: "" });
    expect(message).to.contain(
      'identityManagement: given "CONNECT_MANAGED"; allowed: SAML or EXISTING_DIRECTORY in production',
    );
    expect(message).to.contain("instanceAlias: given nothing");
  });

  it("stop at fifty users and say what larger teams do", () => {
    const user = (index: number) => ({ username: `agent-${index}`, firstName: "An", lastName: "Agent" });
    const users = (count: number) => Array.from({ length: count }, (_, index) => user(index));
    expect(read({ users: users(50) }).users).to.have.length(50);
    expect(mistakesOf({ users: users(51) })).to.contain("larger teams sign in with identityManagement: SAML");
  });

  it("keep recordings from one day to for ever", () => {
    expect(read({ recordings: { retainDays: 1 } }).recordings.retainDays).to.equal(1);
    expect(read({ recordings: { retainDays: "forever" } }).recordings.retainDays).to.equal("forever");
  });

  it("never fail otherwise than with their own message, whatever a key holds", () => {
    fc.assert(
      fc.property(fc.constantFrom(...closedKeys), fc.jsonValue(), (key, value) => {
        try {
          read({ [key]: value as never });
        } catch (error) {
          expect((error as Error).message).to.match(/^The configuration of stack "dev" has /);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
