/** Keeps the rest of the page when a part of it fails: after a deployment, the files of the one before are gone. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";

/** Shows what failed in place of what it encloses. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? (
      <Alert
        type="warning"
        header="This part of the portal could not be shown"
        action={<Button onClick={() => window.location.reload()}>Reload</Button>}
      >
        There may be a newer version of the portal, or the network failed. Reload the page.
      </Alert>
    ) : (
      this.props.children
    );
  }
}
