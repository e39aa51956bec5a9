/** Ends a change, or undoes a write, for a reason. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useRef, useState } from "react";
import { changesInForce, startOf, type TimedChange } from "../../administration/changes";
import { LONGEST_REASON } from "../../administration/checkChange";
import { DEFAULTS } from "../../administration/fields";
import { useNow } from "../clock";
import { useDesk } from "../desk";
import type { ReasonDraft } from "../draft";
import { effectOf } from "../format/effects";
import { changeWords, FIELD_NAMES, scopeInSentence, sourceWords } from "../format/words";
import type { FormProps } from "./host";
import { Refusal } from "./refusal";

/** The form. */
export function ReasonDialog({ draft, saving, refused, onChange, onSave, onCancel }: FormProps<ReasonDraft>) {
  const { clock, state } = useDesk();
  const now = useNow(clock);
  const [tried, setTried] = useState(false);
  const input = useRef<InputProps.Ref>(null);
  const changes = state.scopes[draft.scope]?.changes ?? [];
  const ended = draft.kind === "end" ? changes.find(({ id }) => id === draft.target) : undefined;
  const save = (): void => {
    setTried(true);
    if (draft.why.trim() === "") {
      input.current?.focus();
    } else {
      onSave();
    }
  };
  const { title, verb } = namesOf(draft, ended, now);
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel="Close without saving"
      onDismiss={({ detail }) => {
        if (detail.reason !== "overlay") {
          onCancel();
        }
      }}
      footer={
        <div className="buttons">
          <Button variant="link" onClick={onCancel}>
            Back
          </Button>
          <Button variant="primary" loading={saving} onClick={save}>
            {verb}
          </Button>
        </div>
      }
    >
      <form onSubmit={(event) => event.preventDefault()}>
        <SpaceBetween size="l">
          <Refusal refused={refused} />
          {ended && (
            <p>
              <span className="what">{FIELD_NAMES[ended.field]}</span> {changeWords(ended, now, state.timeZone)},{" "}
              {sourceWords(ended)}
            </p>
          )}
          <FormField
            label="Why"
            errorText={tried && draft.why.trim() === "" ? "Say why, for those who see it later." : undefined}
            stretch
          >
            <Input
              ref={input}
              value={draft.why}
              ariaRequired
              onChange={({ detail }) => onChange({ ...draft, why: detail.value.slice(0, LONGEST_REASON) })}
              onKeyDown={({ detail }) => {
                if (detail.key === "Enter" && !saving && !detail.isComposing) {
                  save();
                }
              }}
            />
          </FormField>
          {ended && (
            <div className="effect">
              <p>{afterEnd(draft, changes, ended, now, state.timeZone)}</p>
            </div>
          )}
          {draft.kind === "undo" && (
            <p>What this write changed becomes as it was before. What was changed since stays.</p>
          )}
        </SpaceBetween>
      </form>
    </Modal>
  );
}

function namesOf(draft: ReasonDraft, ended: TimedChange | undefined, now: number): { title: string; verb: string } {
  const where = scopeInSentence(draft.scope);
  if (draft.kind === "undo") {
    return { title: `Undo a change of ${where}`, verb: "Undo" };
  }
  if (ended !== undefined && startOf(ended) > now) {
    return { title: `Cancel what is planned for ${where}`, verb: "Cancel it" };
  }
  return ended?.value === "closed"
    ? { title: `Open ${where} again`, verb: "Open now" }
    : { title: `End a change of ${where}`, verb: "End now" };
}

/** What callers hear once a change is gone: what was under it, or what is usual. */
function afterEnd(
  draft: ReasonDraft,
  changes: readonly TimedChange[],
  ended: TimedChange,
  now: number,
  zone: string,
): string {
  if (startOf(ended) > now) {
    return "It never comes into force; callers notice nothing.";
  }
  const left = changesInForce(
    changes.filter(({ id }) => id !== ended.id),
    now,
  )[ended.field];
  const { field } = ended;
  return effectOf(draft.scope, { field, value: left?.value ?? DEFAULTS[field], until: left?.until }, now, zone);
}
