/** Contacts of every kind at once: the views agree with figures counted without SQL, and intervals add up to the whole. */
import { expect } from "chai";
import { savedQueries } from "../../warehouse/savedQueries";
import { agentEvent, answer, inEveryEngine, type Rows, startEngines, stopEngines } from "../support/warehouses";
import { type Figures, figuresOf, wildContacts } from "../support/wildContacts";

const CONTACTS = wildContacts(11, 1_500);
const IN_TIME = 20;
const COLUMNS = [
  ...["offered", "handled", "abandoned", "callbacks_asked", "transferred", "lapsed", "callbacks_handled"],
  ...["answered_in_time", "answer_seconds", "abandon_seconds", "handle_seconds"],
] as const satisfies readonly (keyof Figures)[];

/** An agent's events of a night, at uneven times, some long apart. */
const EVENTS = Array.from({ length: 450 }, (_, index) => {
  const at = Date.UTC(2026, 2, 9, 22) + index * 60_000 + (index % 7) * 7_357 + Math.floor(index / 50) * 400_000;
  const moment = new Date(at).toISOString().replace("T", " ").replace("Z", "");
  const state = index % 5;
  return agentEvent(moment, {
    agent_id: "ann",
    event_type: "STATE_CHANGE",
    status_type: state === 4 ? "CUSTOM" : "ROUTABLE",
    contacts_open: state === 3 ? 1 : 0,
    contacts_connected: state === 1 ? 2 : 0,
    contacts_ended: state === 2 ? 1 : 0,
  });
});

const ROWS: Rows = {
  contact_records: CONTACTS,
  agent_events: EVENTS,
  survey_answers: CONTACTS.slice(0, 50).map(({ contact_id }, index) => answer(contact_id, { score: 1 + (index % 5) })),
};

const sum = (rows: readonly Record<string, unknown>[], name: string): number =>
  rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);

describe("the figures of the warehouse", function () {
  this.timeout(300_000);
  before(startEngines);
  after(stopEngines);

  it("are those counted without SQL, and add up, and every saved query answers", async () => {
    const expected = figuresOf(CONTACTS, IN_TIME);
    expect(expected.size).to.be.greaterThan(100);
    await inEveryEngine(ROWS, async ({ name, engine, rows: ask }) => {
      const intervals = await ask("SELECT * FROM queue_intervals");
      const found = new Map(
        intervals.map((row) => [
          [row["interval_start"], row["queue_id"], row["channel"]].join("|"),
          Object.fromEntries(COLUMNS.map((column) => [column, row[column]])),
        ]),
      );
      expect(found, name).to.deep.equal(expected);
      for (const row of intervals) {
        const parts = ["handled", "abandoned", "callbacks_asked", "transferred", "lapsed"];
        expect(sum([row], "offered")).to.equal(parts.reduce((total, part) => total + Number(row[part]), 0));
        const answered = Number(row["handled"]) - Number(row["callbacks_handled"]) + Number(row["abandoned"]);
        const level = answered === 0 ? null : Number(row["answered_in_time"]) / answered;
        expect(row["service_level"], name).to.equal(level);
      }
      const outcomes = await ask("SELECT outcome, COUNT(*) AS contacts FROM contact_outcomes GROUP BY outcome");
      expect(sum(outcomes, "contacts")).to.equal(CONTACTS.length);
      await expectAgentsToAddUp(ask, name);
      await expectSelfServiceToAddUp(ask, name);
      for (const query of savedQueries(engine, { timeZone: "America/New_York" })) {
        expect(await ask(query.sql), `${name}, ${query.name}`).to.be.an("array").that.is.not.empty;
      }
    });
  });
});

type Ask = (query: string) => Promise<Record<string, unknown>[]>;

async function expectAgentsToAddUp(ask: Ask, name: string): Promise<void> {
  const intervals = await ask("SELECT * FROM agent_intervals");
  const connected = CONTACTS.filter((row) => row.agent_id && row.connected_to_agent_at);
  expect(sum(intervals, "contacts_handled"), name).to.equal(connected.length);
  const talk = connected.reduce((total, row) => total + (row.interaction_seconds ?? 0), 0);
  expect(sum(intervals, "interaction_seconds"), name).to.equal(talk);
  const seconds = EVENTS.map(({ event_at: at }) => Math.floor(Date.parse(`${at.replace(" ", "T")}Z`) / 1_000));
  const gaps = seconds.slice(1).map((second, index) => Math.min(300, second - (seconds[index] ?? 0)));
  const online = gaps.reduce((total, gap) => total + gap, 0);
  expect(sum(intervals, "online_time"), name).to.equal(online);
  const states = await ask("SELECT SUM(seconds) AS seconds FROM agent_states");
  expect(sum(states, "seconds"), name).to.equal(online);
}

async function expectSelfServiceToAddUp(ask: Ask, name: string): Promise<void> {
  const groups = await ask("SELECT * FROM self_service");
  const began = CONTACTS.filter(({ previous_contact_id: previous, channel, initiation_method: method }) => {
    const methods =
      channel === "VOICE" ? ["INBOUND", "WEBRTC_API"] : channel === "CHAT" ? ["INBOUND", "API", "WEBRTC_API"] : [];
    return !previous && methods.includes(method ?? "");
  });
  expect(sum(groups, "contacts"), name).to.equal(began.length);
  expect(sum(groups, "queued"), name).to.equal(began.filter(({ enqueued_at: at }) => at).length);
}
