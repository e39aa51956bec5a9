/** The flow of tasks: what somebody asked for where no conversation could be started, such as in Slack. */
import { type Body, defineFlow, type Flow, type FlowBuilder, goOn, queueRef } from "./language";
import { setTaskHooks } from "./queueing";
import { type FlowSettings, type MenuQueue, menuQueues } from "./settings";
import { queueInForce, redirect, setQueuePriority } from "./settingsInForce";

/** A queue that is full, or cannot be reached, is tried again for five hours. */
const TRIES = 60;
const RETRY_SECONDS = 300;

export function taskFlow(settings: FlowSettings): Flow {
  const [firstQueue] = menuQueues(settings);
  return defineFlow(
    {
      name: "task",
      type: "CONTACT_FLOW",
      description: "Puts tasks into the first queue",
      onError: (f) => f.disconnect(),
    },
    (f) => {
      f.setLogging(settings.logging);
      setTaskHooks(f);
      // A task can wait where a person would not: nothing that was asked for is lost to a full queue, or to a bad moment.
      f.attempt((f) =>
        f.loop({ times: TRIES, name: "queue" }, (f) => {
          intoQueue(f, firstQueue, (f) => obeyQueue(f, settings, firstQueue));
          f.attempt((f) => f.wait({ seconds: RETRY_SECONDS, name: "for room" }, { onCompleted: goOn }));
        }),
      );
      intoQueue(f, firstQueue);
      f.disconnect();
    },
  );
}

/** Goes on when there is no room. */
function intoQueue(f: FlowBuilder, { name }: MenuQueue, before: Body = goOn): void {
  f.attempt((f) => {
    f.setQueue(queueRef(name));
    before(f);
    f.transferToQueue({ onAtCapacity: goOn });
  });
}

/** What the operations team has set. A queue that is closed keeps a task until somebody is there again. */
function obeyQueue(f: FlowBuilder, settings: FlowSettings, { name }: MenuQueue): void {
  f.attempt((f) => {
    f.setAttributes({ queue: name });
    const queue = queueInForce(f, settings, name);
    redirect(f, queue);
    setQueuePriority(f, queue);
  });
}
