/** What Athena demands of a Glue table beyond Glue itself: partition projection that covers every key, readable views. */
import { isRecord } from "../graph";
import type { InputChecks } from "./checks";

const PROJECTION_TYPES = ["enum", "integer", "date", "injected"];
const INTERVAL_UNITS = ["YEARS", "MONTHS", "WEEKS", "DAYS", "HOURS", "MINUTES", "SECONDS", "MILLISECONDS"];
/** One end of a date range: a moment, or NOW with an offset. */
const DATE_END = /^(NOW(\s*[+-]\s*\d+\s*[A-Z]+)*|\d{4}.*)$/;

/** Athena only finds out when a query runs: every partition key needs its projection, and the template every key. */
export function checkProjection(checks: InputChecks): void {
  const parameters = checks.known("parameters");
  if (!isRecord(parameters) || String(parameters["projection.enabled"]).toLowerCase() !== "true") return;
  const keys = checks.list("partitionKeys").map(({ name }) => String(name));
  if (keys.length === 0) checks.refuse("projection.enabled is set, but partitionKeys is empty; declare the keys");
  const of = (key: string, property: string): string | undefined => {
    const value = parameters[`projection.${key}.${property}`];
    return value === undefined ? undefined : String(value);
  };
  for (const key of keys) {
    const type = of(key, "type");
    if (type === undefined) {
      checks.refuse(`parameters lacks projection.${key}.type; it must be one of ${PROJECTION_TYPES.join(", ")}`);
    } else {
      checks.oneOf(`parameters.projection.${key}.type`, PROJECTION_TYPES, type);
    }
    if (type === "date") checkDates(checks, key, of(key, "range"), of(key, "format"));
    if (type === "integer" && !/^-?\d+,-?\d+$/.test(of(key, "range") ?? "")) {
      checks.refuse(`parameters.projection.${key}.range must be <least>,<greatest>`);
    }
    if (type === "enum" && !of(key, "values")) checks.refuse(`parameters lacks projection.${key}.values; list them`);
    const unit = of(key, "interval.unit");
    if (unit !== undefined) checks.oneOf(`parameters.projection.${key}.interval.unit`, INTERVAL_UNITS, unit);
  }
  const template = parameters["storage.location.template"];
  for (const key of keys.filter((one) => typeof template === "string" && !template.includes(`\${${one}}`))) {
    checks.refuse(`parameters.storage.location.template lacks \${${key}}; every partition key must be in it`);
  }
}

function checkDates(checks: InputChecks, key: string, range: string | undefined, format: string | undefined): void {
  if (!format) checks.refuse(`parameters lacks projection.${key}.format; a date needs one, such as yyyy-MM-dd`);
  const ends = range?.split(",").map((end) => end.trim()) ?? [];
  if (ends.length !== 2 || !ends.every((end) => DATE_END.test(end))) {
    checks.refuse(
      `parameters.projection.${key}.range is "${range ?? ""}"; it must be <from>,<to>, such as NOW-14DAYS,NOW`,
    );
  }
}

/** A Presto view is base64 JSON in a comment, and Athena wants the mark that says so. */
export function checkView(checks: InputChecks): void {
  const text = checks.known("viewOriginalText");
  if (text === undefined) {
    checks.required("viewOriginalText");
    return;
  }
  const encoded = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(String(text))?.[1];
  if (encoded === undefined) {
    checks.refuse("viewOriginalText must be /* Presto View: <base64 of its JSON> */");
    return;
  }
  const view = viewOf(encoded);
  for (const part of ["originalSql", "catalog", "schema", "columns"].filter((name) => view?.[name] === undefined)) {
    checks.refuse(`viewOriginalText: the JSON in it lacks ${part}`);
  }
  const parameters = checks.known("parameters");
  if (!isRecord(parameters) || parameters.presto_view !== "true") {
    checks.refuse('parameters lacks presto_view "true", without which Athena takes the view for one of Hive');
  }
}

function viewOf(encoded: string): Record<string, unknown> | undefined {
  try {
    const view: unknown = JSON.parse(Buffer.from(encoded, "base64").toString("utf8"));
    return isRecord(view) ? view : undefined;
  } catch {
    return undefined;
  }
}
