/** What a command says when it cannot go on. */
import { ProgramError } from "../engine/evaluateProgram";

/**
 * A failure in words for whoever ran the command. An error that was thrown to be read (`Error: …`, `BotError: …`) loses its stack
 * trace and keeps its lines; any other of the program, such as a TypeError, keeps the trace that tells where to look.
 */
export function failureText(error: unknown): string {
  if (error instanceof ProgramError) {
    return error.failures.map(withoutTrace).join("\n");
  }
  return error instanceof Error ? error.message : String(error);
}

function withoutTrace(failure: string): string {
  const meant = /^(?:Bot)?Error: ([^]*)$/.exec(failure)?.[1];
  return (meant?.split(/\n\s+at /)[0] ?? failure).trimEnd();
}
