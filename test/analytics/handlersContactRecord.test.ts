/** Contact records as rows: what is kept, what is redacted, and what is never lost. */
import { createHash, createHmac } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { contactRecordReader, keptAttributesOf } from "../../handlers/analytics/contactRecord";
import { hmacOf } from "../../handlers/analytics/customer";
import { storable } from "../../handlers/analytics/decode";
import { RECORD_FIELDS } from "../../handlers/analytics/documented";
import { CONTACT_RECORDS, type ContactRecordRow, DEFAULT_KEPT_ATTRIBUTES } from "../../warehouse/schema";
import { anyCanaries } from "../support/canaries";
import {
  CHANNELS,
  contactRecord,
  contactRecordBytes,
  DISCONNECT_REASONS,
  INITIATION_METHODS,
  type RawRecord,
} from "../support/contactRecords";
import { poison, POISON_KINDS } from "../support/poisonRecords";

const HASH_KEY = "0123456789abcdef0123456789abcdef";
const read = contactRecordReader({ hashKey: HASH_KEY, keptAttributes: [...DEFAULT_KEPT_ATTRIBUTES, "my key"] });

function lineOf(record: object): string {
  const reading = read(Buffer.from(JSON.stringify(record)));
  if ("poison" in reading) throw new Error(`The record was refused: ${reading.poison}`);
  return reading.line;
}

function rowOf(record: object): ContactRecordRow {
  return JSON.parse(lineOf(record)) as ContactRecordRow;
}

/** What becomes of a record with nothing but its id, its time and these fields. */
function only(fields: object): Record<string, unknown> {
  const { contact_id, last_update, revision, ...rest } = rowOf({
    ContactId: "c-1",
    LastUpdateTimestamp: "2026-03-02T10:00:00Z",
    ...fields,
  });
  expect([contact_id, last_update]).to.deep.equal(["c-1", "2026-03-02 10:00:00"]);
  expect(revision).to.match(/^[0-9a-f]{64}$/);
  return rest;
}

/** The first record of a seed that has an agent, a queue and a telephone number. */
function fullRecord(): RawRecord {
  for (let contact = 0; ; contact++) {
    const record = contactRecord({ seed: 7 }, contact);
    if (record.Agent && record.Queue && record.Channel === "VOICE" && record.DisconnectReason) return record;
  }
}

/** A record that no column is empty of. */
function everyColumn(): RawRecord {
  const record = fullRecord();
  const group = { GroupName: "North" };
  return {
    ...record,
    Agent: { ...(record.Agent as object), HierarchyGroups: { Level1: group } },
    InitialContactId: "c-0",
    PreviousContactId: "c-0",
    NextContactId: "c-2",
    RelatedContactId: "c-3",
    ScheduledTimestamp: record.LastUpdateTimestamp,
    TransferCompletedTimestamp: record.LastUpdateTimestamp,
    TransferredToEndpoint: { Address: "+12065550199", Type: "TELEPHONE_NUMBER" },
    Novelty: 1,
  };
}

describe("contact records as rows", () => {
  it("have exactly the columns of the warehouse, in its order", () => {
    const columns = CONTACT_RECORDS.columns.map(({ name }) => name as string).filter((name) => name !== "revision");
    const written = lineOf(everyColumn()).matchAll(/[{,]"(\w+)":/g);
    expect([...written].map(([, name]) => name)).to.deep.equal(["revision", ...columns]);
  });

  it("hold what the record says", () => {
    const record = fullRecord();
    const agent = record.Agent as Record<string, string>;
    const { Address: number } = record.CustomerEndpoint as { Address: string };
    const row = rowOf(record);
    expect(row).to.include({
      contact_id: record.ContactId,
      channel: "VOICE",
      subtype: "connect:Telephony",
      initiation_method: record.InitiationMethod,
      agent_id: agent.ARN?.split("/").at(-1),
      agent_username: agent.Username,
      interaction_seconds: agent.AgentInteractionDuration,
      customer_country: "US",
      customer_hash: createHmac("sha256", HASH_KEY).update(number).digest("hex"),
      system_endpoint: "+12065550100",
    });
    expect(row.last_update).to.equal(record.LastUpdateTimestamp.replace("T", " ").replace("Z", ""));
    expect(JSON.parse(row.attributes ?? "")).to.have.all.keys("locale", "intent");
    expect(row).not.to.have.property("unknown_fields");
  });

  it("are one line each that says what it is: the revision is the hash of the rest", () => {
    const line = lineOf(fullRecord());
    expect(line.indexOf("\n")).to.equal(line.length - 1);
    const rest = line.trimEnd().replace(/"revision":"[0-9a-f]{64}",/, "");
    expect(rowOf(fullRecord()).revision).to.equal(createHash("sha256").update(rest).digest("hex"));
  });

  it("have the same revision whatever the order of the fields, and another one after any change", () => {
    const record = fullRecord();
    const shuffled = Object.fromEntries(Object.entries(record).reverse());
    shuffled.Attributes = Object.fromEntries(Object.entries(record.Attributes as object).reverse());
    expect(rowOf(shuffled).revision).to.equal(rowOf(record).revision);
    expect(rowOf({ ...record, AgentConnectionAttempts: 9 }).revision).not.to.equal(rowOf(record).revision);
  });

  it("keep every channel, initiation method and disconnect reason as it is, and those nobody knows yet", () => {
    const record = fullRecord();
    for (const Channel of [...CHANNELS, "HOLOGRAM"]) expect(rowOf({ ...record, Channel }).channel).to.equal(Channel);
    for (const InitiationMethod of [...INITIATION_METHODS, "THOUGHT"]) {
      expect(rowOf({ ...record, InitiationMethod }).initiation_method).to.equal(InitiationMethod);
    }
    for (const DisconnectReason of [...DISCONNECT_REASONS, "BORED"]) {
      expect(rowOf({ ...record, DisconnectReason }).disconnect_reason ?? null).to.equal(DisconnectReason);
    }
  });

  it("leave out what is null, missing or empty", () => {
    const nulls = Object.fromEntries(RECORD_FIELDS.map((field) => [field, null]));
    const known = { ContactId: "c-1", LastUpdateTimestamp: "2026-03-02T10:00:00Z" };
    expect(only({})).to.deep.equal({});
    expect(only({ ...nulls, ...known })).to.deep.equal({});
    expect(
      only({ Queue: {}, Agent: { RoutingProfile: null, HierarchyGroups: null }, Attributes: {}, Tags: {} }),
    ).to.eql({});
    expect(only({ Recordings: [] })).to.deep.equal({ recordings: 0 });
  });

  it("note the names of fields nobody knows, and of those that are not what they should be", () => {
    const rest = only({
      Novelty: { secret: 1 },
      Queue: { Name: 5, Position: 3 },
      Agent: "ann",
      InitiationTimestamp: "yesterday",
      AgentConnectionAttempts: 1.5,
      ChatMetrics: { ChatContactMetrics: { TotalMessages: 2, Mood: "good" } },
      "a name\nwith lines": 1,
    });
    expect(JSON.parse(String(rest.unknown_fields))).to.deep.equal([
      "?",
      "Agent",
      "AgentConnectionAttempts",
      "ChatMetrics.Mood",
      "InitiationTimestamp",
      "Novelty",
      "Queue.Name",
      "Queue.Position",
    ]);
    expect(JSON.parse(String(rest.more))).to.deep.equal({ ChatMetrics: { ChatContactMetrics: { TotalMessages: 2 } } });
    expect(rest).to.have.all.keys("unknown_fields", "more");
  });

  it("take timestamps of seconds and of parts of them, and no day that does not exist", () => {
    const cases: [string, string | undefined][] = [
      ["2026-03-02T10:00:00Z", "2026-03-02 10:00:00"],
      ["2026-03-02T10:00:00.5Z", "2026-03-02 10:00:00.500"],
      ["2026-03-02T10:00:00.123456Z", "2026-03-02 10:00:00.123"],
      ["2024-02-29T10:00:00Z", "2024-02-29 10:00:00"],
      ["2026-02-29T10:00:00Z", undefined],
      ["2026-04-31T10:00:00Z", undefined],
      ["2026-03-02T24:00:00Z", undefined],
      ["2026-03-02T10:00:00", undefined],
      ["2026-03-02 10:00:00Z", undefined],
    ];
    for (const [given, taken] of cases) expect(only({ DisconnectTimestamp: given }).disconnected_at).to.equal(taken);
  });

  it("keep 32 KB of attributes on the allow-list, and none that is not on it", () => {
    const intent = "i".repeat(32_000);
    const rest = only({ Attributes: { intent, "my key": "kept", customerName: "Sam" } });
    expect(JSON.parse(String(rest.attributes))).to.deep.equal({ intent, "my key": "kept" });
  });

  it("keep tags and segment attributes on the allow-list, and the segments Amazon Connect sets itself", () => {
    const segment = (ValueString: string) => ({ ValueString });
    const rest = only({
      Tags: { "aws:connect:instanceId": "i-1", intent: "a", customerName: "Sam" },
      SegmentAttributes: {
        "connect:Subtype": segment("connect:SMS"),
        "connect:Direction": segment("INBOUND"),
        "connect:EmailSubject": segment("Sam"),
        "my key": segment("b"),
      },
    });
    const more = { SegmentAttributes: { "connect:Direction": "INBOUND", "my key": "b" }, Tags: { intent: "a" } };
    expect({ ...rest, more: JSON.parse(String(rest.more)) as object }).to.deep.equal({ subtype: "connect:SMS", more });
  });

  it("count recordings, and name hierarchy groups from level 1 on", () => {
    const group = (GroupName: string) => ({ ARN: "arn", GroupName });
    const levels = {
      Level1: group("North"),
      Level2: group("Orders"),
      Level3: null,
      Level4: group("lost"),
      Level5: null,
    };
    const rest = only({ Recordings: [{}, {}], Agent: { HierarchyGroups: levels } });
    expect(rest).to.deep.equal({ recordings: 2, hierarchy: '["North","Orders"]' });
  });

  it("are text every database takes", () => {
    const rest = only({ Attributes: { intent: 'a\u0000b\ud800c\u{1f600}"\\u0000\n', "my key": "\u0007" } });
    const kept = JSON.parse(String(rest.attributes)) as Record<string, string>;
    expect(kept).to.deep.equal({ intent: 'a\ufffdb\ufffdc\u{1f600}"\\u0000\n', "my key": "\ufffd" });
    expect(storable('"\\ud83d\\ude00 \\\\u0000 \\u000a"')).to.equal('"\\ud83d\\ude00 \\\\u0000 \\u000a"');
  });

  it("are refused with the reason when they never can be rows", () => {
    const reasons = Object.fromEntries(
      POISON_KINDS.map((kind) => {
        const reading = read(poison(kind, contactRecordBytes({ seed: 3 }, 5)));
        return [kind, "poison" in reading ? reading.poison : "none"];
      }),
    );
    expect(reasons).to.deep.equal({
      notJson: "notJson",
      truncatedJson: "notJson",
      tooLarge: "badId",
      missingContactId: "badId",
      contactIdNoText: "badId",
      badUtf8: "notUtf8",
      gzip: "compressed",
      aggregated: "aggregated",
      empty: "empty",
      jsonArray: "notAnObject",
      jsonNumber: "notAnObject",
      badLastUpdate: "badTime",
    });
  });

  it("are refused when a column would not fit", () => {
    const record = { ...fullRecord(), Attributes: { intent: "i".repeat(70_000) } };
    expect(read(Buffer.from(JSON.stringify(record)))).to.deep.equal({ poison: "tooLarge" });
  });

  it("leave out a name longer than its column, and keep the rest", () => {
    expect(only({ Queue: { Name: "q".repeat(400), Duration: 5 } })).to.deep.equal({
      queue_seconds: 5,
      unknown_fields: '["Queue.Name"]',
    });
  });

  it("are read whatever a record holds, and nothing that is read makes it throw", () => {
    const names = [...RECORD_FIELDS, "Novelty", "__proto__", "constructor"];
    const anyFields = fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 20 });
    fc.assert(
      fc.property(anyFields, (fields) => {
        const row = rowOf({ ...fields, ContactId: "c-1", LastUpdateTimestamp: "2026-03-02T10:00:00Z" });
        const columns = CONTACT_RECORDS.columns.map(({ name }) => name as string);
        expect(columns).to.include.members(Object.keys(row));
        for (const name of ["hierarchy", "attributes", "more", "unknown_fields"] as const)
          JSON.parse(row[name] ?? "{}");
      }),
      { numRuns: 300 },
    );
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const fields = `"ContactId":"c-1","LastUpdateTimestamp":"2026-03-02T10:00:00Z","ChatMetrics":${deep},"Queue":${deep}`;
    const reading = read(Buffer.from(`{${fields}}`));
    expect(reading)
      .to.have.property("line")
      .that.includes(String.raw`"unknown_fields":"[\"ChatMetrics\",\"Queue\"]"`);
  });

  it("say nothing of who the customer is, wherever it stands", () => {
    fc.assert(
      fc.property(anyCanaries, ({ number, name, email, text, pin }) => {
        const record = {
          ...fullRecord(),
          CustomerEndpoint: { Address: number, Type: "TELEPHONE_NUMBER", DisplayName: name },
          TransferredToEndpoint: { Address: number, Type: "TELEPHONE_NUMBER" },
          AdditionalEmailRecipients: { ToAddresses: [{ Address: email, DisplayName: name }] },
          Attributes: { customerName: name, customerNumber: number, email, pin, said: text },
          ContactDetails: { Name: name, Description: text },
          References: [{ Name: name, Type: "EMAIL", Value: email }],
          CustomerId: name,
          VoiceIdResult: { SpeakerId: name },
          Tags: { customer: name, [name]: email },
          SegmentAttributes: { "connect:EmailSubject": { ValueString: text }, mine: { ValueString: number } },
          Recordings: [{ Location: `bucket/${name}.wav`, Status: "AVAILABLE" }],
          ChatMetrics: { AgentMetrics: { DisplayName: name, ParticipantId: email }, CustomerMetrics: { Words: text } },
          DisconnectDetails: name,
          QualityMetrics: { Customer: { Audio: { QualityScore: 4 }, Address: number } },
          Campaign: { CampaignId: number },
          Novelty: { name, number, email, text },
        };
        const line = lineOf(record);
        const kept = lineOf({ ...record, CustomerEndpoint: { Address: email, Type: "EMAIL_ADDRESS" } });
        for (const secret of [number.slice(2), name.slice(1), email, text.split(" ")[1] ?? text]) {
          expect(line + kept).not.to.include(secret);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("hash addresses as HMAC-SHA-256 does, whatever the lengths of key and address", () => {
    const anyKey = fc.string({ minLength: 1, maxLength: 100, unit: "binary" });
    fc.assert(
      fc.property(anyKey, fc.string({ maxLength: 300, unit: "grapheme" }), (key, address) => {
        expect(hmacOf(key)(address)).to.equal(createHmac("sha256", key).update(address).digest("hex"));
      }),
    );
  });

  it("take the allow-list as the environment has it", () => {
    expect(keptAttributesOf("intent, my key ,,intent")).to.deep.equal(["intent", "my key"]);
  });
});
