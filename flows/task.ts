/** The flow of tasks: what somebody asked for where no conversation could be started, such as in Slack. */
import { defineFlow, type Flow, goOn, queueRef } from "./language";
import { setTaskHooks } from "./queueing";
import { type FlowSettings, menuQueues } from "./settings";

/** A full queue is tried again for five hours. */
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
      f.setQueue(queueRef(firstQueue.name));
      f.attempt((f) => f.setAttributes({ queue: firstQueue.name }));
      setTaskHooks(f);
      // A task can wait where a person would not: nothing that was asked for is lost to a full queue.
      f.loop({ times: TRIES, name: "full queue" }, (f) =>
        f.transferToQueue({
          onAtCapacity: (f) => f.wait({ seconds: RETRY_SECONDS, name: "for room" }, { onCompleted: goOn }),
        }),
      );
      f.disconnect();
    },
  );
}
