/** The form of a change: what, from when until when, why, and what callers will hear. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useRef, useState } from "react";
import { LONGEST_REASON } from "../../administration/checkChange";
import { CENTER } from "../../administration/scopes";
import { useNow } from "../clock";
import { useDesk } from "../desk";
import { type ChangeDraft, momentsOf } from "../draft";
import { effectOf } from "../format/effects";
import { FIELD_NAMES, scopeInSentence } from "../format/words";
import type { FormProps } from "./host";
import { MessageEditor, messagesProblem } from "./messageEditor";
import { PeriodEditor } from "./periodEditor";
import { Refusal } from "./refusal";
import { ValueEditor } from "./valueEditor";

/** The form. */
export function ChangeDialog({ draft, saving, refused, onChange, onSave, onCancel }: FormProps<ChangeDraft>) {
  const { clock, state } = useDesk();
  const now = useNow(clock);
  const [tried, setTried] = useState(false);
  const reason = useRef<InputProps.Ref>(null);
  const emergency = draft.scope === CENTER && draft.value === "closed";
  const moments = momentsOf(draft, now, state.timeZone);
  const whyProblem = draft.why.trim() === "" ? "Say why, for those who see it later." : undefined;
  const valueProblem = draft.field === "message" ? messagesProblem(draft.value, state.languages) : undefined;
  const sound = moments.fromProblem === undefined && moments.untilProblem === undefined && valueProblem === undefined;
  const effect = sound ? effectOf(draft.scope, { ...draft, ...moments }, now, state.timeZone) : undefined;
  const save = (): void => {
    setTried(true);
    if (whyProblem !== undefined) {
      reason.current?.focus();
    } else if (sound) {
      onSave();
    }
  };
  const title = emergency
    ? "Emergency closure of the whole centre"
    : `${FIELD_NAMES[draft.field]}: ${scopeInSentence(draft.scope)}`;
  return (
    <Modal
      visible
      size={draft.field === "message" ? "large" : "medium"}
      header={title}
      closeAriaLabel="Close without saving"
      onDismiss={({ detail }) => {
        // A click beside the dialog is easily made; what was typed would be lost.
        if (detail.reason !== "overlay") {
          onCancel();
        }
      }}
      footer={
        <div className="buttons">
          <Button variant="link" onClick={onCancel}>
            Cancel
          </Button>
          <Button variant="primary" loading={saving} disabled={emergency && whyProblem !== undefined} onClick={save}>
            {emergency ? "Close the whole centre" : "Save"}
          </Button>
        </div>
      }
    >
      <form onSubmit={(event) => event.preventDefault()}>
        <SpaceBetween size="l">
          <Refusal refused={refused} />
          {emergency && (
            <Alert type="warning" header="This closes every queue at once">
              New callers hear that the centre is closed. To close a single queue, cancel and use the board.
            </Alert>
          )}
          {draft.field === "message" ? (
            <MessageEditor draft={draft} onChange={onChange} />
          ) : (
            !emergency && <ValueEditor draft={draft} onChange={onChange} />
          )}
          <PeriodEditor draft={draft} problems={moments} onChange={onChange} />
          <FormField
            label={emergency ? "Type the reason to confirm" : "Why"}
            description={emergency ? undefined : "Everybody who looks at the portal sees it; callers do not hear it."}
            errorText={tried ? whyProblem : undefined}
            stretch
          >
            <Input
              ref={reason}
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
          <div className="effect" role="status">
            {effect !== undefined && <p>{effect}</p>}
          </div>
        </SpaceBetween>
      </form>
    </Modal>
  );
}
