/** Emptying the tables of Redshift that a rebuild fills again. */
import { BatchExecuteStatementCommand, DescribeStatementCommand } from "@aws-sdk/client-redshift-data";
import { type RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { RELATIONS } from "../warehouse/datasetSql";

/** The part of the Redshift Data client that is used. Tests give their own. */
export type WarehouseClient = Pick<RedshiftDataClient, "send">;

/** Where the tables are. */
export interface TablesOf {
  workgroup: string;
  database: string;
  /** Whoever may empty tables; left out, it is tried as whoever calls the command. */
  adminSecretArn: string | undefined;
}

const TABLES = [RELATIONS.contact_records.current, RELATIONS.agent_events.current];

/** Milliseconds between looks. */
const LOOK_MS = 1000;

/** Empties the tables, all or none. @throws Error with what Redshift says */
export async function emptyTables(
  { warehouse, pause }: { warehouse: WarehouseClient; pause(milliseconds: number): Promise<void> },
  { workgroup, database, adminSecretArn }: TablesOf,
): Promise<void> {
  const { Id } = await warehouse.send(
    new BatchExecuteStatementCommand({
      WorkgroupName: workgroup,
      Database: database,
      SecretArn: adminSecretArn,
      // TRUNCATE would be quicker, but commits at once, and a loader may be at work.
      Sqls: TABLES.map((table) => `DELETE FROM ${table}`),
    }),
  );
  for (;;) {
    const { Status, Error: reason } = await warehouse.send(new DescribeStatementCommand({ Id }));
    if (Status === "FINISHED") return;
    if (Status === "FAILED" || Status === "ABORTED") {
      throw new Error(`The tables of Redshift could not be emptied: ${reason ?? Status}`);
    }
    await pause(LOOK_MS);
  }
}
