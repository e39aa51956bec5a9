/** Two calls that show what a centre does: a known caller who changes an order, and an unknown one who waits for an agent. */
import type { LocalCenter } from "../center";
import type { Agent, Call } from "../connect";
import { agentFor } from "./agents";
import { Conversation } from "./conversation";
import type { Seeded } from "./seed";
import type { Terminal } from "./terminal";

/** A number that no customer has. */
const STRANGER = "+12065550187";

/** Seconds the unknown caller waits before an agent comes on line. */
const WAIT_SECONDS = 90;

/** Seconds the agent talks and then works on the contact. */
const TALK_SECONDS = 95;
const AFTER_CONTACT_WORK_SECONDS = 20;

/** Most seconds anything here is waited for. */
const PATIENCE_SECONDS = 600;

/** Seconds a caller listens to a menu before pressing a key. */
const LISTENING_SECONDS = 6;

/** What a caller does when asked: presses what the question names (the first group), or else a key. */
interface Choice {
  asked: RegExp;
  key?: string;
}

/** The known caller hears the status, changes the order, to another day, in three days. */
const CHANGE_DELIVERY_DAY: Choice[] = [
  { asked: /status of your order, press (\d)/ },
  { asked: /change your order, press (\d)/ },
  { asked: /another day for its delivery, press (\d)/ },
  { asked: /In how many days/, key: "3" },
];

/** The unknown caller takes the first queue offered, where there are several, and pop while waiting. */
const QUEUE_WITH_MUSIC: Choice[] = [{ asked: /^For .*?, press (\d)/ }, { asked: /for pop, press (\d)/ }];

/** A caller asks for her order and changes it; the row is shown before and after. */
export async function playKnownCaller(center: LocalCenter, out: Terminal, seeded: Seeded): Promise<void> {
  const { caller, order } = seeded;
  if (caller === undefined) {
    out.line("There is no customer, so there is no first call.");
    return;
  }
  const wish = order ? "who asks for an order and changes it" : "without an order that can be changed";
  heading(out, `Call 1: ${caller} is a customer ${wish}`);
  await showRow(center, out, "before", order);
  const call = center.connect.dial({ from: caller });
  const conversation = await converse(center, out, call, CHANGE_DELIVERY_DAY);
  await until(center, () => call.state !== "flow");
  call.hangUp();
  await center.clock.advance(1_000);
  conversation.show();
  await showRow(center, out, "after", order);
}

/** A caller nobody knows waits in a queue until an agent comes on line. */
export async function playUnknownCaller(center: LocalCenter, out: Terminal): Promise<void> {
  heading(out, `Call ${center.connect.calls.length + 1}: nobody knows ${STRANGER}; the caller queues`);
  const call = center.connect.dial({ from: STRANGER });
  const conversation = await converse(center, out, call, QUEUE_WITH_MUSIC);
  await until(center, () => call.contact.waitingInQueue || call.state === "ended");
  await center.clock.advance(WAIT_SECONDS * 1_000);
  conversation.show();
  const agent = call.contact.waitingInQueue ? agentFor(center, call.contact.queue?.name) : undefined;
  if (agent !== undefined) {
    await takeCall(center, { agent, call, conversation });
  } else if (call.state !== "ended") {
    out.line("  No routing profile serves this queue; the caller gives up.");
    call.hangUp();
  }
  await center.clock.advance(AFTER_CONTACT_WORK_SECONDS * 1_000);
  conversation.show();
}

/** An agent comes on line, takes the call, talks and leaves. */
async function takeCall(
  center: LocalCenter,
  { agent, call, conversation }: { agent: Agent; call: Call; conversation: Conversation },
): Promise<void> {
  agent.behaviour.talkSeconds = TALK_SECONDS;
  agent.behaviour.afterContactWorkSeconds = AFTER_CONTACT_WORK_SECONDS;
  conversation.note(`agent ${agent.username} comes on line`, center.clock.now());
  agent.goOnline();
  await until(center, () => call.state === "ended");
  agent.goOffline();
  call.hangUp();
  conversation.show();
}

/** Prints every contact record so far as Connect writes it. */
export function showContactRecords(center: LocalCenter, out: Terminal): void {
  heading(out, "Contact records");
  for (const record of center.connect.records) {
    out.line(JSON.stringify(record, null, 2));
  }
}

/** Answers what the centre asks, each time it listens. */
async function converse(center: LocalCenter, out: Terminal, call: Call, choices: Choice[]): Promise<Conversation> {
  const conversation = new Conversation(out, call, center.clock.now());
  for (const { asked, key } of choices) {
    await until(center, () => call.state !== "flow");
    conversation.show();
    const question = call.transcript.filter(({ who }) => who === "system").at(-1)?.text ?? "";
    const found = asked.exec(question);
    if (found === null || call.state !== "waiting-for-input") {
      continue;
    }
    await center.clock.advance(LISTENING_SECONDS * 1_000);
    call.press(key ?? found[1] ?? "");
    await call.settled();
    conversation.show();
  }
  return conversation;
}

/** Lets time pass until something is so. */
async function until(center: LocalCenter, reached: () => boolean): Promise<void> {
  await center.clock.advance(0);
  for (let waited = 0; waited < PATIENCE_SECONDS && !reached(); waited += 1) {
    await center.clock.advance(1_000);
  }
}

async function showRow(center: LocalCenter, out: Terminal, when: string, key: Seeded["order"]): Promise<void> {
  if (key !== undefined) {
    const row = await center.database.get(center.table("ordersTable") ?? "", key);
    out.line(`  ${out.paint("dim", `order ${when}:`)} ${JSON.stringify(row)}`);
  }
}

function heading(out: Terminal, text: string): void {
  out.line();
  out.line(out.paint("bold", text));
}
