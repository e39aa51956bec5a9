/** The figures supervisors see, counted by hand: each rule in every engine. */
import { expect } from "chai";
import {
  agentEvent,
  answer,
  contact,
  inEveryEngine,
  type Rows,
  startEngines,
  stopEngines,
} from "../support/warehouses";

type Row = Record<string, unknown>;

/** Asks a question of the same rows in every engine, and wants the same answer. */
async function expectEverywhere(rows: Rows, query: string, expected: readonly Row[]): Promise<void> {
  await inEveryEngine(rows, async ({ name, rows: ask }) => {
    expect(await ask(query), name).to.deep.equal(expected);
  });
}

const IN = { channel: "VOICE", initiation_method: "INBOUND", initiated_at: "2026-03-10 09:00:00" };
const at = (time: string): string => `2026-03-10 ${time}`;
/** A contact that entered a queue at a time. */
const queued = (queue: string, time: string, seconds: number | null = null) => ({
  ...IN,
  queue_id: queue,
  queue_name: `the ${queue} queue`,
  enqueued_at: at(time),
  queue_seconds: seconds,
});
/** An agent was connected. */
const connected = (agent: string, time: string, [talk, hold, after]: readonly (number | null)[] = []) => ({
  agent_id: agent,
  agent_username: `${agent}@example.com`,
  connected_to_agent_at: at(time),
  interaction_seconds: talk ?? null,
  hold_seconds: hold ?? null,
  after_contact_work_seconds: after ?? null,
});

const outcomeOf = "SELECT contact_id, outcome FROM contact_outcomes ORDER BY contact_id";

describe("the views of the warehouse", function () {
  this.timeout(300_000);
  before(startEngines);
  after(stopEngines);

  it("say what became of each contact", async () => {
    const rows = [
      contact("01 handled", { ...queued("a", "09:00:00"), ...connected("ann", "09:00:10") }),
      contact("02 hung up waiting", { ...queued("a", "09:00:00"), disconnect_reason: "CUSTOMER_DISCONNECT" }),
      contact("03 sent away waiting", { ...queued("a", "09:00:00"), disconnect_reason: "CONTACT_FLOW_DISCONNECT" }),
      contact("04 asked for a callback", { ...queued("a", "09:00:00"), next_contact_id: "05" }),
      contact("05", {
        ...queued("a", "09:05:00"),
        initiation_method: "CALLBACK",
        previous_contact_id: "04 asked for a callback",
        ...connected("ann", "09:30:00"),
      }),
      contact("06 callback reached nobody", {
        ...queued("a", "09:05:00"),
        initiation_method: "CALLBACK",
        previous_contact_id: "unknown",
      }),
      contact("07 customer dialled first", {
        ...queued("a", "09:05:00"),
        initiation_method: "CALLBACK_CUSTOMER_FIRST_QUEUED",
      }),
      contact("08 went to another queue", { ...queued("a", "09:00:00"), next_contact_id: "09" }),
      contact("09", {
        ...queued("b", "09:03:00"),
        initiation_method: "QUEUE_TRANSFER",
        previous_contact_id: "08 went",
      }),
      contact("10 left for outside", { ...queued("a", "09:00:00"), transferred_to_type: "TELEPHONE_NUMBER" }),
      contact("11 transferred by an agent", {
        ...queued("a", "09:00:00"),
        ...connected("ann", "09:00:10"),
        next_contact_id: "12 on with another",
      }),
      contact("12 on with another", {
        ...queued("b", "09:10:00"),
        initiation_method: "TRANSFER",
        previous_contact_id: "11 transferred",
      }),
      contact("13 task expired", {
        ...queued("a", "09:00:00"),
        channel: "TASK",
        initiation_method: "API",
        disconnect_reason: "EXPIRED",
      }),
      contact("14 e-mail ended", { ...queued("a", "09:00:00"), channel: "EMAIL" }),
      contact("15 chat given up", { ...queued("a", "09:00:00"), channel: "CHAT", initiation_method: "API" }),
      contact("16 call an agent made", {
        ...queued("a", "09:00:00"),
        initiation_method: "OUTBOUND",
        ...connected("ann", "09:00:10"),
      }),
      contact("17 listened in", { ...IN, initiation_method: "MONITOR", ...connected("boss", "09:00:10") }),
      contact("18 served by the menu", IN),
      contact("19 served in a chat", { ...IN, channel: "CHAT", initiation_method: "API" }),
      contact("20 call to a customer", { ...IN, initiation_method: "API" }),
      contact("21 callback asked for in the menu", { ...IN, next_contact_id: "22 never called" }),
      contact("22 never called", {
        ...IN,
        initiation_method: "CALLBACK",
        previous_contact_id: "21 callback asked for in the menu",
      }),
      contact("23 nothing is known"),
      contact("24 queued and nothing else", { enqueued_at: at("09:00:00") }),
    ];
    const wanted = {
      "01 handled": "handled",
      "02 hung up waiting": "abandoned",
      "03 sent away waiting": "abandoned",
      "04 asked for a callback": "callback",
      "05": "handled",
      "06 callback reached nobody": "lapsed",
      "07 customer dialled first": "lapsed",
      "08 went to another queue": "transferred",
      "09": "abandoned",
      "10 left for outside": "transferred",
      "11 transferred by an agent": "handled",
      "12 on with another": "abandoned",
      "13 task expired": "lapsed",
      "14 e-mail ended": "lapsed",
      "15 chat given up": "abandoned",
      "16 call an agent made": "placed",
      "17 listened in": "placed",
      "18 served by the menu": "self_service",
      "19 served in a chat": "self_service",
      "20 call to a customer": "ended",
      "21 callback asked for in the menu": "callback",
      "22 never called": "ended",
      "23 nothing is known": "ended",
      "24 queued and nothing else": "abandoned",
    };
    const expected = Object.entries(wanted).map(([contact_id, outcome]) => ({ contact_id, outcome }));
    await expectEverywhere({ contact_records: rows }, outcomeOf, expected);
  });

  it("count a queue's half hour", async () => {
    const rows = [
      contact("at once", { ...queued("a", "09:00:00", 0), ...connected("ann", "09:00:00", [100, 20, 30]) }),
      contact("just in time", { ...queued("a", "09:10:00", 20), ...connected("ann", "09:10:20", [50, 0, null]) }),
      contact("too late", { ...queued("a", "09:20:00", 21), ...connected("bob", "09:20:21", [10, null, 5]) }),
      contact("given up", { ...queued("a", "09:25:00", 90) }),
      contact("will be called", { ...queued("a", "09:26:00", 40), next_contact_id: "callback" }),
      contact("callback", {
        ...queued("a", "09:27:00", 2_000),
        initiation_method: "CALLBACK",
        previous_contact_id: "will be called",
        ...connected("ann", "10:00:20", [60, 0, 0]),
      }),
      contact("moved on", { ...queued("a", "09:28:00", 10), next_contact_id: "elsewhere" }),
      contact("by an agent", {
        ...queued("a", "09:28:00", 0),
        initiation_method: "OUTBOUND",
        ...connected("ann", "09:28:10"),
      }),
      contact("never queued", IN),
    ];
    await expectEverywhere({ contact_records: rows }, "SELECT * FROM queue_intervals", [
      {
        interval_start: at("09:00:00"),
        queue_id: "a",
        queue_name: "the a queue",
        channel: "VOICE",
        offered: 7,
        handled: 4,
        abandoned: 1,
        callbacks_asked: 1,
        transferred: 1,
        lapsed: 0,
        callbacks_handled: 1,
        answered_in_time: 2,
        service_level: 0.5,
        answer_seconds: 41,
        average_speed_of_answer: 41 / 3,
        abandon_seconds: 90,
        longest_wait_seconds: 90,
        interaction_seconds: 220,
        hold_seconds: 20,
        after_contact_work_seconds: 35,
        handle_seconds: 275,
        average_handle_time: 275 / 4,
      },
    ]);
  });

  it("say nothing of service where nobody waited on the line", async () => {
    const back = { initiation_method: "CALLBACK", previous_contact_id: "before" };
    const rows = [
      contact("reached", {
        ...queued("callbacks", "09:00:00", 900),
        ...back,
        ...connected("ann", "09:15:00", [1, 2, 3]),
      }),
      contact("not reached", { ...queued("callbacks", "09:00:00", 900), ...back }),
    ];
    const query =
      "SELECT offered, handled, callbacks_handled, lapsed, abandoned, answered_in_time, service_level, answer_seconds, average_speed_of_answer, longest_wait_seconds, handle_seconds FROM queue_intervals";
    await expectEverywhere({ contact_records: rows }, query, [
      {
        offered: 2,
        handled: 1,
        callbacks_handled: 1,
        lapsed: 1,
        abandoned: 0,
        answered_in_time: 0,
        service_level: null,
        answer_seconds: 0,
        average_speed_of_answer: null,
        longest_wait_seconds: null,
        handle_seconds: 6,
      },
    ]);
  });

  it("cut half hours and days where they begin", async () => {
    const times = ["09:29:59", "09:30:00", "09:59:59.999", "23:59:59", "00:00:00"];
    const rows = [
      ...times.map((time) => contact(time, queued("a", time))),
      contact("the next day", { ...queued("a", "00:00:00"), enqueued_at: "2026-03-11 00:00:00" }),
      contact("leap day", { ...queued("a", "00:00:00"), enqueued_at: "2028-02-29 23:45:00" }),
    ];
    const query = "SELECT interval_start, offered FROM queue_intervals ORDER BY interval_start";
    await expectEverywhere({ contact_records: rows }, query, [
      { interval_start: at("00:00:00"), offered: 1 },
      { interval_start: at("09:00:00"), offered: 1 },
      { interval_start: at("09:30:00"), offered: 2 },
      { interval_start: at("23:30:00"), offered: 1 },
      { interval_start: "2026-03-11 00:00:00", offered: 1 },
      { interval_start: "2028-02-29 23:30:00", offered: 1 },
    ]);
  });

  it("find how long somebody waited where Amazon Connect does not say", async () => {
    const rows = [
      contact("1 said", { ...queued("a", "09:00:00", 7), dequeued_at: at("09:00:30") }),
      contact("2 left the queue", {
        ...queued("a", "09:00:00"),
        dequeued_at: at("09:00:30"),
        disconnected_at: at("09:01:00"),
      }),
      contact("3 connected", {
        ...queued("a", "09:00:00"),
        ...connected("ann", "09:00:31"),
        disconnected_at: at("09:01:00"),
      }),
      contact("4 ended", { ...queued("a", "09:00:00"), disconnected_at: at("09:00:32") }),
      contact("5 unknown", queued("a", "09:00:00")),
      contact("6 clocks apart", { ...queued("a", "09:00:00"), disconnected_at: at("08:59:59") }),
      contact("7 never queued", IN),
    ];
    const query = "SELECT contact_id, wait_seconds FROM contact_outcomes ORDER BY contact_id";
    const waits = [7, 30, 31, 32, null, 0, null];
    const expected = rows.map(({ contact_id }, index) => ({ contact_id, wait_seconds: waits[index] ?? null }));
    await expectEverywhere({ contact_records: rows }, query, expected);
  });

  it("tell what agents did from their events, cut at half hours, and believe no silence", async () => {
    const ann = { agent_id: "ann", agent_username: "ann@example.com" };
    const free = {
      ...ann,
      event_type: "STATE_CHANGE",
      status_type: "ROUTABLE",
      contacts_open: 0,
      contacts_connected: 0,
      contacts_ended: 0,
    };
    const rows = [
      agentEvent(at("09:28:00"), { ...free, event_type: "LOGIN", status_type: "OFFLINE" }),
      agentEvent(at("09:28:10"), free),
      agentEvent(at("09:29:00"), { ...free, contacts_open: 1 }),
      agentEvent(at("09:29:20.500"), { ...free, contacts_open: 1, contacts_connected: 1 }),
      agentEvent(at("09:31:20"), { ...free, event_type: "HEART_BEAT", contacts_open: 1, contacts_connected: 1 }),
      agentEvent(at("09:31:50"), { ...free, contacts_ended: 1 }),
      agentEvent(at("09:32:00"), { ...free, status_type: "CUSTOM", status_name: "Break" }),
      // Nothing for twenty minutes: five are believed.
      agentEvent(at("09:52:00"), free),
      agentEvent(at("09:53:00"), { ...free, event_type: "LOGOUT" }),
      agentEvent(at("09:55:00"), { ...free, event_type: "HEART_BEAT", status_type: "OFFLINE" }),
    ];
    const twice = [...rows, ...rows.slice(2, 5)];
    const query =
      "SELECT interval_start, agent_id, contacts_handled, online_time, available_time, on_contact_time, after_contact_work_time, connecting_time, away_time, occupancy FROM agent_intervals ORDER BY interval_start";
    await expectEverywhere({ agent_events: twice }, query, [
      {
        interval_start: at("09:00:00"),
        agent_id: "ann",
        contacts_handled: null,
        online_time: 50 + 20 + 40,
        available_time: 50,
        on_contact_time: 40,
        after_contact_work_time: 0,
        connecting_time: 20,
        away_time: 0,
        occupancy: 40 / 90,
      },
      {
        interval_start: at("09:30:00"),
        agent_id: "ann",
        contacts_handled: null,
        online_time: 110 + 10 + 300 + 60,
        available_time: 60,
        on_contact_time: 110,
        after_contact_work_time: 10,
        connecting_time: 0,
        away_time: 300,
        occupancy: 120 / 180,
      },
    ]);
  });

  it("give agents' work from contact records alone, and put it beside their events", async () => {
    const contacts = [
      contact("1", { ...queued("a", "09:29:00"), ...connected("ann", "09:29:59", [100, 10, 5]) }),
      contact("2", { ...queued("a", "09:30:00"), ...connected("ann", "09:30:00", [7, null, null]) }),
      contact("3", { ...IN, initiation_method: "OUTBOUND", ...connected("ann", "09:31:00", [3, 0, 0]) }),
      contact("4", { ...queued("a", "09:30:00"), ...connected("bob", "09:40:00", [1, 1, 1]) }),
      contact("5", queued("a", "09:30:00")),
    ];
    const status = { agent_id: "bob", event_type: "STATE_CHANGE", status_type: "ROUTABLE" };
    const events = [agentEvent(at("09:35:00"), status), agentEvent(at("09:36:00"), status)];
    const query =
      "SELECT interval_start, agent_id, agent_username, contacts_handled, handle_seconds, available_time FROM agent_intervals ORDER BY interval_start, agent_id";
    await expectEverywhere({ contact_records: contacts, agent_events: events }, query, [
      {
        interval_start: at("09:00:00"),
        agent_id: "ann",
        agent_username: "ann@example.com",
        contacts_handled: 1,
        handle_seconds: 115,
        available_time: null,
      },
      {
        interval_start: at("09:30:00"),
        agent_id: "ann",
        agent_username: "ann@example.com",
        contacts_handled: 2,
        handle_seconds: 10,
        available_time: null,
      },
      {
        interval_start: at("09:30:00"),
        agent_id: "bob",
        agent_username: "bob@example.com",
        contacts_handled: 1,
        handle_seconds: 3,
        available_time: 60,
      },
    ]);
  });

  it("count who needed nobody, by what was done", async () => {
    const attributes = (values: Record<string, string>) => ({ attributes: JSON.stringify(values) });
    const rows = [
      contact("1", { ...IN, ...attributes({ intent: "OrderStatus", door: "voice", caller: "known" }) }),
      contact("2", { ...IN, ...attributes({ intent: "OrderStatus", door: "voice" }) }),
      contact("3", { ...queued("a", "09:01:00"), ...attributes({ intent: "OrderStatus", door: "voice" }) }),
      contact("4", { ...IN, ...attributes({ orderStatus: "shipped", caller: "known" }) }),
      contact("5", { ...IN, ...attributes({ caller: "known" }) }),
      contact("6", { ...IN, ...attributes({ caller: "unknown" }) }),
      contact("7", IN),
      contact("8 no JSON", { ...IN, attributes: "{" }),
      contact("9 transfer", { ...IN, initiation_method: "TRANSFER", previous_contact_id: "3" }),
    ];
    const query =
      "SELECT channel, door, done, contacts, contained, queued, containment FROM self_service ORDER BY done, contacts";
    const none = { channel: "VOICE", door: null, queued: 0, containment: 1 };
    const expected = [
      { ...none, door: "voice", done: "OrderStatus", contacts: 3, contained: 2, queued: 1, containment: 2 / 3 },
      { ...none, done: "greeted", contacts: 1, contained: 1 },
      { ...none, done: "nothing", contacts: 3, contained: 3 },
      { ...none, done: "order told", contacts: 1, contained: 1 },
    ];
    await inEveryEngine({ contact_records: rows }, async ({ name, rows: ask }) => {
      const found = (await ask(query)).sort((a, b) => (String(a["done"]) < String(b["done"]) ? -1 : 1));
      expect(found, name).to.deep.equal(expected);
    });
  });

  it("put survey answers beside the queue and the agent they are about", async () => {
    const rows: Rows = {
      contact_records: [contact("1", { ...queued("a", "09:00:00"), ...connected("ann", "09:00:05") })],
      survey_answers: [
        answer("1", { score: 4, through: "keypad", commented: false }),
        answer("1", { score: 5, through: "keypad", commented: true, answered_at: "2026-03-10 11:30:01" }),
        answer("record not here yet", { score: 1, through: "link", commented: true }),
      ],
    };
    const query =
      "SELECT contact_id, answered_at, score, through, commented, channel, queue_id, agent_id FROM survey_answers ORDER BY contact_id";
    await expectEverywhere(rows, query, [
      {
        contact_id: "1",
        answered_at: "2026-03-10 11:30:01",
        score: 5,
        through: "keypad",
        commented: true,
        channel: "VOICE",
        queue_id: "a",
        agent_id: "ann",
      },
      {
        contact_id: "record not here yet",
        answered_at: "2026-03-10 11:30:00.25",
        score: 1,
        through: "link",
        commented: true,
        channel: null,
        queue_id: null,
        agent_id: null,
      },
    ]);
  });

  it("tell who comes back without telling who it is", async () => {
    const from = (customer_hash: string | null, time: string, more = {}) => ({
      ...IN,
      customer_hash,
      initiated_at: at(time),
      ...more,
    });
    const rows = [
      contact("1", from("x", "09:00:00")),
      contact("2", from("x", "09:10:00", { channel: "CHAT", initiation_method: "API" })),
      contact("3", from("x", "09:05:00", { initiation_method: "CALLBACK", previous_contact_id: "1" })),
      contact("4", from("y", "09:20:00")),
      contact("5", from(null, "09:30:00")),
    ];
    const query = "SELECT contact_id, contact_number, seconds_since_previous FROM repeat_contacts ORDER BY contact_id";
    await expectEverywhere({ contact_records: rows }, query, [
      { contact_id: "1", contact_number: 1, seconds_since_previous: null },
      { contact_id: "2", contact_number: 2, seconds_since_previous: 600 },
      { contact_id: "4", contact_number: 1, seconds_since_previous: null },
    ]);
  });

  it("have the last days apart, with the same figures", async () => {
    const rows = [
      contact("now", queued("a", "09:00:00")),
      contact("old", {
        ...queued("a", "09:00:00"),
        initiated_at: "2026-02-20 09:00:00",
        enqueued_at: "2026-02-20 09:00:00",
      }),
    ];
    await expectEverywhere({ contact_records: rows }, "SELECT interval_start, offered FROM recent_queue_intervals", [
      { interval_start: at("09:00:00"), offered: 1 },
    ]);
  });
});
