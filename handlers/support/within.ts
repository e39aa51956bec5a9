/** A limit to waiting. */

/**
 * What `promise` gives, if it does within `ms` milliseconds. What it gives later is dropped, its failure too.
 *
 * @throws Error with the name `Deadline` when time is up
 */
export const within = <T>(ms: number, promise: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(Object.assign(new Error(), { name: "Deadline" })), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
