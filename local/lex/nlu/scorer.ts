/**
 * Scores a text against the sample utterances of a locale: the nearest utterance of each intent, by the cosine of features
 * weighted with how rare they are. It is deterministic and knows nothing but the utterances. It checks wiring and dialog; how
 * well Amazon Lex understands people it does not tell.
 */
import { featuresOf, type Features } from "./features";
import type { Language } from "./stems";
import { wordsOf } from "./tokens";

/** Utterances of one intent. */
export interface Samples {
  readonly intent: string;
  readonly utterances: readonly string[];
}

interface Example {
  readonly intent: string;
  readonly vector: Features;
}

/** Scores that are remembered: customers say and press the same again and again. */
const REMEMBERED = 2_000;

/** How much the second nearest utterance of an intent counts beside the nearest. */
const SECOND = 0.15;

/** Scores texts for one locale. */
export class Scorer {
  private readonly examples: readonly Example[];
  private readonly rarity = new Map<string, number>();
  private readonly unseen: number;
  private readonly known = new Map<string, ReadonlyMap<string, number>>();

  constructor(
    samples: readonly Samples[],
    private readonly language: Language,
  ) {
    const bags = samples.flatMap(({ intent, utterances }) =>
      utterances.map((utterance) => ({ intent, features: featuresOf(wordsOf(utterance), language) })),
    );
    const seen = new Map<string, Set<string>>();
    for (const { intent, features } of bags) {
      for (const name of features.keys()) seen.set(name, (seen.get(name) ?? new Set()).add(intent));
    }
    // Rare is what few intents say, however often each of them says it.
    for (const [name, intents] of seen) this.rarity.set(name, Math.log(1 + samples.length / intents.size));
    this.unseen = Math.log(1 + samples.length);
    this.examples = bags.map(({ intent, features }) => ({ intent, vector: this.vector(features) }));
  }

  /** Scores the intents for a text, given as normalised words: all of them, or one. */
  score(words: readonly string[], only?: string): ReadonlyMap<string, number> {
    const key = JSON.stringify([words, only]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const scores = this.compute(words, only);
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(key, scores);
    return scores;
  }

  private compute(words: readonly string[], only: string | undefined): Map<string, number> {
    const vector = this.vector(featuresOf(words, this.language));
    const nearest = new Map<string, [number, number]>();
    for (const { intent, vector: example } of this.examples) {
      if (only !== undefined && intent !== only) continue;
      const near = cosine(vector, example);
      const [first, second] = nearest.get(intent) ?? [0, 0];
      nearest.set(intent, near > first ? [near, first] : [first, Math.max(second, near)]);
    }
    return new Map(
      [...nearest].map(([intent, [first, second]]) => [intent, confidence(first + SECOND * second * (1 - first))]),
    );
  }

  private vector(features: Features): Features {
    const weighted = [...features].map(
      ([name, weight]) => [name, weight * (this.rarity.get(name) ?? this.unseen)] as const,
    );
    const length = Math.sqrt(weighted.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1;
    return new Map(weighted.map(([name, weight]) => [name, weight / length]));
  }
}

function cosine(one: Features, other: Features): number {
  let sum = 0;
  for (const [name, weight] of one) sum += weight * (other.get(name) ?? 0);
  return Math.min(1, sum);
}

/** Nearness as a confidence on Lex's scale, on which 0.4 is a usual threshold; to two digits, as Lex reports it. */
function confidence(near: number): number {
  return Math.round(100 * Math.min(1, Math.sqrt(near))) / 100;
}
