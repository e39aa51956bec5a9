/** Resources that go through Cloud Control in the local provider; their types are CloudFormation's. */
import { containsUnknown } from "../graph";
import { DECLARED_TYPES, declaredType } from "./cloudFormation/declaredTypes";
import { type Computed, documentOf, type ResourceRequest, type ResourceType, textOf, token } from "./resourceType";

function computeResource({ inputs, urn, context }: ResourceRequest): Computed {
  const state = documentOf(inputs, "desiredState");
  const type = DECLARED_TYPES[textOf(inputs, "typeName")];
  const { id, added } = type?.compute(state, urn, context) ?? { id: "", added: {} };
  return { id, outputs: { properties: JSON.stringify({ ...state, ...added }) } };
}

/** The Cloud Control resource type by token. */
export const cloudControlTypes: Record<string, ResourceType> = {
  [token("cloudcontrol", "Resource")]: {
    check: (checks) => {
      checks.required("typeName", "desiredState");
      const type = declaredType(String(checks.inputs.typeName), (problem) => checks.refuse(`typeName: ${problem}`));
      if (type !== undefined && !containsUnknown(checks.inputs.desiredState)) {
        const state = checks.json("desiredState");
        if (state !== undefined) type.check(state, (problem) => checks.refuse(`desiredState.${problem}`));
      }
    },
    compute: computeResource,
  },
};
