/** What every part of the portal works with: the API, the clock, what is set, the figures, and how to begin a change. */
import { createContext, useContext } from "react";
import type { Api } from "./api";
import type { BoardAnswer, Role, StateAnswer } from "./answers";
import type { Clock } from "./clock";
import type { Config } from "./config";
import type { Draft } from "./draft";
import type { Polled } from "./polled";
import type { Session } from "./session";

/** What was done, to be told. */
export interface Notice {
  text: string;
  type: "success" | "info" | "warning";
}

/** What there is at hand. */
export interface Desk {
  config: Config;
  api: Api;
  session: Session;
  clock: Clock;
  state: StateAnswer;
  board: Polled<BoardAnswer>;
  /** Fetches anew what is set. */
  refresh(): Promise<void>;
  /** Opens the dialog of a draft. */
  open(draft: Draft): void;
  tell(notice: Notice): void;
}

const DeskContext = createContext<Desk | undefined>(undefined);

/** Gives the desk to everything below. */
export const DeskProvider = DeskContext.Provider;

/** The desk. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === undefined) {
    throw new Error("This part is used outside of a DeskProvider.");
  }
  return desk;
}

const RANKS: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, administrator: 2 };

/** Whether a role may do what another may. What is offered follows it; what is allowed, the API decides. */
export function mayAs(role: Role, least: Role): boolean {
  return RANKS[role] >= RANKS[least];
}
