/**
 * What must not compile. Nobody runs this file: `npm run typecheck` fails when one of the lines below stops being an
 * error, because an expected error that is not there is an error.
 */
import {
  attribute,
  defineFlow,
  type FlowBuilder,
  functionRef,
  goOn,
  hoursRef,
  promptRef,
  queueRef,
  text,
} from "../../flows/language";

export function mustNotCompile(f: FlowBuilder): void {
  // @ts-expect-error: a flow without its own error handler
  defineFlow({ name: "x", type: "CONTACT_FLOW" }, (f) => f.disconnect());

  // @ts-expect-error: a flow type the service does not have
  defineFlow({ name: "x", type: "INBOUND", onError: goOn }, (f) => f.disconnect());

  // @ts-expect-error: a menu that says nothing about a caller who presses nothing
  f.menu({ say: "Press 1." }, { "1": goOn, onNoMatch: goOn });

  // @ts-expect-error: a menu that says nothing about a wrong key
  f.menu({ say: "Press 1." }, { "1": goOn, onTimeout: goOn });

  // @ts-expect-error: a key no telephone has
  f.menu({ say: "Press 10." }, { "10": goOn, onTimeout: goOn, onNoMatch: goOn });

  const answer = f.invokeLambda(functionRef("lookup"), { timeLimitSeconds: 5, returns: ["caller"] });
  f.say(answer.caller);
  // @ts-expect-error: a key the function does not answer
  f.say(answer.name);

  // @ts-expect-error: a function without a time limit
  f.invokeLambda(functionRef("lookup"), { returns: ["caller"] });

  // @ts-expect-error: a queue where hours are wanted
  f.checkHours(queueRef("support"), {});

  // @ts-expect-error: hours where a queue is wanted
  f.setQueue(hoursRef("main"));

  // @ts-expect-error: a queue cannot be said
  f.say(queueRef("support"));

  // @ts-expect-error: a prompt cannot stand inside text
  f.say(text`Listen: ${promptRef("Beep.wav")}`);

  // @ts-expect-error: a queue can be full
  f.transferToQueue({});

  // @ts-expect-error: a phone number can be wrong
  f.storePhoneNumber({ say: "Number?", format: "E164" });

  // @ts-expect-error: a number can be valid and still not dialable
  f.setCallbackNumber(attribute("number"), { onInvalidNumber: goOn });

  // @ts-expect-error: a number to call back is never written into the flow
  f.setCallbackNumber("+12065550100", { onInvalidNumber: goOn, onNotDialable: goOn });

  // @ts-expect-error: a third party can fail to answer
  f.transferToPhone("+12065550100", {}, { onCallFailed: goOn });

  // @ts-expect-error: interrupted prompts without anything to do in between
  f.loopPrompts({ messages: ["Please wait."], interruptEverySeconds: 30 });

  // @ts-expect-error: no messages
  f.loopPrompts({ messages: [] });

  // @ts-expect-error: a moment at which no flow runs
  f.setEventHook("CustomerJoined", attribute("flow"));

  // @ts-expect-error: a voice engine there is not
  f.setVoice({ voice: "Joanna", engine: "Turbo" });
}
