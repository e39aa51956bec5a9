/** Choosing a queue, some music, and waiting. */
import { offerCallback } from "./callback";
import { contact, MUSIC } from "./contracts";
import {
  type ArrivalKind,
  type Body,
  equals,
  flowRef,
  type FlowBuilder,
  greaterThan,
  type Label,
  type MenuKey,
  queueMetric,
  queueRef,
  text,
  goOn,
} from "./language";
import { sayGoodbye } from "./goodbye";
import { type FlowSettings, type MenuQueue, menuQueues } from "./settings";
import { keepCallback, obeyQueue, setQueueMusic, setQueuePriority, unlessCallbackIsOff } from "./settingsInForce";

/** Times the queue menu is heard before the first queue is taken. */
const MENU_ROUNDS = 3;

/**
 * Sets the queue the caller wants, or the one that stands in for it, and makes sure that it is open; then the music. Whoever
 * wants a queue that is closed may choose another.
 */
export function chooseQueue(f: FlowBuilder, settings: FlowSettings): void {
  const queues = menuQueues(settings);
  const choice = f.label("queue choice");
  if (queues.length === 1) {
    takeQueue(f, queues[0]);
  } else {
    askForQueue(f, queues);
  }
  const closed = f.forwardLabel("closed queue");
  const musicChosen = f.forwardLabel("music chosen");
  f.attempt((f) => f.setAttributes({ holdMusic: MUSIC.jazz }));
  if (settings.selfService) {
    f.attempt((f) => f.say("One moment, please."));
  }
  obeyQueue(f, settings, {
    name: contact.queue,
    medium: "voice",
    closed: (f) => f.goto(closed),
    also: (f, queue) => {
      keepCallback(f, settings, queue);
      setQueuePriority(f, queue);
      setQueueMusic(f, queue, (f) => f.goto(musicChosen));
    },
  });
  askForMusic(f);
  f.goto(musicChosen);
  f.place(closed);
  offerAnotherQueue(f, settings, choice);
  f.place(musicChosen);
}

function askForQueue(f: FlowBuilder, queues: readonly [MenuQueue, ...MenuQueue[]]): void {
  const choices = queues.map((queue): [MenuKey, Body] => [
    queue.digit,
    (f) => {
      takeQueue(f, queue);
      f.leaveLoop();
    },
  ]);
  const offers = queues.map(({ spokenName, digit }) => `For ${spokenName}, press ${digit}.`);
  f.loop(
    { times: MENU_ROUNDS, name: "queue choice" },
    (f) =>
      f.menu(
        { name: "queues", say: offers.join(" ") },
        {
          ...Object.fromEntries(choices),
          onTimeout: (f) => f.say("I did not notice a key."),
          onNoMatch: (f) => f.say("Sorry, that is not one of the choices."),
        },
      ),
    (f) => takeQueue(f, queues[0]),
  );
}

function takeQueue(f: FlowBuilder, { name }: MenuQueue): void {
  f.setQueue(queueRef(name));
  f.setAttributes({ queue: name });
}

/** A queue that is closed: another one, or goodbye. */
function offerAnotherQueue(f: FlowBuilder, settings: FlowSettings, choice: Label): void {
  if (settings.queues.length === 1) {
    sayGoodbye(f, "Nobody can take your call at the moment. Please call again later. Goodbye.");
    return;
  }
  f.attempt((f) =>
    f.menu(
      { name: "closed queue", say: "This department is closed at the moment. To choose another one, press 1." },
      {
        "1": (f) => f.goto(choice),
        onTimeout: goOn,
        onNoMatch: goOn,
      },
    ),
  );
  sayGoodbye(f, "Thank you for calling. Goodbye.");
}

/** Lets the caller choose the music. */
function askForMusic(f: FlowBuilder): void {
  f.attempt((f) =>
    f.menu(
      {
        name: "music",
        say: "While you wait: for jazz, press 1, for pop, press 2, for rock, press 3, or just stay on the line.",
        timeoutSeconds: 3,
      },
      {
        "1": goOn,
        "2": (f) => f.setAttributes({ holdMusic: MUSIC.pop }),
        "3": (f) => f.setAttributes({ holdMusic: MUSIC.rock }),
        onTimeout: goOn,
        onNoMatch: goOn,
      },
    ),
  );
}

/** Says how many are waiting, and puts the caller into the queue. */
export function waitInQueue(f: FlowBuilder, settings: FlowSettings): void {
  setHooks(f, settings);
  f.attempt((f) => {
    f.getMetrics({ channel: "Voice" });
    f.compareWith(
      queueMetric.size,
      [
        [equals(1), (f) => f.say("There is one caller ahead of you.")],
        [greaterThan(1), (f) => f.say(text`There are ${queueMetric.size} callers ahead of you.`)],
      ],
      (f) => f.say("You are next. We will be right with you."),
    );
  });
  f.transferToQueue({
    onAtCapacity: (f) => {
      f.say("All our lines are busy.");
      unlessCallbackIsOff(f, settings, (f) => offerCallback(f, settings));
      sayGoodbye(f, "Please call again later. Goodbye.");
    },
  });
}

/** Chooses the flows that run while a call waits, is connected, and is over. Without them the instance's own run. */
export function setHooks(f: FlowBuilder<ArrivalKind>, settings: FlowSettings): void {
  f.attempt((f) => {
    f.setEventHook("CustomerQueue", flowRef("customer-queue"));
    f.setEventHook("AgentWhisper", flowRef("agent-whisper"));
    f.setEventHook("CustomerWhisper", flowRef("customer-whisper"));
  });
  askAfterwards(f, settings);
}

/** The same for chats, in which nothing can be played. */
export function setChatHooks(f: FlowBuilder<ArrivalKind>, settings: FlowSettings): void {
  f.attempt((f) => {
    f.setEventHook("CustomerQueue", flowRef("chat-queue"));
    f.setEventHook("AgentWhisper", flowRef("agent-whisper"));
  });
  askAfterwards(f, settings);
}

/** The same for tasks, in which nobody hears anything. */
export function setTaskHooks(f: FlowBuilder<ArrivalKind>): void {
  f.attempt((f) => f.setEventHook("AgentWhisper", flowRef("agent-whisper")));
}

function askAfterwards(f: FlowBuilder<ArrivalKind>, { survey }: FlowSettings): void {
  if (survey) {
    f.attempt((f) => f.setEventHook("CustomerRemaining", flowRef("survey")));
  }
}
