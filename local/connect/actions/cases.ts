/** Actions that ask and tell Amazon Connect Cases. The case at hand is `$.Case`. */
import type { FlowRun } from "../flowRun";
import type { Case, Cases } from "../services/cases";
import type { Branch } from "../step";
import type { ActionCompiler, StepBuilder } from "../stepBuilder";
import { Arguments } from "./arguments";

/** What the actions on cases are given. */
interface Request {
  readonly caseId: string | undefined;
  readonly customerId: string | undefined;
  readonly templateId: string | undefined;
  readonly fields: Record<string, string>;
}

type Answer = (run: FlowRun, cases: Cases, request: Request) => Branch;

/** Without Cases the actions take their error branch. */
function asking(builder: StepBuilder, answer: Answer): (run: FlowRun) => Branch {
  const args = new Arguments(builder);
  const [caseId, customerId] = [args.text("CaseId"), args.text("CustomerId")];
  const [templateId, fields] = [args.text("CaseTemplateId"), args.map("CaseRequestFields")];
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const detail: unknown[] = [];
    const request = {
      caseId: caseId(run, detail),
      customerId: customerId(run, detail),
      templateId: templateId(run, detail),
      fields: fields(run, detail),
    };
    run.detail = detail;
    const { cases } = run.runtime.services;
    if (cases !== undefined) return answer(run, cases, request);
    run.diagnose("the instance has no Cases; set them up with ConnectOptions.services.cases");
    return failed;
  };
}

/** Makes a case the one at hand; linked, the contact is part of it. */
function take(run: FlowRun, found: Case, link: boolean): void {
  if (link) found.contacts.add(run.contact.id);
  const Case = { ...found.fields, case_id: found.id, template_id: found.templateId };
  run.contact.facts = { ...run.contact.facts, Case };
  run.result = found.id;
}

/** Opens a case. */
export const createCase: ActionCompiler = (builder) => {
  const link = builder.flag("LinkContactToCase");
  const { next } = builder;
  return asking(builder, (run, cases, { templateId, customerId, fields }) => {
    const given = { ...fields, ...(customerId !== undefined && { customer_id: customerId }) };
    take(run, cases.create({ fields: given, ...(templateId !== undefined && { templateId }) }), link);
    return next;
  });
};

/** Changes fields of a case. */
export const updateCase: ActionCompiler = (builder) => {
  const link = builder.flag("LinkContactToCase");
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return asking(builder, (run, cases, { caseId = "", fields }) => {
    const found = cases.get(caseId);
    if (found === undefined) {
      run.diagnose(`there is no case "${caseId}"`);
      return failed;
    }
    cases.update(found, fields);
    take(run, found, link);
    return next;
  });
};

/** Finds a case. */
export const getCase: ActionCompiler = (builder) => {
  const link = builder.flag("LinkContactToCase");
  const newest = builder.flag("GetLastUpdatedCase");
  const { next } = builder;
  const nothing = builder.error("NoneFound");
  const several = builder.error("MultipleFound");
  return asking(builder, (run, cases, { caseId, customerId, fields }) => {
    const wanted = {
      ...fields,
      ...(customerId !== undefined && { customer_id: customerId }),
      ...(caseId !== undefined && { case_id: caseId }),
    };
    const found = cases.search(wanted);
    const [first] = found;
    if (first === undefined || (found.length > 1 && !newest)) {
      run.diagnose(`${found.length} cases have ${JSON.stringify(wanted)}`);
      return first === undefined ? nothing : several;
    }
    take(run, first, link);
    return next;
  });
};
