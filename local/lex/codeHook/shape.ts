/** Reads JSON from outside with the place of each mistake: answers of code hooks, and bodies of requests. */
import { isRecord } from "../../engine/graph";
import type { ImageResponseCard, Message } from "../bot/definition";
import type { Json } from "../bot/document";
import type { ActiveContext } from "../dialog/session";

/** Longest text of a message, characters, and longest texts of a card. */
const MAX_TEXT = 1_024;
const MAX_CARD_TEXT = 250;
const MAX_BUTTONS = 5;
const MAX_BUTTON_TEXT = 50;
const MAX_CONTEXTS = 20;
const CONTENT_TYPES = ["CustomPayload", "ImageResponseCard", "PlainText", "SSML"] as const;

/** An object being read; what does not fit goes to `refuse`, which throws. */
export class Shape {
  readonly value: Json;

  constructor(
    value: unknown,
    readonly where: string,
    private readonly refuse: (problem: string) => never,
  ) {
    if (!isRecord(value)) this.refuse(`${where} must be an object, not ${kindOf(value)}`);
    this.value = value;
  }

  /** A member that must be an object. */
  object(name: string): Shape {
    return new Shape(this.value[name], this.place(name), this.refuse);
  }

  /** A member that is an object, when it is there. */
  optional(name: string): Shape | undefined {
    const value = this.value[name];
    return value === undefined || value === null ? undefined : new Shape(value, this.place(name), this.refuse);
  }

  /** A member that is text of at least one character, when it is there. */
  text(name: string, most = Number.POSITIVE_INFINITY): string | undefined {
    const value = this.value[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") this.refuse(`${this.place(name)} must be text, not ${kindOf(value)}`);
    if (value.length < 1 || value.length > most) {
      this.refuse(`${this.place(name)} has ${value.length} characters; it must have 1 to ${most}`);
    }
    return value;
  }

  /** A member that is one of some words, when it is there. */
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.value[name];
    if (value === undefined || value === null) return undefined;
    const found = allowed.find((word) => word === value);
    return found ?? this.refuse(`${this.place(name)} must be one of ${allowed.join(", ")}`);
  }

  /** A member that is a map of text to text, when it is there. */
  texts(name: string): Record<string, string> | undefined {
    const map = this.optional(name)?.value;
    if (map === undefined) return undefined;
    return Object.fromEntries(
      Object.entries(map).map(([key, value]) => {
        if (typeof value !== "string") this.refuse(`${this.place(name)}.${key} must be text, not ${kindOf(value)}`);
        return [key, value];
      }),
    );
  }

  /** A member that is a list of objects; none when it is not there. */
  list(name: string): Shape[] {
    const value = this.value[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) this.refuse(`${this.place(name)} must be a list, not ${kindOf(value)}`);
    return value.map((entry, index) => new Shape(entry, `${this.place(name)}[${index}]`, this.refuse));
  }

  /** A member that is a list of active contexts, when it is there. */
  contexts(name: string): ActiveContext[] | undefined {
    if (this.value[name] === undefined || this.value[name] === null) return undefined;
    const contexts = this.list(name);
    if (contexts.length > MAX_CONTEXTS) this.refuse(`${this.place(name)} has more than ${MAX_CONTEXTS} contexts`);
    return contexts.map((context) => {
      const time = context.object("timeToLive");
      return {
        name: context.text("name") ?? context.missing("name", "text"),
        contextAttributes: context.texts("contextAttributes") ?? {},
        timeToLive: {
          timeToLiveInSeconds: time.between("timeToLiveInSeconds", 5, 86_400),
          turnsToLive: time.between("turnsToLive", 1, 20),
        },
      };
    });
  }

  /** A member that must be a number within bounds. */
  between(name: string, least: number, most: number): number {
    const value = this.value[name];
    if (typeof value !== "number" || !(value >= least && value <= most)) {
      this.refuse(`${this.place(name)} must be a number from ${least} to ${most}`);
    }
    return value;
  }

  /** Refuses the lack of a member. */
  missing(name: string, wanted: string): never {
    return this.refuse(`${this.place(name)} is missing; give ${wanted}`);
  }

  /** Where a member stands, in words. */
  place(name: string): string {
    return ["response", "request"].includes(this.where) ? name : `${this.where}.${name}`;
  }
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : typeof value;
}

/** The messages of a request or response. */
export function readMessages(from: Shape, refuse: (problem: string) => never): Message[] {
  return from.list("messages").map((message) => {
    const contentType =
      message.oneOf("contentType", CONTENT_TYPES) ?? message.missing("contentType", CONTENT_TYPES.join(", "));
    if (contentType !== "ImageResponseCard") {
      const content = message.text("content", MAX_TEXT) ?? message.missing("content", "its text");
      return { contentType, content };
    }
    return { contentType, imageResponseCard: readCard(message.object("imageResponseCard"), refuse) };
  });
}

function readCard(card: Shape, refuse: (problem: string) => never): ImageResponseCard {
  const buttons = card.list("buttons").map((button) => ({
    text: button.text("text", MAX_BUTTON_TEXT) ?? button.missing("text", "its label"),
    value: button.text("value", MAX_BUTTON_TEXT) ?? button.missing("value", "what it says"),
  }));
  if (buttons.length > MAX_BUTTONS) refuse(`${card.place("buttons")} has more than ${MAX_BUTTONS} buttons`);
  const subtitle = card.text("subtitle", MAX_CARD_TEXT);
  const imageUrl = card.text("imageUrl", MAX_CARD_TEXT);
  return {
    title: card.text("title", MAX_CARD_TEXT) ?? card.missing("title", "its title"),
    ...(subtitle !== undefined && { subtitle }),
    ...(imageUrl !== undefined && { imageUrl }),
    ...(buttons.length > 0 && { buttons }),
  };
}
