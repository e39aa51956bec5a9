/** Offering to call back, on the number the caller calls from or on another one. */
import { type DialogKind, type FlowBuilder, goOn, type Reference, storedInput, system } from "./language";
import { sayGoodbye } from "./goodbye";
import { type FlowSettings } from "./settings";

/** Times a caller may type a number. */
const NUMBER_ROUNDS = 2;

/** Asks whether to call back. Whoever accepts is called back; with everybody else the flow goes on. */
export function offerCallback(f: FlowBuilder<DialogKind>, settings: FlowSettings): void {
  if (settings.callbackToAnyNumber) {
    offerAnyNumber(f, settings);
  } else {
    offerOwnNumber(f);
  }
}

/** Calls back the number the call comes from, and no other. */
function offerOwnNumber(f: FlowBuilder<DialogKind>): void {
  f.attempt((f) =>
    f.menu(
      {
        name: "callback",
        say: "To be called back on the number you are calling from, press 1. Otherwise, just stay on the line.",
      },
      {
        "1": (f) => callBack(f, system.customerNumber, (f) => f.say("We cannot call the number you are calling from.")),
        onTimeout: goOn,
        onNoMatch: goOn,
      },
    ),
  );
}

/** Calls back the number the call comes from, or one the caller types. */
function offerAnyNumber(f: FlowBuilder<DialogKind>, settings: FlowSettings): void {
  const another = f.forwardLabel("another number");
  const declined = f.forwardLabel("no callback");
  f.attempt((f) => {
    f.menu(
      {
        name: "callback",
        say:
          "To be called back on the number you are calling from, press 1. To be called back on another number, " +
          "press 2. Otherwise, just stay on the line.",
      },
      {
        "1": (f) => callBack(f, system.customerNumber, (f) => f.goto(another)),
        "2": (f) => f.goto(another),
        onTimeout: (f) => f.goto(declined),
        onNoMatch: (f) => f.goto(declined),
      },
    );
    f.place(another);
    f.loop({ times: NUMBER_ROUNDS, name: "callback number" }, (f) => askForNumber(f, settings));
    f.say("I could not make out a number to call.");
  });
  f.place(declined);
}

function askForNumber(f: FlowBuilder<DialogKind>, { language }: FlowSettings): void {
  const [, country] = language.split("-");
  const again = (f: FlowBuilder<DialogKind>): void => {
    f.say("That does not seem to be a number we can call.");
    f.nextRound();
  };
  f.storePhoneNumber(
    {
      name: "callback number",
      say: "Please enter the number we should call, with its area code, then press the pound key.",
      timeoutSeconds: 10,
      format: "Local",
      ...(country !== undefined && { countryCode: country }),
    },
    { onInvalidNumber: again },
  );
  callBack(f, storedInput, again);
}

function callBack(f: FlowBuilder<DialogKind>, number: Reference, refused: (f: FlowBuilder<DialogKind>) => void): void {
  f.setCallbackNumber(number, { onInvalidNumber: refused, onNotDialable: refused });
  f.createCallback({ initialDelaySeconds: 5, retryDelaySeconds: 600, maximumAttempts: 2 });
  sayGoodbye(f, "Thank you. You keep your place, and we will call you back. Goodbye.");
}
