/** The session has ended: sign in again. What was typed waits. */
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import { useState } from "react";

/** The dialog. @param props.typed whether something was being typed */
export function SignInAgain(props: { typed: boolean; onSignIn(): Promise<void> }) {
  const [leaving, setLeaving] = useState(false);
  const [problem, setProblem] = useState<string>();
  const signIn = async (): Promise<void> => {
    setLeaving(true);
    try {
      await props.onSignIn();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setLeaving(false);
    }
  };
  return (
    <Modal
      visible
      header="Your session has ended"
      closeAriaLabel="Go on to the sign-in page"
      onDismiss={() => void signIn()}
      footer={
        <div className="buttons">
          <Button variant="primary" loading={leaving} onClick={() => void signIn()}>
            Sign in again
          </Button>
        </div>
      }
    >
      <p>
        {props.typed
          ? "Sign in again to go on. What you have typed is kept and is here again when you are back."
          : "Sign in again to go on."}
      </p>
      {problem !== undefined && <p role="alert">{problem}</p>}
    </Modal>
  );
}
