/** What everybody has to know at once, on every page: the centre is closed, a message is on the line, something is wrong. */
import Alert from "@cloudscape-design/components/alert";
import { changesInForce, type TimedChange } from "../../administration/changes";
import { CENTER } from "../../administration/scopes";
import { messageOf } from "../api";
import { useNow } from "../clock";
import { useDesk } from "../desk";
import { periodWords, scopeWords, sourceWords, valueWords } from "../format/words";
import { addressOf } from "../routes";

/** Notices on top of a page. */
export function Banner({ stateError }: { stateError: unknown }) {
  const { clock, state } = useDesk();
  const now = useNow(clock);
  const inForce = changesInForce(state.scopes[CENTER]?.changes ?? [], now);
  const closed = inForce.state?.value === "closed" ? inForce.state : undefined;
  const message = inForce.message && hasText(inForce.message) ? inForce.message : undefined;
  return (
    <div className="banner" role="region" aria-label="Notices">
      {closed && (
        <Alert type="error" header={`The whole centre is closed ${periodWords(closed, now, state.timeZone)}`}>
          {sourceWords(closed)}. <a href={addressOf({ page: "center" })}>Details</a>
        </Alert>
      )}
      {message && (
        <Alert type="info" header={`A message for all is on the line ${periodWords(message, now, state.timeZone)}`}>
          <span className="quote">{valueWords("message", message.value)}</span> {sourceWords(message)}
        </Alert>
      )}
      {state.problems.map(({ scope, message: text }, index) => (
        <Alert key={index} type="warning" header={`What is set for ${scopeWords(scope)} cannot be read wholly`}>
          {text}
        </Alert>
      ))}
      {stateError !== undefined && (
        <Alert type="warning" header="What is shown here may have changed since">
          {messageOf(stateError)} The portal keeps trying.
        </Alert>
      )}
    </div>
  );
}

function hasText({ value }: TimedChange<"message">): boolean {
  return Object.values(value).some((text) => text.trim() !== "");
}
