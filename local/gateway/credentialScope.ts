/** Reads the SigV4 credential scope of a request: which key signed it, for which service and region. */
import type { WireRequest } from "./service";

/** What a SigV4 signature says it is for. */
export interface CredentialScope {
  accessKeyId: string;
  region: string;
  service: string;
}

/** `<access key>/<yyyymmdd>/<region>/<service>/aws4_request` */
const SCOPE = /^([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/;

function credentialOf(request: Pick<WireRequest, "path" | "headers">): string | undefined {
  const header = /^AWS4-[A-Z0-9-]+\s.*?Credential=([^,\s]+)/.exec(request.headers["authorization"] ?? "");
  if (header) return header[1];
  const query = request.path.indexOf("?");
  return query < 0 ? undefined : (new URLSearchParams(request.path.slice(query)).get("X-Amz-Credential") ?? undefined);
}

/** The scope of a header-signed or presigned request; undefined when it is not signed with SigV4. */
export function credentialScope(request: Pick<WireRequest, "path" | "headers">): CredentialScope | undefined {
  const match = SCOPE.exec(credentialOf(request) ?? "");
  if (!match) return undefined;
  const [, accessKeyId = "", region = "", service = ""] = match;
  return { accessKeyId, region, service };
}
