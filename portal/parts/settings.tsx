/** Everything that can be set in a scope, one row a setting: what holds, until when, who did it and why, what comes next. */
import Button from "@cloudscape-design/components/button";
import { changesInForce, startOf, type TimedChange } from "../../administration/changes";
import { DEFAULTS, type Field, fieldsOf, type Messages } from "../../administration/fields";
import { CENTER, type Scope } from "../../administration/scopes";
import type { Role } from "../answers";
import { useNow } from "../clock";
import { mayAs, useDesk } from "../desk";
import { type Draft, draftOf, periodNow } from "../draft";
import {
  changeWords,
  FIELD_NAMES,
  languageName,
  periodWords,
  scopeInSentence,
  sourceWords,
  valueWords,
} from "../format/words";

/** Least role that may change a field. */
export function leastRole(scope: Scope, field: Field): Role {
  return scope === CENTER && field === "state" ? "administrator" : "operator";
}

/** A draft of a field: what holds now, to be changed; else its other value where there are two. */
export function newDraft(
  scope: Scope,
  version: number,
  field: Field,
  inForce: TimedChange | undefined,
  now: number,
  zone: string,
): Draft {
  if (inForce !== undefined) {
    return draftOf(scope, version, inForce, now, zone);
  }
  const opposite = { state: "closed", callback: "off" } as const;
  return {
    kind: "change",
    scope,
    version,
    field,
    value: field === "state" || field === "callback" ? opposite[field] : DEFAULTS[field],
    period: periodNow(now, zone, field === "state" ? "minutes30" : "hour"),
    why: "",
  };
}

/** The settings of a scope. */
export function Settings({ scope }: { scope: Scope }) {
  return (
    <ul className="settings">
      {fieldsOf(scope).map((field) => (
        <Setting key={field} scope={scope} field={field} />
      ))}
    </ul>
  );
}

function Setting({ scope, field }: { scope: Scope; field: Field }) {
  const { clock, state, open } = useDesk();
  const now = useNow(clock);
  const { version = 0, changes = [] } = state.scopes[scope] ?? {};
  const inForce = changesInForce(changes, now)[field];
  const next = nextOf(changes, field, now);
  const name = FIELD_NAMES[field];
  const allowed = mayAs(state.role, leastRole(scope, field));
  const inSentence = `${name.toLowerCase()} of ${scopeInSentence(scope)}`;
  return (
    <li>
      <div className="setting">
        <h3>{name}</h3>
        <div className="setting-value">
          <Value field={field} change={inForce} />
          {inForce && (
            <p className="source">
              {periodWords(inForce, now, state.timeZone)}, {sourceWords(inForce)}
            </p>
          )}
          {next && (
            <p className="source">
              Next: {changeWords(next, now, state.timeZone)}, {sourceWords(next)}
            </p>
          )}
        </div>
      </div>
      {allowed && (
        <div className="quick">
          {inForce && (
            <Button
              wrapText={false}
              ariaLabel={`End now: ${inSentence}`}
              onClick={() => open({ kind: "end", scope, version, target: inForce.id, why: "" })}
            >
              End now
            </Button>
          )}
          <Button
            wrapText={false}
            ariaLabel={`Change ${inSentence}`}
            onClick={() => open(newDraft(scope, version, field, inForce, now, state.timeZone))}
          >
            Change
          </Button>
        </div>
      )}
    </li>
  );
}

/** The change of a field that begins next. */
function nextOf(changes: readonly TimedChange[], field: Field, now: number): TimedChange | undefined {
  return changes
    .filter((change) => change.field === field && startOf(change) > now)
    .sort((left, right) => startOf(left) - startOf(right))[0];
}

function Value({ field, change }: { field: Field; change: TimedChange | undefined }) {
  if (field !== "message" || change === undefined) {
    return <p className="value">{valueWords(field, change?.value ?? DEFAULTS[field])}</p>;
  }
  const texts = Object.entries(change.value as Messages).filter(([, text]) => text !== "");
  if (texts.length === 0) {
    return <p className="value">{valueWords(field, {})}</p>;
  }
  return (
    <dl className="texts">
      {texts.map(([language, text]) => (
        <div key={language}>
          <dt>{languageName(language)}</dt>
          <dd lang={language} className="quote">
            {text}
          </dd>
        </div>
      ))}
    </dl>
  );
}
