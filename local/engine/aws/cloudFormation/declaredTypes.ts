/** Every CloudFormation type the local provider knows. */
import { connectDocumentTypes } from "./connectTypes";
import type { DeclaredType } from "./declaredType";
import { lexTypes } from "./lexTypes";

/** The types by name. */
export const DECLARED_TYPES: Readonly<Record<string, DeclaredType>> = { ...connectDocumentTypes, ...lexTypes };

/** The type of that name, or a refusal that says where to describe it. */
export function declaredType(name: string, refuse: (problem: string) => void): DeclaredType | undefined {
  const type = DECLARED_TYPES[name];
  if (type === undefined) {
    refuse(
      `${name} is a CloudFormation type the local provider does not know (it knows ` +
        `${Object.keys(DECLARED_TYPES).join(", ")}); describe it in local/engine/aws/cloudFormation/`,
    );
  }
  return type;
}
