/** The bar at the top: whose centre it is, the pages, the clock, and who is signed in. */
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { useNow } from "../clock";
import { useDesk } from "../desk";
import { clockTime, zoneName } from "../format/zone";
import { addressOf, goTo, type Route } from "../routes";
import { useTheme } from "../theme";

const PAGES: readonly { route: Route; name: string }[] = [
  { route: { page: "board" }, name: "Board" },
  { route: { page: "center" }, name: "Whole centre" },
  { route: { page: "planned" }, name: "In force and planned" },
  { route: { page: "history" }, name: "History" },
];

/** The bar. */
export function PageHeader({ current }: { current: Route }) {
  const { config } = useDesk();
  return (
    <header className="top">
      <a className="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <div className="top-bar awsui-context-top-navigation">
        <a className="brand" href={addressOf({ page: "board" })}>
          <img src="icon.svg" alt="" width="28" height="28" />
          <span className="brand-name">{config.company}</span>
          <span className="brand-site">Operations</span>
        </a>
        <Time />
        <You />
      </div>
      <nav className="pages" aria-label="Pages">
        <ul>
          {PAGES.map(({ route, name }) => (
            <li key={route.page}>
              <a
                href={addressOf(route)}
                aria-current={
                  route.page === current.page || (route.page === "board" && current.page === "queue")
                    ? route.page === current.page
                      ? "page"
                      : "true"
                    : undefined
                }
              >
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

/** The address after # is the page's own; jumping is done by focus. */
function skip(event: React.MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("main h1")?.focus();
}

function Time() {
  const { clock, state } = useDesk();
  const { day, time } = clockTime(useNow(clock), state.timeZone);
  return (
    <p className="clock" title={zoneName(state.timeZone)}>
      <span className="clock-day">{day}</span> <span className="clock-time">{time}</span>{" "}
      <span className="clock-zone">{zoneName(state.timeZone)}</span>
    </p>
  );
}

function You() {
  const { session, state } = useDesk();
  const [theme, setTheme] = useTheme();
  const [leaving, setLeaving] = useState(false);
  const other = theme === "dark" ? "light" : "dark";
  return (
    <div className="you">
      <p className="you-name">
        <b>{state.username}</b> <span className="you-role">{state.role}</span>
      </p>
      <span className="to-wall">
        <Button variant="link" onClick={() => goTo({ page: "wall" })}>
          Wall screen
        </Button>
      </span>
      <Button variant="link" onClick={() => setTheme(other)}>
        {other === "dark" ? "Dark" : "Light"}
      </Button>
      <Button
        variant="normal"
        loading={leaving}
        onClick={() => {
          setLeaving(true);
          void session.signOut();
        }}
      >
        Sign out
      </Button>
    </div>
  );
}
