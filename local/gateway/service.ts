/** What a local service behind the gateway receives and answers: the wire request reduced to its parts. */

/** A key pair as the AWS SDK expects it; valid only on the gateway that issued it. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Who signed a request. The administrator is this machine's own tooling (seeding, the console) and needs no policy. */
export type Principal =
  | { kind: "administrator"; accessKeyId: string }
  | {
      kind: "role";
      accessKeyId: string;
      /** ARN of the IAM role the credentials belong to. */
      roleArn: string;
      /** Session name of the assumed role; for a Lambda function, the function's name. */
      sessionName: string;
    };

/** One HTTP request, whichever protocol version carried it. */
export interface WireRequest {
  method: string;
  /** Path with query string, as sent. */
  path: string;
  /** Lower-case names; HTTP/2 pseudo headers are left out. */
  headers: Record<string, string>;
  body: Buffer;
}

/** A request after routing. */
export interface ServiceRequest extends WireRequest {
  /** Signing name of the service, e.g. `dynamodb`. */
  service: string;
  region: string;
  principal: Principal;
}

/** An HTTP answer. */
export interface ServiceResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  /** The operation's output is a stream, as that of S3's GetObject: a client without a socket is given one. */
  streams?: boolean;
}

/** The service does not answer: `hang` keeps the connection open in silence, `reset` cuts it. */
export interface SocketFault {
  fault: "hang" | "reset";
}

/** What a service does with a request: answer it, or let its connection fail. */
export type ServiceAnswer = ServiceResponse | SocketFault;

/** A service behind the gateway. What it throws is answered as InternalFailure (HTTP 500). */
export type ServiceHandler = (request: ServiceRequest) => Promise<ServiceAnswer> | ServiceAnswer;

/** Largest request body the gateway takes, in bytes (DynamoDB's limit is 16 MB; no service here needs more). */
export const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
