/**
 * The resource monitor: answers what a running program asks of Pulumi's engine and records every resource it registers.
 * A stand-in provider answers for AWS; nothing leaves the machine.
 */
import * as grpc from "@grpc/grpc-js";
import {
  contextOfProvider,
  create,
  DEFAULT_ACCOUNT,
  invoke,
  partitionOf,
  preview as previewOutputs,
  type ProviderContext,
} from "./awsProvider";
import { containsUnknown, type GraphResource, type Lookup, type ResourceGraph, STACK_TYPE, UNKNOWN } from "./graph";
import { Empty, fromStruct, invokeAnswer, resource as messages, toStruct } from "./protos";
import { readRegistration, type Registration, type StackIdentity } from "./registration";
import { decodeProperties, encodeOutputs } from "./wire";

/** What a monitor is told of the run. */
export interface MonitorOptions extends StackIdentity {
  preview: boolean;
  /** Region of the default provider (`aws:region`). */
  region?: string | undefined;
  onRegistering?: ((resource: GraphResource) => void) | undefined;
  onResource?: ((resource: GraphResource) => void | Promise<void>) | undefined;
  /** Called when a registration or a look-up is refused: of what, and why. */
  onProblem: (subject: string, problem: string) => void;
}

/** One RPC: answers a request or calls back with a status. */
export type UnaryHandler = (call: { request: unknown }, callback: grpc.sendUnaryData<unknown>) => void;

/** Features of the engine the SDK may use. The others need a server inside the program that is called back. */
const FEATURES = ["secrets", "resourceReferences", "deletedWith", "replaceWith", "aliasSpecs", "resourceHooks"];

const REFERENCE_TOKEN = "pulumi:pulumi:getResource";

/** One run's monitor. */
export class ResourceMonitor {
  readonly #resources = new Map<string, GraphResource>();
  /** Provider inputs by URN of an explicit provider. */
  readonly #providers = new Map<string, ProviderContext>();
  readonly #defaults: ProviderContext;
  /** Look-ups by token and arguments. */
  readonly #lookups = new Map<string, Lookup>();
  #outputs: Record<string, unknown> = {};
  #secretOutputs: string[] = [];

  constructor(private readonly options: MonitorOptions) {
    const region = options.region ?? DEFAULT_ACCOUNT.region;
    const { project, stack } = options;
    this.#defaults = { ...DEFAULT_ACCOUNT, project, stack, region, partition: partitionOf(region) };
  }

  /** The graph of everything registered so far. */
  graph(): ResourceGraph {
    const { project, stack, preview } = this.options;
    const { region, accountId, partition } = [...this.#providers.values()][0] ?? this.#defaults;
    const secretOutputs = this.#secretOutputs;
    return {
      ...{ project, stack, preview, region, accountId, partition },
      resources: [...this.#resources.values()],
      outputs: this.#outputs,
      ...(secretOutputs.length > 0 ? { secretOutputs } : {}),
      ...(this.#lookups.size > 0 ? { lookups: [...this.#lookups.values()] } : {}),
    };
  }

  /** The RPCs of `pulumirpc.ResourceMonitor`. */
  handlers(): Record<string, UnaryHandler> {
    return {
      supportsFeature: unary((request: messages.SupportsFeatureRequest) =>
        new messages.SupportsFeatureResponse().setHassupport(FEATURES.includes(request.getId())),
      ),
      getDeploymentInfo: unary(() => this.#deploymentInfo()),
      registerResource: unary((request: messages.RegisterResourceRequest) =>
        this.#reporting(`${request.getName()} [${request.getType()}]`, () => this.#registerResource(request)),
      ),
      registerResourceOutputs: unary((request: messages.RegisterResourceOutputsRequest) =>
        this.#registerOutputs(request),
      ),
      readResource: unary((request: messages.ReadResourceRequest) =>
        this.#reporting(`${request.getName()} [${request.getType()}]`, () => refuseRead(request)),
      ),
      invoke: unary((request: messages.ResourceInvokeRequest) =>
        this.#reporting(request.getTok(), () => this.#invoke(request)),
      ),
      call: unary((request: messages.ResourceCallRequest) =>
        this.#reporting(request.getTok(), () =>
          refuse(`methods of resources cannot be called without the real provider`),
        ),
      ),
      registerPackage: unary(() => refuse("Parameterized packages need the Pulumi CLI")),
      registerStackTransform: unary(() => refuse("Transforms need the Pulumi CLI")),
      registerStackInvokeTransform: unary(() => refuse("Transforms need the Pulumi CLI")),
      // Nothing is there before a run here, so there is nothing to tell a hook of.
      registerResourceHook: unary(() => new Empty()),
      registerErrorHook: unary(() => refuse("Error hooks need the Pulumi CLI")),
      signalAndWaitForShutdown: unary(() => new Empty()),
    };
  }

  /** Tells the run what goes wrong here: the program may take long to say so, or swallow it. */
  async #reporting<T>(subject: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const problem = messageOf(error);
      const words = problem.startsWith(`${subject}: `) ? problem.slice(subject.length + 2) : problem;
      this.options.onProblem(subject, words);
      throw new Error(words);
    }
  }

  #deploymentInfo(): messages.DeploymentInfo {
    const { project, stack, preview } = this.options;
    const info = new messages.DeploymentInfo().setProject(project).setStack(stack);
    return info.setOrganization("organization").setDryrun(preview);
  }

  async #registerResource(request: messages.RegisterResourceRequest): Promise<messages.RegisterResourceResponse> {
    if (request.getRemote()) {
      refuse(`a remote component needs its provider's plugin; build it from resources of @pulumi/aws instead`);
    }
    const registration = readRegistration(request, this.options, this.#resources.get(request.getParent()));
    const { resource } = registration;
    if (this.#resources.has(resource.urn)) {
      refuse(`Duplicate resource URN '${resource.urn}'; try giving it a unique name`);
    }
    this.#resources.set(resource.urn, resource);
    this.options.onRegistering?.(resource);
    if (resource.custom) {
      this.#complete(resource);
    }
    await this.options.onResource?.(resource);
    return registeredAnswer(registration);
  }

  /** Lets the provider name, check and complete a custom resource. */
  #complete(resource: GraphResource): void {
    const { urn, type, name, inputs } = resource;
    const context = this.#contextOf(resource.provider);
    if (this.options.preview) {
      resource.outputs = previewOutputs(type, name, urn, inputs, context);
    } else {
      const { id, outputs } = create(type, name, urn, inputs, context);
      resource.id = id;
      resource.outputs = outputs;
    }
    if (type === "pulumi:providers:aws") {
      this.#providers.set(urn, contextOfProvider(inputs, context));
    }
  }

  #contextOf(provider: string | undefined): ProviderContext {
    const urn = provider?.slice(0, provider.lastIndexOf("::"));
    return this.#providers.get(urn ?? "") ?? this.#defaults;
  }

  #registerOutputs(request: messages.RegisterResourceOutputsRequest): Empty {
    const resource = this.#resources.get(request.getUrn());
    const { values, secrets } = decodeProperties(fromStruct(request.getOutputs()), this.options.programDirectory);
    if (resource !== undefined) {
      resource.outputs = values;
      if (secrets.length > 0) {
        resource.secretOutputs = secrets;
      }
    }
    if (resource?.type === STACK_TYPE) {
      this.#outputs = values;
      this.#secretOutputs = secrets;
    }
    return new Empty();
  }

  #invoke(request: messages.ResourceInvokeRequest): ReturnType<typeof invokeAnswer> {
    const { values } = decodeProperties(fromStruct(request.getArgs()), this.options.programDirectory);
    if (request.getTok() === REFERENCE_TOKEN) {
      return this.#stateOf(String(values.urn));
    }
    const token = request.getTok();
    const result = invoke(token, values, this.#contextOf(request.getProvider() || undefined));
    this.#lookups.set(JSON.stringify([token, values]), { token, args: values, result });
    return invokeAnswer(result);
  }

  /** The state behind a reference to a resource, which the SDK asks for to rebuild the resource object. */
  #stateOf(urn: string): ReturnType<typeof invokeAnswer> {
    const resource = this.#resources.get(urn) ?? refuse(`there is no resource with the URN ${urn}`);
    const state = encodeOutputs({}, {}, resource.outputs, secretNamesOf(resource));
    return invokeAnswer({ urn, id: resource.id ?? (resource.custom ? UNKNOWN : ""), state });
  }
}

function registeredAnswer({ resource, wireInputs, declaredSecrets }: Registration): messages.RegisterResourceResponse {
  const answer = new messages.RegisterResourceResponse().setUrn(resource.urn).setId(resource.id ?? "");
  if (!resource.custom) {
    return answer;
  }
  const declared = declaredSecrets.filter((name) => name in resource.outputs);
  if (declared.length + resource.secretInputs.length > 0) {
    resource.secretOutputs = [...new Set([...resource.secretInputs, ...declared])];
  }
  const outputs = encodeOutputs(wireInputs, resource.inputs, resource.outputs, secretNamesOf(resource));
  return answer.setObject(toStruct(outputs));
}

/** Secret outputs that are known: the SDK takes a secret that is not known for a known one. */
function secretNamesOf({ secretOutputs = [], outputs }: GraphResource): string[] {
  return secretOutputs.filter((name) => !containsUnknown(outputs[name]));
}

function refuseRead(request: messages.ReadResourceRequest): never {
  return refuse(
    `an existing ${request.getType()} (id ${request.getId()}) cannot be read without AWS; ` +
      `only what the program itself declares exists here`,
  );
}

function refuse(problem: string): never {
  throw new Error(problem);
}

/** A unary RPC from a function of its request; what the function throws becomes the status the SDK shows. */
function unary<Request, Response>(handle: (request: Request) => Response | Promise<Response>): UnaryHandler {
  return (call, callback) => {
    void Promise.resolve(call.request as Request)
      .then(handle)
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: grpc.status.UNKNOWN, details: messageOf(error) }),
      );
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
