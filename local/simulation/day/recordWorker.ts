/** The thread in which records become objects, so that flows and files each have a processor. Tells of each batch it has done. */
import { parentPort, workerData } from "node:worker_threads";
import type { RecordIntake } from "./recordIntake";
import { type RecordBatch, RecordStage, type StageFigures, type StoredObject } from "./recordStage";

/** What the thread is started with. */
export interface WorkerStart {
  readonly intake: RecordIntake;
  readonly seed: number;
}

/** What the thread is told: a batch, or that there are no more. */
export type ToWorker = RecordBatch | "end";

/** What it tells. */
export type FromWorker =
  | { readonly kind: "object"; readonly object: StoredObject }
  /** A batch is done; there is room for another. */
  | { readonly kind: "done" }
  | { readonly kind: "ended"; readonly figures: StageFigures };

if (parentPort !== null) {
  const port = parentPort;
  const tell = (message: FromWorker): void => port.postMessage(message);
  const { intake, seed } = workerData as WorkerStart;
  const stage = new RecordStage(intake, seed, (object) => tell({ kind: "object", object }));
  let work = Promise.resolve();
  port.on("message", (message: ToWorker) => {
    // What fails here ends the thread, and the lane with it.
    work = work.then(async () => {
      if (message === "end") {
        tell({ kind: "ended", figures: stage.end() });
        port.close();
        return;
      }
      await stage.take(message);
      tell({ kind: "done" });
    });
  });
}
