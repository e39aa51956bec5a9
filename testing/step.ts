/**
 * Steps of a test: what it does and expects, one after the other. A step begins when it is awaited, so that one which
 * nobody awaits has done nothing, and is found out: by the next step, and when the centre is closed.
 */
import { frameOf, MisuseError } from "./expectationError";

/** One thing a test does or expects. Await it. */
export class Step<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = "Step";
  private outcome: Promise<T> | undefined;

  /** Made by {@link Steps.add}. */
  constructor(
    /** What the step is, as a test would write it. */
    readonly title: string,
    /** Made where the test wrote it. */
    readonly origin: Error,
    private readonly begin: (step: Step<T>) => Promise<T>,
  ) {}

  then<A = T, B = never>(
    onfulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return (this.outcome ??= this.begin(this)).then(onfulfilled, onrejected);
  }

  catch<B = never>(onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, onrejected);
  }

  finally(onfinally?: (() => void) | null): Promise<T> {
    return this.then().finally(onfinally);
  }
}

/** A step as far as it concerns who looks for forgotten ones. */
type Written = Pick<Step<never>, "title" | "origin">;

/** The steps of one centre. They run one at a time, in the order they are awaited. */
export class Steps {
  /** Steps written but not awaited, oldest first. */
  private readonly unawaited = new Set<Written>();
  private last: Promise<unknown> = Promise.resolve();

  /** Writes down a step. Its work gets the place in the test it comes from, for the errors it throws. */
  add<T>(title: string, work: (origin: Error) => T | Promise<T>): Step<T> {
    const step: Step<T> = new Step(title, new Error("a step"), (self) => this.run(self, work));
    this.unawaited.add(step);
    return step;
  }

  /** Titles and places of the steps nobody has awaited; asking forgives them. */
  forgotten(): string[] {
    const found = [...this.unawaited].map(({ title, origin }) => `${title} (${frameOf(origin) ?? "somewhere"})`);
    this.unawaited.clear();
    return found;
  }

  /** @throws MisuseError when a step was not awaited */
  expectNoneForgotten(where: string): void {
    const forgotten = this.forgotten();
    if (forgotten.length > 0) throw forgottenError(where, forgotten);
  }

  private run<T>(step: Step<T>, work: (origin: Error) => T | Promise<T>): Promise<T> {
    const earlier: Written[] = [];
    for (const other of this.unawaited) {
      if (other === step) break;
      earlier.push(other);
    }
    this.unawaited.delete(step);
    if (earlier.length > 0) {
      earlier.forEach((other) => this.unawaited.delete(other));
      const titles = earlier.map(({ title, origin }) => `${title} (${frameOf(origin) ?? "somewhere"})`);
      return Promise.reject(forgottenError(`before ${step.title}`, titles));
    }
    const outcome = this.last.then(() => work(step.origin));
    this.last = outcome.then(undefined, () => undefined);
    return outcome;
  }
}

function forgottenError(where: string, titles: readonly string[]): MisuseError {
  const [one] = titles;
  const what = titles.length === 1 ? `${one} was` : `${titles.length} steps were`;
  const list = titles.length === 1 ? "" : `\n${titles.map((title) => `  ${title}`).join("\n")}`;
  return new MisuseError(`${what} written but never awaited, ${where}; write "await" before it.${list}`);
}
