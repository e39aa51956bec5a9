/**
 * A day from end to end: callers and agents are simulated, the flows, queues and functions of the program do what they do for
 * real calls, every contact record goes through the program's pipeline into files, and the views of its warehouse say at the end
 * what happened. The simulation's own books say it too.
 */
import type { Clock } from "../../clock";
import type { ConnectService } from "../../connect";
import type { ContactRecord } from "../../connect/contactRecord";
import type { ResourceGraph } from "../../engine/graph";
import { ObjectStore } from "../../s3/objectStore";
import { WarehouseService } from "../../warehouse/warehouseService";
import type { SimulationResult } from "../result";
import { simulate, type Simulation } from "../simulate";
import { type DayFigures, Ledger } from "./ledger";
import { demandViews, recordIntakeOf } from "./recordIntake";
import { RecordLane } from "./recordLane";
import type { StageFigures } from "./recordStage";
import { differences, warehouseFigures } from "./warehouseFigures";

/** Where the records of a centre can be had: hand `take` to it as `onContactRecord` when it starts. */
export class RecordTap {
  #taker: ((record: ContactRecord) => void) | undefined;

  readonly take = (record: ContactRecord): void => this.#taker?.(record);

  /** Gives records to one taker until the returned function is called. */
  open(taker: (record: ContactRecord) => void): () => void {
    this.#taker = taker;
    return () => (this.#taker = undefined);
  }
}

/** A day to play. */
export interface DayOptions {
  readonly connect: ConnectService;
  readonly clock: Clock;
  readonly records: RecordTap;
  /** The program whose pipeline and warehouse are used; it takes contact records by a stream. */
  readonly graph: ResourceGraph;
  readonly simulation: Simulation;
  /** Share of the records that arrive twice; all of them arrive in another order then. Default: once, in order. */
  readonly twice?: number;
  /** Told of records that have ended, now and then. */
  onRecords?(count: number): void;
  /** Told when all calls are over, and before the warehouse is asked. */
  onStage?(stage: "storing" | "asking"): void;
  /** Looks at what the pipeline has stored, before it is deleted. */
  keep?(objects: ObjectStore, bucket: string): Promise<void>;
}

/** What a day was. */
export interface DayResult {
  readonly simulation: SimulationResult;
  readonly ledger: DayFigures;
  readonly warehouse: DayFigures;
  /** What the warehouse says otherwise than the ledger: nothing, unless something is wrong. */
  readonly differences: readonly string[];
  readonly stored: StageFigures;
}

/**
 * Plays a day. The figures follow from the program and the seed alone.
 * @throws Error when the program has no pipeline for contact records, or when the simulation makes no sense
 */
export async function playDay(options: DayOptions): Promise<DayResult> {
  const { connect, clock, graph, simulation, records, twice, onRecords } = options;
  const intake = recordIntakeOf(graph);
  demandViews(graph);
  const objects = ObjectStore.fromGraph(graph, { clock });
  const warehouse = WarehouseService.fromGraph(graph, { store: objects, clock });
  const ledger = new Ledger(connect, simulation.withinSeconds);
  const lane = new RecordLane({
    ...{ intake, clock, twice, onRecords },
    seed: simulation.seed ?? 1,
    store: ({ bucket, key, bytes }) => void objects.put(bucket, key, bytes),
  });
  const close = records.open((record) => lane.take(record));
  try {
    const result = await simulate(connect, simulation);
    options.onStage?.("storing");
    const stored = await lane.end();
    options.onStage?.("asking");
    const [counted, found] = [ledger.figures(), await warehouseFigures(warehouse)];
    await options.keep?.(objects, intake.rows.destination.bucket);
    return {
      simulation: result,
      ledger: counted,
      warehouse: found,
      differences: differences(counted, found),
      stored,
    };
  } finally {
    close();
    ledger.close();
    await lane.close();
    await warehouse.close();
    objects.close();
  }
}
