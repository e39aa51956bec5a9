/** The paths of a flow: every one of them, each once, and none that cannot be gone. */
import { expect } from "chai";
import * as fc from "fast-check";
import { type FlowDocument, type FlowPath, pathsOf } from "../../flows/language";
import { playground } from "../../local/connect";
import { BYE, CALLER, type Sketch, document, say } from "../support/connectGraph";

const E = { NoMatchingError: "sorry" };
const MENU: Sketch = {
  menu: [
    "GetParticipantInput",
    { InputTimeLimitSeconds: "5", StoreInput: "False" },
    {
      next: "sorry",
      when: { "1": "hours", "2": "menu" },
      errors: { InputTimeLimitExceeded: "menu", NoMatchingCondition: "sorry", ...E },
    },
  ],
  hours: ["CheckHoursOfOperation", {}, { next: "sorry", when: { True: "hello", False: "bye" }, errors: E }],
  hello: say("Hello.", "bye"),
  sorry: say("Sorry.", "bye"),
  bye: BYE,
};

function written({ steps, end }: FlowPath): string {
  return `${steps.map(({ action, label }) => `${action}:${label}`).join(" ")} ${end}`;
}

describe("the paths of a flow", () => {
  it("are its branches to every end, with loops bounded and no more than one failure", () => {
    expect(pathsOf(document(MENU)).paths.map(written)).to.have.members([
      "menu:Equals 1 hours:Equals True hello:NextAction bye:DisconnectParticipant ends",
      "menu:Equals 1 hours:Equals False bye:DisconnectParticipant ends",
      "menu:Equals 1 hours:NoMatchingError sorry:NextAction bye:DisconnectParticipant ends",
      "menu:Equals 2 loops",
      "menu:InputTimeLimitExceeded loops",
      "menu:NoMatchingCondition sorry:NextAction bye:DisconnectParticipant ends",
      "menu:NoMatchingError sorry:NextAction bye:DisconnectParticipant ends",
    ]);
  });

  it("without failures are what happens when nothing breaks", () => {
    const { paths } = pathsOf(document(MENU), { failures: 0 });
    expect(paths.map(written).filter((path) => path.includes("NoMatchingError"))).to.deep.equal([]);
    expect(paths).to.have.length(5);
  });

  it("go round as often as they are allowed to", () => {
    const { paths } = pathsOf(document(MENU), { visits: 2, failures: 0 });
    expect(paths.map(written)).to.include("menu:Equals 2 menu:InputTimeLimitExceeded loops");
    expect(paths).to.have.length(3 + 2 * 5);
  });

  it("stop where there is nothing, and do not follow what is never followed", () => {
    const odd: Sketch = {
      say: say("Hello.", "queue"),
      queue: [
        "TransferContactToQueue",
        {},
        { next: "say", errors: { QueueAtCapacity: "nowhere", NoMatchingError: "dead" } },
      ],
      dead: ["Compare", { ComparisonValue: "$.Channel" }],
    };
    expect(pathsOf(document(odd)).paths.map(written)).to.have.members([
      "say:NextAction queue:TransferContactToQueue ends",
      "say:NextAction queue:QueueAtCapacity stops",
      "say:NextAction queue:NoMatchingError dead:Compare stops",
    ]);
  });

  it("are listed up to a limit", () => {
    const { paths, complete } = pathsOf(document(MENU), { limit: 3 });
    expect([paths.length, complete]).to.deep.equal([3, false]);
    expect(pathsOf({ ...document(MENU), StartAction: "nowhere" })).to.deep.equal({ paths: [], complete: true });
  });

  it("hold every way a caller can go", () => {
    const known = new Set(pathsOf(document(MENU), { visits: 3 }).paths.map(({ steps }) => JSON.stringify(steps)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("1", "2", "9"), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (keys, open) => {
          const flow: FlowDocument = document({
            ...MENU,
            hours: ["CheckHoursOfOperation", { HoursOfOperationId: "main" }, MENU.hours?.[2] ?? {}],
          });
          const call = playground([{ name: "it", document: flow }], { open }).dial({ from: CALLER });
          for (const key of keys) if (call.state === "waiting-for-input") call.press(key);
          if (call.state !== "ended") return;
          const taken = call.trace.map(({ action, branch: { kind, label }, type }) => {
            return { action, kind, label: kind === "end" ? type : label };
          });
          expect(known.has(JSON.stringify(taken)), JSON.stringify(taken)).to.equal(true);
        },
      ),
      { numRuns: 30 },
    );
  });
});
