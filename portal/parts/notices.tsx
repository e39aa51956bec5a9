/** Tells what was done; read out when it appears. */
import Alert from "@cloudscape-design/components/alert";
import type { Notice } from "../desk";

/** The last notice. */
export function Notices({ notice, onDismiss }: { notice: Notice | undefined; onDismiss(): void }) {
  return (
    <div role="status" className="notices">
      {notice && (
        <Alert type={notice.type} dismissible dismissAriaLabel="Dismiss" onDismiss={onDismiss}>
          {notice.text}
        </Alert>
      )}
    </div>
  );
}
