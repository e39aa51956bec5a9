/** Two calls that show what a centre does: a known caller who changes an order, and an unknown one who waits for an agent. */
import type { Agent, Call } from "../../connect";
import { agentFor } from "../agents";
import type { Conversation } from "../conversation";
import type { Seeded } from "../seed";
import { converse, heading, type Reply, type Stage, until } from "./script";

/** A number that no customer has. */
const STRANGER = "+12065550187";

/** Seconds the unknown caller waits before an agent comes on line. */
const WAIT_SECONDS = 90;

/** Seconds the agent talks and then works on the contact. */
const TALK_SECONDS = 95;
const AFTER_CONTACT_WORK_SECONDS = 20;

/** How the caller answers the survey, and after how many seconds. */
const SCORE = "5";
const ANSWERING_SECONDS = 8;

/** With keys, the known caller hears the status, changes the order, to another day, in three days. */
const CHANGE_BY_KEYS: readonly Reply[] = [
  { asked: /status of your order, press (\d)/ },
  { asked: /change your order, press (\d)/ },
  { asked: /another day for its delivery, press (\d)/ },
  { asked: /In how many days/, press: "3" },
];

/** The unknown caller takes the first queue offered, where there are several, and pop while waiting. */
const QUEUE_WITH_MUSIC: readonly Reply[] = [
  { asked: /^How can I help you/, say: "I would like to talk to a person" },
  { asked: /^For .*?, press (\d)/ },
  { asked: /for pop, press (\d)/ },
];

/** With the bot, the known caller says what is wanted, types the PIN, and says the day. */
function changeByBot(pin: string): readonly Reply[] {
  return [
    { asked: /^How can I help you/, say: "Where is my order?" },
    { asked: /anything else/, say: "I would like another delivery day" },
    { asked: /PIN/, press: `${pin}#` },
    { asked: /day/i, say: "in three days" },
    { asked: /anything else/, say: "no, thank you" },
  ];
}

/** A caller asks for her order and changes it; the row is shown before and after. */
export async function playKnownCaller(stage: Stage, seeded: Seeded): Promise<void> {
  const { center, out } = stage;
  const { caller, order, pin } = seeded;
  if (caller === undefined) {
    out.line("There is no customer, so there is no first call.");
    return;
  }
  const wish = order ? "who asks for an order and changes it" : "without an order that can be changed";
  heading(out, `Call 1: ${caller} is a customer ${wish}`);
  await showRow(stage, "before", order);
  const call = center.connect.dial({ from: caller });
  const conversation = await converse(stage, call, center.lex.isEmpty ? CHANGE_BY_KEYS : changeByBot(pin));
  await until(center, () => call.state !== "flow");
  call.hangUp();
  await center.clock.advance(1_000);
  conversation.show();
  await showRow(stage, "after", order);
}

/** A caller nobody knows waits in a queue until an agent comes on line. */
export async function playUnknownCaller(stage: Stage): Promise<void> {
  const { center, out } = stage;
  heading(out, `Call ${center.connect.calls.length + 1}: nobody knows ${STRANGER}; the caller queues`);
  const call = center.connect.dial({ from: STRANGER });
  const conversation = await converse(stage, call, QUEUE_WITH_MUSIC);
  await until(center, () => call.contact.waitingInQueue || call.state === "ended");
  await center.clock.advance(WAIT_SECONDS * 1_000);
  conversation.show();
  const agent = call.contact.waitingInQueue ? agentFor(center, call.contact.queue?.name) : undefined;
  if (agent !== undefined) {
    await takeCall(stage, { agent, call, conversation });
  } else if (call.state !== "ended") {
    out.line("  No routing profile serves this queue; the caller gives up.");
    call.hangUp();
  }
  await center.clock.advance(AFTER_CONTACT_WORK_SECONDS * 1_000);
  conversation.show();
}

/** An agent comes on line, takes the call, talks and leaves. */
async function takeCall(
  { center }: Stage,
  { agent, call, conversation }: { agent: Agent; call: Call; conversation: Conversation },
): Promise<void> {
  agent.behaviour.talkSeconds = TALK_SECONDS;
  agent.behaviour.afterContactWorkSeconds = AFTER_CONTACT_WORK_SECONDS;
  conversation.note(`agent ${agent.username} comes on line`, center.clock.now());
  agent.goOnline();
  await until(center, () => call.state === "with-agent");
  // The survey asks afterwards, where the stack has one.
  await until(center, () => call.state !== "with-agent");
  await until(center, () => call.state !== "flow");
  if (call.state === "waiting-for-input") {
    conversation.show();
    await center.clock.advance(ANSWERING_SECONDS * 1_000);
    call.press(SCORE);
  }
  await until(center, () => call.state === "ended");
  agent.goOffline();
  call.hangUp();
  conversation.show();
}

/** Prints every contact record so far as Connect writes it. */
export function showContactRecords({ center, out }: Stage): void {
  heading(out, "Contact records");
  for (const record of center.connect.records) {
    out.line(JSON.stringify(record, null, 2));
  }
}

async function showRow({ center, out }: Stage, when: string, key: Seeded["order"]): Promise<void> {
  if (key !== undefined) {
    const row = await center.database.get(center.table("ordersTable") ?? "", key);
    out.line(`  ${out.paint("dim", `order ${when}:`)} ${JSON.stringify(row)}`);
  }
}
