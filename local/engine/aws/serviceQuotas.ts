/** Service Quotas in the local provider: a request for more of what an account may have. */
import { arnOf, type ResourceType, textOf, token } from "./resourceType";

const serviceQuota: ResourceType = {
  check: (checks) => {
    checks.required("quotaCode", "serviceCode", "value");
    checks.text("quotaCode", {
      maximum: 128,
      pattern: /^L-[0-9A-F]{8}$/,
      patternMeaning: "L- and eight digits 0-9, A-F",
    });
    checks.text("serviceCode", { maximum: 63, pattern: /^[a-z][a-z0-9-]*$/, patternMeaning: "a service's code" });
    checks.integer("value", 1, 10_000_000_000);
  },
  compute: ({ inputs, context }) => {
    const place = `${textOf(inputs, "serviceCode")}/${textOf(inputs, "quotaCode")}`;
    const arn = arnOf(context, "servicequotas", place);
    const asked = { requestId: `request-${textOf(inputs, "quotaCode")}`, requestStatus: "PENDING" };
    return { id: place, outputs: { arn, adjustable: true, ...asked } };
  },
};

/** Resource types of Service Quotas by token. */
export const serviceQuotaTypes: Record<string, ResourceType> = {
  [token("servicequotas", "ServiceQuota")]: serviceQuota,
};
