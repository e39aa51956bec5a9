import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { flowCatalog, type FlowSettings } from "../flows/catalog";
import {
  actionSpec,
  type Flow,
  type FlowAction,
  FlowError,
  MAX_ACTIONS,
  outcomeOf,
  placeholders,
  validate,
} from "../flows/language";

const HANDLER_TIMEOUT_SECONDS = 4;
const FUNCTIONS = ["lookupCaller", "readSettings", "updateOrder"];

function settingsOf(queueCount: number, more: Partial<FlowSettings> = {}): FlowSettings {
  return {
    company: "Example Company",
    voice: "Joanna",
    language: "en-US",
    logging: true,
    hours: "main",
    queues: Array.from({ length: queueCount }, (_, index) => {
      return { name: `queue-${index + 1}`, spokenName: `department ${index + 1}`, digit: String(index + 1) };
    }),
    recording: "none",
    selfService: false,
    callback: true,
    ...more,
  };
}

/** Every combination of what changes the flows. */
function* grid(): Generator<FlowSettings> {
  for (const queues of [1, 2, 9]) {
    for (const selfService of [false, true]) {
      for (const callback of [false, true]) {
        for (const recording of ["agent", "customer", "both", "none"] as const) {
          yield settingsOf(queues, {
            selfService,
            callback,
            callbackToAnyNumber: selfService,
            recording,
            language: callback ? "en-US" : "en-GB",
          });
        }
      }
    }
  }
}

/** Every combination of what changes the flows of a centre with a bot. */
function* botGrid(): Generator<FlowSettings> {
  for (const queues of [1, 2, 9]) {
    for (const callback of [false, true]) {
      for (const others of [false, true]) {
        const more = { notifications: others, survey: others, callbackToAnyNumber: others, orderChanges: others };
        yield settingsOf(queues, {
          selfService: true,
          bot: true,
          callback,
          language: callback ? "en-US" : "es-US",
          ...more,
        });
      }
    }
  }
}

function title({ queues, selfService, callback, recording }: FlowSettings): string {
  return `${queues.length} queues, ${selfService ? "with" : "without"} self-service, ${callback ? "with" : "without"} callback, recording ${recording}`;
}

function nextOf(action: FlowAction): string[] {
  const { NextAction, Errors = [], Conditions = [] } = action.Transitions ?? {};
  return [
    ...(NextAction === undefined ? [] : [NextAction]),
    ...[...Conditions, ...Errors].map((way) => way.NextAction),
  ];
}

describe("shipped flows", () => {
  for (const settings of grid()) {
    it(`are legal and never silent: ${title(settings)}`, () => {
      const flows = flowCatalog(settings);
      flows.forEach(expectSound);
      expectKnownResources(settings, flows);
    });
  }

  it("are so, too, with a bot, whatever goes with it", () => {
    for (const settings of botGrid()) flowCatalog(settings).forEach(expectSound);
  });

  it("come in an order in which each follows the flows it names, under names of their own", () => {
    const seen = new Set<string>();
    for (const flow of flowCatalog(settingsOf(2, { selfService: true }))) {
      for (const { kind, name } of placeholders(flow.document)) {
        expect(kind !== "flow" || seen.has(name), `${flow.name} names ${name}`).to.equal(true);
      }
      expect(seen.has(flow.name)).to.equal(false);
      seen.add(flow.name);
      expect(flow.description).to.be.a("string").that.is.not.empty;
    }
    expect([...seen]).to.include.members([
      "inbound",
      "customer-queue",
      "agent-whisper",
      "customer-whisper",
      "queue-transfer",
    ]);
  });

  it("ask only functions there are handlers for", () => {
    const named = flowCatalog(settingsOf(2, { selfService: true })).flatMap(({ document }) => placeholders(document));
    const functions = new Set(named.flatMap(({ kind, name }) => (kind === "function" ? [name] : [])));
    expect([...functions].sort()).to.deep.equal(FUNCTIONS);
    for (const name of functions) {
      expect(fs.existsSync(path.join(__dirname, "..", "handlers", `${name}.ts`)), name).to.equal(true);
    }
  });

  it("invoke nothing in the simple architecture", () => {
    const types = flowCatalog(settingsOf(2)).flatMap(({ document }) => document.Actions.map(({ Type }) => Type));
    expect(types).not.to.include("InvokeLambdaFunction");
  });

  it("wait for a function as long as the settings say", () => {
    const limits = (settings: FlowSettings) =>
      new Set(
        flowCatalog(settings).flatMap(({ document }) =>
          document.Actions.flatMap(({ Parameters }) => Parameters?.["InvocationTimeLimitSeconds"] ?? []),
        ),
      );
    expect([...limits(settingsOf(1, { selfService: true }))]).to.deep.equal(["5"]);
    expect([...limits(settingsOf(1, { selfService: true, flowTimeLimitSeconds: 3 }))]).to.deep.equal(["3"]);
  });

  it("take a company of any name, but none that would be read as a reference", () => {
    const withName = (company: string) => flowCatalog(settingsOf(2, { selfService: true, company }));
    const [text] = withName('R&D "O\'Neill" <née> 日本')
      .flatMap(({ document }) => document.Actions)
      .flatMap(({ Parameters }) => (String(Parameters?.["Text"]).startsWith("Welcome") ? [Parameters?.["Text"]] : []));
    expect(text).to.equal('Welcome to R&D "O\'Neill" <née> 日本.');
    expect(() => withName("$.Attributes.x")).to.throw(FlowError);
  });

  it("refuse queues that cannot be told apart by a key", () => {
    const flows =
      (...digits: string[]) =>
      () =>
        flowCatalog(settingsOf(0, { queues: digits.map((digit) => ({ name: `q${digit}`, spokenName: "q", digit })) }));
    expect(flows()).to.throw(FlowError, /no queue/);
    expect(flows("1", "1")).to.throw(FlowError, /Two queues have the digit 1/);
    expect(flows("1", "0")).to.throw(FlowError, /q0 has the digit "0"/);
    expect(flows("1", "10")).to.throw(FlowError, /q10/);
  });
});

/** Legal, not too large, and no way through it that ends in silence. */
function expectSound(flow: Flow): void {
  const functionTimeouts = Object.fromEntries(
    FUNCTIONS.map((name) => [`\${{function:${name}}}`, HANDLER_TIMEOUT_SECONDS]),
  );
  expect(validate(flow.document, { type: flow.type, functionTimeouts }), flow.name).to.deep.equal([]);
  expect(flow.document.Actions.length, flow.name).to.be.at.most(MAX_ACTIONS);
  expectErrorsWired(flow);
  expectEveryPathEnds(flow);
  expectPromptsBetweenInvocations(flow);
}

/** Every generic error leads somewhere, but for the words of the flow's own error handler. */
function expectErrorsWired({ name, document }: Flow): void {
  for (const action of document.Actions) {
    const spec = actionSpec(action.Type);
    const outcome = spec && outcomeOf(spec, action.Parameters ?? {});
    const { requiredErrors = [], optionalErrors = [] } = outcome ?? {};
    const wired = (action.Transitions?.Errors ?? []).map(({ ErrorType }) => ErrorType);
    expect(wired, `${name} ${action.Identifier}`).to.include.members([...requiredErrors]);
    if (optionalErrors.includes("NoMatchingError") && !wired.includes("NoMatchingError")) {
      expect(handlerActions(document.Actions), `${name} ${action.Identifier}`).to.include(action.Identifier);
    }
  }
}

/** The last actions of a document are those of its error handler. */
function handlerActions(actions: readonly FlowAction[]): string[] {
  return actions.slice(-3).map(({ Identifier }) => Identifier);
}

/** From every action the contact can still get to an end, a queue, another flow or the waiting music. */
function expectEveryPathEnds({ name, document }: Flow): void {
  const ends = (action: FlowAction): boolean => {
    const spec = actionSpec(action.Type);
    return spec?.terminal === true || spec?.handsOver === true || spec?.holds === true;
  };
  const ending = new Set(document.Actions.filter(ends).map(({ Identifier }) => Identifier));
  for (let size = -1; size !== ending.size;) {
    size = ending.size;
    document.Actions.filter((action) => nextOf(action).some((next) => ending.has(next))).forEach(({ Identifier }) =>
      ending.add(Identifier),
    );
  }
  expect(
    document.Actions.map(({ Identifier }) => Identifier).filter((id) => !ending.has(id)),
    name,
  ).to.deep.equal([]);
}

/** After an invocation that answered, callers hear something before the next one. */
function expectPromptsBetweenInvocations({ name, document }: Flow): void {
  const byId = new Map(document.Actions.map((action) => [action.Identifier, action]));
  const speaks = (action: FlowAction): boolean => actionSpec(action.Type)?.takesTime === true;
  for (const first of document.Actions.filter(({ Type }) => Type === "InvokeLambdaFunction")) {
    const seen = new Set<string>();
    const waiting = nextOf(first);
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const action = byId.get(id);
      if (action && !seen.has(id) && !speaks(action)) {
        seen.add(id);
        expect(action.Type, `${name}: ${first.Identifier}, then ${id}`).not.to.equal("InvokeLambdaFunction");
        waiting.push(...nextOf(action));
      }
    }
  }
}

function expectKnownResources(settings: FlowSettings, flows: readonly Flow[]): void {
  const known = new Map<string, (name: string) => boolean>([
    ["queue", (name) => settings.queues.some((queue) => queue.name === name)],
    ["hours", (name) => name === settings.hours],
    ["flow", (name) => flows.some((flow) => flow.name === name)],
    ["function", (name) => FUNCTIONS.includes(name)],
    ["prompt", (name) => /^Music_\w+_Inst\.wav$/.test(name)],
  ]);
  for (const flow of flows) {
    for (const { kind, name, token } of placeholders(flow.document)) {
      expect(known.get(kind)?.(name), `${flow.name} names ${token}`).to.equal(true);
    }
  }
}
