/**
 * Secrets Manager of the local run: GetSecretValue for the secrets the program declares. Values come from the program's
 * secret versions or, for those a person would put in by hand, from {@link SecretsManagerService.put}.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { GraphResource, ResourceGraph } from "../engine/graph";
import type { ServiceAnswer, ServiceRequest } from "../gateway/service";
import { resourcesOfType, textOf } from "../graphValues";
import {
  keyNamed,
  keyPermissions,
  requirePermissions,
  type Authorizer,
  type EncryptionKeyReference,
} from "../services/access";
import { ServiceFaults } from "../services/faults";
import { jsonAnswer, jsonError, jsonInput, operationOf, type Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";

/** Clock and permissions of the local Secrets Manager. */
export interface SecretsManagerOptions {
  clock: Clock;
  /** Who decides about permissions; everyone may do everything when left out. */
  iam?: Authorizer;
}

interface Version {
  id: string;
  value: { SecretString: string } | { SecretBinary: string };
  stages: Set<string>;
  createdAt: number;
}

interface Secret {
  name: string;
  arn: string;
  key?: EncryptionKeyReference;
  versions: Version[];
}

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";
const TARGET = "secretsmanager";

/** The local Secrets Manager: made from a graph, registered at the gateway with its `handle`. */
export class SecretsManagerService {
  /** Faults set on secrets, by name. */
  readonly faults = new ServiceFaults(() => new ServiceError("ThrottlingException", "Rate exceeded"));
  readonly #secrets: Secret[];

  private constructor(
    private readonly graph: ResourceGraph,
    private readonly options: SecretsManagerOptions,
  ) {
    const declared = resourcesOfType(graph, "aws:secretsmanager/secret:Secret");
    this.#secrets = declared.map((secret) => ({
      name: textOf(secret, "name") ?? secret.name,
      arn: textOf(secret, "arn") ?? "",
      key: keyNamed(graph, textOf(secret, "kmsKeyId")),
      versions: [],
    }));
    for (const version of resourcesOfType(graph, "aws:secretsmanager/secretVersion:SecretVersion"))
      this.#declare(version);
  }

  static fromGraph(graph: ResourceGraph, options: SecretsManagerOptions): SecretsManagerService {
    return new SecretsManagerService(graph, options);
  }

  /** Names of the declared secrets, and whether each has a value. */
  list(): { name: string; arn: string; hasValue: boolean }[] {
    return this.#secrets.map(({ name, arn, versions }) => ({ name, arn, hasValue: versions.length > 0 }));
  }

  /**
   * Puts a value into a secret, named by name or ARN: it is AWSCURRENT from now on, and what was before is AWSPREVIOUS.
   * Throws when the program declares no such secret.
   */
  put(secret: string, value: string): void {
    const known = this.#find(secret);
    if (!known) {
      const names = this.#secrets.map(({ name }) => name).join(", ") || "none";
      throw new Error(`The program declares no secret "${secret}"; it declares ${names}.`);
    }
    this.#add(known, { SecretString: value }, [CURRENT], randomUUID());
  }

  /** Answers one request from the gateway; register it there as `secretsmanager`. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const operation = operationOf(request, TARGET, ["GetSecretValue"]);
      const input = jsonInput(request.body);
      const secret = this.#find(String(input["SecretId"] ?? ""));
      if (!secret) throw notFound("Secrets Manager can't find the specified secret.");
      return await this.faults.meet(secret.name, operation, async () => {
        this.#authorize(request, secret, input);
        return jsonAnswer(valueOf(secret, input), "1.1");
      });
    } catch (error) {
      if (error instanceof ServiceError) return jsonError(error, "1.1");
      throw error;
    }
  }

  #authorize({ principal }: ServiceRequest, secret: Secret, input: Json): void {
    const stage = input["VersionStage"];
    const key = keyPermissions(secret.key, ["kms:Decrypt"], this.graph, "secretsmanager").map((permission) => ({
      ...permission,
      context: { ...permission.context, "kms:EncryptionContext:SecretARN": secret.arn },
    }));
    const context = { "secretsmanager:SecretId": secret.arn, "secretsmanager:VersionStage": String(stage ?? CURRENT) };
    const read = { action: "secretsmanager:GetSecretValue", resource: secret.arn, context };
    requirePermissions(this.options.iam, principal, [read, ...key], () => "AccessDeniedException");
  }

  #declare(version: GraphResource): void {
    const secret = this.#find(textOf(version, "secretId") ?? "");
    const text = textOf(version, "secretString") ?? textOf(version, "secretStringWo");
    const binary = textOf(version, "secretBinary");
    if (!secret || (text === undefined && binary === undefined)) return;
    const stages = [version.outputs["versionStages"] ?? CURRENT].flat().map(String);
    const value = text === undefined ? { SecretBinary: binary ?? "" } : { SecretString: text };
    this.#add(secret, value, stages, textOf(version, "versionId") ?? randomUUID());
  }

  /** Adds a version; a stage is on one version only, and whoever loses AWSCURRENT becomes AWSPREVIOUS. */
  #add(secret: Secret, value: Version["value"], stages: string[], id: string): void {
    const before = secret.versions.find((version) => version.stages.has(CURRENT));
    const replaced = stages.includes(CURRENT) ? before : undefined;
    for (const version of secret.versions) {
      for (const stage of replaced ? [...stages, PREVIOUS] : stages) version.stages.delete(stage);
    }
    replaced?.stages.add(PREVIOUS);
    secret.versions.push({ id, value, stages: new Set(stages), createdAt: this.options.clock.now() });
  }

  /** A secret by name, ARN, or ARN without the six characters at its end. */
  #find(reference: string): Secret | undefined {
    return this.#secrets.find(({ name, arn }) => [name, arn, arn.slice(0, -7)].includes(reference));
  }
}

function notFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message);
}

function valueOf(secret: Secret, input: Json): Json {
  const id = input["VersionId"];
  const stage = String(input["VersionStage"] ?? CURRENT);
  const version = secret.versions.find((one) => (id === undefined ? one.stages.has(stage) : one.id === id));
  if (!version) {
    const which = id === undefined ? `staging label: ${stage}` : `VersionId: ${String(id)}`;
    throw notFound(`Secrets Manager can't find the specified secret value for ${which}`);
  }
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...version.value,
    VersionId: version.id,
    VersionStages: [...version.stages],
    CreatedDate: version.createdAt / 1000,
  };
}
