/** What is set for the whole centre: the emergency closure, and the message for all. */
import Button from "@cloudscape-design/components/button";
import { changesInForce } from "../../administration/changes";
import { CENTER } from "../../administration/scopes";
import { useNow } from "../clock";
import { mayAs, useDesk } from "../desk";
import { Page, Section } from "../parts/page";
import { newDraft, Settings } from "../parts/settings";

/** The page. */
export function Center() {
  const { clock, state, open } = useDesk();
  const now = useNow(clock);
  const { version = 0, changes = [] } = state.scopes[CENTER] ?? {};
  const closed = changesInForce(changes, now).state?.value === "closed";
  const close = mayAs(state.role, "administrator") && !closed && (
    <Button
      variant="primary"
      iconName="status-warning"
      onClick={() => open(newDraft(CENTER, version, "state", undefined, now, state.timeZone))}
    >
      Emergency closure
    </Button>
  );
  return (
    <Page title="Whole centre" about="What is set here holds for every queue." actions={close || undefined}>
      <Section title="Settings">
        <Settings scope={CENTER} />
      </Section>
      {state.role === "operator" && (
        <p className="about">Only administrators close the whole centre. Operators close single queues on the board.</p>
      )}
    </Page>
  );
}
