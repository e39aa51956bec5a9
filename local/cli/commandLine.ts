/** Commands a person types into a terminal, one a line. */
import { clearScreenDown, createInterface, cursorTo } from "node:readline";

/** Where commands come from. It ends when the person closes the terminal or presses ctrl-C or ctrl-D. */
export interface Commands extends AsyncIterable<string> {
  /** Asks for the next command, or for the rest of one that takes several lines. */
  prompt(more?: boolean): void;
  /** Prints while a command may be half typed: it is taken away, and put back below what is printed. */
  interrupt(print: () => void): void;
  /** Asks for no more. */
  close(): void;
}

/** Commands typed into a terminal, with its line editing and history. */
export function typedCommands(input: NodeJS.ReadStream, output: NodeJS.WriteStream, prompt: string): Commands {
  const lines = createInterface({ input, output, prompt });
  let asking = false;
  // Whatever comes next, the shell's own prompt among it, begins on a line of its own.
  lines.once("close", () => {
    if (asking) {
      output.write("\n");
    }
  });
  return {
    [Symbol.asyncIterator]: () => {
      const iterator = lines[Symbol.asyncIterator]();
      return {
        next: async () => {
          const line = await iterator.next();
          asking = false;
          return line;
        },
      };
    },
    prompt(more = false) {
      asking = true;
      lines.setPrompt(more ? `${" ".repeat(Math.max(0, prompt.length - 3))}-> ` : prompt);
      lines.prompt();
    },
    interrupt(print) {
      if (asking) {
        cursorTo(output, 0);
        clearScreenDown(output);
      }
      print();
      if (asking) {
        lines.prompt(true);
      }
    },
    close() {
      asking = false;
      lines.close();
    },
  };
}
