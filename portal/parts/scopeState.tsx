/** How a queue, or the centre, stands: in plain words, with the end, who did it and why. */
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { changesInForce, type TimedChange } from "../../administration/changes";
import type { Field, Messages } from "../../administration/fields";
import { CENTER } from "../../administration/scopes";
import type { StateAnswer } from "../answers";
import { periodWords, sourceWords, valueWords } from "../format/words";

/** One line of how something stands. */
export interface StateLine {
  type: StatusIndicatorProps.Type;
  color?: StatusIndicatorProps.Color;
  /** What it is, in a word or two. */
  head: string;
  /** What else there is to say: whereto, which text, until when. */
  rest?: string;
  /** By whom and why; absent when nobody set it. */
  source?: string;
}

/** What holds in a scope at a time, the state first, then what else differs from how it usually is. */
export function stateLines(state: StateAnswer, scope: string, now: number): StateLine[] {
  const own = changesInForce(state.scopes[scope]?.changes ?? [], now);
  const center = changesInForce(state.scopes[CENTER]?.changes ?? [], now).state;
  const others = (["redirect", "callback", "music", "priority", "message"] as const).flatMap((field) =>
    otherLine(field, own[field], now, state.timeZone),
  );
  return [firstLine(own.state, scope === CENTER ? undefined : center, now, state.timeZone), ...others];
}

function firstLine(
  own: TimedChange | undefined,
  center: TimedChange | undefined,
  now: number,
  zone: string,
): StateLine {
  if (center?.value === "closed") {
    const rest = `with the whole centre ${periodWords(center, now, zone)}`;
    return { type: "error", head: "Closed", rest, source: sourceWords(center) };
  }
  if (own?.value === "closed") {
    const rest = periodWords(own, now, zone);
    return { type: "stopped", color: "red", head: "Closed", rest, source: sourceWords(own) };
  }
  return { type: "success", head: "Open" };
}

function otherLine(
  field: Exclude<Field, "state">,
  change: TimedChange | undefined,
  now: number,
  zone: string,
): StateLine[] {
  if (change === undefined || isUsual(field, change)) {
    return [];
  }
  const words = valueWords(field, change.value);
  const heads: Readonly<Record<typeof field, [head: string, rest: string]>> = {
    redirect: ["Redirected", `${words.replace(/^To /, "to ")}, `],
    callback: ["No callback offer", ""],
    music: [`${words} music`, ""],
    priority: [`${words} priority`, ""],
    message: ["Message", `${words}, `],
  };
  const [head, rest] = heads[field];
  return [{ type: "info", head, rest: rest + periodWords(change, now, zone), source: sourceWords(change) }];
}

function isUsual(field: Field, { value }: TimedChange): boolean {
  return field === "message"
    ? Object.values(value as Messages).every((text) => text.trim() === "")
    : ["", "on", "normal", "open"].includes(String(value));
}

/** These lines. */
export function ScopeState({ lines }: { lines: readonly StateLine[] }) {
  return (
    <ul className="lines">
      {lines.map(({ type, color, head, rest, source }) => (
        <li key={head}>
          <StatusIndicator type={type} colorOverride={color}>
            {head}
          </StatusIndicator>{" "}
          <span className="rest">{rest}</span>
          {source !== undefined && <span className="source">{source}</span>}
        </li>
      ))}
    </ul>
  );
}
