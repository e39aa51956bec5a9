/** What the catalogue says of a handler. */
import { type ConnectHandler } from "../connectEvent";

/** One request a handler makes of the AWS SDK. */
export interface HandlerAction {
  /** The IAM action, e.g. `dynamodb:Query`. */
  action: string;
  /** The environment variable that names what is asked; `*` where the service offers nothing narrower. */
  target: string;
  /** The index that is read instead of the table. */
  index?: string;
  /** True: its artefact has the request in code it shares, and it never gets there. Its role does not allow it. */
  neverMade?: true;
}

/** What every handler says of itself. */
interface HandlerFacts {
  description: string;
  /** Every environment variable the handler reads; it fails at init without one of them. */
  variables: readonly string[];
  /** Environment variables it can do without. */
  optionalVariables?: readonly string[];
  /** Every request of the handler's artefact: what its role has to allow, and no more. */
  actions: readonly HandlerAction[];
  /** Every module the artefact loads: of the AWS SDK, or one that node has built in (`node:crypto`). */
  modules: readonly string[];
  /** The artefact is smaller than this; at most what {@link LARGEST_ARTEFACT} allows its kind. */
  maximumBytes: number;
}

/** A handler that contact flows invoke. */
export interface FlowHandlerEntry extends HandlerFacts {
  kind: "flow";
  /** What Pulumi serialises; runs once a container and returns the handler. */
  factory: () => ConnectHandler;
  /** Every key of the answer; all are always there. */
  answerKeys: readonly string[];
}

/** A handler that a bot, an HTTP API, a queue or another service, a stream, or a schedule or a command (`job`) invokes. */
export interface OtherHandlerEntry extends HandlerFacts {
  kind: "bot" | "http" | "queue" | "stream" | "job";
  /** What Pulumi serialises; runs once a container and returns the handler. */
  factory: () => (event: never, context: never) => Promise<unknown>;
}

/** What a function made of the handler needs, and what the handler promises. */
export type HandlerEntry = FlowHandlerEntry | OtherHandlerEntry;

/** Bytes an artefact may have by the kind of its handler: somebody waits while it loads, or nobody does. */
export const LARGEST_ARTEFACT: Readonly<Record<HandlerEntry["kind"], number>> = {
  flow: 16_384,
  bot: 40_960,
  http: 81_920,
  queue: 65_536,
  stream: 65_536,
  job: 131_072,
};

/** Modules that several handlers load. */
export const DYNAMODB = "@aws-sdk/client-dynamodb";
export const S3 = "@aws-sdk/client-s3";
export const SNS = "@aws-sdk/client-sns";
export const FIREHOSE = "@aws-sdk/client-firehose";
export const CRYPTO = "node:crypto";
