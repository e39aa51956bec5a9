/** Gives every statement the handler its generic error has: by the flow, by a scope around a run, or by itself. */
import { type Form } from "./forms";
import { type Item, type Parts, type Sequence, type StatementItem } from "./structure";

/** What happens to generic errors somewhere. */
interface Scope {
  /** Where they lead; undefined in the flow's own handler, where the language would end the contact. */
  readonly handler: string | undefined;
  /** Whether errors that need not be wired lead there too. */
  readonly takesOptional: boolean;
}

/** Where the language leads an error nothing handles. No export has that block. */
const LAST_RESORT = Symbol("last resort");

/**
 * Puts the handlers in. `optionalErrors` is the flow's own habit; `lastResort` is the block where the language leads errors
 * in the flow's own handler, if the document has it.
 */
export function addScopes(
  parts: Parts,
  handler: string | undefined,
  optionalErrors: "wired" | "unwired",
  lastResort?: string,
): Parts {
  const inFlow: Scope = { handler, takesOptional: optionalErrors === "wired" };
  return {
    body: scoped(parts.body, inFlow),
    handler: scoped(parts.handler, { handler: lastResort, takesOptional: false }),
    unreachable: scoped(parts.unreachable, inFlow),
  };
}

function scoped(sequence: Sequence, scope: Scope): Item[] {
  const written: Item[] = [];
  for (let at = 0; at < sequence.length;) {
    const item = sequence[at];
    if (item?.item !== "statement" || fits(item.vertex.form, scope)) {
      written.push(...(item ? [withBranches(item, scope)] : []));
      at++;
      continue;
    }
    const length = runFrom(sequence, at, scope);
    const { generic } = item.vertex.form;
    if (generic === undefined) {
      written.push({ ...withBranches(item, scope), onError: "unwired" });
    } else if (length > 0) {
      const inner: Scope = { handler: generic, takesOptional: true };
      const body = sequence.slice(at, at + length).map((guarded) => withBranches(guarded, inner));
      written.push({ item: "guard", handler: handlerOf(item, generic, scope), body });
    } else {
      written.push({ ...withBranches(item, scope), onError: handlerOf(item, generic, scope) });
    }
    at += Math.max(length, 1);
  }
  return written;
}

function handlerOf({ generic }: StatementItem, target: string, scope: Scope): Sequence {
  return generic ? scoped(generic, scope) : [{ item: "goto", id: target }];
}

function withBranches<Part extends Item>(item: Part, scope: Scope): Part {
  if (item.item !== "statement") {
    return item;
  }
  const branches = [...item.branches].map(([way, branch]): [string, Sequence | "next"] => {
    return [way, branch === "next" ? branch : scoped(branch, scope)];
  });
  return { ...item, branches: new Map(branches) };
}

/** Whether the language wires the generic error of a statement as the document has it. */
function fits({ generic, genericRule }: Form, { handler, takesOptional }: Scope): boolean {
  switch (genericRule) {
    case "required":
      return generic === (handler ?? LAST_RESORT);
    case "optional":
      return generic === (takesOptional ? (handler ?? LAST_RESORT) : undefined);
    case "none":
      return generic === undefined;
  }
}

/** How many items from here on share a handler that is not the scope's; 0 when not even the first can have it. */
function runFrom(sequence: Sequence, at: number, scope: Scope): number {
  const first = sequence[at];
  const handler = first?.item === "statement" ? first.vertex.form.generic : undefined;
  if (handler === undefined) {
    return 0;
  }
  const inner: Scope = { handler, takesOptional: true };
  let length = 0;
  for (let next = at; next < sequence.length; next++) {
    const item = sequence[next];
    if (!item || item.item === "goto" || !fitsWithin(item, inner)) {
      break;
    }
    if (item.item === "statement" && !fits(item.vertex.form, scope)) {
      length = next - at + 1;
    }
  }
  return length;
}

function fitsWithin(item: Item, scope: Scope): boolean {
  switch (item.item) {
    case "statement":
      return (
        fits(item.vertex.form, scope) &&
        [...item.branches.values()].every(
          (branch) => branch === "next" || branch.every((inner) => fitsWithin(inner, scope)),
        )
      );
    case "guard":
      return false;
    default:
      return true;
  }
}
