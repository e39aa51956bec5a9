/** A terminal that keeps what is printed, for tests of what a person reads. */
import type { Terminal } from "../../local/cli/terminal";

/** Lines as printed, without colours. */
export class Screen implements Terminal {
  readonly colours = false;
  readonly lines: string[] = [];

  line(text = ""): void {
    this.lines.push(text);
  }

  status(): void {
    // Nobody looks at what will be overwritten.
  }

  paint(_: unknown, text: string): string {
    return text;
  }

  /** What was printed since the last time. */
  take(): string {
    return this.lines.splice(0).join("\n");
  }
}
