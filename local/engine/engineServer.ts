/** The gRPC server a program connects to: the resource monitor, and the engine it logs to, on one loopback port. */
import * as grpc from "@grpc/grpc-js";
import type { ResourceMonitor } from "./monitor";
import { Empty, engine, EngineService, ResourceMonitorService } from "./protos";

/** Severity of a message of the program. */
export type Severity = "debug" | "info" | "warning" | "error";

/** Called for every message the program or the SDK logs. */
export type MessageListener = (severity: Severity, message: string, urn: string | undefined) => void;

const SEVERITIES: readonly Severity[] = ["debug", "info", "warning", "error"];

/** The same limit the SDK sets on its side: 400 MB for one message. */
const MESSAGE_LIMIT = 400 * 1024 * 1024;

/** A listening server. */
export interface EngineServer {
  /** `127.0.0.1:<port>` */
  address: string;
  /** Ends it at once, with every connection. */
  close(): void;
}

/**
 * Starts the server on an ephemeral port of the loopback interface.
 * @param monitor may still be loading when the server starts: calls wait for it.
 */
export async function startEngineServer(
  monitor: Promise<ResourceMonitor>,
  onMessage: MessageListener,
): Promise<EngineServer> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MESSAGE_LIMIT,
    "grpc.max_send_message_length": MESSAGE_LIMIT,
  });
  server.addService(ResourceMonitorService, monitorHandlers(monitor));
  server.addService(EngineService, engineHandlers(onMessage));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

function monitorHandlers(monitor: Promise<ResourceMonitor>): grpc.UntypedServiceImplementation {
  const handlers = monitor.then((loaded) => loaded.handlers());
  const deferred = Object.keys(ResourceMonitorService).map((method) => {
    const handle: grpc.handleUnaryCall<unknown, unknown> = (call, callback) =>
      void handlers.then((loaded) => loaded[method]?.(call, callback));
    return [method, handle];
  });
  return Object.fromEntries(deferred);
}

function engineHandlers(onMessage: MessageListener): grpc.UntypedServiceImplementation {
  let root = "";
  const log: grpc.handleUnaryCall<engine.LogRequest, Empty> = ({ request }, callback) => {
    const urn = request.getUrn();
    onMessage(SEVERITIES[request.getSeverity()] ?? "info", request.getMessage(), urn === "" ? undefined : urn);
    callback(null, new Empty());
  };
  const setRootResource: grpc.handleUnaryCall<engine.SetRootResourceRequest, engine.SetRootResourceResponse> = (
    { request },
    callback,
  ) => {
    root = request.getUrn();
    callback(null, new engine.SetRootResourceResponse());
  };
  const getRootResource: grpc.handleUnaryCall<engine.GetRootResourceRequest, engine.GetRootResourceResponse> = (
    _,
    callback,
  ) => callback(null, new engine.GetRootResourceResponse().setUrn(root));
  const startDebugging: grpc.handleUnaryCall<engine.StartDebuggingRequest, Empty> = (_, callback) =>
    callback(null, new Empty());
  const requirePulumiVersion: grpc.handleUnaryCall<
    engine.RequirePulumiVersionRequest,
    engine.RequirePulumiVersionResponse
  > = (_, callback) => callback(null, new engine.RequirePulumiVersionResponse());
  return { log, setRootResource, getRootResource, startDebugging, requirePulumiVersion };
}
