/** The board for a screen on the wall: big figures, nothing to click but the way back. */
import { useEffect } from "react";
import { queueScope } from "../../administration/scopes";
import { useNow } from "../clock";
import { useDesk } from "../desk";
import { waitingTime } from "../format/figures";
import { clockTime } from "../format/zone";
import { isDeserted, isLongWait, Tiles } from "../parts/figures";
import { ScopeState, stateLines } from "../parts/scopeState";
import { addressOf, goTo } from "../routes";
import { Freshness } from "./board";

/** The page. */
export function Wall() {
  const { board, clock, config, state } = useDesk();
  const now = useNow(clock);
  useEffect(() => {
    document.title = `Wall screen · ${config.company} operations`;
    const back = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") {
        goTo({ page: "board" });
      }
    };
    document.addEventListener("keydown", back);
    return () => document.removeEventListener("keydown", back);
  }, [config.company]);
  const { day, time } = clockTime(now, state.timeZone);
  return (
    <div className="wall">
      <div className="wall-head">
        <h1>{config.company}</h1>
        <p className="wall-clock">
          <span>{day}</span> <b>{time}</b>
        </p>
      </div>
      {board.value && <Tiles figures={board.value.total} />}
      <ul className="wall-queues">
        {state.queues.map(({ name }) => {
          const figures = board.value?.queues.find((queue) => queue.name === name);
          return (
            <li key={name} className="wall-queue">
              <h2>{name}</h2>
              <ScopeState lines={stateLines(state, queueScope(name), now)} />
              <dl>
                <div>
                  <dt>In queue</dt>
                  <dd>{figures?.contactsInQueue ?? "–"}</dd>
                </div>
                <div className={isLongWait(figures?.oldestSeconds ?? null) ? "alarming" : undefined}>
                  <dt>Longest wait</dt>
                  <dd>{figures ? waitingTime(figures.oldestSeconds) : "–"}</dd>
                </div>
                <div className={isDeserted(figures) ? "alarming" : undefined}>
                  <dt>Available</dt>
                  <dd>{figures?.agentsAvailable ?? "–"}</dd>
                </div>
                <div>
                  <dt>On contact</dt>
                  <dd>{figures?.agentsOnContact ?? "–"}</dd>
                </div>
              </dl>
            </li>
          );
        })}
      </ul>
      <p className="wall-foot">
        <Freshness /> · <a href={addressOf({ page: "board" })}>Back to the board</a> (Esc)
      </p>
    </div>
  );
}
