/** Changes of one scope or of several, with what can be done to them. */
import Button from "@cloudscape-design/components/button";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { changesInForce, startOf, type TimedChange } from "../../administration/changes";
import type { Scope } from "../../administration/scopes";
import type { StateAnswer } from "../answers";
import { mayAs, useDesk } from "../desk";
import { FIELD_NAMES, periodWords, scopeWords, valueWords } from "../format/words";
import { shortTime } from "../format/zone";
import { leastRole } from "./settings";

/** A change and where it is made. */
export interface PlacedChange {
  scope: Scope;
  version: number;
  change: TimedChange;
}

/** All changes of the state that are not over, the soonest first. */
export function placedChanges(state: StateAnswer, now: number): PlacedChange[] {
  return Object.entries(state.scopes)
    .flatMap(([scope, { version, changes }]) =>
      changes
        .filter(({ until }) => until === undefined || Date.parse(until) > now)
        .map((change) => ({ scope: scope as Scope, version, change })),
    )
    .sort((left, right) => compare(left, right));
}

function compare(left: PlacedChange, right: PlacedChange): number {
  const [one, other] = [startOf(left.change), startOf(right.change)];
  return one === other ? (left.change.at < right.change.at ? -1 : 1) : one - other;
}

/** The changes as a table. */
export function ChangeTable({ changes, now }: { changes: readonly PlacedChange[]; now: number }) {
  const { state, open } = useDesk();
  const zone = state.timeZone;
  return (
    <table className="grid">
      <thead>
        <tr>
          <th scope="col">Where</th>
          <th scope="col">What</th>
          <th scope="col">When</th>
          <th scope="col">Who and why</th>
          <th scope="col">
            <span className="hidden">End</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ scope, version, change }) => {
          const planned = startOf(change) > now;
          const what = `${FIELD_NAMES[change.field].toLowerCase()} of ${scopeWords(scope)}`;
          return (
            <tr key={scope + change.id}>
              <th scope="row">{scopeWords(scope)}</th>
              <td data-label="What" className="wide">
                <span className="what">{FIELD_NAMES[change.field]}</span>{" "}
                <span className="clip">{valueWords(change.field, change.value)}</span>
              </td>
              <td data-label="When" className="wide">
                <Standing scope={scope} change={change} now={now} />
              </td>
              <td data-label="Who and why" className="wide">
                {change.by}, {shortTime(Date.parse(change.at), now, zone)}: <span className="why">{change.why}</span>
              </td>
              <td className="wide end">
                {mayAs(state.role, leastRole(scope, change.field)) && (
                  <Button
                    wrapText={false}
                    ariaLabel={`${planned ? "Cancel" : "End now:"} ${what}`}
                    onClick={() => open({ kind: "end", scope, version, target: change.id, why: "" })}
                  >
                    {planned ? "Cancel" : "End now"}
                  </Button>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Standing({ scope, change, now }: { scope: Scope; change: TimedChange; now: number }) {
  const { state } = useDesk();
  const period = periodWords(change, now, state.timeZone);
  const holds = changesInForce(state.scopes[scope]?.changes ?? [], now)[change.field]?.id === change.id;
  const planned = startOf(change) > now;
  return (
    <>
      {planned ? (
        <StatusIndicator type="pending">Planned</StatusIndicator>
      ) : holds ? (
        <StatusIndicator type="success">In force</StatusIndicator>
      ) : (
        <StatusIndicator type="stopped">Overruled</StatusIndicator>
      )}{" "}
      <span>
        {planned || holds ? "" : "by a later change, "}
        {period}
      </span>
    </>
  );
}
