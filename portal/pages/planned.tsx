/** Everything that is set for a time: in force now, and planned. */
import { startOf } from "../../administration/changes";
import { useNow } from "../clock";
import { useDesk } from "../desk";
import { counted } from "../format/figures";
import { ChangeTable, placedChanges } from "../parts/changeTable";
import { Page, Section } from "../parts/page";

/** The page. */
export function Planned() {
  const { clock, state } = useDesk();
  const now = useNow(clock);
  const changes = placedChanges(state, now);
  const planned = changes.filter(({ change }) => startOf(change) > now);
  const inForce = changes.filter(({ change }) => startOf(change) <= now);
  return (
    <Page title="In force and planned" about="What has a time begins and ends by itself.">
      <Section title="In force" about={counted(inForce.length, "change")}>
        {inForce.length > 0 ? (
          <ChangeTable changes={inForce} now={now} />
        ) : (
          <p className="empty">Nothing is set: every queue is as it usually is.</p>
        )}
      </Section>
      <Section title="Planned" about={counted(planned.length, "change")}>
        {planned.length > 0 ? (
          <ChangeTable changes={planned} now={now} />
        ) : (
          <p className="empty">Nothing is planned.</p>
        )}
      </Section>
    </Page>
  );
}
