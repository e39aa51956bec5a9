/**
 * What cannot be had again once it is replaced: the instance, its numbers, and everything that keeps data; and the properties
 * of each that AWS never changes in place, by the provider's own schema. Pure.
 */

/** A kind of resource whose replacement loses something. */
export interface LastingKind {
  /** What a person calls it. */
  readonly what: string;
  /** Inputs whose change replaces it. */
  readonly fixed: readonly string[];
  /** What would be lost. */
  readonly loss: string;
}

const INSTANCE = "aws:connect/instance:Instance";
const NUMBER = "aws:connect/phoneNumber:PhoneNumber";

const RECORDS_LOST = "what is under way in it is lost";

/** Kinds by type token. */
export const LASTING_KINDS: Readonly<Record<string, LastingKind>> = {
  "pulumi:providers:aws": {
    what: "every resource of provider",
    fixed: ["region"],
    loss: "a centre does not move to another Region, the one there is goes with everything in it",
  },
  [INSTANCE]: {
    what: "Connect instance",
    fixed: ["instanceAlias", "identityManagementType", "directoryId"],
    loss: "its numbers, users, contact records and metrics go with it, and its alias and phone numbers may not come back",
  },
  [NUMBER]: {
    what: "phone number",
    fixed: ["countryCode", "type", "prefix", "description"],
    loss: "the number is released, and whoever calls it reaches nobody; it may not be had again for 180 days",
  },
  "aws:dynamodb/table:Table": {
    what: "table",
    fixed: ["name", "hashKey", "rangeKey", "localSecondaryIndexes"],
    loss: "its rows are deleted",
  },
  "aws:s3/bucket:Bucket": { what: "bucket", fixed: ["bucket", "objectLockEnabled"], loss: "its objects are deleted" },
  "aws:kms/key:Key": {
    what: "key",
    fixed: ["customerMasterKeySpec", "keyUsage", "multiRegion", "customKeyStoreId"],
    loss: "what it encrypted can be read by nobody",
  },
  "aws:cognito/userPool:UserPool": {
    what: "user pool",
    fixed: ["aliasAttributes", "usernameAttributes", "usernameConfiguration"],
    loss: "the people in it are gone, with their passwords",
  },
  "aws:kinesis/stream:Stream": { what: "stream", fixed: ["name"], loss: RECORDS_LOST },
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
    what: "Firehose stream",
    fixed: ["name", "destination", "kinesisSourceConfiguration", "mskSourceConfiguration"],
    loss: RECORDS_LOST,
  },
  "aws:sqs/queue:Queue": { what: "queue", fixed: ["name", "fifoQueue"], loss: RECORDS_LOST },
  "aws:secretsmanager/secret:Secret": { what: "secret", fixed: ["name"], loss: "its value is deleted" },
  "aws:cloudwatch/logGroup:LogGroup": {
    what: "log group",
    fixed: ["name", "logGroupClass"],
    loss: "its log is deleted",
  },
  "aws:redshiftserverless/namespace:Namespace": {
    what: "warehouse",
    fixed: ["namespaceName", "dbName"],
    loss: "its tables are deleted",
  },
};

/** Resources that last, by type and name, with their fixed inputs as far as the program itself knows them. */
export type LastingInputs = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The key of a resource among {@link LastingInputs}. */
export function lastingKey(type: string, name: string): string {
  return `${type} ${name}`;
}

/** The fixed inputs of a resource; undefined for one that may be replaced. */
export function fixedInputs(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const kind = LASTING_KINDS[type];
  if (kind === undefined) return undefined;
  return Object.fromEntries(
    kind.fixed.flatMap((input) => (inputs[input] === undefined ? [] : [[input, recorded(inputs[input])]])),
  );
}

/** A value as the program knows it; of an output it knows only that there is one. */
function recorded(value: unknown): unknown {
  return isPlain(value) ? value : "(known once deployed)";
}

/** Whether a value is plain data, all the way down. */
function isPlain(value: unknown): boolean {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== "object" || value === null) return false;
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every((each) => each === undefined || isPlain(each))
  );
}

/**
 * A sentence for every resource that a deployment would replace; none for what is new or leaves the program, unless that is a
 * replacement by another name: of the instance, or of a number while another comes.
 */
export function replacements(before: LastingInputs, after: LastingInputs): string[] {
  return [...changes(before, after), ...exchanges(before, after)];
}

function changes(before: LastingInputs, after: LastingInputs): string[] {
  return Object.entries(after).flatMap(([key, now]) => {
    const was = before[key];
    const [type = "", name = ""] = key.split(" ");
    const kind = LASTING_KINDS[type];
    if (was === undefined || kind === undefined) return [];
    const changed = kind.fixed.filter((input) => canonical(was[input]) !== canonical(now[input]));
    if (changed.length === 0) return [];
    const details = changed.map((input) => `${input} was ${shown(was[input])} and is now ${shown(now[input])}`);
    return [`${kind.what} ${name} would be replaced (${details.join("; ")}): ${kind.loss}.`];
  });
}

/** A centre has one instance: a stack that loses it goes on with another. A number that is renamed is another number. */
function exchanges(before: LastingInputs, after: LastingInputs): string[] {
  const leave = namesBut(before, after, INSTANCE);
  const gone = namesBut(before, after, NUMBER);
  const come = namesBut(after, before, NUMBER);
  return [
    ...leave.map((name) => `Connect instance ${name} would leave the stack: ${lossOf(INSTANCE)}.`),
    ...(come.length === 0 ? [] : gone).map(
      (name) =>
        `phone number ${name} would be given back while ${come.join(", ")} comes: ${lossOf(NUMBER)}. Keep its name; to give ` +
        "one back and claim another, deploy twice.",
    ),
  ];
}

/** Names of a type's resources in the one and not in the other. */
function namesBut(one: LastingInputs, other: LastingInputs, type: string): string[] {
  const keys = Object.keys(one).filter((key) => key.startsWith(`${type} `) && other[key] === undefined);
  return keys.map((key) => key.slice(type.length + 1));
}

function lossOf(type: string): string {
  return LASTING_KINDS[type]?.loss ?? "";
}

/** A value as text, the same for the same value in whatever order its keys come. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

function shown(value: unknown): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}
