/**
 * What the operations team has set, as it holds when a contact asks: for the whole centre, and for the queue it is on its
 * way to. A look-up that fails stops nobody: the contact goes on as if nothing were set.
 */
import { contact, MUSIC, READ_SETTINGS, TIME_LIMIT_SECONDS } from "./contracts";
import {
  type ArrivalKind,
  type Body,
  type FlowBuilder,
  type FlowKind,
  goOn,
  type LambdaAnswer,
  ssml,
  text,
  type TextValue,
} from "./language";
import { type FlowSettings } from "./settings";

/** What holds for the centre, or for one queue. Good until the next look-up. */
export type SettingsInForce = LambdaAnswer<typeof READ_SETTINGS.returns>;

/** How a message reaches the customer: calls hear markup, chats read plain text. */
export type Medium = "voice" | "chat";

/** Priority of a contact in its queue, 1 being served first. Whoever has none has Connect's own, 5. */
const PRIORITIES = { highest: 1, high: 3, low: 7 } as const;

/** Says the centre's message; `closed` is for everybody while the whole centre is closed. */
export function obeyCenter(
  f: FlowBuilder,
  settings: FlowSettings,
  { medium, closed }: { readonly medium: Medium; readonly closed: Body },
): void {
  f.attempt((f) => {
    const center = lookUp(f, settings, { name: "centre settings" });
    announce(f, center, medium);
    f.compare(center.state, { closed });
  });
}

/** How contacts come into a queue. */
export interface Arrival<Kind extends FlowKind> {
  /** Name of the queue, which is the target queue already. */
  readonly name: TextValue;
  /** How the queue's message reaches the customer; without it nobody is told. */
  readonly medium?: Medium;
  /** What happens in front of a queue that is closed: by the operations team, or because its hours are over. */
  readonly closed: Body<Kind>;
  /** What else is done as it is set for the queue; not while that is unknown. */
  readonly also?: (f: FlowBuilder<Kind>, queue: SettingsInForce) => void;
}

/**
 * Sends a contact where the operations team wants the contacts of its queue. One that is closed is closed, wherever it would
 * lead; one that leads to another queue has that one's hours. What is set for the other queue is not asked for: there is no
 * way round in a circle.
 */
export function obeyQueue<Kind extends ArrivalKind>(
  f: FlowBuilder<Kind>,
  settings: FlowSettings,
  arrival: Arrival<Kind>,
): void;
export function obeyQueue(
  f: FlowBuilder<ArrivalKind>,
  settings: FlowSettings,
  { name, medium, closed, also = goOn }: Arrival<ArrivalKind>,
): void {
  // Hours may be shorter than the centre's: nobody waits where nobody answers.
  const mindHours: Body<ArrivalKind> = (f) => f.attempt((f) => f.checkHours(undefined, { closed }));
  if (!settings.selfService) {
    mindHours(f);
    return;
  }
  f.onError(mindHours, (f) => {
    const queue = queueInForce(f, settings, name);
    if (medium) announce(f, queue, medium);
    f.compare(queue.state, { closed });
    redirect(f, queue);
    mindHours(f);
    also(f, queue);
  });
}

/** What holds for a queue. */
export function queueInForce(f: FlowBuilder<ArrivalKind>, settings: FlowSettings, queue: TextValue): SettingsInForce {
  return lookUp(f, settings, { name: "queue settings", parameters: { queue } });
}

/** Makes the queue to which this one leads, if it leads to one, that of the contact. */
export function redirect(f: FlowBuilder<ArrivalKind>, queue: SettingsInForce): void {
  f.compare(queue.redirect, {
    true: (f) => {
      f.setQueue(queue.redirectArn);
      f.setAttributes({ queue: queue.redirectQueue });
    },
  });
}

/** Has contacts of the queue served before others, or after them. */
export function setQueuePriority(f: FlowBuilder, { priority }: SettingsInForce): void {
  const cases = Object.entries(PRIORITIES).map(([name, rank]): [string, Body] => [name, (f) => f.setPriority(rank)]);
  f.compare(priority, Object.fromEntries(cases));
}

/** Chooses the queue's music; `chosen` comes after it. A queue without music goes on. */
export function setQueueMusic(
  f: FlowBuilder<ArrivalKind>,
  { music }: SettingsInForce,
  chosen: Body<ArrivalKind>,
): void {
  const use =
    (prompt: keyof typeof MUSIC): Body<ArrivalKind> =>
    (f) => {
      f.setAttributes({ holdMusic: MUSIC[prompt] });
      chosen(f);
    };
  f.compare(music, { jazz: use("jazz"), pop: use("pop"), rock: use("rock") });
}

/** Keeps for later whether those who wait for the queue are offered a callback; see {@link unlessCallbackIsOff}. */
export function keepCallback(f: FlowBuilder<ArrivalKind>, settings: FlowSettings, { callback }: SettingsInForce): void {
  if (settings.callback) f.setAttributes({ callback });
}

/** Offers a callback, unless the operations team has switched that off. */
export function unlessCallbackIsOff<Kind extends FlowKind>(
  f: FlowBuilder<Kind>,
  settings: FlowSettings,
  offer: Body<Kind>,
): void {
  if (!settings.callback) return;
  if (settings.selfService) f.compare(contact.callback, { off: goOn }, offer);
  else offer(f);
}

/** A message that cannot be said is no reason to overlook the rest. */
function announce(f: FlowBuilder<ArrivalKind>, { hasMessage, message, plain }: SettingsInForce, medium: Medium): void {
  const words = medium === "voice" ? ssml`<speak>${message}</speak>` : text`${plain}`;
  f.compare(hasMessage, { true: (f) => f.attempt((f) => f.say(words)) });
}

function lookUp(
  f: FlowBuilder<ArrivalKind>,
  settings: FlowSettings,
  asked: { readonly name: string; readonly parameters?: { readonly queue: TextValue } },
): SettingsInForce {
  return f.invokeLambda(READ_SETTINGS.fn, {
    ...asked,
    timeLimitSeconds: settings.flowTimeLimitSeconds ?? TIME_LIMIT_SECONDS,
    returns: READ_SETTINGS.returns,
  });
}
