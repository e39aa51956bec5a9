/** ShowView: shows the customer of a chat, or the agent, a page with fields and buttons, and goes on with what they choose. */
import type { ActionCompiler } from "../stepBuilder";
import { Arguments } from "./arguments";

const MAX_SECONDS = 604_800;
/** Most characters of what the view is given together with the contact's attributes ("16 KB"). */
const MAX_VIEW_CHARACTERS = 16_384;

/** Shows a view; the action chosen is the result, what was entered is `$.Views.ViewResultData`. */
export const showView: ActionCompiler = (builder) => {
  const args = new Arguments(builder);
  const viewId = args.text("ViewResource", "Id");
  const limit = args.text("InvocationTimeLimitSeconds");
  const data = args.tree("ViewData");
  const secret = args.list("SensitiveDataConfiguration", "HideResponseOn").includes("TRANSCRIPT");
  const match = builder.matcher();
  const failed = builder.error("NoMatchingError");
  const timedOut = builder.error("TimeLimitExceeded");
  return (run) => {
    const detail: unknown[] = [];
    run.detail = detail;
    const { contact, runtime } = run;
    const view = viewId(run, detail) ?? "";
    const seconds = Number(limit(run, detail) ?? Number.NaN);
    const shown = JSON.stringify(data(run, detail) ?? {});
    const characters = shown.length + JSON.stringify(contact.attributes.toObject()).length;
    const reason =
      !run.forAgent && (contact.channel !== "CHAT" || !contact.customerPresent)
        ? "a view is shown to an agent, or in a chat to a customer who is there"
        : view === ""
          ? "ViewResource.Id leads to no view"
          : !Number.isInteger(seconds) || seconds < 1 || seconds > MAX_SECONDS
            ? `InvocationTimeLimitSeconds must be a whole number from 1 to ${MAX_SECONDS}`
            : characters > MAX_VIEW_CHARACTERS
              ? `view data and attributes have ${characters} characters; at most ${MAX_VIEW_CHARACTERS} are allowed`
              : undefined;
    if (reason !== undefined) {
      run.diagnose(reason);
      return failed;
    }
    contact.journal.say(runtime.clock.now(), "system", `(view ${view})`, run.step, undefined, run.forAgent);
    const timer = runtime.clock.after(seconds * 1_000, () => {
      run.detail = detail;
      run.resume(timedOut);
    });
    return run.wait({
      waits: "input",
      timer,
      secret,
      choose: (action, result) => {
        run.detail = detail;
        run.frame.views = { Action: action, ViewResultData: result };
        run.result = action;
        return match(action, run);
      },
    });
  };
};
