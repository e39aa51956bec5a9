/** A queue, opening hours and a table of the centre, as a test looks at them and changes them. */
import type { Queue } from "../local/connect/queue";
import type { HoursOfOperation } from "../local/connect/hours";
import type { PlainItem } from "../local/dynamodb/database";
import type { DynamoDbService, Fault } from "../local/dynamodb/dynamoDbService";
import { milliseconds } from "./duration";
import { ExpectationError } from "./expectationError";
import { during } from "./hearing";
import type { Stage } from "./stage";
import type { Step } from "./step";
import type { Patience } from "./testContact";

/** One queue of a test. */
export class TestQueue {
  constructor(
    private readonly stage: Stage,
    /** The engine's own object, for what the kit has no words for. */
    readonly queue: Queue,
  ) {}

  /** How many contacts wait now. */
  get size(): number {
    return this.queue.waiting.size;
  }

  /** So many contacts wait, now or in the time given. */
  has(count: number, { within = 0 }: Patience = {}): Step<void> {
    return this.step(`has(${count})`, async (origin) => {
      if (await this.stage.becomes(() => this.size === count, milliseconds(within))) return;
      const waiting = [...this.queue.waiting].map(({ customerAddress, channel }) => customerAddress ?? channel);
      const message =
        `queue "${this.queue.name}" was to hold ${count} contact(s)${during(within)}, not ${this.size}` +
        (waiting.length > 0 ? `: ${waiting.join(", ")}` : "");
      throw new ExpectationError({ message, expected: count, actual: this.size, showDiff: true }, origin);
    });
  }

  /** From now on no contact fits in, until reset. */
  becomesFull(): void {
    this.queue.hasRoom = () => false;
  }

  private step<T>(title: string, work: (origin: Error) => T | Promise<T>): Step<T> {
    return this.stage.steps.add(`queue.${title}`, (origin) => {
      this.stage.use(`queue "${this.queue.name}"`, origin);
      return work(origin);
    });
  }
}

/** Hours of operation of a test. What is set holds until reset. */
export class TestHours {
  constructor(
    private readonly stage: Stage,
    private readonly hours: HoursOfOperation,
  ) {}

  /** Whether they are open at this moment. */
  get isOpen(): boolean {
    return this.hours.isOpen(this.stage.clock.now());
  }

  /** Open from now on, whatever the clock says. */
  open(): void {
    this.hours.isOpen = () => true;
  }

  /** Closed from now on, whatever the clock says. */
  close(): void {
    this.hours.isOpen = () => false;
  }
}

/** A table of a test: what lies in it, and how it fails. */
export class TestTable {
  constructor(
    private readonly stage: Stage,
    private readonly dynamodb: DynamoDbService,
    /** Physical name. */
    readonly name: string,
  ) {}

  /** Stores items, in place of those with the same keys. */
  puts(...items: PlainItem[]): Step<void> {
    return this.step("puts()", () => this.dynamodb.database.putAll(this.name, items));
  }

  /** The item with this key. */
  get(key: PlainItem): Step<PlainItem | undefined> {
    return this.step("get()", () => this.dynamodb.database.get(this.name, key));
  }

  /** Every item. */
  items(): Step<PlainItem[]> {
    return this.step("items()", () => this.dynamodb.database.scan(this.name));
  }

  /** Requests of functions fail from now on: throttled, refused, slow, hanging or cut off. `works()` or reset ends it. */
  fails(fault: Fault): void {
    this.dynamodb.faults.set(this.name, fault);
  }

  /** Requests work again. */
  works(): void {
    this.dynamodb.faults.clear(this.name);
  }

  private step<T>(title: string, work: () => Promise<T>): Step<T> {
    return this.stage.steps.add(`table.${title}`, (origin) => {
      this.stage.use(`table ${this.name}`, origin);
      return work();
    });
  }
}
