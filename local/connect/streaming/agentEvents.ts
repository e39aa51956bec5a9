/** The agent event stream: what each agent does, as it changes, and a heartbeat when it does not. */
import type { Timer } from "../../clock";
import type { Agent } from "../agent";
import { uuid } from "../random";
import type { Runtime } from "../runtime";
import { AgentSnapshots, type AgentSnapshot } from "./agentSnapshot";
import type { Publisher } from "./publisher";

/** `EventType` of an agent event. */
export type AgentEventType = "LOGIN" | "LOGOUT" | "STATE_CHANGE" | "HEART_BEAT";

/** One agent event. */
export interface AgentEvent {
  readonly AWSAccountId: string;
  readonly AgentARN: string;
  readonly CurrentAgentSnapshot: AgentSnapshot;
  readonly EventId: string;
  /** Milliseconds, ISO 8601. */
  readonly EventTimestamp: string;
  readonly EventType: AgentEventType;
  readonly InstanceARN: string;
  readonly PreviousAgentSnapshot: AgentSnapshot | null;
  readonly Version: "2017-10-01";
}

/** A heartbeat follows every two minutes without another event, until an hour after the agent has signed out. */
const HEARTBEAT_MS = 120_000;
const AFTER_LOGOUT_MS = 3_600_000;
const EVENT_ID_STREAM = 61;

/** What was last told of an agent. */
interface Told {
  /** The snapshot as JSON: it is written twice, and most events of an agent are heartbeats that repeat it. */
  snapshot: string;
  signedIn: boolean;
  /** When the agent signed out; heartbeats end an hour later. */
  signedOutAt: number;
  heartbeat: Timer | undefined;
}

/** Tells of every agent of an instance. */
export class AgentEvents {
  private readonly snapshots: AgentSnapshots;
  private readonly told = new Map<Agent, Told>();
  private events = 0;

  constructor(
    private readonly runtime: Runtime,
    private readonly publisher: Publisher,
  ) {
    this.snapshots = new AgentSnapshots(runtime);
  }

  /** An agent may do something else than before. */
  changed(agent: Agent): void {
    const before = this.told.get(agent);
    const signedIn = agent.status !== null;
    if (!before && !signedIn) return;
    const snapshot = JSON.stringify(this.snapshots.of(agent));
    const type = before?.signedIn === signedIn ? "STATE_CHANGE" : signedIn ? "LOGIN" : "LOGOUT";
    if (type === "STATE_CHANGE" && before?.snapshot === snapshot) return;
    this.tell(agent, type, snapshot, before?.snapshot ?? "null");
    before?.heartbeat?.cancel();
    const told = { snapshot, signedIn, signedOutAt: this.runtime.clock.now(), heartbeat: undefined };
    this.told.set(agent, told);
    this.beat(agent, told);
  }

  private beat(agent: Agent, told: Told): void {
    const { clock } = this.runtime;
    told.heartbeat = clock.after(HEARTBEAT_MS, () => {
      if (!told.signedIn && clock.now() - told.signedOutAt > AFTER_LOGOUT_MS) return;
      this.tell(agent, "HEART_BEAT", told.snapshot, told.snapshot);
      this.beat(agent, told);
    });
  }

  private tell(agent: Agent, type: AgentEventType, now: string, before: string): void {
    const { instance, seed, clock } = this.runtime;
    const facts: Omit<AgentEvent, "CurrentAgentSnapshot" | "PreviousAgentSnapshot"> = {
      AWSAccountId: instance.accountId,
      AgentARN: agent.arn,
      EventId: uuid(seed, EVENT_ID_STREAM, this.events++),
      EventTimestamp: new Date(clock.now()).toISOString(),
      EventType: type,
      InstanceARN: instance.arn,
      Version: "2017-10-01",
    };
    const text = JSON.stringify(facts).slice(0, -1);
    this.publisher.publish(agent.arn, `${text},"CurrentAgentSnapshot":${now},"PreviousAgentSnapshot":${before}}`);
  }
}
