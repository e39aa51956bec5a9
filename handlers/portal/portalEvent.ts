/** What an HTTP API with a JWT authorizer hands a handler of the portal: payload format 2.0, the fields that are used. */
import { type HttpEvent } from "../http/httpEvent";

/** A request. Everything of the token is a text, lists as `[one two]`. */
export interface PortalEvent extends Omit<HttpEvent, "requestContext"> {
  queryStringParameters?: Record<string, string | undefined>;
  requestContext: HttpEvent["requestContext"] & {
    authorizer?: { jwt?: { claims?: Record<string, unknown> | null } | null } | null;
  };
}
