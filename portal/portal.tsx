/** The portal of somebody who is signed in: fetches what is set and the figures, shows the page of the address. */
import Spinner from "@cloudscape-design/components/spinner";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { type Api, ApiError, messageOf } from "./api";
import type { StateAnswer } from "./answers";
import type { Clock } from "./clock";
import type { Config } from "./config";
import { type Desk, DeskProvider, mayAs, type Notice } from "./desk";
import type { Draft } from "./draft";
import { Entrance } from "./entrance";
import { Board } from "./pages/board";
import { Center } from "./pages/center";
import { Planned } from "./pages/planned";
import { Queue } from "./pages/queue";
import { Wall } from "./pages/wall";
import { Banner } from "./parts/banner";
import { Boundary } from "./parts/boundary";
import { PageHeader } from "./parts/header";
import { Notices } from "./parts/notices";
import { usePolled } from "./polled";
import { type Route, useRoute } from "./routes";
import type { Session } from "./session";

/** What is fetched when it is needed. */
const parts = {
  dialogs: () => import("./dialogs/host"),
  history: () => import("./pages/history"),
};
const DialogHost = lazy(parts.dialogs);
const History = lazy(parts.history);

/** Milliseconds between two looks at what is set and at the figures. */
const REFRESH = 5_000;

/** What is needed before there is anything to show. */
export interface PortalProps {
  config: Config;
  session: Session;
  api: Api;
  clock: Clock;
  /** What was being typed when the session ended. */
  draft: Draft | undefined;
}

/** The portal. */
export function Portal(props: PortalProps) {
  const { api, clock, config, session } = props;
  const polled = usePolled(
    useMemo(
      () => async () => {
        const answer = await api.state();
        clock.set(answer.now);
        return answer;
      },
      [api, clock],
    ),
    REFRESH,
  );
  const { value: state, error } = polled;
  if (state !== undefined) {
    return <SignedIn {...props} state={state} stateError={error} refresh={polled.refresh} />;
  }
  if (error !== undefined) {
    const ended = isEnded(error);
    return (
      <Entrance
        company={config.company}
        begun={{ kind: "failed", message: `${messageOf(error)}${ended ? "" : " The portal keeps trying."}` }}
        header={ended ? undefined : "What is set cannot be shown"}
        onSignIn={() => (ended ? session.signIn() : polled.refresh())}
      />
    );
  }
  return (
    <main className="start">
      <Spinner size="large" />
      <p>Asking how things stand…</p>
    </main>
  );
}

function SignedIn(props: PortalProps & { state: StateAnswer; stateError: unknown; refresh(): Promise<void> }) {
  const { api, clock, config, session, state, stateError, refresh } = props;
  const route = useRoute();
  const board = usePolled(api.board, REFRESH);
  const [draft, setDraft] = useState(props.draft);
  const [notice, setNotice] = useState<Notice>();
  const ended = isEnded(stateError) || isEnded(board.error);
  const wall = route.page === "wall";
  useEffect(() => setNotice(undefined), [route]);
  usePreload(mayAs(state.role, "operator"));

  useEffect(() => {
    // Nobody sits before a screen on the wall.
    if (wall && ended) {
      void session.signIn();
    }
  }, [wall, ended, session]);

  const desk: Desk = useMemo(
    () => ({ config, api, session, clock, state, board, refresh, open: setDraft, tell: setNotice }),
    [config, api, session, clock, state, board, refresh],
  );
  return (
    <DeskProvider value={desk}>
      {!wall && <PageHeader current={route} />}
      <main id="main" className={wall ? "wall-main" : undefined}>
        <Banner stateError={ended ? undefined : stateError} />
        <Notices notice={notice} onDismiss={() => setNotice(undefined)} />
        <Boundary key={JSON.stringify(route)}>
          <Suspense fallback={<Spinner size="large" />}>
            <CurrentPage route={route} />
          </Suspense>
        </Boundary>
      </main>
      {(draft !== undefined || (ended && !wall)) && (
        <Boundary>
          <Suspense fallback={null}>
            <DialogHost
              key={draft === undefined ? "none" : JSON.stringify([draft.kind, draft.scope])}
              first={draft}
              ended={ended}
              onClose={() => setDraft(undefined)}
            />
          </Suspense>
        </Boundary>
      )}
    </DeskProvider>
  );
}

function CurrentPage({ route }: { route: Route }) {
  switch (route.page) {
    case "board":
      return <Board />;
    case "queue":
      return <Queue name={route.name} />;
    case "center":
      return <Center />;
    case "planned":
      return <Planned />;
    case "history":
      return <History scope={route.scope} />;
    case "wall":
      return <Wall />;
  }
}

/** Fetches the history, and the dialogs for whoever may use them, once there is nothing better to do. */
function usePreload(dialogs: boolean): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      const all = Object.entries(parts).filter(([name]) => dialogs || name !== "dialogs");
      // What cannot be fetched now is asked for again when it is needed, and said then.
      all.forEach(([, load]) => void load().catch(() => undefined));
    }, 1_500);
    return () => clearTimeout(timer);
  }, [dialogs]);
}

function isEnded(error: unknown): boolean {
  return error instanceof ApiError && error.failure.kind === "signedOut";
}
