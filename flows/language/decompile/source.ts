/** Writes a structured flow as TypeScript source. */
import { type FlowKind, type JsonValue } from "../document";
import { UNDEFINED } from "./forms";
import { choice, concat, group, hardline, indent, join, line, render, trailingComma, type Text } from "./layoutText";
import { braced, bracketed, call, escapeTemplate, key, property, quoted, withoutTail } from "./sourceText";
import { type EnclosingLoop, entryAfter, loopOf } from "./simplify";
import { type Item, type Parts, type Sequence, type StatementItem } from "./structure";
import { type Expression, templateOf } from "./syntax";

/** What a flow is besides its statements. */
export interface FlowHeader {
  readonly name: string;
  readonly type: FlowKind;
  readonly description?: string;
  readonly optionalErrors: "wired" | "unwired";
  readonly leaveOut: readonly string[];
  /** Undefined where the language writes what the document has. */
  readonly settings?: JsonValue;
  readonly hasErrors: boolean;
  /** Whether all endings of one sort are one block. */
  readonly endings: "each" | "one";
  /** ARNs the names in the flow stand for, by token. */
  readonly bindings: ReadonlyMap<string, string>;
  /** Where the language is imported from. */
  readonly importFrom: string;
}

/** The source of a file that exports one flow. */
export function sourceOf(parts: Parts, header: FlowHeader, labels: (id: string) => string): string {
  return new SourceWriter(header, labels).file(parts);
}

class SourceWriter {
  private readonly imports = new Set(["defineFlow"]);
  private readonly constants = new Map<string, { name: string; value: Text }>();
  private readonly taken = new Set(["f"]);

  constructor(
    private readonly header: FlowHeader,
    private readonly labels: (id: string) => string,
  ) {}

  file(parts: Parts): string {
    const { header } = this;
    const variable = this.variable(camelCase(header.name) || "flow");
    const flow = concat("export const ", variable, " = ", this.flow(parts), ";");
    const names = [...this.imports].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    const imports = group(
      "import {",
      indent(line, join(names, concat(",", line)), trailingComma),
      line,
      "} from ",
      quoted(header.importFrom),
      ";",
    );
    const constants = [...this.constants.values()].map(({ name, value }) =>
      concat("const ", name, " = ", value, ";", hardline),
    );
    const bindings = [...header.bindings].map(([token, arn]) => property(token, quoted(arn)));
    const bound =
      bindings.length === 0
        ? []
        : [
            hardline,
            hardline,
            "/** What the names in the flow stand for; `bind` fills them in. */",
            hardline,
            concat("export const ", this.variable(`${variable}Bindings`), " = ", braced(bindings, true), ";"),
          ];
    return render(
      concat(
        imports,
        hardline,
        hardline,
        ...(constants.length > 0 ? [...constants, hardline] : []),
        flow,
        ...bound,
        hardline,
      ),
    );
  }

  private flow({ body, handler, unreachable }: Parts): Text {
    const { name, type, description, optionalErrors, leaveOut, settings, hasErrors, endings } = this.header;
    const options: [string, Text][] = [
      ["name", quoted(name)],
      ["type", quoted(type)],
    ];
    const add = (option: string, isSet: boolean, value: () => Text): void => {
      if (isSet) {
        options.push([option, value()]);
      }
    };
    add("description", description !== undefined, () => quoted(description ?? ""));
    add("check", hasErrors, () => quoted("report"));
    add("optionalErrors", optionalErrors === "unwired", () => quoted("unwired"));
    add("leaveOut", leaveOut.length > 0, () => this.json([...leaveOut]));
    add("endings", endings === "one", () => quoted("one"));
    add("settings", settings !== undefined, () => this.json(settings ?? null));
    add("onError", true, () => this.body(handler, undefined, undefined));
    add("unreachable", unreachable.length > 0, () => this.body(unreachable, undefined, undefined));
    const isShort = handler.length === 0 && options.length <= 4;
    const written = braced(
      options.map(([option, value]) =>
        option === "onError" && value === "goOn" ? "onError: goOn" : concat(option, ": ", value),
      ),
      !isShort,
    );
    return call("defineFlow", [written, this.function(body, undefined, undefined)]);
  }

  /** A branch as a function; one with nothing in it has a name. */
  private body(sequence: Sequence, follow: string | undefined, loop: EnclosingLoop | undefined): Text {
    return sequence.length === 0 ? this.use("goOn") : this.function(sequence, follow, loop);
  }

  private function(sequence: Sequence, follow: string | undefined, loop: EnclosingLoop | undefined): Text {
    const statements = sequence.map((item, at) => this.item(item, entryAfter(sequence, at, follow), loop));
    const [only] = statements;
    const block = concat("(f) => {", indent(...statements.map((text) => concat(hardline, text, ";"))), hardline, "}");
    return statements.length === 1 && only !== undefined ? choice(concat("(f) => ", only), block) : block;
  }

  private item(item: Item, after: string | undefined, loop: EnclosingLoop | undefined): Text {
    switch (item.item) {
      case "label":
        return concat("f.label(", quoted(this.labels(item.id)), ")");
      case "goto":
        if (loop && item.id === loop.id) {
          return "f.nextRound()";
        }
        return loop && item.id === loop.after ? "f.leaveLoop()" : concat("f.goto(", quoted(this.labels(item.id)), ")");
      case "guard": {
        const body = this.function(item.body, after, loop);
        return item.handler.length === 0
          ? call("f.attempt", [body])
          : call("f.onError", [this.body(item.handler, after, loop), body]);
      }
      case "statement":
        return this.statement(item, after, loop);
    }
  }

  private statement(item: StatementItem, after: string | undefined, loop: EnclosingLoop | undefined): Text {
    const { form, id } = item.vertex;
    const { patches, call: said } = form;
    const { onError } = item;
    const exceptions: Text[] = [
      ...(onError === undefined
        ? []
        : [concat("onError: ", onError === "unwired" ? quoted("unwired") : this.body(onError, after, loop))]),
      ...(patches.length === 0
        ? []
        : [
            concat(
              "parameters: ",
              braced(
                patches.map(([name, value]) => concat(key(name), ": ", this.expression(value ?? UNDEFINED, noBranch))),
              ),
            ),
          ]),
    ];
    const branch: Branches = (way) => {
      const written = item.branches.get(way) ?? "next";
      const inner = loopOf(item, after, loop, way);
      return written === "next" ? undefined : this.body(written, form.returning.has(way) ? id : after, inner);
    };
    const args = withoutTail(
      said.args.map((arg) => (arg.kind === "branch" && arg.optional ? branch(arg.way) : this.expression(arg, branch))),
    );
    const target = exceptions.length === 0 ? "f" : call("f.exactly", [braced(exceptions)]);
    return call(concat(target, ".", said.verb), args);
  }

  private expression(expression: Expression, branch: Branches): Text {
    switch (expression.kind) {
      case "literal":
        return this.json(expression.value);
      case "name":
        return expression.name === "undefined" ? "undefined" : this.use(expression.name);
      case "branch":
        return branch(expression.way) ?? this.use("goOn");
      case "list":
        return bracketed(expression.items.map((item) => this.expression(item, branch)));
      case "object": {
        const entries = expression.entries.flatMap(([name, value]) => {
          const text = value.kind === "branch" && value.optional ? branch(value.way) : this.expression(value, branch);
          return text === undefined ? [] : [property(name, text)];
        });
        return braced(entries);
      }
      case "template": {
        const { strings, values } = templateOf(expression.parts);
        const written = strings.map(
          (part, at) => escapeTemplate(part) + (values[at] ? `\${${render(this.expression(values[at], branch))}}` : ""),
        );
        return concat(this.use(expression.tag), "`", written.join(""), "`");
      }
      case "call": {
        const args = expression.args.map((arg) => this.expression(arg, branch));
        return expression.callee === "existing"
          ? this.constant(expression, args)
          : call(this.use(expression.callee), args);
      }
    }
  }

  /** Resources by ARN stand at the top of the file: they are what changes from one instance to another. */
  private constant({ args: given }: Expression & { kind: "call" }, args: readonly Text[]): Text {
    const [kind = "", arn = ""] = given.map((arg) => (arg.kind === "literal" ? String(arg.value) : ""));
    const token = `${kind} ${arn}`;
    const known = this.constants.get(token);
    if (known) {
      return known.name;
    }
    const last = arn.split(/[:/]/).at(-1) ?? "";
    const words = isGenerated(last) ? "" : camelCase(last);
    const name = this.variable(
      words === "" ? kind : words.toLowerCase().includes(kind) ? words : `${words}${capital(kind)}`,
    );
    this.constants.set(token, { name, value: call(this.use("existing"), args) });
    return name;
  }

  private json(value: JsonValue): Text {
    if (typeof value === "string") {
      return quoted(value);
    }
    if (Array.isArray(value)) {
      return bracketed(value.map((entry: JsonValue) => this.json(entry)));
    }
    if (typeof value === "object" && value !== null) {
      return braced(Object.entries(value).map(([name, entry]) => property(name, this.json(entry))));
    }
    return String(value);
  }

  private use(name: string): string {
    const [root = name] = name.split(".");
    this.imports.add(root);
    return name;
  }

  /** A name for a constant that nothing else in the file has. */
  private variable(wanted: string): string {
    const plain = /^[a-zA-Z_]/.test(wanted) ? wanted : `flow${capital(wanted)}`;
    let name = plain;
    for (let copy = 2; this.taken.has(name) || RESERVED.has(name); copy++) {
      name = `${plain}${copy}`;
    }
    this.taken.add(name);
    return name;
  }
}

type Branches = (way: string) => Text | undefined;
const noBranch: Branches = () => undefined;

/** Words a constant cannot be called: JavaScript's own, and the language's. */
const RESERVED = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return static " +
    "super switch this throw true try typeof undefined var void while with yield defineFlow existing attribute " +
    "flowAttribute external reference system queueMetric storedInput text ssml promptAt audioAt verbatim goOn equals " +
    "startsWith endsWith contains greaterThan atLeast lessThan atMost asNumber queueRef hoursRef flowRef functionRef " +
    "promptRef moduleRef botRef viewRef describeBot describeView arguments eval"
  ).split(" "),
);

/** Identifiers a machine made up say nothing. */
export function isGenerated(identifier: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f-]{16,}$/i.test(identifier) || !/[a-z]{2}/i.test(identifier);
}

export function camelCase(words: string): string {
  const [first = "", ...rest] = words
    .normalize("NFKD")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  return lower(first) + rest.map(capital).join("");
}

function lower(word: string): string {
  return /^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
