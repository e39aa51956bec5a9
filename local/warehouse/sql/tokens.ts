/** SQL cut into tokens that keep the blanks and comments before them, so that a few can be changed and the rest stays. */

/** A token of a statement. Changing `text` changes the statement that {@link textOfTokens} writes. */
export interface Token {
  kind: "word" | "quoted" | "string" | "body" | "number" | "symbol";
  text: string;
  /** Blanks and comments before it. */
  before: string;
  /** Where it began in the statement. */
  readonly at: number;
}

/** A statement that is not even made of tokens: a quote or comment that does not end. */
export class TokenError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const BLANKS = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const PATTERNS: readonly [Token["kind"], RegExp][] = [
  ["string", /'(?:[^']|'')*'/y],
  ["quoted", /"(?:[^"]|"")*"/y],
  // What a procedure does: `$$ … $$`.
  ["body", /\$(\w*)\$[\s\S]*?\$\1\$/y],
  ["number", /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["word", /[#A-Za-z_][\w$]*/y],
  ["symbol", /::|->|=>|<>|<=|>=|!=|\|\||[^\s\w'"]/y],
];

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

/**
 * The tokens of a text.
 * @throws TokenError for a quote that does not end
 */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let before = "";
  for (let at = 0; at < sql.length;) {
    const blanks = matchAt(BLANKS, sql, at);
    if (blanks !== undefined) {
      before += blanks;
      at += blanks.length;
      continue;
    }
    const found = firstMatch(sql, at);
    if (!found) throw new TokenError(`what begins with ${sql.slice(at, at + 10)} does not end`, at);
    tokens.push({ ...found, before, at });
    before = "";
    at += found.text.length;
  }
  return tokens;
}

function firstMatch(sql: string, at: number): Pick<Token, "kind" | "text"> | undefined {
  for (const [kind, pattern] of PATTERNS) {
    const text = matchAt(pattern, sql, at);
    if (text !== undefined) return { kind, text };
  }
  return undefined;
}

/** The text the tokens make. */
export function textOfTokens(tokens: readonly Token[]): string {
  return tokens.map(({ before, text }) => before + text).join("");
}

/** Whether a token is one of some words, in whatever case. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text.toUpperCase());
}

/** Whether a token is one of some symbols. */
export function isSymbol(token: Token | undefined, ...symbols: readonly string[]): boolean {
  return token?.kind === "symbol" && symbols.includes(token.text);
}

/** The name a token stands for: unquoted in lower case; undefined when it is no name. */
export function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === "word") return token.text.toLowerCase();
  if (token?.kind === "quoted") return token.text.slice(1, -1).replace(/""/g, '"');
  return undefined;
}

/** The text of a string token; undefined for any other. */
export function stringOf(token: Token | undefined): string | undefined {
  return token?.kind === "string" ? token.text.slice(1, -1).replace(/''/g, "'") : undefined;
}

/** Where the bracket closes that opens at `open`; the end of the statement when it does not. */
export function closingOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], "(", "[")) depth++;
    if (isSymbol(tokens[at], ")", "]") && --depth === 0) return at;
  }
  return tokens.length;
}

/** The parts between the commas of a bracket, each from its first token to past its last. */
export function argumentsOf(tokens: readonly Token[], open: number): [from: number, to: number][] {
  const end = closingOf(tokens, open);
  const parts: [number, number][] = [];
  let from = open + 1;
  for (let at = open + 1; at < end; at++) {
    if (isSymbol(tokens[at], "(", "[")) at = closingOf(tokens, at);
    else if (isSymbol(tokens[at], ",")) {
      parts.push([from, at]);
      from = at + 1;
    }
  }
  if (end > from) parts.push([from, end]);
  return parts;
}

/** Takes tokens out of a statement, in place; what comes after keeps its blanks. */
export function blankOut(tokens: readonly Token[], from: number, to: number): void {
  for (const token of tokens.slice(from, to)) {
    token.text = "";
    token.kind = "symbol";
  }
}

/** The statements of a text, split at semicolons; empty ones are left out. */
export function statementsOf(sql: string): Token[][] {
  const statements: Token[][] = [[]];
  for (const token of tokensOf(sql)) {
    if (isSymbol(token, ";")) statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((tokens) => tokens.length > 0);
}

/** Line and column of a place in a text, both from 1. */
export function lineAndColumn(sql: string, at: number): { line: number; column: number } {
  const lines = sql.slice(0, at).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
