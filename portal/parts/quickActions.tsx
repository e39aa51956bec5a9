/** What is done most often with a queue: close it or open it again, and put a message on its line. */
import Button from "@cloudscape-design/components/button";
import { changesInForce } from "../../administration/changes";
import type { Scope } from "../../administration/scopes";
import { useNow } from "../clock";
import { mayAs, useDesk } from "../desk";
import { scopeWords } from "../format/words";
import { newDraft } from "./settings";

/** Buttons for whoever may use them. */
export function QuickActions({ scope }: { scope: Scope }) {
  const { clock, state, open } = useDesk();
  const now = useNow(clock);
  if (!mayAs(state.role, "operator")) {
    return null;
  }
  const { version = 0, changes = [] } = state.scopes[scope] ?? {};
  const { state: closing, message } = changesInForce(changes, now);
  const name = scopeWords(scope);
  return (
    <div className="quick">
      {closing?.value === "closed" ? (
        <Button
          wrapText={false}
          ariaLabel={`Open ${name} again`}
          onClick={() => open({ kind: "end", scope, version, target: closing.id, why: "" })}
        >
          Open
        </Button>
      ) : (
        <Button
          wrapText={false}
          ariaLabel={`Close ${name}`}
          onClick={() => open(newDraft(scope, version, "state", undefined, now, state.timeZone))}
        >
          Close
        </Button>
      )}
      <Button
        wrapText={false}
        ariaLabel={`Message for callers of ${name}`}
        onClick={() => open(newDraft(scope, version, "message", message, now, state.timeZone))}
      >
        Message
      </Button>
    </div>
  );
}
