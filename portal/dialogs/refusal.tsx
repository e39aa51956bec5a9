/** Why something was not saved, in plain words. */
import Alert from "@cloudscape-design/components/alert";
import { useDesk } from "../desk";
import { FIELD_NAMES, withLocalTimes } from "../format/words";
import type { Refused } from "./host";

/** What people call the parts of a request. */
const NAMES: Readonly<Record<string, string>> = { ...FIELD_NAMES, from: "Begins", until: "Ends", why: "Why" };

/** The refusal; nothing when there is none. It is read out when it appears. */
export function Refusal({ refused }: { refused: Refused | undefined }) {
  const { clock, state } = useDesk();
  const words = (text: string): string => withLocalTimes(text, clock.now(), state.timeZone);
  return (
    <div role="alert">
      {refused && (
        <Alert type="error" header="Not saved">
          <p>{words(refused.message)}</p>
          {refused.problems.length > 0 && (
            <ul>
              {refused.problems.map(({ path, given, allowed }) => (
                <li key={path + given}>
                  {NAMES[path] ?? path}: {words(given)}. Allowed: {words(allowed)}.
                </li>
              ))}
            </ul>
          )}
        </Alert>
      )}
    </div>
  );
}
