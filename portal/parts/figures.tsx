/** The figures of all queues together. */
import type { Figures } from "../answers";
import { percentage, waitingTime } from "../format/figures";

/** A figure with its name. */
export interface Tile {
  name: string;
  value: string;
  note?: string;
  /** Whether somebody has to look at it. */
  alarming?: boolean;
}

/** Seconds after which a wait is shown as too long: the threshold of the service level, three times over. */
const LONG_WAIT = 60;

/** Percentage below which a service level is shown as low. */
const LOW_SERVICE = 80;

/** Whether a wait is too long. */
export const isLongWait = (seconds: number | null): boolean => seconds !== null && seconds >= LONG_WAIT;

/** Whether a service level is too low. */
export const isLowService = (value: number | null): boolean => value !== null && value < LOW_SERVICE;

/** Whether somebody waits and nobody is free. */
export const isDeserted = (figures: Figures | undefined): boolean =>
  figures !== undefined && figures.agentsAvailable === 0 && figures.contactsInQueue > 0;

/** The figures of a board, in the order of how soon they matter. */
export function tilesOf(figures: Figures): Tile[] {
  return [
    { name: "In queue", value: String(figures.contactsInQueue), alarming: isLongWait(figures.oldestSeconds) },
    {
      name: "Longest wait",
      value: waitingTime(figures.oldestSeconds),
      alarming: isLongWait(figures.oldestSeconds),
    },
    {
      name: "Agents available",
      value: String(figures.agentsAvailable),
      note: `of ${figures.agentsOnline} online`,
      alarming: isDeserted(figures),
    },
    { name: "On contact", value: String(figures.agentsOnContact) },
    {
      name: "Service level",
      value: percentage(figures.serviceLevel),
      note: figures.contactsHandled === null ? "today" : `today, ${figures.contactsHandled} handled`,
      alarming: isLowService(figures.serviceLevel),
    },
  ];
}

/** The figures as tiles. */
export function Tiles({ figures }: { figures: Figures }) {
  return (
    <dl className="tiles">
      {tilesOf(figures).map(({ name, value, note, alarming }) => (
        <div key={name} className={alarming ? "tile alarming" : "tile"}>
          <dt>{name}</dt>
          <dd>
            <span className="figure">{value}</span>
            {note !== undefined && <span className="note">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
