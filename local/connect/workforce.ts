/** Words of metrics about agents and channels, as Amazon Connect counts them. */
import type { AgentState } from "./agent";
import type { Channel } from "./types";

/** Agents who are there for contacts; in a status of the centre's own they are online, but not staffed. */
export const STAFFED: readonly AgentState[] = ["available", "ringing", "on-contact", "after-contact-work", "missed"];

/** Agents who are signed in and not Offline. */
export const ONLINE: readonly AgentState[] = [...STAFFED, "non-productive"];

/** Every channel. */
export const CHANNELS: readonly Channel[] = ["VOICE", "CHAT", "TASK", "EMAIL"];
