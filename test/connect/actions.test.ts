/** Every way out of every action, taken for its own reason; where nothing on this machine leads there, by force. */
import { expect } from "chai";
import { actionSpec } from "../../flows/language";
import { ACTION_ROWS, type ActionRow, rowName } from "../support/actionRows";
import { type Cases, type Circumstance, errorsOf, leave } from "./actionCases/circumstance";
import { CONTACT_CASES } from "./actionCases/contact";
import { CONTROL_CASES } from "./actionCases/control";
import { INTERACTION_CASES } from "./actionCases/interactions";
import { PARTICIPANT_CASES } from "./actionCases/participant";

const CASES: Cases = { ...PARTICIPANT_CASES, ...CONTROL_CASES, ...CONTACT_CASES, ...INTERACTION_CASES };

/** Rows whose action does not work on every channel. */
const NOT_EVERY_CHANNEL = [
  /^MessageParticipant \((prompt|audio)/,
  /^MessageParticipantIteratively/,
  /^GetParticipantInput/,
  /^ConnectParticipantWithLexBot/,
  /^ShowView/,
  /^TransferParticipantToThirdParty/,
  /^Wait/,
  /^CheckOutboundCallStatus/,
  /^TransferContactToAgent/,
  /^CreateCallbackContact/,
  /^UpdateContactCallbackNumber/,
  /^UpdateContactRecordingAndAnalyticsBehavior/,
  /^UpdateContactMedia/,
  /^UpdatePreviousContactParticipantState/,
  /^CreateWisdomSession/,
  /^ResumeContact/,
];

/** What a row has to have a case for. */
function outcomesOf(row: ActionRow): string[] {
  const { type, minimal } = row;
  const spec = actionSpec(type);
  const errors = errorsOf(row);
  const conditions = minimal.conditions.map(([operator, operand]) => `${operator} ${operand}`);
  const leaves =
    minimal.ends === true ||
    spec?.handsOver === true ||
    row.variant === "hands off" ||
    (spec?.holds === true && conditions.length === 0);
  const success = leaves ? ["end"] : conditions.length > 0 || !goesOn(row) ? [] : ["NextAction"];
  const channel = NOT_EVERY_CHANNEL.some((pattern) => pattern.test(rowName(row))) ? ["wrong channel"] : [];
  return [...success, ...conditions, ...errors, ...channel];
}

/** Whether success is NextAction, rather than one of the conditions an author adds. */
function goesOn({ type }: ActionRow): boolean {
  const named = ["Compare", "ConnectParticipantWithLexBot", "ShowView", "CheckOutboundCallStatus"];
  return !named.includes(type) && !(type === "GetParticipantInput");
}

function expected(outcome: string, { expects }: Circumstance): string {
  return expects ?? outcome;
}

describe("every action of the flow language", () => {
  for (const row of ACTION_ROWS) {
    const name = rowName(row);
    for (const [outcome, circumstance] of Object.entries(CASES[name] ?? {})) {
      it(`${name} leaves by ${outcome}`, async () => {
        const entry = await leave(row, outcome, circumstance);
        const branch = entry?.branch;
        if (outcome === "end") expect(branch?.kind, JSON.stringify(entry)).to.equal("end");
        else expect(branch?.label, JSON.stringify(entry)).to.equal(expected(outcome, circumstance));
      });
    }
  }

  it("has a case for every outcome of every row, and no case for anything else", () => {
    const missing = ACTION_ROWS.flatMap((row) => {
      const cases = Object.keys(CASES[rowName(row)] ?? {});
      return outcomesOf(row).flatMap((outcome) => (cases.includes(outcome) ? [] : [`${rowName(row)}: ${outcome}`]));
    });
    expect(missing).to.deep.equal([]);
    const names = ACTION_ROWS.map(rowName);
    expect(Object.keys(CASES).filter((name) => !names.includes(name))).to.deep.equal([]);
  });

  it("forces only what nothing on this machine leads to", () => {
    const forced = Object.entries(CASES).flatMap(([name, outcomes]) =>
      Object.entries(outcomes).flatMap(([outcome, { fault }]) => (fault === true ? [`${name}: ${outcome}`] : [])),
    );
    expect(forced.length, forced.join("\n")).to.be.at.most(20);
  });
});
