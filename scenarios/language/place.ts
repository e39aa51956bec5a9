/** Reading untrusted JSON: every value knows where it stands, and what is wrong with it is collected, not thrown. */
import { shown } from "../../flows/language/finding";
import { type Severity, TestFindings } from "./testFinding";

/** What reading a test case brings up: what cannot be read, and what can although the service may not take it. */
export class Notes {
  readonly findings = new TestFindings();
  private unreadable = 0;

  /** True when something could not be read. */
  get failed(): boolean {
    return this.unreadable > 0;
  }

  cannotRead(code: string, where: string, message: string, remedy: string): void {
    this.unreadable++;
    this.findings.error(code, undefined, `${where}: ${message}`, remedy);
  }

  deviates(severity: Severity, code: string, where: string, message: string, remedy: string): void {
    this.findings.add(severity, code, undefined, `${where}: ${message}`, remedy);
  }
}

/** A value as a message shows it; lists and objects only by what they are, however deep. */
export function brief(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : shown(value);
}

function hasOwn(value: object, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(value, key);
}

/** A value and the way to it. */
export class Place {
  constructor(
    readonly value: unknown,
    readonly where: string,
    readonly notes: Notes,
  ) {}

  get absent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** The value as an object, if it is one. */
  get fields(): Readonly<Record<string, unknown>> | undefined {
    const { value } = this;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  }

  /** A field; absent when the value is no object or has no such field of its own. */
  at(...path: string[]): Place {
    let found: Place = new Place(this.value, this.where, this.notes);
    for (const name of path) {
      const { fields } = found;
      const value = fields !== undefined && hasOwn(fields, name) ? fields[name] : undefined;
      found = new Place(value, `${found.where}.${name}`, this.notes);
    }
    return found;
  }

  /** The first of several spellings of a field that is there. */
  either(...names: string[]): Place | undefined {
    return names.map((name) => this.at(name)).find(({ absent }) => !absent);
  }

  /** Demands an object. */
  record(code: string, what: string): boolean {
    if (this.fields !== undefined) return true;
    this.refuse(code, `${what} has to be an object.`);
    return false;
  }

  /** Demands a list, absent counting as empty where that is allowed. */
  list(code: string, what: string, optional = false): Place[] {
    const { value } = this;
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => new Place(item, `${this.where}[${index}]`, this.notes));
    }
    if (!(optional && this.absent)) this.refuse(code, `${what} has to be a list.`);
    return [];
  }

  /** Demands text; numbers are text too where that is allowed. Answers empty text when it is none. */
  text(code: string, what: string, numbers = false): string {
    const { value } = this;
    if (typeof value === "string") return value;
    if (numbers && typeof value === "number" && Number.isFinite(value)) return String(value);
    this.refuse(code, `${what} has to be text${numbers ? " or a number" : ""}.`);
    return "";
  }

  /** Demands one of some words. */
  word<Word extends string>(code: string, what: string, allowed: readonly Word[], aliases = {}): Word | undefined {
    const { value } = this;
    const alias: unknown = typeof value === "string" && hasOwn(aliases, value) ? Object(aliases)[value] : value;
    const found = allowed.find((word) => word === alias);
    if (found === undefined) this.refuse(code, `${what} has to be one of ${allowed.join(", ")}.`);
    return found;
  }

  /** A number of seconds from 0; absent is 0. */
  seconds(code: string, what: string): number {
    if (this.absent) return 0;
    const seconds = typeof this.value === "string" && this.value.trim() !== "" ? Number(this.value) : this.value;
    if (typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0) return seconds;
    this.refuse(code, `${what} has to be a number of seconds, 0 or more.`);
    return 0;
  }

  refuse(code: string, remedy: string): void {
    const given = this.value === undefined ? "is missing." : `is ${brief(this.value)}.`;
    this.notes.cannotRead(code, this.where, given, remedy);
  }

  warn(code: string, message: string, remedy: string): void {
    this.notes.deviates("warning", code, this.where, message, remedy);
  }

  fault(code: string, message: string, remedy: string): void {
    this.notes.deviates("error", code, this.where, message, remedy);
  }
}
