/** Reads loosely typed resource values. */
import { type GraphResource, isRecord } from "../engine/graph";

/** Values of a resource: what the provider computed, over what the program gave. */
export class Fields {
  constructor(private readonly values: Record<string, unknown>) {}
  static of(resource: GraphResource): Fields {
    return new Fields({ ...resource.inputs, ...resource.outputs });
  }
  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
  }
  number(name: string): number | undefined {
    const value = this.values[name];
    return value === undefined || value === null || value === "" || Number.isNaN(Number(value))
      ? undefined
      : Number(value);
  }
  flag(name: string): boolean | undefined {
    const value = this.values[name];
    return value === undefined || value === null ? undefined : value === true || value === "true";
  }
  inner(name: string): Fields {
    const value = this.values[name];
    return new Fields(isRecord(value) ? value : {});
  }
  list(name: string): Fields[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.filter(isRecord).map((entry) => new Fields(entry)) : [];
  }
  texts(name: string): string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];
  }
}
