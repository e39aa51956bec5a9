/** Why something was not saved, in plain words. */
import Alert from "@cloudscape-design/components/alert";
import type { Refused } from "./host";

/** The refusal; nothing when there is none. It is read out when it appears. */
export function Refusal({ refused }: { refused: Refused | undefined }) {
  return (
    <div role="alert">
      {refused && (
        <Alert type="error" header="Not saved">
          <p>{refused.message}</p>
          {refused.problems.length > 0 && (
            <ul>
              {refused.problems.map(({ path, given, allowed }) => (
                <li key={path + given}>
                  {path}: {given}. Allowed: {allowed}.
                </li>
              ))}
            </ul>
          )}
        </Alert>
      )}
    </div>
  );
}
