/** What is shown while there is nothing else to show: after signing out, when signing in failed, or the API does. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { Start } from "./session";

/** What it says, and how somebody goes on. */
export interface EntranceProps {
  company?: string;
  begun: Extract<Start, { kind: "signedOut" | "failed" }>;
  /** What did not work, where it was not signing in. */
  header?: string;
  onSignIn(): Promise<void> | void;
}

/** The page. */
export function Entrance(props: EntranceProps) {
  const { company, begun, header = "Signing in did not work", onSignIn } = props;
  return (
    <main className="start">
      <div className="card">
        <h1>{company === undefined ? "Operations portal" : `${company} operations`}</h1>
        {begun.kind === "failed" ? (
          <Alert type="error" header={header}>
            {begun.message}
          </Alert>
        ) : (
          <p>You are signed out.</p>
        )}
        <Button variant="primary" onClick={() => void onSignIn()}>
          {begun.kind === "failed" ? "Try again" : "Sign in"}
        </Button>
      </div>
    </main>
  );
}
