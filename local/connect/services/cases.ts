/** Amazon Connect Cases in memory. */

/** Fields of a case by id: `title`, `status`, `customer_id` and those of the program. */
export interface CaseFields {
  readonly [field: string]: string;
}

/** A case to begin with. */
export interface CaseData {
  /** Made up when absent. */
  readonly caseId?: string;
  readonly templateId?: string;
  readonly fields: CaseFields;
}

/** One case. */
export interface Case {
  readonly id: string;
  readonly templateId: string;
  fields: CaseFields;
  /** Counts changes of the whole domain: the highest was changed last. */
  changed: number;
  /** Ids of linked contacts. */
  readonly contacts: Set<string>;
}

/** One domain. */
export class Cases {
  private readonly cases = new Map<string, Case>();
  private made = 0;
  private changes = 0;

  constructor(
    data: readonly CaseData[],
    private readonly newId: (count: number) => string,
  ) {
    for (const given of data) this.create(given);
  }

  create({ caseId, templateId = "", fields }: CaseData): Case {
    const id = caseId ?? this.newId(this.made++);
    const created = { id, templateId, fields, changed: this.changes++, contacts: new Set<string>() };
    this.cases.set(id, created);
    return created;
  }

  get(id: string): Case | undefined {
    return this.cases.get(id);
  }

  update(found: Case, fields: CaseFields): void {
    found.fields = { ...found.fields, ...fields };
    found.changed = this.changes++;
  }

  /** Cases whose fields have these values, changed last first. */
  search(fields: CaseFields): Case[] {
    const wanted = Object.entries(fields);
    const matches = (candidate: Case): boolean =>
      wanted.every(([name, value]) => (name === "case_id" ? candidate.id : candidate.fields[name]) === value);
    return [...this.cases.values()].filter(matches).sort((a, b) => b.changed - a.changed);
  }
}
