/** One e-mail of a SendEmail request, held to what SES takes. */
import { isRecord } from "../engine/graph";
import type { Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";

/** An e-mail with a subject and a text, an HTML part, or both. */
export interface Email {
  /** Address alone, without a display name. */
  fromAddress: string;
  /** As it is shown: with its display name. */
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  subject: string;
  text?: string;
  html?: string;
  headers: Record<string, string>;
  configurationSet?: string;
}

/** Most receivers of one e-mail. */
const MAX_RECEIVERS = 50;
const ADDRESS = /^[^\s@<>"(),:;]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/;

function bad(message: string): ServiceError {
  return new ServiceError("BadRequestException", message);
}

/** The address in `Name <address>` or alone. Errors never repeat it: it may be a person's. */
export function addressIn(given: string): string {
  const address = (/<([^<>]*)>\s*$/.exec(given)?.[1] ?? given).trim();
  if (ADDRESS.test(address) && !/[\r\n]/.test(given)) return address;
  throw bad("Missing or illegal e-mail address: allowed is name@domain or Display Name <name@domain>, in one line.");
}

function addresses(holder: unknown, name: string): string[] {
  const list = isRecord(holder) ? holder[name] : undefined;
  return [list ?? []].flat().map((one) => addressIn(String(one)));
}

function dataOf(part: unknown): string | undefined {
  if (!isRecord(part)) return undefined;
  return typeof part["Data"] === "string" ? part["Data"] : undefined;
}

function simpleContent(content: unknown): Json {
  const simple = isRecord(content) ? content["Simple"] : undefined;
  if (isRecord(simple)) return simple;
  throw bad("The local SES sends Content.Simple (subject, text, HTML); Raw and Template are not served.");
}

function headersOf(simple: Json): Record<string, string> {
  const headers = [simple["Headers"] ?? []].flat().filter(isRecord);
  return Object.fromEntries(
    headers.map(({ Name, Value }) => {
      if (!/^[\x21-\x39\x3B-\x7E]{1,126}$/.test(String(Name)) || /[\r\n]/.test(String(Value))) {
        throw bad("A header has a name or a value that is not one line of text.");
      }
      return [String(Name), String(Value)];
    }),
  );
}

/** Reads a SendEmail request; throws BadRequestException for what SES does not take. */
export function emailOf(input: Json): Email {
  const simple = simpleContent(input["Content"]);
  const destination = input["Destination"];
  const [to, cc, bcc] = ["ToAddresses", "CcAddresses", "BccAddresses"].map((name) => addresses(destination, name));
  const receivers = [to ?? [], cc ?? [], bcc ?? []];
  const count = receivers.flat().length;
  if (count < 1 || count > MAX_RECEIVERS) {
    throw bad(`An e-mail has 1 to ${MAX_RECEIVERS} receivers; this one has ${count}.`);
  }
  const subject = dataOf(simple["Subject"]);
  if (subject === undefined || /[\r\n]/.test(subject))
    throw bad("Content.Simple.Subject.Data must be one line of text.");
  const body = simple["Body"];
  const text = isRecord(body) ? dataOf(body["Text"]) : undefined;
  const html = isRecord(body) ? dataOf(body["Html"]) : undefined;
  if (text === undefined && html === undefined) throw bad("Content.Simple.Body needs Text, Html or both.");
  const from = String(input["FromEmailAddress"] ?? "");
  const set = input["ConfigurationSetName"];
  return {
    fromAddress: addressIn(from),
    from,
    to: receivers[0] ?? [],
    cc: receivers[1] ?? [],
    bcc: receivers[2] ?? [],
    replyTo: addresses(input, "ReplyToAddresses"),
    subject,
    text,
    html,
    headers: headersOf(simple),
    configurationSet: typeof set === "string" && set !== "" ? set : undefined,
  };
}
