/** Error answers in the shape the AWS SDK of the calling service understands. */
import { randomUUID } from "node:crypto";
import type { ServiceResponse, WireRequest } from "./service";

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function speaksJson(request: Pick<WireRequest, "headers">): boolean {
  const contentType = request.headers["content-type"] ?? "";
  return request.headers["x-amz-target"] !== undefined || contentType.includes("json");
}

/**
 * Answers `code` and `message` with HTTP `status`: as JSON to a service of a JSON protocol (told by its target header or
 * content type), as the XML of the query protocol otherwise.
 */
export function awsError(
  request: Pick<WireRequest, "headers">,
  code: string,
  message: string,
  status: number,
): ServiceResponse {
  const requestId = randomUUID();
  if (speaksJson(request)) {
    return {
      status,
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amzn-errortype": code,
        "x-amzn-requestid": requestId,
      },
      body: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }),
    };
  }
  const error = `<Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<ErrorResponse>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}
