/** Counts client connections, in all and by the access key that used them. */
import type { Socket } from "node:net";

/** The connections of one gateway. */
export class Connections {
  /** Connections accepted since the start. */
  accepted = 0;
  readonly #open = new Set<Socket>();
  /** Access keys seen on a connection; the key of the map is the socket (HTTP/1.1) or the session (HTTP/2). */
  readonly #seen = new WeakMap<object, Set<string>>();
  readonly #byKey = new Map<string, number>();

  /** Follows a socket from its acceptance to its end. */
  add(socket: Socket): void {
    this.accepted += 1;
    this.#open.add(socket);
    socket.once("close", () => this.#open.delete(socket));
  }

  /** Notes that a request signed by `accessKeyId` came over `peer`. */
  use(peer: object, accessKeyId: string): void {
    const keys = this.#seen.get(peer) ?? new Set<string>();
    if (keys.has(accessKeyId)) return;
    this.#seen.set(peer, keys.add(accessKeyId));
    this.#byKey.set(accessKeyId, this.by(accessKeyId) + 1);
  }

  /** How many connections carried requests of this access key. */
  by(accessKeyId: string): number {
    return this.#byKey.get(accessKeyId) ?? 0;
  }

  get open(): number {
    return this.#open.size;
  }

  destroyAll(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
