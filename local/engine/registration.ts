/** From a registration as the program sends it to a resource of the graph. */
import { decodeProperties } from "./wire";
import { type GraphResource } from "./graph";
import { urnOf } from "./identity";
import { fromStruct, type resource } from "./protos";

/** A registration taken off the wire, before a provider has seen it. */
export interface Registration {
  resource: GraphResource;
  /** The inputs as they arrived, with their marks. */
  wireInputs: Record<string, unknown>;
  /** Outputs the SDK declares secret. */
  declaredSecrets: string[];
}

/** The stack a registration belongs to. */
export interface StackIdentity {
  project: string;
  stack: string;
  /** What relative paths of file assets start from. */
  programDirectory: string;
}

/**
 * Reads a registration.
 * @param parent the registered parent: `protect` and `retainOnDelete` come down from it unless the resource says otherwise.
 */
export function readRegistration(
  request: resource.RegisterResourceRequest,
  identity: StackIdentity,
  parent: GraphResource | undefined,
): Registration {
  const wireInputs = fromStruct(request.getObject());
  const { values, secrets } = decodeProperties(wireInputs, identity.programDirectory);
  const type = request.getType();
  const name = request.getName();
  const beforeUpdate = request.getHooks()?.getBeforeUpdateList() ?? [];
  return {
    wireInputs,
    declaredSecrets: request.getAdditionalsecretoutputsList(),
    resource: {
      urn: urnOf(identity.stack, identity.project, type, name, parent?.urn),
      type,
      name,
      custom: request.getCustom(),
      ...(parent === undefined ? {} : { parent: parent.urn }),
      inputs: values,
      outputs: { ...values },
      secretInputs: secrets,
      dependencies: request.getDependenciesList(),
      propertyDependencies: propertyDependencies(request),
      protect: request.hasProtect() ? request.getProtect() === true : (parent?.protect ?? false),
      retainOnDelete: request.hasRetainondelete()
        ? request.getRetainondelete() === true
        : (parent?.retainOnDelete ?? false),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      ignoreChanges: request.getIgnorechangesList(),
      ...(beforeUpdate.length > 0 ? { beforeUpdate } : {}),
      ...optional("provider", request.getProvider()),
      ...optional("version", request.getVersion()),
    },
  };
}

function propertyDependencies(request: resource.RegisterResourceRequest): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [property, dependencies] of request.getPropertydependenciesMap().entries()) {
    if (dependencies.getUrnsList().length > 0) {
      found[property] = dependencies.getUrnsList();
    }
  }
  return found;
}

function optional<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  return value === "" ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
