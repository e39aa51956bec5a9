/** Tables of tests that play one action and look at the branch it took. */
import { expect } from "chai";
import type { Call, ConnectOptions } from "../../local/connect";
import type { GraphResource } from "../../local/engine/graph";
import {
  BYE,
  CALLER,
  diagnostics,
  heard,
  play,
  queue,
  routingProfile,
  say,
  user,
  type Sketch,
  type Wiring,
} from "./connectGraph";

/** The error wiring most actions need. */
export const E = { NoMatchingError: "failed" };
/** Queues and an agent for actions that need some. */
export const CENTRE = [
  queue("support"),
  queue("closed", { status: "DISABLED" }),
  queue("small", { maxContacts: 1 }),
  routingProfile("all", [{ name: "support" }, { name: "small" }]),
  user("jane", "all"),
];

/** Where every probe may lead: each target says its own name. */
export const ENDS: Sketch = {
  ok: say("ok", "bye"),
  a: say("a", "bye"),
  b: say("b", "bye"),
  failed: say("failed", "bye"),
  bye: BYE,
};

/** One test. */
export interface Probe {
  readonly does: string;
  /** Actions before the one under test; the last leads to "it". */
  readonly before?: Sketch;
  readonly it: readonly [type: string, parameters: Record<string, unknown>, wiring: Wiring];
  readonly keys?: string;
  readonly wait?: number;
  readonly from?: string;
  readonly options?: Partial<ConnectOptions>;
  readonly resources?: readonly GraphResource[];
  /** What the caller hears. */
  readonly hears: readonly string[];
  /** Part of a diagnostic, or undefined when there is none. */
  readonly diagnostic?: string;
}

async function run(probe: Probe): Promise<Call> {
  const service = play(
    { ...probe.before, it: probe.it, ...ENDS },
    [...CENTRE, ...(probe.resources ?? [])],
    probe.options,
  );
  const call = service.dial({ from: probe.from ?? CALLER });
  if (probe.keys !== undefined) call.press(probe.keys);
  if (probe.wait !== undefined) await service.clock.advance(probe.wait * 1_000);
  return call;
}

/** Declares a test for each probe. */
export function table(probes: readonly Probe[]): void {
  for (const probe of probes) {
    it(probe.does, async () => {
      const call = await run(probe);
      expect(heard(call)).to.deep.equal(probe.hears);
      if (probe.diagnostic === undefined) expect(diagnostics(call)).to.deep.equal([]);
      else expect(diagnostics(call).join("\n")).to.contain(probe.diagnostic);
    });
  }
}

/** An action that sets contact attributes. */
export function set(attributes: Record<string, string>, next: string): Sketch[string] {
  return ["UpdateContactAttributes", { Attributes: attributes, TargetContact: "Current" }, { next, errors: E }];
}
