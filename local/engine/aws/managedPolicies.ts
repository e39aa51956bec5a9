/** Policies that CloudFront brings itself: their names and ids, the same in every account. */

/** Kinds of policies a cache behaviour refers to. */
export type PolicyKind = "cache" | "originRequest" | "responseHeaders";

/** Ids by name, as the look-ups of the provider take it (`Managed-…`). */
export const MANAGED_POLICIES: Record<PolicyKind, Readonly<Record<string, string>>> = {
  cache: {
    "Managed-CachingOptimized": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    "Managed-CachingOptimizedForUncompressedObjects": "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
    "Managed-CachingDisabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    UseOriginCacheControlHeaders: "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
    "UseOriginCacheControlHeaders-QueryStrings": "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
  },
  originRequest: {
    "Managed-AllViewer": "216adef6-5c7f-47e4-b989-5492eafa07d3",
    "Managed-AllViewerExceptHostHeader": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    "Managed-AllViewerAndCloudFrontHeaders-2022-06": "33f36d7e-f396-46d9-90e0-52428a34d9dc",
    "Managed-CORS-S3Origin": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
    "Managed-CORS-CustomOrigin": "59781a5b-3903-41f3-afcb-af62929ccde1",
    "Managed-UserAgentRefererHeaders": "acba4595-bd28-49b8-b9fe-13317c0390fa",
  },
  responseHeaders: {
    "Managed-SecurityHeadersPolicy": "67f7725c-6f97-4210-82d7-5512b31e9d03",
  },
};

/** Name of a managed policy by its id; undefined when CloudFront brings none of this id. */
export function managedPolicyName(kind: PolicyKind, id: string): string | undefined {
  return Object.entries(MANAGED_POLICIES[kind]).find(([, known]) => known === id)?.[0];
}
