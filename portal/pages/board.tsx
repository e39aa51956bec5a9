/** The start page: how every queue stands right now. */
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { queueScope } from "../../administration/scopes";
import { messageOf } from "../api";
import type { BoardAnswer } from "../answers";
import { useNow } from "../clock";
import { useDesk } from "../desk";
import { percentage, waitingTime } from "../format/figures";
import { shortTime } from "../format/zone";
import { isDeserted, isLongWait, isLowService, Tiles } from "../parts/figures";
import { Page, Section } from "../parts/page";
import { QuickActions } from "../parts/quickActions";
import { ScopeState, stateLines } from "../parts/scopeState";
import { addressOf } from "../routes";

/** The board. */
export function Board() {
  const { board, state } = useDesk();
  return (
    <Page title="Board" about={<Freshness />}>
      {board.value ? <Tiles figures={board.value.total} /> : board.error === undefined && <Spinner />}
      <Section title="Queues" about={`${state.queues.length} in all. Choose one to see and change everything of it.`}>
        <Queues board={board.value} />
      </Section>
    </Page>
  );
}

/** How old the figures are. */
export function Freshness() {
  const { board, clock, state } = useDesk();
  useNow(clock);
  const { value, error } = board;
  if (value === undefined) {
    return error === undefined ? (
      <>Asking Amazon Connect…</>
    ) : (
      <StatusIndicator type="warning">No figures: {messageOf(error)}</StatusIndicator>
    );
  }
  const asOf = shortTime(Date.parse(value.asOf), clock.now(), state.timeZone);
  if (value.stale !== undefined || error !== undefined) {
    return (
      <StatusIndicator type="warning">
        Figures of {asOf}, not newer: {value.stale ?? messageOf(error)}
      </StatusIndicator>
    );
  }
  return <>Live figures of Amazon Connect, anew every 5 seconds</>;
}

function Queues({ board }: { board: BoardAnswer | undefined }) {
  const { clock, state } = useDesk();
  const now = useNow(clock);
  return (
    <table className="grid queues">
      <thead>
        <tr>
          <th scope="col">Queue</th>
          <th scope="col">How it stands</th>
          <th scope="col" className="number">
            In queue
          </th>
          <th scope="col" className="number">
            Longest wait
          </th>
          <th scope="col" className="number">
            Available
          </th>
          <th scope="col" className="number">
            On contact
          </th>
          <th scope="col" className="number">
            Online
          </th>
          <th scope="col" className="number">
            Service level
          </th>
          <th scope="col">
            <span className="hidden">Change</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {state.queues.map(({ name }) => {
          const figures = board?.queues.find((one) => one.name === name);
          return (
            <tr key={name}>
              <th scope="row">
                <a href={addressOf({ page: "queue", name })}>{name}</a>
              </th>
              <td data-label="How it stands" className="wide">
                <ScopeState lines={stateLines(state, queueScope(name), now)} />
              </td>
              <Figure name="In queue" value={figures?.contactsInQueue} />
              <Figure
                name="Longest wait"
                value={figures && waitingTime(figures.oldestSeconds)}
                alarming={isLongWait(figures?.oldestSeconds ?? null)}
              />
              <Figure name="Available" value={figures?.agentsAvailable} alarming={isDeserted(figures)} />
              <Figure name="On contact" value={figures?.agentsOnContact} />
              <Figure name="Online" value={figures?.agentsOnline} />
              <Figure
                name="Service level"
                value={figures && percentage(figures.serviceLevel)}
                alarming={isLowService(figures?.serviceLevel ?? null)}
              />
              <td className="wide end">
                <QuickActions scope={queueScope(name)} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Figure(props: { name: string; value: number | string | undefined; alarming?: boolean }) {
  return (
    <td data-label={props.name} className={props.alarming ? "number alarming" : "number"}>
      {props.value ?? "–"}
    </td>
  );
}
