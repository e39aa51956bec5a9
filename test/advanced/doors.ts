/** The four doors of a centre, each as its customers use it: by phone, by chat, on the web page, in Slack. */
import { randomUUID } from "node:crypto";
import type { LocalCenter } from "../../local/center";
import type { Call, Chat } from "../../local/connect";
import type { Interaction } from "../../local/connect/interaction";

/** The doors by what the bot calls them. */
export const DOORS = ["voice", "chat", "web", "slack"] as const;

/** One of them. */
export type DoorName = (typeof DOORS)[number];

/** Where the customer is. */
export interface Visit {
  /** The caller's own number; only the phone network tells it. */
  readonly phoneNumber: string;
  /** What people in Slack call the customer. */
  readonly name: string;
  /** On the web page, a language of the bot. */
  readonly locale?: string;
}

/** A customer's conversation at one door. */
export interface Talk {
  readonly door: DoorName;
  /** Says one thing, digits with the keys of a phone, and answers with all that is said back. */
  say(text: string): Promise<string>;
  /** The Connect contact the customer is in, or that was made for a person to go on with; undefined while there is none. */
  contact(): Interaction | undefined;
  /** On the web: what opens the customer's side of the chat with a person, once there is one. */
  participantToken?(): string | undefined;
  /** Leaves. */
  leave(): void;
}

/** Goes in by a door. */
export async function enter(center: LocalCenter, door: DoorName, visit: Visit): Promise<Talk> {
  // A minute later than whoever came before: what is limited by the minute begins anew.
  await center.clock.advance(60_000);
  switch (door) {
    case "voice":
      return onContact(door, center.connect.dial({ from: visit.phoneNumber }));
    case "chat":
      return onContact(door, center.connect.chat({ flow: "chat" }));
    case "web":
      return onWeb(center, visit);
    case "slack":
      return inSlack(center, visit);
  }
}

async function onContact(door: DoorName, contact: Call | Chat): Promise<Talk> {
  await contact.settled();
  return {
    door,
    say: async (text) => {
      const before = contact.transcript.length;
      if (contact.channel === "CHAT") (contact as Chat).send(text);
      else if (/^\d+$/.test(text)) (contact as Call).press(`${text}#`);
      else (contact as Call).speak(text);
      await contact.settled();
      const since = contact.transcript.slice(before);
      return since.flatMap(({ who, text: said }) => (who === "system" ? [said] : [])).join(" ");
    },
    contact: () => contact,
    leave: () => contact.hangUp(),
  };
}

/** What the web API answers, as far as it is read here. */
export interface WebAnswer {
  readonly conversationId: string;
  readonly token: string;
  readonly messages: readonly { readonly from: string; readonly text: string }[];
  readonly handover?: { readonly contactId: string; readonly participantToken: string };
  readonly error?: { readonly code: string; readonly message: string };
}

/** Address of the chat page on this machine. @throws Error when it is not served */
export function siteOf(center: LocalCenter): string {
  const site = center.web.resolve(String(center.graph.outputs.chatUrl));
  if (site === undefined) throw new Error("The program serves no chat page.");
  return site;
}

async function onWeb(center: LocalCenter, { locale = "en_US" }: Visit): Promise<Talk> {
  const site = siteOf(center);
  const post = async (path: string, body: object, token?: string): Promise<WebAnswer> => {
    const headers = {
      "content-type": "application/json",
      origin: site,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(`${site}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return (await response.json()) as WebAnswer;
  };
  const { conversationId, token } = await post("/api/conversations", { locale });
  let handover: WebAnswer["handover"];
  const contact = (): Interaction | undefined =>
    center.connect.interactions.find((one) => one.contactId === handover?.contactId);
  return {
    door: "web",
    say: async (text) => {
      const answer = await post(
        `/api/conversations/${conversationId}/messages`,
        { messageId: randomUUID(), text },
        token,
      );
      handover = answer.handover ?? handover;
      return answer.error?.message ?? answer.messages.map((message) => message.text).join(" ");
    },
    contact,
    participantToken: () => handover?.participantToken,
    leave: () => contact()?.hangUp(),
  };
}

async function inSlack({ slack, clock, connect }: LocalCenter, { name }: Visit): Promise<Talk> {
  if (slack === undefined) throw new Error("The program has no Slack app.");
  const { workspace } = slack;
  const known = new Set(connect.interactions);
  const task = (): Interaction | undefined =>
    connect.interactions.find((one) => one.channel === "TASK" && !known.has(one));
  return {
    door: "slack",
    say: async (text) => {
      const before = workspace.messages.length;
      await slack.say(name, text);
      // The queue hands over what lies in it at this moment.
      await clock.advance(0);
      const since = workspace.messages.slice(before).filter(({ from }) => from === "bot");
      return since.map((message) => message.text).join(" ");
    },
    contact: task,
    leave: () => task()?.hangUp(),
  };
}

/** What a customer answers to the bot's questions. */
export interface Answers {
  readonly phoneNumber: string;
  readonly pin: string;
  /** What is said when asked to confirm. Default yes, in the language of the question. */
  readonly confirm?: string;
}

/** What the bot asks, by how it asks; more specific questions first. */
const QUESTIONS: readonly (readonly [RegExp, (answers: Answers) => string])[] = [
  [/do not go together|no corresponden/, () => ""],
  [/Shall I cancel/, ({ confirm = "yes" }) => confirm],
  [/¿Cancelo/, ({ confirm = "sí" }) => confirm],
  [/(What|Which) .*phone number/, ({ phoneNumber }) => phoneNumber.replace(/^\+1/, "")],
  [/(Cuál|Qué) .*número de teléfono/, ({ phoneNumber }) => phoneNumber.replace(/^\+1/, "")],
  [/PIN\?/, ({ pin }) => pin],
];

/** Asks for something and answers what is asked back, until there is nothing more to answer; what was said last. */
export async function ask(talk: Talk, opening: string, answers: Answers): Promise<string> {
  let said = await talk.say(opening);
  for (let turns = 0; turns < 8; turns++) {
    const answer = QUESTIONS.find(([question]) => question.test(said))?.[1](answers) ?? "";
    if (answer === "") return said;
    said = await talk.say(answer);
  }
  throw new Error(`The bot at the door ${talk.door} goes on asking: ${said}`);
}
