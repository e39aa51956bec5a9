/** Which page is shown: the part of the address after #, and ?wall for the wall screen. */
import { useEffect, useState } from "react";

/** A page. */
export type Route =
  | { page: "board" }
  | { page: "queue"; name: string }
  | { page: "center" }
  | { page: "planned" }
  | { page: "history"; scope?: string }
  | { page: "wall" };

/** The address of a page. */
export function addressOf(route: Route): string {
  switch (route.page) {
    case "wall":
      return "/?wall";
    case "board":
      return "/#/";
    case "queue":
      return `/#/queue/${encodeURIComponent(route.name)}`;
    case "history":
      return `/#/history${route.scope === undefined ? "" : `/${encodeURIComponent(route.scope)}`}`;
    default:
      return `/#/${route.page}`;
  }
}

/** The page an address is of; the board when it is of none. */
export function routeOf({ search, hash }: Pick<Location, "search" | "hash">): Route {
  if (new URLSearchParams(search).has("wall")) {
    return { page: "wall" };
  }
  const [page = "", rest = ""] = hash.replace(/^#\//, "").split(/\/(.*)/s);
  const name = decoded(rest);
  if (page === "queue" && name !== "") {
    return { page, name };
  }
  if (page === "history") {
    return name === "" ? { page } : { page, scope: name };
  }
  return page === "center" || page === "planned" ? { page } : { page: "board" };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Goes to a page. */
export function goTo(route: Route): void {
  window.history.pushState(null, "", addressOf(route));
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** The page the address is of, as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(window.location));
  useEffect(() => {
    const follow = (): void => setRoute(routeOf(window.location));
    window.addEventListener("popstate", follow);
    window.addEventListener("hashchange", follow);
    return () => {
      window.removeEventListener("popstate", follow);
      window.removeEventListener("hashchange", follow);
    };
  }, []);
  return route;
}
