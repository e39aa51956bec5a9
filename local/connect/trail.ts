/**
 * Where calls have been, when there are thousands of them and nobody will read what was said: the branches their flows
 * took, as places in a tree that calls going the same way share.
 */
import type { Branch } from "./step";

/** Places a tree remembers; further ones belong to one call alone, so that ever new ways cost no more than their calls. */
const MOST_SHARED = 100_000;

/** The branches a call has taken so far: the last one, and the place it was at before. */
export class Trail {
  /** How many branches. */
  readonly length: number;
  private first: Trail | null = null;
  private others: Map<Branch, Trail> | null = null;

  private constructor(
    /** Null where nothing has been taken yet. */
    readonly branch: Branch | null,
    readonly before: Trail | null,
    private readonly tree: { size: number },
  ) {
    this.length = before === null ? 0 : before.length + 1;
  }

  /** The place calls start from. */
  static start(): Trail {
    return new Trail(null, null, { size: 1 });
  }

  /** The place a branch leads to; the same one each time. */
  take(branch: Branch): Trail {
    const { first } = this;
    if (first !== null && first.branch === branch) return first;
    const known = this.others?.get(branch);
    if (known !== undefined) return known;
    const next = new Trail(branch, this, this.tree);
    if (this.tree.size >= MOST_SHARED) return next;
    this.tree.size++;
    if (first === null) this.first = next;
    else (this.others ??= new Map<Branch, Trail>()).set(branch, next);
    return next;
  }

  /** The branches in the order they were taken. */
  branches(): Branch[] {
    const taken: Branch[] = [];
    let { branch, before } = this;
    while (branch !== null && before !== null) {
      taken.push(branch);
      ({ branch, before } = before);
    }
    return taken.reverse();
  }
}
