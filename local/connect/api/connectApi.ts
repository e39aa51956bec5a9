/**
 * Amazon Connect's API over the gateway, for the real SDK client: contacts are started, described, changed and stopped in the
 * running centre, by whom its policies let.
 */
import type { Principal, ServiceRequest, ServiceResponse } from "../../gateway/service";
import type { Authorizer } from "../../dynamodb/dynamoDbService";
import type { ParticipantService } from "../../participant/participantService";
import type { ConnectService } from "../connectService";
import type { Contact } from "../contact";
import { setApiAttributes } from "../contactStarts";
import { idOf } from "../identifier";
import { decode } from "../../web/routes";
import { ConnectError, invalidParameter } from "./connectError";
import { currentMetricData } from "./currentMetrics";
import { describeContact } from "./describeContact";
import { metricDataV2 } from "./historicalMetrics";
import { MetricPages } from "./metricPages";
import { queuesAskedFor } from "./metricQueues";
import { optionalText, type Parameters, parseParameters, requiredText, textMap } from "./parameters";
import { startChat, startTask } from "./startContacts";

/** What a request is about, for its permission: ARNs below that of the instance; the empty one is the instance. */
type Resources = (parameters: Parameters) => readonly string[];

const CONTACT: Resources = ({ ContactId, InitialContactId }) => [`/contact/${idIn(ContactId ?? InitialContactId)}`];
const FLOW: Resources = ({ ContactFlowId }) => [`/contact-flow/${idIn(ContactFlowId)}`];
/** Metrics are asked of the instance and of each queue that is named. */
const QUEUES: Resources = (parameters) => ["", ...queuesAskedFor(parameters).map((id) => `/queue/${id}`)];

interface Operation {
  readonly name: string;
  readonly method: string;
  /** Path with the names of its parameters in braces. */
  readonly path: RegExp;
  readonly pathParameters: readonly string[];
  readonly resources: Resources;
  readonly perform: (parameters: Parameters) => unknown;
}

const MAX_CLIENT_TOKEN = 500;

/** The API of one centre; register its {@link ConnectApi.handle} at the gateway as `connect`. */
export class ConnectApi {
  /** What requests with a client token were answered, by operation and token. */
  private readonly answered = new Map<string, unknown>();
  private readonly pages: MetricPages;
  private readonly operations: readonly Operation[];

  constructor(
    private readonly connect: ConnectService,
    participants: ParticipantService,
    private readonly iam?: Authorizer,
  ) {
    const operation = (
      name: string,
      method: string,
      path: string,
      resources: Resources,
      perform: Operation["perform"],
    ): Operation => {
      const pathParameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter = ""]) => parameter);
      const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, "([^/]+)")}$`);
      return { name, method, path: pattern, pathParameters, resources, perform };
    };
    this.pages = new MetricPages(connect.clock);
    this.operations = [
      operation("StartChatContact", "PUT", "/contact/chat", FLOW, (parameters) =>
        startChat(connect, participants, parameters, this.related(parameters)),
      ),
      operation("StartTaskContact", "PUT", "/contact/task", FLOW, (parameters) =>
        startTask(connect, parameters, this.related(parameters)),
      ),
      operation("StopContact", "POST", "/contact/stop", CONTACT, (parameters) => this.stop(parameters)),
      operation("DescribeContact", "GET", "/contacts/{InstanceId}/{ContactId}", CONTACT, (parameters) => ({
        Contact: describeContact(this.contact(parameters, "ContactId")),
      })),
      operation("UpdateContactAttributes", "POST", "/contact/attributes", CONTACT, (parameters) =>
        this.updateAttributes(parameters),
      ),
      operation(
        "GetContactAttributes",
        "GET",
        "/contact/attributes/{InstanceId}/{InitialContactId}",
        CONTACT,
        (parameters) => ({ Attributes: this.contact(parameters, "InitialContactId").attributes.toObject() }),
      ),
      operation("GetCurrentMetricData", "POST", "/metrics/current/{InstanceId}", QUEUES, (parameters) =>
        this.pages.page(parameters, () => currentMetricData(connect, parameters)),
      ),
      operation("GetMetricDataV2", "POST", "/metrics/data", QUEUES, (parameters) =>
        this.pages.page(parameters, () => metricDataV2(connect, parameters)),
      ),
    ];
  }

  /** Answers a request that came through the gateway. */
  handle(request: ServiceRequest): ServiceResponse {
    try {
      return answer(200, this.perform(request));
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
      return answer(error.status, { Message: error.message }, error.name);
    }
  }

  private perform(request: ServiceRequest): unknown {
    const [path = ""] = request.path.split("?");
    for (const operation of this.operations) {
      const match = operation.method === request.method ? operation.path.exec(path) : null;
      if (match === null) continue;
      const inPath = operation.pathParameters.map((name, place) => [name, decode(match[place + 1] ?? "")]);
      const parameters: Parameters = { ...parseParameters(request.body), ...Object.fromEntries(inPath) };
      this.authorize(request.principal, operation, parameters);
      this.checkInstance(parameters);
      return this.once(operation.name, parameters, () => operation.perform(parameters));
    }
    const names = this.operations.map(({ name }) => name).join(", ");
    throw new ConnectError(
      "UnknownOperationException",
      `The local Connect has no operation ${request.method} ${path}. It has ${names}.`,
    );
  }

  private authorize(principal: Principal, { name, resources }: Operation, parameters: Parameters): void {
    if (principal.kind === "administrator" || this.iam === undefined) return;
    const { arn, id } = this.connect.instance;
    for (const resource of resources(parameters)) {
      const { allowed, message } = this.iam.authorize({
        roleArn: principal.roleArn,
        sessionName: principal.sessionName,
        action: `connect:${name}`,
        resource: arn + resource,
        context: { "connect:InstanceId": String(parameters.InstanceId ?? id) },
      });
      if (!allowed) throw new ConnectError("AccessDeniedException", message);
    }
  }

  private checkInstance(parameters: Parameters): void {
    const id =
      parameters.ResourceArn === undefined
        ? requiredText(parameters, "InstanceId", 100)
        : requiredText(parameters, "ResourceArn", 250);
    const { instance } = this.connect;
    if (id !== (parameters.ResourceArn === undefined ? instance.id : instance.arn)) {
      throw new ConnectError(
        "ResourceNotFoundException",
        `There is no instance ${id}; the program declares another one.`,
      );
    }
  }

  /** Performs a request; one with a client token that was answered is answered the same. */
  private once(name: string, parameters: Parameters, perform: () => unknown): unknown {
    const token = optionalText(parameters, "ClientToken", MAX_CLIENT_TOKEN);
    const key = token === undefined ? undefined : `${name} ${token}`;
    if (key !== undefined && this.answered.has(key)) return this.answered.get(key);
    const result = perform();
    if (key !== undefined) this.answered.set(key, result);
    return result;
  }

  private related(parameters: Parameters): Contact | undefined {
    if (parameters.RelatedContactId === undefined) return undefined;
    return this.contact(parameters, "RelatedContactId");
  }

  private contact(parameters: Parameters, name: string): Contact {
    const id = requiredText(parameters, name, 256);
    for (const interaction of this.connect.interactions) {
      for (let contact: Contact | null = interaction.contact; contact !== null; contact = contact.previous) {
        if (contact.id === id) return contact;
      }
    }
    throw new ConnectError("ResourceNotFoundException", `There is no contact ${id}.`);
  }

  private stop(parameters: Parameters): unknown {
    const contact = this.contact(parameters, "ContactId");
    if (contact.disconnectedAt !== null) {
      throw new ConnectError("ContactNotFoundException", `Contact ${contact.id} is over.`);
    }
    this.connect.lifecycle.expire(contact, "API");
    return {};
  }

  private updateAttributes(parameters: Parameters): unknown {
    const contact = this.contact(parameters, "InitialContactId");
    try {
      setApiAttributes(contact.attributes, textMap(parameters, "Attributes"));
    } catch (error) {
      throw error instanceof ConnectError ? error : invalidParameter(error instanceof Error ? error.message : "");
    }
    if (contact.finishedAt !== null) this.connect.updated(contact);
    return {};
  }
}

function idIn(reference: unknown): string {
  return idOf(typeof reference === "string" ? reference : "");
}

function answer(status: number, value: unknown, error?: string): ServiceResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...(error !== undefined && { "x-amzn-errortype": error }) },
    body: JSON.stringify(value),
  };
}
