/**
 * Whether simulated means agree with a theory. Runs of a queue vary a lot, mostly because more or fewer callers came than
 * expected, or they took longer: both are known to the simulation, and what to expect of them is known exactly. Regressing
 * the result on them (control variates) takes that part of the noise out without moving the mean.
 */
import { type ResourceGraph } from "../../local/engine/graph";
import { simulate, type Simulation, type SimulationResult } from "../../local/simulation";
import { queueFigures, type Traffic } from "../../planning/erlang";
import { ALWAYS_OPEN, document, flow, graph, instance, number, queue, routingProfile, serve } from "./connectGraph";
import { queueing } from "./queueingCenter";

/** A centre whose only flow queues every call at once: nothing but the queue takes time. */
export function queueOnly(): ResourceGraph {
  return graph(
    instance(),
    ALWAYS_OPEN,
    queue("support"),
    routingProfile("everyone", [{ name: "support" }]),
    flow("main", document(queueing())),
    number("main"),
  );
}

/** A case of Erlang A, or of C where patience is infinite: exponential handle times and patience, agents who answer at once and do no after-contact work. */
export interface ErlangCase extends Required<Traffic> {
  readonly agents: number;
  readonly hours: number;
  readonly warmUpSeconds: number;
}

/** The simulation of a case. */
export function erlangSimulation(
  { agents, callsPerHour, handleTime, patience, hours, warmUpSeconds }: ErlangCase,
  seed: number,
): Simulation {
  return {
    seed,
    seconds: 3_600 * hours,
    intervalSeconds: 3_600,
    warmUpSeconds,
    arrivals: { callsPerInterval: [callsPerHour] },
    teams: [{ agents, talk: { kind: "exponential", mean: handleTime } }],
    patience: Number.isFinite(patience) ? { kind: "exponential", mean: patience } : { kind: "infinite" },
  };
}

/** One seed of a case. */
export function playCase(program: ResourceGraph, one: ErlangCase, seed: number): Promise<SimulationResult> {
  return simulate(serve(program, { keep: 0, seed }), erlangSimulation(one, seed));
}

/** A mean of several seeds beside what theory expects. */
export interface Agreement {
  readonly expected: number;
  /** Plain mean, and its standard error. */
  readonly plain: Estimate;
  /** With the noise of arrivals and handle times taken out. */
  readonly controlled: Estimate;
}

/** A mean and its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/** Something known of every run, and what it is on average. */
type Control = [values: number[], expected: number];

/** What is compared with theory: figures of Erlang A, and what was put in. */
export type Compared =
  "meanWait" | "meanAnswer" | "abandonment" | "serviceLevel" | "occupancy" | "offered" | "handleTime";

/** Compares several seeds with Erlang A. */
export function agreement(one: ErlangCase, results: readonly SimulationResult[]): Record<Compared, Agreement> {
  const theory = queueFigures(one, one.agents);
  const controls: [Control, Control] = [
    [results.map(({ total }) => total.offered), one.callsPerHour * one.hours],
    [results.map(({ agents }) => agents.meanHandleTime), one.handleTime],
  ];
  const of = (values: number[], expected: number): Agreement => ({
    expected,
    plain: estimate(values, 1),
    controlled: estimate(withoutNoise(values, controls), 1 + controls.length),
  });
  const total = (key: "meanWait" | "meanAnswer" | "abandonment" | "serviceLevel") =>
    of(
      results.map((result) => result.total[key]),
      theory[key],
    );
  return {
    meanWait: total("meanWait"),
    meanAnswer: total("meanAnswer"),
    abandonment: total("abandonment"),
    serviceLevel: total("serviceLevel"),
    occupancy: of(
      results.map(({ agents }) => agents.occupancy),
      theory.occupancy,
    ),
    offered: of(...controls[0]),
    handleTime: of(...controls[1]),
  };
}

/** @param fitted numbers taken from the data: the mean, and one for each control */
function estimate(values: readonly number[], fitted: number): Estimate {
  const mean = average(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - fitted) / values.length) };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Residuals of the regression on two controls, about what the controls are expected to be. */
function withoutNoise(values: readonly number[], controls: readonly [Control, Control]): number[] {
  const centred = (series: readonly number[]) => series.map((value) => value - average(series));
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  const [[first, firstExpected], [second, secondExpected]] = controls;
  const [x, z, y] = [centred(first), centred(second), centred(values)];
  const determinant = product(x, x) * product(z, z) - product(x, z) ** 2;
  const onFirst = (product(x, y) * product(z, z) - product(z, y) * product(x, z)) / determinant;
  const onSecond = (product(z, y) * product(x, x) - product(x, y) * product(x, z)) / determinant;
  return values.map(
    (value, index) =>
      value - onFirst * ((first[index] ?? 0) - firstExpected) - onSecond * ((second[index] ?? 0) - secondExpected),
  );
}
