/** Two calls that show what a centre does: a known caller who changes an order, and an unknown one who waits for an agent. */
import type { LocalCenter } from "../center";
import type { Call } from "../connect";
import { Conversation } from "./conversation";
import type { Seeded } from "./seed";
import type { Terminal } from "./terminal";

/** A number that no customer has. */
const STRANGER = "+12065550187";

/** Seconds the unknown caller waits before an agent comes on line. */
const WAIT_SECONDS = 75;

/** Seconds the agent talks and then works on the contact. */
const TALK_SECONDS = 95;
const AFTER_CONTACT_WORK_SECONDS = 20;

/** Seconds between two keys of a caller who thinks. */
const THINKING_SECONDS = 2;

/** The keys of the known caller: hear the status, change the order, choose another day, in three days. */
const CHANGE_DELIVERY_DAY = ["1", "2", "2", "3"];

/** The keys of the unknown caller: the first queue, pop while waiting. */
const QUEUE_WITH_MUSIC = ["1", "2"];

/** A caller asks for her order and changes it; the row is shown before and after. */
export async function playKnownCaller(center: LocalCenter, out: Terminal, seeded: Seeded): Promise<void> {
  if (seeded.caller === undefined || seeded.order === undefined) {
    out.line("No customer has an order that can still be changed, so there is no first call.");
    return;
  }
  heading(out, `Call 1: ${seeded.caller} is a customer who asks for an order and changes it`);
  await showRow(center, out, "before", seeded.order);
  const call = center.connect.dial({ from: seeded.caller });
  await converse(center, out, call, CHANGE_DELIVERY_DAY);
  call.hangUp();
  await center.clock.advance(1_000);
  await showRow(center, out, "after", seeded.order);
}

/** A caller nobody knows waits in a queue until an agent comes on line. */
export async function playUnknownCaller(center: LocalCenter, out: Terminal, stranger = STRANGER): Promise<void> {
  heading(out, `Call 2: nobody knows ${stranger}; the caller queues`);
  const agent =
    center.connect.agents[0] ?? center.connect.addAgent({ username: "agent-1", firstName: "First", lastName: "Agent" });
  agent.behaviour.talkSeconds = TALK_SECONDS;
  agent.behaviour.afterContactWorkSeconds = AFTER_CONTACT_WORK_SECONDS;
  const call = center.connect.dial({ from: stranger });
  const conversation = await converse(center, out, call, QUEUE_WITH_MUSIC);
  await center.clock.advance(WAIT_SECONDS * 1_000);
  conversation.show();
  out.line(`            ${out.paint("dim", `agent ${agent.username} comes on line`)}`);
  agent.goOnline();
  await center.clock.advance((TALK_SECONDS + 30) * 1_000);
  conversation.show();
  agent.goOffline();
  await center.clock.advance(AFTER_CONTACT_WORK_SECONDS * 1_000);
}

/** Prints every contact record so far as Connect writes it. */
export function showContactRecords(center: LocalCenter, out: Terminal): void {
  heading(out, "Contact records");
  for (const record of center.connect.records) {
    out.line(JSON.stringify(record, null, 2));
  }
}

/** Plays the keys, one each time the centre has said what it had to say. */
async function converse(center: LocalCenter, out: Terminal, call: Call, keys: string[]): Promise<Conversation> {
  const conversation = new Conversation(out, call, center.clock.now());
  await call.settled();
  conversation.show();
  for (const key of keys) {
    await center.clock.advance(THINKING_SECONDS * 1_000);
    if (call.state === "ended") {
      break;
    }
    call.press(key);
    await call.settled();
    conversation.show();
  }
  return conversation;
}

async function showRow(
  center: LocalCenter,
  out: Terminal,
  when: string,
  key: { customerId: string; orderId: string },
): Promise<void> {
  const row = await center.database.get(center.table("ordersTable") ?? "", key);
  out.line(`  ${out.paint("dim", `order ${when}:`)} ${JSON.stringify(row)}`);
}

function heading(out: Terminal, text: string): void {
  out.line();
  out.line(out.paint("bold", text));
}
