/** Simulated days of a contact centre. */
export type { Arrivals } from "./arrivals";
export type { Move, Script } from "./caller";
export type { Distribution } from "./distribution";
export type { IntervalResult, Outcome, PathResult, QueueFigures, QueueResult, SimulationResult } from "./result";
export { simulate, type Redials, type Simulation } from "./simulate";
export type { Shift, Team } from "./workforce";
