/** Chooses what a bot says: one message of each group, always the same for the same seed, session and turn. */
import type { Message, MessageGroup, Prompt } from "../bot/definition";
import { bits } from "../../connect/random";

/** Chooses messages for one turn. */
export class MessageChoice {
  private drawn = 0;
  private readonly stream: number;

  /**
   * @param acceptedTypes Content types the channel takes (`x-amz-lex:accept-content-types`); all when left out.
   */
  constructor(
    private readonly seed: number,
    sessionId: string,
    private readonly turn: number,
    private readonly acceptedTypes?: ReadonlySet<string>,
  ) {
    this.stream = [...sessionId].reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), 7) | 0;
  }

  /** One message of each group. */
  of(groups: readonly MessageGroup[]): Message[] {
    return groups.flatMap((group) =>
      this.one(group, () => bits(this.seed, this.stream, 64 * this.turn + this.drawn++)),
    );
  }

  /** A prompt at its first asking or a later one. */
  asking({ groups, ordered }: Prompt, retry: number): Message[] {
    return ordered ? groups.flatMap((group) => this.one(group, () => retry)) : this.of(groups);
  }

  private one(group: MessageGroup, draw: () => number): Message[] {
    const taken = group.filter(({ contentType }) => this.acceptedTypes?.has(contentType) ?? true);
    const choices = taken.length > 0 ? taken : group;
    const message = choices[draw() % choices.length];
    return message === undefined ? [] : [message];
  }
}
