/** Invoking a deployed function and believing its answer only when there is one. */
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";

/** The part of the Lambda client that is used. Tests give their own. */
export type FunctionClient = Pick<LambdaClient, "send">;

/** A function that failed: what Lambda says of it, not what the function said. */
export class FunctionFailed extends Error {}

/** Invokes and waits. @throws FunctionFailed when the function failed */
export async function call(functions: FunctionClient, FunctionName: string, event: unknown): Promise<unknown> {
  const Payload = Buffer.from(JSON.stringify(event));
  const answer = await functions.send(new InvokeCommand({ FunctionName, Payload }));
  const text = answer.Payload === undefined ? "null" : Buffer.from(answer.Payload).toString("utf8");
  if (answer.FunctionError !== undefined) {
    const { errorType } = (JSON.parse(text) ?? {}) as { errorType?: unknown };
    throw new FunctionFailed(`${FunctionName} failed: ${String(errorType ?? answer.FunctionError)}`);
  }
  return JSON.parse(text);
}

/** Invokes and does not wait: Lambda tries again by itself, and has a place for what fails for good. */
export async function start(functions: FunctionClient, FunctionName: string, event: string): Promise<void> {
  const Payload = Buffer.from(event);
  await functions.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload }));
}

/** Does something to each of many, some at a time, in order of their starts. */
export async function inLanes<T>(
  lanes: number,
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let turn: Promise<unknown> = Promise.resolve();
  const next = (): Promise<IteratorResult<T>> => {
    const mine = turn.then(() => iterator.next());
    turn = mine.catch(() => undefined);
    return mine;
  };
  const lane = async (): Promise<void> => {
    for (let step = await next(); step.done !== true; step = await next()) await work(step.value);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
