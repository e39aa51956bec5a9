/** Athena's workgroups: where results go, what a query may scan, and the saved queries in them. */
import { isRecord, type ResourceGraph } from "../../engine/graph";
import { recordOf, resourcesOfType, textOf } from "../../graphValues";
import { ServiceError } from "../../services/serviceError";

/** A declared workgroup, or `primary`, which every account has. */
export interface AthenaWorkgroup {
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean;
  /** Whether what a request says about results is ignored. */
  readonly enforced: boolean;
  /** `s3://bucket/prefix/` */
  readonly outputLocation?: string;
  readonly scanLimit?: number;
}

/** A saved query. */
export interface SavedQuery {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly database: string;
  readonly workgroup: string;
  readonly sql: string;
}

/** The workgroups of a graph, by name. */
export function workgroupsOf(graph: ResourceGraph): Map<string, AthenaWorkgroup> {
  const { partition, region, accountId } = graph;
  const arnOf = (name: string): string => `arn:${partition}:athena:${region}:${accountId}:workgroup/${name}`;
  const groups = resourcesOfType(graph, "aws:athena/workgroup:Workgroup").map((resource): AthenaWorkgroup => {
    const name = textOf(resource, "name") ?? resource.name;
    const configuration = recordOf(resource, "configuration");
    const results = [configuration?.["resultConfiguration"]].flat().find(isRecord);
    const limit = configuration?.["bytesScannedCutoffPerQuery"];
    const location = results?.["outputLocation"];
    return {
      name,
      arn: textOf(resource, "arn") ?? arnOf(name),
      enabled: textOf(resource, "state") !== "DISABLED",
      enforced: configuration?.["enforceWorkgroupConfiguration"] !== false,
      outputLocation: typeof location === "string" ? location : undefined,
      scanLimit: typeof limit === "number" ? limit : undefined,
    };
  });
  const primary: AthenaWorkgroup = { name: "primary", arn: arnOf("primary"), enabled: true, enforced: false };
  return new Map([primary, ...groups].map((group) => [group.name, group]));
}

/** The saved queries of a graph. */
export function savedQueriesOf(graph: ResourceGraph): SavedQuery[] {
  return resourcesOfType(graph, "aws:athena/namedQuery:NamedQuery").map((resource) => ({
    id: resource.id ?? resource.name,
    name: textOf(resource, "name") ?? resource.name,
    description: textOf(resource, "description"),
    database: textOf(resource, "database") ?? "default",
    workgroup: textOf(resource, "workgroup") ?? "primary",
    sql: textOf(resource, "query") ?? "",
  }));
}

/**
 * Where a query's results go: the workgroup's place when it is enforced, the request's otherwise.
 * @throws ServiceError when neither says
 */
export function outputLocationOf(workgroup: AthenaWorkgroup, requested: unknown): string {
  const own = workgroup.enforced && workgroup.outputLocation !== undefined;
  const location = own || typeof requested !== "string" ? workgroup.outputLocation : requested;
  if (location !== undefined && /^s3:\/\/[^/]+/.test(location)) return location.replace(/\/?$/, "/");
  const message =
    location === undefined
      ? "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input."
      : `outputLocation is not a valid S3 path: ${location}`;
  throw new ServiceError("InvalidRequestException", message);
}
