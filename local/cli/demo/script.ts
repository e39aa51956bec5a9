/** How the customers of the demonstration answer: each reply waits for its question. */
import type { LocalCenter } from "../../center";
import { Call, type Chat } from "../../connect";
import { Conversation } from "../conversation";
import type { Terminal } from "../terminal";

/** Most seconds anything here is waited for. */
const PATIENCE_SECONDS = 600;

/** Seconds a customer listens or reads before answering; a bot asks again after 3 s of silence. */
const LISTENING_SECONDS = 3;

/** What a customer does when asked: presses what the question names (its first group), other keys, or says something. */
export interface Reply {
  readonly asked: RegExp;
  readonly press?: string;
  readonly say?: string;
}

/** Where a conversation of the demonstration takes place. */
export interface Stage {
  readonly center: LocalCenter;
  readonly out: Terminal;
}

/** Answers what the centre asks, each time it listens; a question none of the replies is for ends it. */
export async function converse(
  { center, out }: Stage,
  customer: Call | Chat,
  replies: readonly Reply[],
): Promise<Conversation> {
  const conversation = new Conversation(out, customer, center.clock.now());
  for (const { asked, press, say } of replies) {
    await until(center, () => customer.state !== "flow");
    conversation.show();
    const question = customer.transcript.filter(({ who }) => who === "system").at(-1)?.text ?? "";
    const found = asked.exec(question);
    if (found === null || customer.state !== "waiting-for-input") {
      continue;
    }
    await center.clock.advance(LISTENING_SECONDS * 1_000);
    // A bot may have asked again meanwhile, and then the answer is to that.
    await until(center, () => customer.state !== "flow");
    if (!(customer instanceof Call)) {
      customer.send(say ?? press ?? "");
    } else if (say !== undefined) {
      customer.speak(say);
    } else {
      customer.press(press ?? found[1] ?? "");
    }
    await customer.settled();
    conversation.show();
  }
  return conversation;
}

/** Lets time pass until something is so. */
export async function until(center: LocalCenter, reached: () => boolean): Promise<void> {
  await center.clock.advance(0);
  for (let waited = 0; waited < PATIENCE_SECONDS && !reached(); waited += 1) {
    await center.clock.advance(1_000);
  }
}

/** A heading between conversations. */
export function heading(out: Terminal, text: string): void {
  out.line();
  out.line(out.paint("bold", text));
}
