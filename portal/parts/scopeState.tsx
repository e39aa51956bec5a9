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
  text: string;
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
    return {
      type: "error",
      text: `Closed with the whole centre ${periodWords(center, now, zone)}`,
      source: sourceWords(center),
    };
  }
  if (own?.value === "closed") {
    return { type: "stopped", color: "red", text: `Closed ${periodWords(own, now, zone)}`, source: sourceWords(own) };
  }
  return { type: "success", text: "Open" };
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
  const names: Readonly<Record<typeof field, string>> = {
    redirect: `Redirected ${words.toLowerCase().startsWith("to ") ? words.replace("To", "to") : words}`,
    callback: "No callback offer",
    music: `${words} music`,
    priority: `${words} priority`,
    message: `Message ${words}`,
  };
  return [{ type: "info", text: `${names[field]}, ${periodWords(change, now, zone)}`, source: sourceWords(change) }];
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
      {lines.map(({ type, color, text, source }) => (
        <li key={text}>
          <StatusIndicator type={type} colorOverride={color}>
            {text}
          </StatusIndicator>
          {source !== undefined && <span className="source">{source}</span>}
        </li>
      ))}
    </ul>
  );
}
