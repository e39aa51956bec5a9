import { expect } from "chai";
import fc from "fast-check";
import { type Body, type Flow, type FlowAction, type FlowDocument, queueRef, ssml, system } from "../../flows/language";
import { changesToMarkdown, changesToText, describeChanges, describeFlows } from "../../flows/language/diff";
import { arbitraryFlow } from "../support/arbitraryFlows";
import { flowOf, inbound } from "../support/flowDocuments";

/** What a help desk is made of, so that a test can change one thing. */
interface Desk {
  welcome?: string;
  extra?: Body;
  offer?: string;
  timeoutSeconds?: number;
  one?: Body;
  two?: Body | null;
  three?: Body;
  times?: number;
  onAtCapacity?: Body;
}

function desk(parts: Desk = {}): FlowDocument {
  return inbound((f) => {
    f.say(parts.welcome ?? "Welcome to the help desk.");
    parts.extra?.(f);
    const two: Body = (f) => f.setQueue(queueRef("sales"));
    f.loop(
      { times: parts.times ?? 3, name: "topics" },
      (f) =>
        f.menu(
          { name: "topic", say: parts.offer ?? "Press 1 or 2.", timeoutSeconds: parts.timeoutSeconds ?? 5 },
          {
            "1": (f) => {
              (parts.one ?? ((f) => f.setQueue(queueRef("support"))))(f);
              f.leaveLoop();
            },
            ...(parts.two !== null && {
              "2": (f) => {
                (parts.two ?? two)(f);
                f.leaveLoop();
              },
            }),
            ...(parts.three && {
              "3": (f) => {
                parts.three?.(f);
                f.leaveLoop();
              },
            }),
            onTimeout: (f) => f.say("I did not notice a key."),
            onNoMatch: (f) => f.say("That is no choice."),
          },
        ),
      (f) => f.setQueue(queueRef("support")),
    );
    f.transferToQueue({
      onAtCapacity:
        parts.onAtCapacity ??
        ((f) => {
          f.say("All lines are busy.");
          f.disconnect();
        }),
    });
  }).document;
}

function sentences(before: FlowDocument, after: FlowDocument): string[] {
  return describeChanges(before, after).map(({ sentence }) => sentence);
}

/** The document under other identifiers, and its actions in another order. */
function renamed(document: FlowDocument, names: readonly string[], order: readonly FlowAction[]): FlowDocument {
  const to = new Map(document.Actions.map(({ Identifier }, index) => [Identifier, names[index] ?? `block ${index}`]));
  const name = (id: string): string => to.get(id) ?? id;
  return {
    ...document,
    Metadata: {},
    StartAction: name(document.StartAction),
    Actions: order.map((action): FlowAction => {
      const { NextAction, Conditions, Errors } = action.Transitions ?? {};
      return {
        ...action,
        Identifier: name(action.Identifier),
        Transitions: {
          ...(NextAction !== undefined && { NextAction: name(NextAction) }),
          ...(Conditions && { Conditions: Conditions.map((way) => ({ ...way, NextAction: name(way.NextAction) })) }),
          ...(Errors && { Errors: Errors.map((way) => ({ ...way, NextAction: name(way.NextAction) })) }),
        },
      };
    }),
  };
}

const EDITS: [what: string, edit: Desk, says: string[]][] = [
  ["nothing", {}, []],
  [
    "another welcome",
    { welcome: "Good morning." },
    ["at the start: the caller now hears “Good morning.” instead of “Welcome to the help desk.”"],
  ],
  [
    "a new message",
    { extra: (f) => f.say("This call may be recorded.") },
    ["after “Welcome to the help desk.”: the caller now hears “This call may be recorded.”"],
  ],
  [
    "two new blocks",
    {
      extra: (f) => {
        f.setAttributes({ line: "desk" });
        f.say("One moment.");
      },
    },
    ["after “Welcome to the help desk.”: new: remember line = desk, then the caller now hears “One moment.”"],
  ],
  [
    "another offer",
    { offer: "Press 1." },
    ["after loop up to 3 times, “next round”: the caller now hears “Press 1.” instead of “Press 1 or 2.”"],
  ],
  ["another timeout", { timeoutSeconds: 8 }, ["menu “Press 1 or 2.”: timeout 5 s → 8 s"]],
  ["fewer rounds", { times: 2 }, ["loop up to 3 times: rounds 3 → 2"]],
  [
    "another queue for a key",
    { two: (f) => f.setQueue(queueRef("billing")) },
    [
      "setting queue sales: queue sales → billing",
      "queue sales: removed, nothing here uses it any more",
      "queue billing: used for the first time here",
    ],
  ],
  [
    "a new key",
    { three: (f) => f.setQueue(queueRef("billing")) },
    [
      "after menu “Press 1 or 2.”, key 3: new: setting queue billing",
      "menu “Press 1 or 2.”: key 3 is new and leads to setting queue billing",
      "queue billing: used for the first time here",
    ],
  ],
  [
    "a key less",
    { two: null },
    [
      "menu “Press 1 or 2.”: key 2 is gone (it led to setting queue sales)",
      "after menu “Press 1 or 2.”, key 2: removed: setting queue sales",
      "queue sales: removed, nothing here uses it any more",
    ],
  ],
  [
    "two keys exchanged",
    { one: (f) => f.setQueue(queueRef("sales")), two: (f) => f.setQueue(queueRef("support")) },
    [
      "menu “Press 1 or 2.”: key 1 now leads to setting queue sales (before: setting queue support)",
      "menu “Press 1 or 2.”: key 2 now leads to setting queue support (before: setting queue sales)",
    ],
  ],
];

describe("changes of a flow", () => {
  for (const [what, edit, says] of EDITS) {
    it(`are told for ${what}`, () => {
      expect(sentences(desk(), desk(edit))).to.deep.equal(says);
    });
  }

  it("are none for another order, other identifiers and other positions, whatever the flow", () => {
    const flows = arbitraryFlow({ maxActions: 16 }).chain(({ document }) => {
      const ids = document.Actions.map(({ Identifier }) => Identifier);
      return fc.tuple(
        fc.constant(document),
        // Exchanged among themselves, the identifiers mislead as much as they can.
        fc.shuffledSubarray(ids, { minLength: ids.length }),
        fc.shuffledSubarray([...document.Actions], { minLength: ids.length }),
      );
    });
    fc.assert(
      fc.property(flows, ([document, names, order]) => {
        expect(describeChanges(document, renamed(document, names, order))).to.deep.equal([]);
      }),
      { numRuns: 60 },
    );
  });

  it("are told about blocks that exist, and differ when the flows differ in what a contact meets", () => {
    fc.assert(
      fc.property(arbitraryFlow(), arbitraryFlow(), (one, other) => {
        for (const { kind, action } of describeChanges(one.document, other.document)) {
          const side = kind === "removed" ? one.document : other.document;
          const ids = side.Actions.map(({ Identifier }) => Identifier);
          expect(action === undefined ? kind === "resource" : ids.includes(action)).to.equal(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("are found for any change of what a block says or waits for", () => {
    fc.assert(
      fc.property(arbitraryFlow({ maxActions: 10 }), fc.nat(), ({ document }, pick) => {
        const index = pick % document.Actions.length;
        const Actions = document.Actions.map((action, at) =>
          at === index ? { ...action, Parameters: { ...action.Parameters, Added: "something" } } : action,
        );
        expect(describeChanges(document, { ...document, Actions })).to.have.length.above(0);
      }),
      { numRuns: 40 },
    );
  });

  it("keep apart who hears what", () => {
    const whisper = (text: string): FlowDocument =>
      flowOf("AGENT_WHISPER", (f) => {
        f.say(text);
        f.endFlow();
      }).document;
    const changes = describeChanges(whisper("A call."), whisper("A task."), { type: "AGENT_WHISPER" });
    expect(changes.map(({ sentence }) => sentence)).to.deep.equal([
      "at the start: the agent now hears “A task.” instead of “A call.”",
    ]);
  });

  it("say that the way of writing changed where a caller hears the same", () => {
    const spoken = (say: Body): FlowDocument =>
      inbound((f) => {
        say(f);
        f.disconnect();
      }).document;
    const changes = sentences(
      spoken((f) => f.say("Hello.")),
      spoken((f) => f.say(ssml`<speak>Hello.</speak>`)),
    );
    expect(changes).to.deep.equal(["“Hello.”: how it is written changed, not what it does"]);
  });

  it("tell once of an error way that many blocks changed alike", () => {
    const flow = (onError: string): FlowDocument => {
      const block = (Identifier: string, NextAction: string): FlowAction => ({
        Identifier,
        Type: "MessageParticipant",
        Parameters: { Text: `Block ${Identifier}.` },
        Transitions: { NextAction, Errors: [{ ErrorType: "NoMatchingError", NextAction: onError }] },
      });
      const blocks = [block("1", "2"), block("2", "3"), block("3", "4"), block("4", "sorry"), block("sorry", "later")];
      const later = { ...block("later", "bye"), Transitions: { NextAction: "bye" } };
      const Actions = [...blocks, later, { Identifier: "bye", Type: "DisconnectParticipant" }];
      return { Version: "2019-10-30", StartAction: "1", Actions };
    };
    expect(sentences(flow("later"), flow("bye"))).to.deep.equal([
      "5 blocks, from “Block 1.” on: on an error now leads to hanging up (before: “Block later.”)",
    ]);
  });

  it("tell of a new start, and of blocks nothing leads to", () => {
    const block = (Identifier: string, Text: string, next: string): FlowAction => {
      return { Identifier, Type: "MessageParticipant", Parameters: { Text }, Transitions: { NextAction: next } };
    };
    const bye: FlowAction = { Identifier: "bye", Type: "DisconnectParticipant" };
    const document = (StartAction: string, ...Actions: FlowAction[]): FlowDocument => {
      return { Version: "2019-10-30", StartAction, Actions: [...Actions, bye] };
    };
    const [one, two] = [block("1", "One.", "bye"), block("2", "Two.", "bye")];
    expect(sentences(document("1", one, two), document("2", one, two))).to.deep.equal([
      "the flow now starts with “Two.” (before: “One.”)",
    ]);
    expect(sentences(document("1", one), document("1", one, two))).to.deep.equal([
      "where nothing leads: the caller now hears “Two.”",
    ]);
  });

  it("hold times, numbers and references in words", () => {
    const flow = (seconds: string, number: string): FlowDocument => ({
      Version: "2019-10-30",
      StartAction: "a",
      Actions: [
        {
          Identifier: "a",
          Type: "TransferParticipantToThirdParty",
          Parameters: { ThirdPartyPhoneNumber: number, ThirdPartyConnectionTimeLimitSeconds: seconds },
        },
      ],
    });
    expect(sentences(flow("30", "+12065550100"), flow("120", system.customerNumber.path)).sort()).to.deep.equal([
      "connect to number +12065550100 · rings 30 s: rings for 30 s → 2 min",
      "connect to number +12065550100 · rings 30 s: third party phone number +12065550100 → caller's number",
    ]);
  });
});

describe("changes of parameters", () => {
  const playing = (Parameters: FlowAction["Parameters"]): FlowDocument => {
    const { document } = inbound((f) => {
      f.setQueue(queueRef("sales"));
      f.disconnect();
    });
    const Actions = document.Actions.map((action) =>
      action.Type === "UpdateContactTargetQueue" ? { ...action, Type: "GetMetricData", Parameters } : action,
    );
    return { ...document, Actions };
  };

  it("tell what was set anew, what is gone, and what is another", () => {
    const [none, voice, chat] = [playing({}), playing({ QueueChannel: "Voice" }), playing({ QueueChannel: "Chat" })];
    expect(sentences(none, voice).join()).to.match(/queue channel is now “?Voice/i);
    expect(sentences(voice, none).join()).to.match(/queue channel is gone \(it was “?Voice/i);
    expect(sentences(voice, chat).join()).to.match(/queue channel “?Voice”? → “?Chat/i);
  });
});

describe("changes of several flows", () => {
  const flow = (name: string, text: string, type: Flow["type"] = "CONTACT_FLOW"): Flow => {
    const body: Body = (f) => {
      f.say(text);
      f.disconnect();
    };
    const { document } = flowOf("CONTACT_FLOW", body, (f) => f.disconnect());
    return { name, type, document };
  };

  it("are told by flow, with flows that are new, gone or of another type", () => {
    const before = [flow("b", "Hello."), flow("gone", "Bye."), flow("a", "Same.")];
    const after = [flow("a", "Same."), flow("new", "Hi."), flow("b", "Hello.", "QUEUE_TRANSFER")];
    expect(changesToText(describeFlows(before, after))).to.equal(
      [
        "b: is now a transfer to queue flow (before: inbound flow), so it is made anew",
        "gone: removed, it was an inbound flow of 3 actions",
        "new: new inbound flow of 3 actions",
      ].join("\n"),
    );
  });

  it("say so when there are none", () => {
    const flows = [flow("a", "Same.")];
    for (const write of [changesToText, changesToMarkdown]) {
      expect(write(describeFlows(flows, flows))).to.equal("No contact flow changes.");
    }
  });

  it("are Markdown in which nothing a flow says is markup", () => {
    const changes = describeFlows([flow("a", "Hello.")], [flow("a", "<img> *now* @everyone [x](y) `z`")]);
    expect(changesToMarkdown(changes)).to.equal(
      "**a**\n\n- at the start: the caller now hears “&lt;img\\> \\*now\\* @&#8203;everyone \\[x\\](y) \\`z\\`” instead of “Hello.”",
    );
  });

  it("are Markdown that tells nobody and links to nothing, whatever a flow says", () => {
    const words = "@octocat #12 GH-12 octo/repo#3 https://example.com www.example.com me@example.com &lt;script> | a";
    const comment = changesToMarkdown(describeFlows([flow("a", "Hello.")], [flow("a", words)]));
    // GitHub looks for names, issues and addresses after it has taken the backslashes away.
    const seen = comment.replace(/&#8203;/g, "\u200b").replace(/\\(.)/g, "$1");
    expect(seen).not.to.match(/@\w|#\d|GH-\d|https?:|www\.|&lt;script/);
    expect(comment).to.contain("\\|");
  });
});
