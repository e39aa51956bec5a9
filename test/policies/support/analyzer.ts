/** Speaks to a policy pack as Pulumi's engine does. */
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerResource,
  AnalyzerResourceOptions,
  type AnalyzerInfo,
  AnalyzerPropertyDependencies,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { toStruct } from "../../../local/engine/protos";

/** What a pack says of a resource. */
export interface Diagnostic {
  readonly policyName: string;
  readonly message: string;
  readonly urn: string;
}

/** A resource as the engine describes it. */
export interface Described {
  readonly type: string;
  readonly name: string;
  readonly properties: Record<string, unknown>;
  readonly protect?: boolean;
  /** For a property, the names of the resources its value is made from. */
  readonly madeFrom?: Readonly<Record<string, string>>;
}

export interface Analyzer {
  policies(): Promise<{ name: string; enforcementLevel: number }[]>;
  analyze(type: string, name: string, properties: Record<string, unknown>): Promise<Diagnostic[]>;
  analyzeStack(resources: readonly Described[]): Promise<Diagnostic[]>;
  close(): void;
}

/** The analyzer that is served at an address of this machine. */
export function analyzerAt(address: string): Analyzer {
  const client = new AnalyzerClient(address, grpc.credentials.createInsecure());
  const info = promisify<Empty, AnalyzerInfo>(client.getAnalyzerInfo.bind(client));
  const analyze = promisify<AnalyzeRequest, AnalyzeResponse>(client.analyze.bind(client));
  const analyzeStack = promisify<AnalyzeStackRequest, AnalyzeResponse>(client.analyzeStack.bind(client));
  return {
    policies: async () => {
      const list = (await info(new Empty())).getPoliciesList();
      return list.map((policy) => ({ name: policy.getName(), enforcementLevel: policy.getEnforcementlevel() }));
    },
    analyze: async (type, name, properties) => {
      const request = new AnalyzeRequest();
      request.setType(type).setName(name).setUrn(urnOf(type, name)).setProperties(toStruct(properties));
      request.setOptions(new AnalyzerResourceOptions());
      return diagnostics(await analyze(request));
    },
    analyzeStack: async (resources) => {
      const request = new AnalyzeStackRequest();
      const urns = new Map(resources.map(({ type, name }) => [name, urnOf(type, name)]));
      request.setResourcesList(resources.map((resource) => message(resource, urns)));
      return diagnostics(await analyzeStack(request));
    },
    close: () => client.close(),
  };
}

function urnOf(type: string, name: string): string {
  return `urn:pulumi:prod::contact-center::${type}::${name}`;
}

function message(
  { type, name, properties, protect = false, madeFrom = {} }: Described,
  urns: ReadonlyMap<string, string>,
) {
  const resource = new AnalyzerResource();
  const options = new AnalyzerResourceOptions();
  options.setProtect(protect);
  resource
    .setType(type)
    .setName(name)
    .setUrn(urnOf(type, name))
    .setProperties(toStruct(properties))
    .setOptions(options);
  for (const [property, from] of Object.entries(madeFrom)) {
    const dependencies = new AnalyzerPropertyDependencies();
    dependencies.setUrnsList([urns.get(from) ?? from]);
    resource.getPropertydependenciesMap().set(property, dependencies);
  }
  return resource;
}

function diagnostics(response: AnalyzeResponse): Diagnostic[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policyName: diagnostic.getPolicyname(),
    message: diagnostic.getMessage(),
    urn: diagnostic.getUrn(),
  }));
}

/** The SDK's sentinel for a text that is known only after the update. */
const LATER = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A bucket as a preview sees it, without a name yet, and perhaps what keeps the public out. */
export function bucket({ block, protect }: { block: boolean; protect: boolean }): Described[] {
  const flags = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
  const type = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
  const closed = { type, name: "block", properties: { bucket: LATER, ...flags }, madeFrom: { bucket: "records" } };
  const records = { type: "aws:s3/bucket:Bucket", name: "records", properties: { bucket: LATER }, protect };
  return [records, ...(block ? [closed] : [])];
}
