/** Writing to a terminal: colours only where a person looks, and a line that is written over while work goes on. */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Where a command writes. */
export interface Terminal {
  /** Whether it shows colours. */
  readonly colours: boolean;
  /** Writes a line. */
  line(text?: string): void;
  /** Shows what is going on; the next line or status replaces it. Nothing where nobody looks. */
  status(text: string): void;
  /** The text in a colour, or as it is where there are none. */
  paint(style: Style, text: string): string;
}

/** What a terminal needs of the stream it writes to. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A terminal over a stream such as `process.stdout`. Colours follow the stream and NO_COLOR. */
export function terminal(stream: Output): Terminal {
  const person = stream.isTTY === true;
  const colours = person && process.env.NO_COLOR === undefined;
  let statusShown = false;
  const clear = () => {
    if (statusShown) {
      stream.write("\r\u001B[2K");
      statusShown = false;
    }
  };
  return {
    colours,
    line(text = "") {
      clear();
      stream.write(`${text}\n`);
    },
    status(text) {
      if (person) {
        clear();
        stream.write(text.slice(0, Math.max(20, stream.columns ?? 80) - 1));
        statusShown = true;
      }
    },
    paint: (style, text) => (colours ? styleText(style, text) : text),
  };
}
