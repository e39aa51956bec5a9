/** All rules, in order. */
import { type Rule } from "../model/rule";
import { alarms } from "./alarms";
import { apis } from "./apis";
import { instance, storedByConnect } from "./connect";
import { edges } from "./edges";
import { cycles, errorBranches, flowData, flowDocuments, openingHours } from "./flows";
import { functions, secrets } from "./functions";
import { identity } from "./identity";
import { messaging } from "./messaging";
import { invocations, roles } from "./permissions";
import { sites } from "./sites";
import { portable, protection } from "./state";
import { buckets } from "./storage";
import { streams, tables } from "./tables";
import { queries, warehouse } from "./warehouse";

export const RULES: readonly Rule[] = [
  functions,
  buckets,
  messaging,
  roles,
  invocations,
  instance,
  storedByConnect,
  edges,
  protection,
  portable,
  streams,
  secrets,
  tables,
  identity,
  apis,
  sites,
  warehouse,
  queries,
  alarms,
  flowDocuments,
  errorBranches,
  cycles,
  openingHours,
  flowData,
];
