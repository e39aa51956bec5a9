/** A progress bar on a terminal, with how long it will take still. */
import type { Terminal } from "./terminal";

const BAR = 30;

/** Shares below which nothing can be said of the time that is left. */
const TOO_EARLY = 0.02;

/** Shows how far something is; nothing where nobody looks. */
export class Progress {
  private readonly began: number;
  private far = 0;

  /** @param now the clock, milliseconds */
  constructor(
    private readonly out: Terminal,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.began = now();
  }

  /** @param share 0 to 1; of several that count the same work the farthest is shown */
  show(share: number): void {
    this.far = Math.max(this.far, share);
    const done = Math.round(this.far * BAR);
    const bar = `[${"#".repeat(done)}${"-".repeat(BAR - done)}]`;
    this.out.status(`  ${bar} ${Math.round(this.far * 100)} %${this.left()}`);
  }

  /** Shows what is done when no share can be told. */
  say(text: string): void {
    this.out.status(`  ${text}`);
  }

  private left(): string {
    if (this.far < TOO_EARLY || this.far >= 1) return "";
    const seconds = Math.round(((this.now() - this.began) / 1_000) * (1 / this.far - 1));
    return seconds < 60 ? `, ${seconds} s left` : `, ${Math.floor(seconds / 60)} min ${seconds % 60} s left`;
  }
}
