/** A bar on a terminal, and silence elsewhere. */

/** Where a bar is drawn; standard error, so that what is printed can be piped. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Cells of a bar. */
const WIDTH = 30;

/** Draws how far something is. */
export class Progress {
  private drawn = "";

  /** @param screen where it is drawn: nothing is when it is no terminal */
  constructor(
    private readonly total: number,
    private readonly unit: string,
    private readonly screen: Screen = process.stderr,
  ) {}

  /** Draws anew, when it would look different. */
  at(done: number): void {
    if (this.screen.isTTY !== true) return;
    const share = this.total === 0 ? 1 : done / this.total;
    const full = Math.floor(WIDTH * share);
    const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
    const line = `${bar} ${String(Math.floor(100 * share)).padStart(3)} %  ${done} of ${this.total} ${this.unit}`;
    if (line === this.drawn) return;
    this.drawn = line;
    this.screen.write(`\r${line}`);
  }

  /** Ends the bar's line. */
  end(): void {
    if (this.drawn !== "") this.screen.write("\n");
    this.drawn = "";
  }
}
