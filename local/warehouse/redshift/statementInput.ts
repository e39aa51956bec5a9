/** The SQL of a request to the Data API, within the limits of the Data API. */
import { isRecord } from "../../engine/graph";
import type { Json } from "../../services/jsonProtocol";
import { ServiceError } from "../../services/serviceError";
import type { SqlStatement } from "./database";

const MAX_STATEMENT_BYTES = 100_000;
const MAX_STATEMENTS = 40;

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

/**
 * The statements of ExecuteStatement or BatchExecuteStatement.
 * @throws ServiceError ValidationException for too many, too long or none
 */
export function statementsIn(input: Json, batch: boolean): SqlStatement[] {
  const given = batch ? input["Sqls"] : [input["Sql"]];
  const texts = Array.isArray(given)
    ? given.filter((sql): sql is string => typeof sql === "string" && sql.length > 0)
    : [];
  if (texts.length === 0) throw invalid(`${batch ? "Sqls" : "Sql"} must be given.`);
  if (texts.length > MAX_STATEMENTS) {
    throw invalid(`Sqls has ${texts.length} statements; a batch takes at most ${MAX_STATEMENTS}.`);
  }
  for (const sql of texts) {
    const bytes = Buffer.byteLength(sql);
    if (bytes > MAX_STATEMENT_BYTES) {
      throw invalid(`Cannot process query string larger than 100kB: it has ${bytes} bytes.`);
    }
  }
  const parameters = [input["Parameters"] ?? []].flat().filter(isRecord);
  const named = parameters.map(({ name, value }) => ({ name: String(name), value: String(value) }));
  return texts.map((sql) => ({ sql, parameters: named }));
}
