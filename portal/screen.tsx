/** Puts the portal, or its entrance, on the page. It comes after signing in, as a script of its own. */
import { createRoot } from "react-dom/client";
import { Entrance, type EntranceProps } from "./entrance";
import { Portal, type PortalProps } from "./portal";

/** Shows the portal to somebody who is signed in. */
export function showPortal(root: HTMLElement, props: PortalProps): void {
  createRoot(root).render(<Portal {...props} />);
}

/** Shows the entrance to somebody who is not. */
export function showEntrance(root: HTMLElement, props: EntranceProps): void {
  createRoot(root).render(<Entrance {...props} />);
}
