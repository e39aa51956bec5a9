/** A stack as the rules see it: its resources, which of them a property names, and who is named by whom. */
import { allTexts, at, holdsUnknown, isText, UNKNOWN } from "./value";

/** One resource. */
export interface Resource {
  readonly urn: string;
  readonly name: string;
  /** Type token; the V2 of `aws:s3/bucketV2:BucketV2` and its like left out. */
  readonly type: string;
  /** Inputs before the update, outputs at its end; {@link UNKNOWN} where a value is not known. */
  readonly props: { readonly [name: string]: unknown };
  readonly protect: boolean;
  /** For a property, the URNs of the resources its value was made from. Empty before the whole stack is known. */
  readonly madeFrom: { readonly [property: string]: readonly string[] };
}

/** Properties by which other resources name one. */
const IDENTITIES = [
  "arn",
  "id",
  "name",
  "bucket",
  "url",
  "keyId",
  "streamArn",
  "workgroupName",
  "namespaceName",
  "uuid",
];

/** A name shorter than this says too little to be looked for inside of a text. */
const TELLING = 6;

export class Stack {
  readonly #byType = new Map<string, Resource[]>();
  readonly #byIdentity = new Map<string, Resource[]>();

  constructor(
    readonly resources: readonly Resource[],
    /** Whether the stack serves customers. */
    readonly production: boolean,
  ) {
    for (const resource of resources) {
      append(this.#byType, resource.type, resource);
      for (const identity of identitiesOf(resource)) append(this.#byIdentity, identity, resource);
    }
  }

  /** The resources of a type, such as `lambda/function:Function` of AWS. */
  of(type: string): readonly Resource[] {
    return this.#byType.get(`aws:${type}`) ?? [];
  }

  /** The resource of a type that a value at a path names: by its text, or before it is known by what it is made from. */
  named(by: Resource, path: string, type: string): Resource | undefined {
    const value = at(by.props, path);
    if (isText(value)) return this.identified(value, type);
    return value === UNKNOWN ? this.of(type).find(({ urn }) => madeFrom(by, path).includes(urn)) : undefined;
  }

  /** The resource of a type that a text identifies. */
  identified(text: string, type: string): Resource | undefined {
    return this.#byIdentity.get(text)?.find((resource) => resource.type === `aws:${type}`);
  }

  /** Whether the value at a path is, for all that is known, the resource. */
  names(by: Resource, path: string, resource: Resource): boolean {
    const value = at(by.props, path);
    if (isText(value)) return identitiesOf(resource).includes(value);
    return value === UNKNOWN && madeFrom(by, path).includes(resource.urn);
  }

  /** Whether any text of a property holds the resource's name, ARN or id. */
  mentions(by: Resource, path: string, resource: Resource): boolean {
    const value = at(by.props, path);
    const identities = identitiesOf(resource).filter((identity) => identity.length >= TELLING);
    for (const [, text] of allTexts(value)) {
      if (identities.some((identity) => text.includes(identity))) return true;
    }
    return holdsUnknown(value) && madeFrom(by, path).includes(resource.urn);
  }

  /** The resources of a type that name a resource at a path. */
  naming(resource: Resource, type: string, path: string): Resource[] {
    return this.of(type).filter((by) => this.names(by, path, resource));
  }
}

/** The texts that identify a resource. */
export function identitiesOf({ props }: Resource): string[] {
  return [...new Set(IDENTITIES.map((name) => props[name]).filter(isText))];
}

function madeFrom({ madeFrom: properties }: Resource, path: string): readonly string[] {
  return properties[path.split(".")[0] ?? path] ?? [];
}

function append<Key>(map: Map<Key, Resource[]>, key: Key, resource: Resource): void {
  const found = map.get(key);
  if (found) found.push(resource);
  else map.set(key, [resource]);
}
