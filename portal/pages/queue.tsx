/** Everything of one queue: its figures and its settings. */
import { queueScope } from "../../administration/scopes";
import { useNow } from "../clock";
import { useDesk } from "../desk";
import { Tiles } from "../parts/figures";
import { Page, Section } from "../parts/page";
import { ScopeState, stateLines } from "../parts/scopeState";
import { Settings } from "../parts/settings";
import { addressOf } from "../routes";
import { Freshness } from "./board";

/** The page. */
export function Queue({ name }: { name: string }) {
  const { board, clock, state } = useDesk();
  const now = useNow(clock);
  const figures = board.value?.queues.find((queue) => queue.name === name);
  if (!state.queues.some((queue) => queue.name === name)) {
    return (
      <Page title="No such queue">
        <p className="empty">
          There is no queue of this name. <a href={addressOf({ page: "board" })}>The board</a> shows all there are.
        </p>
      </Page>
    );
  }
  return (
    <Page title={name} about={<Freshness />}>
      {figures && <Tiles figures={figures} />}
      <Section title="How it stands">
        <ScopeState lines={stateLines(state, queueScope(name), now)} />
      </Section>
      <Section
        title="Settings"
        actions={<a href={addressOf({ page: "history", scope: queueScope(name) })}>History of this queue</a>}
      >
        <Settings scope={queueScope(name)} />
      </Section>
    </Page>
  );
}
