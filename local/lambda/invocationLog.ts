/** Log lines of functions, as CloudWatch Logs would hold them. */
import type { FunctionLog, LogLevel } from "./protocol";

/** One log line. */
export interface LogLine {
  /** Epoch milliseconds by the clock of the local run. */
  time: number;
  functionName: string;
  /** Request the line belongs to; undefined while a container starts. */
  requestId?: string;
  /** `PLATFORM` for Lambda's own START, END, REPORT and INIT_REPORT lines. */
  level: LogLevel | "PLATFORM";
  text: string;
}

/** What the REPORT line of an invocation tells. */
export interface InvocationTimes {
  requestId: string;
  /** Run time of the handler in milliseconds. */
  durationMs: number;
  /** Start of the container in milliseconds, for its first invocation. */
  initMs?: number;
}

const ms = (value: number): string => `${value.toFixed(2)} ms`;

/** Writes the lines of one container; the request they belong to changes as it is reused. */
export class InvocationLog {
  #requestId: string | undefined;

  constructor(
    private readonly functionName: string,
    private readonly now: () => number,
    private readonly sink: ((line: LogLine) => void) | undefined,
  ) {}

  start(requestId: string): void {
    this.#requestId = requestId;
    if (this.sink === undefined) return;
    this.#platform(`START RequestId: ${requestId} Version: $LATEST`);
  }

  /** A line of the function; a final line break is left out. */
  function({ level, text }: FunctionLog): void {
    this.#write(level, text.replace(/\r?\n$/, ""));
  }

  end({ requestId, durationMs, initMs }: InvocationTimes, memoryMb: number): void {
    // Nobody reads them in a bulk simulation, which writes millions.
    if (this.sink === undefined) return;
    const init = initMs === undefined ? "" : ` Init Duration: ${ms(initMs)}`;
    this.#platform(`END RequestId: ${requestId}`);
    const billed = Math.ceil(durationMs + (initMs ?? 0));
    this.#platform(
      `REPORT RequestId: ${requestId} Duration: ${ms(durationMs)} Billed Duration: ${billed} ms ` +
        `Memory Size: ${memoryMb} MB${init}`,
    );
  }

  initFailed(initMs: number, errorType: string): void {
    this.#platform(`INIT_REPORT Init Duration: ${ms(initMs)} Phase: init Status: error Error Type: ${errorType}`);
  }

  #platform(text: string): void {
    this.#write("PLATFORM", text);
  }

  #write(level: LogLine["level"], text: string): void {
    this.sink?.({ time: this.now(), functionName: this.functionName, requestId: this.#requestId, level, text });
  }
}
