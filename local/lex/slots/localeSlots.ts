/** Fills the slots of a locale's intents from what a customer says. */
import type { IntentDefinition, LocaleDefinition, SlotDefinition } from "../bot/definition";
import { wordsOf } from "../nlu/tokens";
import { finderOf } from "./finders";
import { slotValue, type SlotContext, type SlotFinder, type SlotMatch, type SlotValue } from "./match";

/** A slot found in a text. */
export interface FoundSlot {
  readonly slot: SlotDefinition;
  readonly match: SlotMatch;
  readonly value: SlotValue;
}

/** Words that stand around a slot in the utterances of its intent. */
interface Neighbours {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
  /** Whether an utterance is the slot alone. */
  readonly alone: boolean;
}

/** The slots of one locale. */
export class LocaleSlots {
  private readonly finders = new Map<string, SlotFinder>();
  private readonly neighbours = new Map<string, Neighbours>();

  constructor(private readonly locale: LocaleDefinition) {
    for (const intent of locale.intents) {
      for (const slot of intent.slots)
        this.neighbours.set(`${intent.name}/${slot.name}`, neighboursOf(intent, slot.name));
    }
  }

  /** The value an answer to the question for a slot has; undefined when it has none. */
  answer(slot: SlotDefinition, context: SlotContext): FoundSlot | undefined {
    const [match] = this.finder(slot).find({ ...context, asked: true });
    return match && { slot, match, value: slotValue(context, match) };
  }

  /** The slots of an intent that a text fills without being asked for. */
  volunteered(intent: IntentDefinition, context: SlotContext): FoundSlot[] {
    const found: FoundSlot[] = [];
    for (const slot of intent.slots) {
      const isFree = ({ from, to }: SlotMatch): boolean =>
        found.every(({ match }) => to <= match.from || from >= match.to);
      const matches = this.finder(slot)
        .find({ ...context, asked: false })
        .filter(isFree);
      const match = matches.find((candidate) => this.fits(intent, slot, context, candidate));
      if (match) found.push({ slot, match, value: slotValue(context, match) });
    }
    return found;
  }

  /** The words of a text with the values of found slots replaced by `{slot}`, as utterances write them. */
  withPlaceholders({ tokens }: SlotContext, found: readonly FoundSlot[]): string[] {
    return tokens.flatMap(({ norm }, index) => {
      const hit = found.find(({ match }) => index >= match.from && index < match.to);
      if (hit === undefined) return [norm];
      return hit.match.from === index ? [placeholder(hit.slot.name)] : [];
    });
  }

  /** Whether a value may be taken unasked: its kind is unmistakable, or it stands as the utterances have it. */
  private fits(intent: IntentDefinition, slot: SlotDefinition, { tokens }: SlotContext, match: SlotMatch): boolean {
    const around = this.neighbours.get(`${intent.name}/${slot.name}`);
    if (this.finder(slot).selfEvident) return true;
    if (around === undefined) return false;
    const before = tokens[match.from - 1]?.norm;
    const after = tokens[match.to]?.norm;
    if (before === undefined && after === undefined) return around.alone;
    return (before !== undefined && around.before.has(before)) || (after !== undefined && around.after.has(after));
  }

  private finder(slot: SlotDefinition): SlotFinder {
    const known = this.finders.get(slot.type);
    if (known) return known;
    const finder = finderOf(slot.type, this.locale.slotTypes.get(slot.type), this.locale.id);
    this.finders.set(slot.type, finder);
    return finder;
  }
}

function placeholder(slotName: string): string {
  return `{${slotName.toLowerCase()}}`;
}

function neighboursOf(intent: IntentDefinition, slotName: string): Neighbours {
  const before = new Set<string>();
  const after = new Set<string>();
  let alone = false;
  for (const words of intent.utterances.map(wordsOf)) {
    const at = words.indexOf(placeholder(slotName));
    if (at < 0) continue;
    if (words.length === 1) alone = true;
    if (at > 0) before.add(words[at - 1] ?? "");
    if (at < words.length - 1) after.add(words[at + 1] ?? "");
  }
  return { before, after, alone };
}
