/** Documents to mutate: the shipped flows in every combination of settings, and random legal ones. */
import fc from "fast-check";
import { flowCatalog, type FlowSettings } from "../../flows/catalog";
import type { FlowDocument, FlowKind } from "../../flows/language";
import { arbitraryFlow } from "../support/arbitraryFlows";

/** One document mutants are made of. */
export interface Seedling {
  readonly type: FlowKind;
  readonly document: FlowDocument;
}

/** Random legal flows in the corpus. */
const ARBITRARY = 150;

/** Documents of the project itself; the same in every run. */
export function corpus(): Seedling[] {
  const shipped = [...settings()].flatMap((one) => flowCatalog(one).map(({ type, document }) => ({ type, document })));
  const known = new Map(shipped.map((one) => [JSON.stringify(one), one]));
  return [...known.values(), ...fc.sample(arbitraryFlow(), { numRuns: ARBITRARY, seed: 20191030 })];
}

function* settings(): Generator<FlowSettings> {
  for (const queues of [1, 3]) {
    for (const selfService of [false, true]) {
      for (const callback of [false, true]) {
        for (const recording of ["both", "none"] as const) {
          yield {
            company: "Example Company",
            voice: "Joanna",
            language: callback ? "en-US" : "en-GB",
            logging: true,
            hours: "main",
            queues: Array.from({ length: queues }, (_, index) => {
              return { name: `queue-${index + 1}`, spokenName: `department ${index + 1}`, digit: String(index + 1) };
            }),
            recording,
            selfService,
            callback,
            callbackToAnyNumber: selfService,
          };
        }
      }
    }
  }
}
