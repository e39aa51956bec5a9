/** Somebody else was faster: what they did beside what was about to be done, and how to go on. */
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import type { Conflict } from "../answers";
import { useNow } from "../clock";
import { useDesk } from "../desk";
import { type Draft, momentsOf } from "../draft";
import { effectOf } from "../format/effects";
import { changeWords, FIELD_NAMES, scopeAtStart } from "../format/words";
import { shortTime } from "../format/zone";

/** The dialog. */
export function ConflictDialog(props: {
  draft: Draft;
  conflict: Conflict;
  saving: boolean;
  onApply(): void;
  onLook(): void;
}) {
  const { clock, state } = useDesk();
  const now = useNow(clock);
  const { draft, conflict, saving, onApply, onLook } = props;
  const { changedSince, current, overlaps } = conflict;
  const actions = { change: "set", end: "ended", undo: "undid a change of" } as const;
  return (
    <Modal
      visible
      size="large"
      header={
        draft.kind === "undo"
          ? `${scopeAtStart(draft.scope)} was changed since`
          : `${scopeAtStart(draft.scope)} was changed while you were typing`
      }
      closeAriaLabel="Look again"
      onDismiss={({ detail }) => {
        if (detail.reason !== "overlay") {
          onLook();
        }
      }}
      footer={
        <div className="buttons">
          <Button variant={overlaps ? "primary" : "link"} onClick={onLook}>
            Look again
          </Button>
          {!overlaps && (
            <Button variant="primary" loading={saving} onClick={onApply}>
              Apply mine on top
            </Button>
          )}
        </div>
      }
    >
      <div className="versus">
        <section>
          <h3>What the others did</h3>
          <ul className="lines">
            {changedSince.map(({ version, at, by, why, action, field }) => {
              const written = current.changes.filter(
                (change) => change.at === at && change.by === by && change.field === field,
              );
              return (
                <li key={version}>
                  <b>{by}</b> {actions[action]} {field === undefined ? "settings" : FIELD_NAMES[field].toLowerCase()},{" "}
                  {shortTime(Date.parse(at), now, state.timeZone)}
                  {written.map((change) => (
                    <p key={change.id} className="value">
                      {changeWords(change, now, state.timeZone)}
                    </p>
                  ))}
                  <p className="source">Why: {why}</p>
                </li>
              );
            })}
          </ul>
        </section>
        <section>
          <h3>What you are about to do</h3>
          <p className="value">{mineWords(draft, now, state.timeZone)}</p>
          <p className="source">Why: {draft.why}</p>
        </section>
      </div>
      <p role="alert">{wayOn(draft, overlaps)}</p>
    </Modal>
  );
}

function wayOn({ kind }: Draft, overlaps: boolean): string {
  if (!overlaps) {
    return "They are about different settings, so that both can hold. Nothing of the others is lost when yours comes on top.";
  }
  return kind === "undo"
    ? "The same setting was changed again, so this write cannot be undone by itself. Undo the newest change of it first."
    : "Both are about the same setting. Look again at what holds now; what you have typed is kept.";
}

function mineWords(draft: Draft, now: number, zone: string): string {
  if (draft.kind === "change") {
    return effectOf(draft.scope, { ...draft, ...momentsOf(draft, now, zone) }, now, zone);
  }
  return draft.kind === "end" ? "End a change." : "Undo a change.";
}
