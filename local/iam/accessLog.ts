/**
 * Writes down what roles ask for on this machine and whether they get it: which permissions a call, a chat or a job uses.
 * Give one to a centre by its option `accessLog`.
 */

/** Something a role asked for. */
export interface Access {
  roleArn: string;
  /** E.g. `dynamodb:Query`. */
  action: string;
  /** ARN of what is acted on, or `*`. */
  resource: string;
  /** Condition keys the request brought beside the global ones. */
  context: Readonly<Record<string, string>>;
  allowed: boolean;
  /** How often it was asked. */
  times: number;
}

/**
 * What was asked, each distinct request once. It grows with the number of distinct resources (objects of a bucket have an ARN
 * each), so a simulation of many hours does better without one, or with {@link AccessLog.clear} now and then.
 */
export class AccessLog {
  readonly #accesses = new Map<string, Access>();

  /** Adds one request. */
  note(request: Omit<Access, "times" | "context"> & { context?: Readonly<Record<string, string>> }): void {
    const { roleArn, action, resource, context = {}, allowed } = request;
    const id = JSON.stringify([roleArn, action, resource, context, allowed]);
    const known = this.#accesses.get(id);
    if (known) known.times += 1;
    else this.#accesses.set(id, { roleArn, action, resource, context, allowed, times: 1 });
  }

  /** What was asked since the start or the last {@link AccessLog.clear}, in the order of the first time. */
  get accesses(): readonly Readonly<Access>[] {
    return [...this.#accesses.values()];
  }

  /** What was asked and refused. */
  get denied(): readonly Readonly<Access>[] {
    return this.accesses.filter(({ allowed }) => !allowed);
  }

  /** Forgets everything. */
  clear(): void {
    this.#accesses.clear();
  }
}
