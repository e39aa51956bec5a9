/** Rows of the history. */
import Badge from "@cloudscape-design/components/badge";
import Button from "@cloudscape-design/components/button";
import type { HistoryRow } from "../answers";
import { useNow } from "../clock";
import { mayAs, useDesk } from "../desk";
import { storyOf } from "../format/story";
import { scopeWords } from "../format/words";
import { shortTime } from "../format/zone";
import { leastRole } from "./settings";

const COLORS = { change: "blue", end: "grey", undo: "severity-medium" } as const;

/** The rows as a table. */
export function HistoryTable({ rows }: { rows: readonly HistoryRow[] }) {
  const { clock, state, open } = useDesk();
  const now = useNow(clock);
  return (
    <table className="grid">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Where</th>
          <th scope="col">What</th>
          <th scope="col">Why</th>
          <th scope="col">
            <span className="hidden">Undo</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { action, what, detail } = storyOf(row, state.timeZone);
          const when = shortTime(Date.parse(row.at), now, state.timeZone);
          const scope = state.scopes[row.scope];
          return (
            <tr key={`${row.scope} ${row.version}`}>
              <th scope="row">
                <time dateTime={row.at}>{when}</time>
              </th>
              <td data-label="Who">{row.by}</td>
              <td data-label="Where">{scopeWords(row.scope)}</td>
              <td data-label="What" className="wide">
                <Badge color={COLORS[row.action]}>{action}</Badge> <span className="what">{what}</span>{" "}
                <span className="clip">{detail}</span>
              </td>
              <td data-label="Why" className="wide why">
                {row.why}
              </td>
              <td className="wide end">
                {scope !== undefined && mayAs(state.role, leastRole(row.scope, row.field ?? "state")) && (
                  <Button
                    wrapText={false}
                    ariaLabel={`Undo: ${what} of ${scopeWords(row.scope)}, ${when}`}
                    onClick={() =>
                      open({
                        kind: "undo",
                        scope: row.scope,
                        version: scope.version,
                        target: String(row.version),
                        why: "",
                      })
                    }
                  >
                    Undo
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
