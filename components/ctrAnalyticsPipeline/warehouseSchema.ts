/** The warehouse's tables and views, made in their order, and who may use them. */
import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  ANALYST_ROLE,
  CALL_SCHEMA_PROCEDURE,
  CREATE_ANALYST_ROLE,
  grantStatements,
  REDSHIFT_DATABASE,
  schemaProcedure,
  tableStatements,
  viewStatements,
} from "../../warehouse/redshift";
import type { ViewSettings } from "../../warehouse/views";
import type { PipelineContext } from "./context";
import type { Warehouse } from "./warehouse";

/** A statement and what it is called. */
interface Step {
  name: string;
  /** Another one means that the statement has to run again. */
  version: string;
  sql: pulumi.Input<string>;
}

/** A function that signs in with its role. */
export interface WarehouseUser {
  /** What its resources are called. */
  label: string;
  /** Name of the function's role: the database user is called `IAMR:` and this. */
  roleName: pulumi.Input<string>;
  /** Whether it loads, or only reads what analysts read. */
  loads: boolean;
}

/** The version of what runs once and never again, because it fails where it has run. */
const ONCE = "1";

/**
 * Makes tables, views and rights by one procedure, and users; all by the administrator whose password nobody sees. When a
 * statement changes, all run again as one transaction; that changes nothing but views.
 *
 * @returns what has to be there before anybody signs in
 */
export function warehouseSchema(
  { name, parent }: PipelineContext,
  warehouse: Warehouse,
  views: ViewSettings,
  users: readonly WarehouseUser[],
): pulumi.Resource[] {
  let last: pulumi.Resource[] = [];
  for (const step of stepsOf(views, users)) {
    const statement = new aws.redshiftdata.Statement(
      `${name}-schema-${step.name}`,
      {
        workgroupName: warehouse.workgroupName,
        database: REDSHIFT_DATABASE,
        secretArn: warehouse.adminSecretArn,
        statementName: `${step.name}-${step.version}`,
        sql: step.sql,
      },
      { parent, dependsOn: last },
    );
    last = [statement];
  }
  return last;
}

function stepsOf(views: ViewSettings, users: readonly WarehouseUser[]): Step[] {
  // Comments on a hundred columns would not fit into one request of the Data API (100 kB): they are in the documentation.
  const tables = tableStatements().filter((sql) => !sql.startsWith("COMMENT "));
  const procedure = schemaProcedure([...tables, ...viewStatements(views), ...grantStatements(views)]);
  const version = createHash("sha256").update(procedure).digest("hex").slice(0, 12);
  return [
    { name: "analyst-role", version: ONCE, sql: CREATE_ANALYST_ROLE },
    { name: "procedure", version, sql: procedure },
    { name: "relations", version, sql: CALL_SCHEMA_PROCEDURE },
    ...users.flatMap((user) => granted(user, version)),
  ];
}

/** A user without a password, who can only come with the role. */
function granted({ label, roleName, loads }: WarehouseUser, version: string): Step[] {
  const user = pulumi.interpolate`"IAMR:${roleName}"`;
  const rights = loads
    ? pulumi.interpolate`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${user}`
    : pulumi.interpolate`GRANT ROLE ${ANALYST_ROLE} TO ${user}`;
  return [
    { name: `${label}-user`, version: ONCE, sql: pulumi.interpolate`CREATE USER ${user} PASSWORD DISABLE` },
    { name: `${label}-rights`, version, sql: rights },
  ];
}
