/** Takes a draft from its first letter until it is saved: the form, what others did meanwhile, the end of the session. */
import { useState } from "react";
import { ApiError, messageOf } from "../api";
import type { Conflict, Edit, Problem } from "../answers";
import { useDesk } from "../desk";
import { type Draft, keepDraft, momentsOf } from "../draft";
import { effectOf } from "../format/effects";
import { ChangeDialog } from "./changeDialog";
import { ConflictDialog } from "./conflictDialog";
import { ReasonDialog } from "./reasonDialog";
import { SignInAgain } from "./signInAgain";

/** What came back from a try to save. */
export interface Refused {
  message: string;
  problems: Problem[];
}

/** What every form of a draft gets. */
export interface FormProps<D extends Draft> {
  draft: D;
  saving: boolean;
  refused: Refused | undefined;
  onChange(draft: D): void;
  onSave(): void;
  onCancel(): void;
}

/** The dialogs of one draft. `ended`: whether the session has. */
export default function DialogHost(props: { first: Draft | undefined; ended: boolean; onClose(): void }) {
  const { api, clock, refresh, session, state, tell } = useDesk();
  const [draft, setDraft] = useState(props.first);
  const [saving, setSaving] = useState(false);
  const [refused, setRefused] = useState<Refused>();
  const [conflict, setConflict] = useState<Conflict>();
  const [ended, setEnded] = useState(false);

  async function save(version: number): Promise<void> {
    if (draft === undefined) {
      return;
    }
    setSaving(true);
    setRefused(undefined);
    try {
      const edit = editOf(draft, clock.now(), state.timeZone);
      await api.edit(edit, version);
      await refresh();
      tell({ type: "success", text: doneWords(edit, clock.now(), state.timeZone) });
      props.onClose();
    } catch (error) {
      fail(error);
    } finally {
      setSaving(false);
    }
  }

  function fail(error: unknown): void {
    const failure = error instanceof ApiError ? error.failure : undefined;
    setConflict(failure?.kind === "conflict" ? failure.conflict : undefined);
    if (failure?.kind === "signedOut") {
      setEnded(true);
    } else if (failure?.kind !== "conflict") {
      setRefused({ message: messageOf(error), problems: failure?.kind === "invalid" ? failure.problems : [] });
    }
  }

  if (ended || props.ended) {
    return (
      <SignInAgain
        typed={draft !== undefined}
        onSignIn={() => {
          if (draft !== undefined) {
            keepDraft(draft);
          }
          return session.signIn();
        }}
      />
    );
  }
  if (draft === undefined) {
    return null;
  }
  if (conflict !== undefined) {
    const { version } = conflict.current;
    return (
      <ConflictDialog
        draft={draft}
        conflict={conflict}
        saving={saving}
        onApply={() => void save(version)}
        onLook={() => {
          setConflict(undefined);
          void refresh();
          // What is typed stays. A change that was to be ended may be another one now.
          if (draft.kind === "change") {
            setDraft({ ...draft, version });
          } else {
            props.onClose();
          }
        }}
      />
    );
  }
  const form = { saving, refused, onSave: () => void save(draft.version), onCancel: props.onClose };
  return draft.kind === "change" ? (
    <ChangeDialog {...form} draft={draft} onChange={setDraft} />
  ) : (
    <ReasonDialog {...form} draft={draft} onChange={setDraft} />
  );
}

/** What is posted for a draft. @throws Error when its period is none */
function editOf(draft: Draft, now: number, zone: string): Edit {
  const { scope } = draft;
  const why = draft.why.trim();
  if (draft.kind !== "change") {
    return draft.kind === "end" ? { scope, end: draft.target, why } : { scope, undo: Number(draft.target), why };
  }
  const { fromProblem, untilProblem, ...moments } = momentsOf(draft, now, zone);
  const problem = fromProblem ?? untilProblem;
  if (problem !== undefined) {
    throw new Error(problem);
  }
  return { scope, change: { field: draft.field, value: draft.value, ...moments, why } };
}

function doneWords(edit: Edit, now: number, zone: string): string {
  if ("change" in edit) {
    return `Saved. ${effectOf(edit.scope, edit.change, now, zone)}`;
  }
  return "undo" in edit ? "Saved. The change is undone." : "Saved. The change has ended.";
}
