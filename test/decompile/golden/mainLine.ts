import {
  defineFlow,
  existing,
  external,
  goOn,
  hoursRef,
  queueRef,
  ssml,
  storedInput,
  system,
} from "../../../flows/language";

const lookupCallerFunction = existing("function", "arn:aws:lambda:us-east-1:123456789012:function:lookup-caller");
const flow = existing(
  "flow",
  "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555/contact-flow/dddddddd-1111-4222-8333-444444444444",
);

export const mainLine = defineFlow(
  {
    name: "Main line",
    type: "CONTACT_FLOW",
    optionalErrors: "unwired",
    leaveOut: ["InvocationType", "TargetContact"],
    endings: "one",
    onError: (f) => f.goto("something went wrong please"),
  },
  (f) => {
    f.setLogging(true);
    f.setVoice({ voice: "Joanna" });
    f.say("Welcome to Example Company.");
    f.checkHours(hoursRef("Office hours"), {
      closed: (f) => {
        f.say("We are closed. Please call again on a weekday.");
        f.disconnect();
      },
    });
    f.onError(
      (f) => f.goto("for orders press 1"),
      (f) => {
        f.invokeLambda(lookupCallerFunction, {
          parameters: { phone: system.customerNumber },
          timeLimitSeconds: 4,
          returns: [],
        });
      },
    );
    f.compare(external("tier"), { gold: (f) => f.setPriority(1), silver: goOn });
    f.say(ssml`<speak>Hello <prosody rate="slow">${external("name")}</prosody>.</speak>`);
    f.label("for orders press 1");
    f.menu(
      { say: "For orders, press 1. For invoices, press 2. To change your address, press 3.", timeoutSeconds: 8 },
      {
        "1": (f) => f.goto("queue"),
        "2": (f) => {
          f.setQueue(queueRef("Invoices"));
          f.goto("recording");
        },
        "3": (f) => {
          f.storeDigits({ say: "Please type your postcode.", terminator: "#", maximumLength: 5 });
          f.attempt((f) => f.setAttributes({ postcode: storedInput, topic: "address" }));
          f.goto("queue");
        },
        onTimeout: goOn,
        onNoMatch: goOn,
      },
    );
    f.loop({ times: 2 }, (f) => {
      f.say("Sorry, I did not get that.");
      f.goto("for orders press 1");
    });
    f.say("Let me connect you with somebody.");
    f.label("queue");
    f.setQueue(queueRef("Orders"));
    f.label("recording");
    f.setRecording({ agent: true, customer: true });
    f.attempt((f) => f.setEventHook("CustomerQueue", flow));
    f.transferToQueue({ onAtCapacity: goOn });
    f.say("All lines are busy. Shall we call you back? Press 1 for yes.");
    f.exactly({ onError: (f) => f.disconnect() }).menu(
      { say: "Press 1 for a call back." },
      {
        "1": (f) => {
          f.setCallbackNumber(system.customerNumber, {
            onInvalidNumber: (f) => f.goto("something went wrong please"),
            onNotDialable: (f) => f.goto("something went wrong please"),
          });
          f.createCallback({ initialDelaySeconds: 60, retryDelaySeconds: 600, maximumAttempts: 2 });
          f.say("We will call you back.");
          f.disconnect();
          f.label("something went wrong please");
          f.say("Something went wrong. Please call again later.");
          f.disconnect();
        },
        onTimeout: (f) => f.disconnect(),
        onNoMatch: (f) => f.disconnect(),
      },
    );
  },
);

/** What the names in the flow stand for; `bind` fills them in. */
export const mainLineBindings = {
  "hours:Office hours":
    "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555/operating-hours/aaaaaaaa-1111-4222-8333-444444444444",
  "queue:Orders":
    "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555/queue/bbbbbbbb-1111-4222-8333-444444444444",
  "queue:Invoices":
    "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555/queue/cccccccc-1111-4222-8333-444444444444",
};
