/**
 * A process that is killed at one of the requests it makes: before its answer arrives. Killed before the next request leaves is
 * the same to everybody else.
 */

/** What a killed process throws at everything it still tries; no process would see it. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** Requests that only look; of several in a row the first counts. */
const LOOKS = ["getQueryExecution", "describeStatement"];

/** Clients that count requests, and end with one of them. */
export class Mortal {
  /** Requests so far. */
  requests = 0;
  private dead = false;
  private last = "";

  /** @param lastRequest the request whose answer does not arrive; 0 dies before any. Left out, it lives */
  constructor(private readonly lastRequest?: number) {
    this.dead = lastRequest === 0;
  }

  /** The same clients, until death. */
  clients<C extends object>(clients: C): C {
    const mortal = Object.entries(clients).map(([name, client]) => [name, this.client(client as object)]);
    return Object.fromEntries(mortal) as C;
  }

  private client(client: object): object {
    return new Proxy(client, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (input: unknown) =>
          this.request(String(name), () => Reflect.apply(value, target, [input]) as Promise<unknown>);
      },
    });
  }

  private async request(name: string, make: () => Promise<unknown>): Promise<unknown> {
    if (this.dead) throw new Killed();
    if (name !== this.last || !LOOKS.includes(name)) this.requests += 1;
    this.last = name;
    const dies = this.requests === this.lastRequest;
    if (dies) this.dead = true;
    const answer = await make();
    if (dies) throw new Killed();
    return answer;
  }
}
