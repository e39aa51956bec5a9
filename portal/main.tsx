/** Starts the portal: reads its settings, signs in, shows the pages. */
import { createRoot } from "react-dom/client";
import { createApi } from "./api";
import { createClock } from "./clock";
import { loadConfig } from "./config";
import { takeDraft } from "./draft";
import { Entrance } from "./entrance";
import { Portal } from "./portal";
import { createSession } from "./session";
import { applyTheme } from "./theme";
import "./portal.css";

async function start(): Promise<void> {
  applyTheme();
  const element = document.getElementById("root");
  if (element === null) {
    throw new Error("The page has no element root.");
  }
  const root = createRoot(element);
  try {
    const config = await loadConfig();
    const session = createSession(config);
    const begun = await session.start();
    if (begun.kind === "leaving") {
      return;
    }
    if (begun.kind !== "signedIn") {
      root.render(<Entrance company={config.company} begun={begun} onSignIn={() => session.signIn()} />);
      return;
    }
    window.history.replaceState(null, "", `/${begun.returnTo}`);
    const [api, clock] = [createApi(session), createClock()];
    root.render(<Portal config={config} session={session} api={api} clock={clock} draft={takeDraft()} />);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    root.render(<Entrance begun={{ kind: "failed", message }} onSignIn={() => window.location.assign("/")} />);
  }
}

void start();
