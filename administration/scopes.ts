/** Where something can be set: for the whole centre, or for one of its queues. */

/** `center`, or `queue/` and the queue's name: the key of the settings table. */
export type Scope = "center" | `queue/${string}`;

/** The whole centre. */
export const CENTER = "center";

/** The scope of a queue. */
export const queueScope = (name: string): Scope => `queue/${name}`;

/** Name of a scope's queue; undefined for the centre. */
export const queueOf = (scope: string): string | undefined =>
  scope.startsWith("queue/") ? scope.slice("queue/".length) : undefined;
