/** Starts the portal: reads its settings and signs in, while the browser fetches and reads the pages. */
import { createApi } from "./api";
import { createClock } from "./clock";
import { loadConfig } from "./config";
import { takeDraft } from "./draft";
import { createSession } from "./session";
import { applyTheme } from "./theme";
import "./portal.css";

async function start(root: HTMLElement): Promise<void> {
  const config = await loadConfig();
  const session = createSession(config);
  const begun = await session.start();
  if (begun.kind === "leaving") {
    return;
  }
  const { showEntrance, showPortal } = await import("./screen");
  if (begun.kind !== "signedIn") {
    showEntrance(root, { company: config.company, begun, onSignIn: () => session.signIn() });
    return;
  }
  window.history.replaceState(null, "", `/${begun.returnTo}`);
  const [api, clock] = [createApi(session), createClock()];
  showPortal(root, { config, session, api, clock, draft: takeDraft() });
}

applyTheme();
const root = document.getElementById("root");
if (root !== null) {
  start(root).catch((error: unknown) => {
    // The pages themselves may be what could not be fetched, so this is said without them.
    const reason = error instanceof Error ? error.message : String(error);
    root.textContent = `The operations portal cannot be opened. Reload the page. ${reason}`;
  });
}
