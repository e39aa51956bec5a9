/** What the people and things of a test share: the running centre, its clock and the steps of the test. */
import type { Clock } from "../local/clock";
import type { ConnectService } from "../local/connect";
import type { DynamoDbService } from "../local/dynamodb/dynamoDbService";
import type { ResourceGraph } from "../local/engine/graph";
import type { CompiledFlow, Step as FlowStep } from "../local/connect/step";
import { MisuseError, unknownName } from "./expectationError";
import type { Steps } from "./step";

/** One running centre, from start to reset. */
export interface Running {
  /** Absent where flows play without a program around them. */
  readonly graph?: ResourceGraph;
  readonly clock: Clock;
  readonly connect: ConnectService;
  readonly dynamodb?: DynamoDbService;
  close(): Promise<void>;
}

/** The running centre as contacts, agents and queues of a test see it. */
export class Stage {
  private ended: string | undefined;

  constructor(
    readonly running: Running,
    readonly steps: Steps,
  ) {}

  get clock(): Clock {
    return this.running.clock;
  }

  get connect(): ConnectService {
    return this.running.connect;
  }

  /** Nothing may be asked of it from now on. */
  end(why: string): void {
    this.ended = why;
  }

  /** @throws MisuseError when the centre of this contact, agent or queue is no more */
  use(who: string, origin: Error): void {
    if (this.ended !== undefined) throw new MisuseError(`${who} is from before ${this.ended}; get a new one.`, origin);
  }

  /** A flow by name. @throws MisuseError naming those there are */
  flow(name: string): CompiledFlow {
    const flows = this.connect.flows.all();
    const found = flows.find((flow) => flow.name === name);
    if (found !== undefined) return found;
    throw unknownName(
      "flow",
      name,
      flows.map((flow) => flow.name),
    );
  }

  /** A block of a flow by its identifier, or by an unmistakable beginning of it. @throws MisuseError naming those there are */
  block(flow: string, block: string): FlowStep {
    const { steps } = this.flow(flow);
    const exact = steps.find(({ action }) => action.Identifier === block);
    const close = steps.filter(({ action }) => action.Identifier.startsWith(block));
    const [one] = exact === undefined ? close : [exact];
    if (one !== undefined && block !== "" && (exact !== undefined || close.length === 1)) return one;
    const names = (close.length > 1 ? close : steps).map(({ action }) => action.Identifier);
    throw unknownName(`${close.length > 1 ? "single " : ""}block in flow "${flow}" called`, block, names);
  }

  /** Lets real work finish and what is due at this moment happen; time does not pass. */
  async settle(): Promise<void> {
    const { clock } = this;
    await clock.runUntil(clock.now());
    await clock.idle();
  }

  /** Whether something becomes true within virtual time. Time passes only as far as it has to. */
  async becomes(condition: () => boolean, withinMs: number): Promise<boolean> {
    const { clock } = this;
    await this.settle();
    const end = clock.now() + withinMs;
    while (!condition()) {
      if (clock.now() >= end) return false;
      await clock.runUntil(Math.min(clock.nextAt() ?? end, end));
      await clock.idle();
    }
    return true;
  }
}
