import { expect } from "chai";
import fc from "fast-check";
import { botCatalog } from "../bots/catalog";
import { readSettings } from "../stacks/settings";
import { closedKeys, routingProfilesOf } from "../stacks/settings/schema";

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
    expect(message).to.contain('queues[1].quickConnects[0]: given "elsewhere"');
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

  it("check keys against each other also when another key is wrong, but not against one that is", () => {
    const wrongZone = mistakesOf({ timeZone: "Mars", queues: [{ name: "support", hours: "night" }] });
    expect(wrongZone).to.contain("has 2 mistakes").and.to.contain("timeZone: given").and.to.contain("queues[0].hours");
    const wrongHours = mistakesOf({
      hours: [{ name: "night", open: [] }],
      queues: [{ name: "support", hours: "night" }],
    });
    expect(wrongHours).to.contain("has 1 mistake (").and.to.contain("hours[0].open: given []");
    expect(mistakesOf({ instanceAlias: "d-1", production: true }))
      .to.contain("has 2 mistakes")
      .and.to.contain("instanceAlias: given")
      .and.to.contain("identityManagement: given");
  });

  it("refuse days that the calendar does not have", () => {
    for (const from of ["2027-13-01", "2027-02-30", "2027-00-00", "tomorrow"]) {
      expect(mistakesOf({ holidays: [{ name: "Away", from }] })).to.contain(
        `holidays[0].from: given "${from}"; allowed: a date YYYY-MM-DD`,
      );
    }
    expect(read({ holidays: [{ name: "Leap day", from: "2028-02-29" }] }).holidays).to.have.length(1);
  });

  it("refuse references and placeholders in what callers hear, but not a plain dollar", () => {
    for (const given of ["$.Attributes.x", "Shop $['Attributes']", "${{queue:support}}"]) {
      const message = mistakesOf({ company: given, queues: [{ name: "support", spokenName: given }] });
      expect(message).to.contain(`company: given ${JSON.stringify(given)}; allowed: a text without $. references`);
      expect(message).to.contain(`queues[0].spokenName: given ${JSON.stringify(given)}`);
    }
    expect(read({ company: "Everything for $5" }).company).to.equal("Everything for $5");
  });

  it("take time zones as Connect spells them", () => {
    for (const timeZone of ["UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Calcutta"]) {
      expect(read({ timeZone }).timeZone).to.equal(timeZone);
    }
    for (const timeZone of ["utc", "europe/berlin", "EUROPE/BERLIN", "+02:00"]) {
      expect(mistakesOf({ timeZone })).to.contain(`timeZone: given "${timeZone}"; allowed: an IANA time zone`);
    }
  });

  it("keep hours within Connect's hundred entries", () => {
    const week = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"];
    const hours = (periods: number) => ({
      hours: [
        { name: "main", open: Array.from({ length: periods }, () => ({ days: week, from: "08:00", to: "09:00" })) },
      ],
    });
    expect(read(hours(20)).hours[0]?.open).to.have.length(20);
    expect(mistakesOf(hours(21))).to.match(/hours\[0\]\.open: given .*at most 100 entries/);
  });

  it("find names that differ only in case, and entries named twice in one list", () => {
    const user = (username: string) => ({ username, firstName: "An", lastName: "Agent" });
    const message = mistakesOf({
      hours: ["main", "Main"].map((name) => ({ name, open: [{ days: ["MONDAY"], from: "08:00", to: "18:00" }] })),
      quickConnects: [{ name: "desk", phoneNumber: "+12065550101" }],
      queues: [{ name: "support", quickConnects: ["desk", "desk"] }, { name: "Support" }],
      routingProfiles: [
        { name: "all", queues: [{ queue: "support" }, { queue: "support", priority: 2 }] },
        { name: "ALL", queues: [{ queue: "support" }] },
      ],
      users: [user("agent"), user("Agent")],
    });
    expect(message).to.contain("has 6 mistakes");
    for (const key of [
      "hours[1].name",
      "queues[1].name",
      "queues[0].quickConnects[1]",
      "routingProfiles[0].queues[1].queue",
      "routingProfiles[1].name",
      "users[1].username",
    ]) {
      expect(message).to.contain(`\n  ${key}: given`);
    }
  });

  it("keep tags as AWS takes them and lose none without a word", () => {
    const longest = { ["k".repeat(128)]: "v".repeat(256) };
    expect(read({ tags: longest }).tags).to.deep.equal(longest);
    for (const key of ["aws:team", "AWS:team", "k".repeat(129), "", "__proto__", "constructor", "prototype"]) {
      // A computed __proto__ is a key like any other, as it is in JSON.
      expect(mistakesOf({ tags: { [key]: "x" } }), key).to.contain("1 to 128 characters as key of a tag");
    }
    expect(mistakesOf({ tags: { team: "v".repeat(257) } })).to.contain("tags.team: given");
    expect(mistakesOf({ tags: { team: 7 } })).to.contain("tags.team: given 7; allowed: a text");
    expect(mistakesOf({ tags: [] })).to.contain("tags: given []; allowed: an object of texts");
  });

  it("refuse names and keys that are words of JavaScript's own", () => {
    const user = { username: "__proto__", firstName: "An", lastName: "Agent" };
    expect(mistakesOf({ users: [user] })).to.contain('users[0].username: given "__proto__"');
    expect(mistakesOf({ queues: [{ name: "constructor" }] })).to.contain('queues[0].name: given "constructor"');
    for (const key of ["__proto__", "constructor"]) {
      expect(mistakesOf({ queues: [{ name: "support", [key]: {} }] }), key).to.contain("an object with the keys name");
    }
  });

  it("keep routing profiles within Connect's fifty pairs of queue and channel", () => {
    const queues = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `queue-${index}` }));
    const digits = (count: number) => [{ name: "first", digit: 1 }, ...queues(count - 1)];
    expect(read({ queues: digits(50) }).queues).to.have.length(50);
    expect(mistakesOf({ queues: digits(51) })).to.contain(
      "routingProfiles: given nothing, with 51 queues for the one default profile; allowed: routing profiles that share",
    );
    const profile = { name: "all", chats: 1, queues: queues(26).map(({ name }) => ({ queue: name })) };
    expect(mistakesOf({ queues: digits(27), routingProfiles: [profile] })).to.contain(
      "routingProfiles[0].queues: given 52 pairs of queue and channel; allowed: at most 50 pairs",
    );
  });

  it("leave texts that look like numbers or truths texts", () => {
    const settings = read({ company: "365", instanceAlias: "12345" });
    expect([settings.company, settings.instanceAlias]).to.deep.equal(["365", "12345"]);
    expect(read({ company: "true" }).company).to.equal("true");
    expect(mistakesOf({ company: ["a"] })).to.contain('company: given ["a"]; allowed: a text of 1 to 60 characters');
    expect(read({ logRetentionDays: 7, reportRetainDays: 8 }).logRetentionDays).to.equal(7);
  });

  it("never fail otherwise than with their own message, whatever a key holds", () => {
    const part = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, "0"));
    const date = fc.tuple(fc.constantFrom("0000", "2027", "2028"), part, part).map((parts) => parts.join("-"));
    const holidays = fc.array(
      fc.record({ name: fc.string(), from: fc.oneof(date, fc.jsonValue()), till: date }, { requiredKeys: ["from"] }),
      { minLength: 1 },
    );
    const anything = fc.tuple(fc.constantFrom(...closedKeys), fc.jsonValue());
    fc.assert(
      fc.property(fc.oneof(anything, fc.tuple(fc.constant("holidays"), holidays)), ([key, value]) => {
        try {
          read({ [key]: value });
        } catch (error) {
          expect((error as Error).message).to.match(/^The configuration of stack "dev" has /);
        }
      }),
      { numRuns: 300 },
    );
  });

  describe("of the architecture advanced", () => {
    const advanced = (more: Record<string, unknown>) => ({ architecture: "advanced", ...more });

    it("have defaults: chats for the profile nobody declared, tasks with Slack, messages to the United States", () => {
      const settings = read(advanced({}));
      expect(settings).to.deep.include({ webChat: { allowedOrigins: [] }, slack: false, survey: false });
      expect(settings.notifications).to.include({ orderChanges: true, smsPerNumberPerHour: 3 });
      expect(settings.notifications.countries).to.deep.equal(["US"]);
      expect(routingProfilesOf(settings)[0]).to.include({ chats: 2, tasks: 0 });
      expect(routingProfilesOf(read(advanced({ slack: true })))[0]).to.include({ chats: 2, tasks: 1 });
      expect(routingProfilesOf(read({ slack: true }))[0]).to.include({ chats: 0, tasks: 0 });
    });

    it("need somebody for chats, and for tasks where there is Slack", () => {
      const profile = (more: object) => [{ name: "all", queues: [{ queue: "support" }], ...more }];
      expect(mistakesOf(advanced({ routingProfiles: profile({}) }))).to.contain(
        "routingProfiles[0].chats: given 0; allowed: 1 to 10 in at least one routing profile",
      );
      const chats = advanced({ slack: true, routingProfiles: profile({ chats: 1 }) });
      expect(mistakesOf(chats)).to.contain("routingProfiles[0].tasks: given 0").and.not.to.contain("].chats");
      expect(() => read(advanced({ slack: true, routingProfiles: profile({ chats: 1, tasks: 1 }) }))).not.to.throw();
      expect(() => read({ slack: true, routingProfiles: profile({}) })).not.to.throw();
    });

    it("need a language of the bot, of which there are those the bot is written in", () => {
      expect(mistakesOf(advanced({ language: "en-GB" }))).to.contain(
        'language: given "en-GB"; allowed: a language of the bot with the architecture advanced: en-US, es-US',
      );
      const [bot] = botCatalog({ company: "Example Company" });
      for (const locale of Object.keys(bot?.locales ?? {})) {
        expect(read(advanced({ language: locale.replace("_", "-") })).language).to.match(/^e[ns]-US$/);
      }
      expect(read({ language: "en-GB" }).language).to.equal("en-GB");
    });

    it("send text messages from a number or from a name, not from both", () => {
      const smsSenderId = "Example";
      expect(mistakesOf({ notifications: { smsOriginationNumber: "+12065550199", smsSenderId } })).to.contain(
        'notifications.smsSenderId: given "Example"; allowed: nothing when smsOriginationNumber is set',
      );
      expect(read({ notifications: { smsSenderId } }).notifications.smsSenderId).to.equal(smsSenderId);
    });

    it("query contact records with Athena unless told otherwise, over a stream on demand", () => {
      expect(read(advanced({})).analytics).to.deep.equal({ warehouse: "athena", agentEvents: false, retainDays: 730 });
      const { redshift } = read(advanced({ analytics: { warehouse: "both", redshift: {} } })).analytics;
      expect(redshift).to.deep.equal({ loadEveryMinutes: 15 });
    });

    it("give Redshift a capacity and a network it can have, and nothing to a warehouse that is not there", () => {
      const network = (count: number) => ({
        subnetIds: Array.from({ length: count }, (_, index) => `subnet-0123456${index}`),
        securityGroupIds: ["sg-01234567"],
      });
      const asked = (redshift: object, warehouse = "redshift") => ({ analytics: { warehouse, redshift } });
      expect(() => read(asked({ baseCapacity: 8, ...network(3) }))).not.to.throw();
      for (const [wrong, says] of [
        [
          asked({ baseCapacity: 6 }),
          "analytics.redshift.baseCapacity: given 6; allowed: 4, or a multiple of 8 up to 512",
        ],
        [
          asked({ loadEveryMinutes: 0 }),
          "analytics.redshift.loadEveryMinutes: given 0; allowed: a whole number from 1",
        ],
        [asked({}, "athena"), "analytics.redshift: given {"],
        [asked({ subnetIds: network(3).subnetIds }), "subnetIds and securityGroupIds together, or neither"],
        [asked(network(2)), "at least three subnets, each in a zone of its own"],
        [asked({ ...network(3), securityGroupIds: [] }), "at least one security group"],
        [
          asked({ ...network(3), subnetIds: Array(3).fill("subnet-01234567") }),
          "analytics.redshift.subnetIds[1]: given",
        ],
        [{ analytics: { keptAttributes: ["a b"] } }, "analytics.keptAttributes[0]: given"],
        [{ analytics: { warehouse: "bigquery" } }, "allowed: one of none, athena, redshift, both"],
      ] as const) {
        expect(mistakesOf(wrong)).to.contain(says);
      }
    });

    it("keep the portal's history for 400 days, at an address that its certificate covers", () => {
      const name = "portal.example.com";
      const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-4333-8444-555555555555";
      expect(read(advanced({})).portal).to.deep.equal({ historyDays: 400 });
      const portal = { historyDays: 30, domain: { name, certificateArn } };
      expect(read(advanced({ portal })).portal).to.deep.equal(portal);
      for (const [wrong, says] of [
        [{ historyDays: 29 }, "portal.historyDays: given 29; allowed: a whole number from 30"],
        [{ historyDays: 3_651 }, "portal.historyDays: given 3651"],
        [{ domain: { name } }, "portal.domain.certificateArn: given nothing"],
        [{ domain: { name: "https://portal.example.com", certificateArn } }, "portal.domain.name: given"],
        [{ domain: { name: "portal", certificateArn } }, "allowed: a host name such as portal.example.com"],
        [
          { domain: { name, certificateArn: certificateArn.replace("us-east-1", "eu-west-1") } },
          "allowed: the ARN of a certificate of AWS Certificate Manager in us-east-1",
        ],
        [{ users: [] }, "portal.users: given"],
      ] as const) {
        expect(mistakesOf({ portal: wrong })).to.contain(says);
      }
    });

    it("let pages on this machine show the chat without TLS, and no others", () => {
      const allowedOrigins = ["https://www.example.com", "http://localhost:8080", "http://127.0.0.1:8080"];
      expect(read(advanced({ webChat: { allowedOrigins } })).webChat.allowedOrigins).to.deep.equal(allowedOrigins);
      for (const origin of ["http://www.example.com", "http://localhost.example.com", "http://127.0.0.1.example.com"]) {
        expect(mistakesOf({ webChat: { allowedOrigins: [origin] } })).to.contain("webChat.allowedOrigins[0]: given");
      }
    });

    it("are refused one by one where they are wrong", () => {
      const message = mistakesOf({
        slack: "maybe",
        survey: 3,
        webChat: { title: "", allowedOrigins: ["http://www.example.com/path", "*"] },
        notifications: { countries: [], smsPerNumberPerHour: 0, emailFrom: "nobody", orderChanges: "no" },
      });
      for (const key of [
        "slack",
        "survey",
        "webChat.title",
        "webChat.allowedOrigins[0]",
        "webChat.allowedOrigins[1]",
      ]) {
        expect(message).to.contain(`${key}: given`);
      }
      for (const key of ["countries", "smsPerNumberPerHour", "emailFrom", "orderChanges"]) {
        expect(message).to.contain(`notifications.${key}: given`);
      }
    });
  });
});
