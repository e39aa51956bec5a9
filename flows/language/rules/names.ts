/** F319, F320: names an author chooses, and names references begin with. */
import { type JsonValue } from "../document";
import { type Findings } from "../finding";
import { type Node } from "../flowGraph";
import { NAMESPACES } from "../namespaces";
import { referencesIn, replaceReferences } from "../references";

/** The maps whose keys become names, by action. */
const NAMING: ReadonlyMap<string, string> = new Map([
  ["UpdateContactAttributes", "Attributes"],
  ["UpdateFlowAttributes", "FlowAttributes"],
  ["TagContact", "Tags"],
]);

export function checkNames({ id, action, parameters }: Node, findings: Findings): void {
  const map = NAMING.get(action.Type);
  const named = map === undefined ? undefined : parameters[map];
  for (const name of typeof named === "object" && named !== null ? Object.keys(named) : []) {
    checkName(id, action.Type, name, findings);
  }
  checkRoots(id, parameters, findings);
}

function checkName(id: string, type: string, name: string, findings: Findings): void {
  // Names may be made of references; what is left is the author's.
  const own = replaceReferences(name, () => "");
  if (type === "TagContact" && own.startsWith("aws:")) {
    findings.warning("F319", id, `The tag ${name} begins with aws:, which is kept for AWS.`, "Choose another name.");
  }
  if (type !== "TagContact" && /[$.]/.test(own)) {
    findings.warning(
      "F319",
      id,
      `The attribute ${name} has a "$" or a "." in its name, so no reference can lead to it.`,
      "Choose a name without them.",
    );
  }
}

function checkRoots(id: string, value: JsonValue, findings: Findings): void {
  if (typeof value === "string") {
    for (const path of referencesIn(value)) {
      const [root = ""] = /[A-Za-z][\w-]*/.exec(path) ?? [];
      if (!NAMESPACES.has(root)) {
        findings.warning(
          "F320",
          id,
          `It reads ${path}, and the service is not known to have $.${root}.`,
          "Write for example $.Attributes.name; capitals matter.",
        );
      }
    }
  } else if (typeof value === "object" && value !== null) {
    Object.values(value).forEach((inner: JsonValue) => checkRoots(id, inner, findings));
  }
}
