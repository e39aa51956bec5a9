/** The function behind the widgets of a dashboard: CloudWatch invokes it with the rights of whoever looks. */
import { showFiguresFactory } from "../../handlers/showFigures";
import { REDSHIFT_DATABASE } from "../../warehouse/redshift";
import type { HandlerFunction, HandlerFunctionArgs, HandlerPermission } from "../foundations/handlerFunction";
import type { PipelineContext } from "./context";
import { background } from "./jobs";
import { type LakeNames, lakeReading } from "./lakeUse";
import { type Warehouse, warehouseUse } from "./warehouse";

/** Seconds for the query behind a widget. */
const FIGURES_SECONDS = 60;
const MEMORY_MB = 512;

export const figures = {
  ofLake: (context: PipelineContext, lake: LakeNames, timeZone: string): HandlerFunction =>
    figuresOf(
      context,
      { QUERY_ENGINE: "athena", WORKGROUP: lake.workgroupName, DATABASE: lake.databaseName, TIME_ZONE: timeZone },
      lakeReading(context, lake),
    ),
  ofWarehouse: (context: PipelineContext, warehouse: Warehouse, timeZone: string): HandlerFunction =>
    figuresOf(
      context,
      {
        QUERY_ENGINE: "redshift",
        WORKGROUP: warehouse.workgroupName,
        DATABASE: REDSHIFT_DATABASE,
        TIME_ZONE: timeZone,
      },
      warehouseUse(warehouse, ["ExecuteStatement"], ["DescribeStatement", "GetStatementResult"]),
    ),
};

function figuresOf(
  context: PipelineContext,
  environment: HandlerFunctionArgs["environment"],
  permissions: HandlerPermission[],
): HandlerFunction {
  return background(context, "show-figures", {
    factory: showFiguresFactory,
    description: "Shows a saved query of contact analytics on a dashboard of CloudWatch",
    environment,
    permissions,
    timeoutSeconds: FIGURES_SECONDS,
    memoryMb: MEMORY_MB,
  });
}
