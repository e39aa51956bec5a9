/** How the local provider describes a CloudFormation type, whether Cloud Control makes it or a stack. */
import type { ProviderContext } from "../resourceType";

/** The rules of one CloudFormation type. */
export interface DeclaredType {
  /** Tells what is wrong with a document. */
  readonly check: (state: Record<string, unknown>, refuse: (problem: string) => void) => void;
  /** The primary identifier, and what is added to the document. */
  readonly compute: (
    state: Record<string, unknown>,
    urn: string,
    context: ProviderContext,
  ) => { id: string; added: Record<string, unknown> };
}
