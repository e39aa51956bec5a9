import { expect } from "chai";
import { ACTION_SPECS, type FlowAction, type FlowKind, REFUSED_TYPES, validate } from "../flows/language";

import { action, flow, LAMBDA, MENU, MENU_ERRORS, SAY, STORE, ways } from "./support/flowActions";

describe("the flow validator", () => {
  describe("finds in an action", () => {
    const found: [string, string, FlowAction, FlowKind?][] = [
      ["an unknown type, which may be newer", "warning F201", action("SayHello", {})],
      ["a type that is known to be refused", "error F201", action("PlayPrompt", {})],
      ["a type every object has", "warning F201", action("toString", {})],
      [
        "a type illegal in whispers",
        "error F202",
        action("UpdateContactTargetQueue", { QueueId: "q" }, ways(["NoMatchingError"])),
        "AGENT_WHISPER",
      ],
      [
        "a type whose flow types are disputed",
        "warning F202",
        action("UpdateContactRoutingBehavior", { QueuePriority: "1" }),
        "CUSTOMER_QUEUE",
      ],
      [
        "a type known from documentation only",
        "warning F202",
        action(
          "UpdatePreviousContactParticipantState",
          { PreviousContactParticipantState: "OffHold" },
          ways(["NoMatchingError"]),
        ),
        "CUSTOMER_HOLD",
      ],
      [
        "an unknown parameter",
        "error F301",
        action("TransferContactToQueue", { QueueId: "q" }, ways(["QueueAtCapacity", "NoMatchingError"])),
      ],
      ["a parameter every object has", "error F301", action("MessageParticipant", { Text: "a", toString: "b" })],
      ["a missing parameter", "error F302", action("InvokeLambdaFunction", {}, ways(["NoMatchingError"]))],
      [
        "a missing field of a parameter",
        "error F302",
        action(
          "GetParticipantInput",
          { ...STORE, InputValidation: { CustomValidation: {} } },
          ways(["NoMatchingError"]),
        ),
      ],
      ["text and markup together", "error F303", action("MessageParticipant", { Text: "a", SSML: "<speak>a</speak>" })],
      ["nothing to say", "error F303", action("MessageParticipant", {})],
      [
        "two event hooks",
        "error F303",
        action(
          "UpdateContactEventHooks",
          { EventHooks: { AgentHold: "a", CustomerHold: "b" } },
          ways(["NoMatchingError"]),
        ),
      ],
      [
        "seven tags",
        "error F304",
        action(
          "TagContact",
          { Tags: Object.fromEntries([..."abcdefg"].map((key) => [key, "x"])) },
          ways(["NoMatchingError"]),
        ),
      ],
      ["a boolean", "warning F305", action("GetParticipantInput", { ...MENU, StoreInput: false }, ways(MENU_ERRORS))],
      [
        "a boolean the service is known to refuse",
        "error F305",
        action(
          "GetParticipantInput",
          { ...STORE, DTMFConfiguration: { DisableCancelKey: true } },
          ways(["NoMatchingError"]),
        ),
      ],
      [
        "a number",
        "warning F305",
        action("GetParticipantInput", { ...MENU, InputTimeLimitSeconds: 5 }, ways(MENU_ERRORS)),
      ],
      [
        "an empty text",
        "error F306",
        action(
          "InvokeLambdaFunction",
          { ...LAMBDA, LambdaInvocationAttributes: { queue: "" } },
          ways(["NoMatchingError"]),
        ),
      ],
      [
        "a reference in a static parameter",
        "error F307",
        action("GetParticipantInput", { ...MENU, InputTimeLimitSeconds: "$.Attributes.limit" }, ways(MENU_ERRORS)),
      ],
      [
        "a reference that is not the whole parameter",
        "error F307",
        action("UpdateContactTargetQueue", { QueueId: "queue/$.Attributes.queue" }, ways(["NoMatchingError"])),
      ],
      [
        "no reference where one is needed",
        "error F307",
        action("Compare", { ComparisonValue: "yes" }, ways(["NoMatchingCondition"])),
      ],
      [
        "a callback number written into the flow",
        "error F307",
        action(
          "UpdateContactCallbackNumber",
          { CallbackNumber: "+12065550100" },
          ways(["InvalidCallbackNumber", "CallbackNumberNotDialable"]),
        ),
      ],
      ["an unknown value", "error F308", action("UpdateFlowLoggingBehavior", { FlowLoggingBehavior: "On" })],
      [
        "a number out of bounds",
        "error F308",
        action("Loop", { LoopCount: "101" }, ways([], ["ContinueLooping", "DoneLooping"])),
      ],
      ["null", "error F309", action("UpdateContactTargetQueue", { QueueId: null }, ways(["NoMatchingError"]))],
      [
        "an object where text is wanted",
        "error F309",
        action("UpdateContactTargetQueue", { QueueId: { Id: "q" } }, ways(["NoMatchingError"])),
      ],
      [
        "input stored without validation",
        "error F310",
        action("GetParticipantInput", { InputTimeLimitSeconds: "5", StoreInput: "True" }, ways(["NoMatchingError"])),
      ],
      [
        "a menu with validation",
        "error F311",
        action("GetParticipantInput", { ...STORE, StoreInput: "False" }, ways(MENU_ERRORS)),
      ],
      [
        "an encrypted phone number",
        "error F312",
        action(
          "GetParticipantInput",
          {
            ...STORE,
            InputValidation: { PhoneNumberValidation: { NumberFormat: "E164" } },
            InputEncryption: { EncryptionKeyId: "k", Key: "pem" },
          },
          ways(["InvalidPhoneNumber", "NoMatchingError"]),
        ),
      ],
      [
        "a terminator that cancels",
        "error F313",
        action(
          "GetParticipantInput",
          { ...STORE, DTMFConfiguration: { InputTerminationSequence: "*" } },
          ways(["NoMatchingError"]),
        ),
      ],
      [
        "180 seconds for input",
        "warning F314",
        action("GetParticipantInput", { ...MENU, InputTimeLimitSeconds: "180" }, ways(MENU_ERRORS)),
      ],
      [
        "interrupts too close together",
        "warning F315",
        action(
          "MessageParticipantIteratively",
          { Messages: [{ Text: "a" }], InterruptFrequencySeconds: "20" },
          ways([], ["MessagesInterrupted"]),
        ),
        "CUSTOMER_QUEUE",
      ],
      ["ways out of an ending", "error F401", action("DisconnectParticipant", {})],
      ["an error that leads nowhere", "error F402", action("TransferContactToQueue", {}, ways(["NoMatchingError"]))],
      ["an unprobed error that leads nowhere", "warning F402", action("CreateTask", { ContactFlowId: "f", Name: "n" })],
      [
        "an error the action does not raise",
        "error F403",
        action(
          "UpdateContactCallbackNumber",
          { CallbackNumber: "$.StoredCustomerInput" },
          ways(["InvalidCallbackNumber", "CallbackNumberNotDialable", "NoMatchingError"]),
        ),
      ],
      [
        "the time limit error of stored input",
        "error F403",
        action("GetParticipantInput", STORE, ways(["NoMatchingError", "InputTimeLimitExceeded"])),
      ],
      [
        "an error wired twice",
        "warning F404",
        action("GetMetricData", {}, ways(["NoMatchingError", "NoMatchingError"])),
      ],
      [
        "only one half of the hours",
        "error F405",
        action("CheckHoursOfOperation", {}, ways(["NoMatchingError"], ["True"])),
      ],
      ["a key no telephone has", "error F405", action("GetParticipantInput", MENU, ways(MENU_ERRORS, ["12"]))],
      [
        "an interrupt without a frequency",
        "error F405",
        action("MessageParticipantIteratively", { Messages: [{ Text: "a" }] }, ways([], ["MessagesInterrupted"])),
        "CUSTOMER_QUEUE",
      ],
      [
        "falling percentages",
        "error F405",
        action("DistributeByPercentage", {}, ways(["NoMatchingCondition"], ["61", "21"], "NumberLessThan")),
      ],
      [
        "an event nobody waits for",
        "error F405",
        action("Wait", { TimeLimitSeconds: "5" }, ways(["NoMatchingError"], ["WaitCompleted", "CustomerReturned"])),
      ],
      [
        "an operator there is not",
        "error F405",
        action("Compare", { ComparisonValue: "$.Channel" }, ways(["NoMatchingCondition"], ["a"], "Contains")),
      ],
      [
        "an empty operand",
        "error F405",
        action("Compare", { ComparisonValue: "$.Channel" }, ways(["NoMatchingCondition"], [""])),
      ],
      ["no way out", "error F406", action("UpdateFlowLoggingBehavior", { FlowLoggingBehavior: "Enabled" }, {})],
      ["a way out to nowhere", "error F407", { ...SAY, Transitions: { NextAction: "End" } }],
      ["a prompt too long", "error F601", action("MessageParticipant", { Text: "x".repeat(3_001) })],
      ["markup that is not well-formed", "warning F602", action("MessageParticipant", { SSML: "<speak>a" })],
      ["a tag nobody speaks", "warning F603", action("MessageParticipant", { SSML: "<speak><audio/></speak>" })],
      ["markup in text", "warning F604", action("MessageParticipant", { Text: "<speak>a</speak>" })],
      [
        "too long a wait for a function",
        "error F701",
        action("InvokeLambdaFunction", { ...LAMBDA, InvocationTimeLimitSeconds: "9" }, ways(["NoMatchingError"])),
      ],
      [
        "an answer read before any function",
        "warning F703",
        action("MessageParticipant", { Text: "Hello $.External.name." }),
      ],
      [
        "metrics read before they are fetched",
        "warning F703",
        action("MessageParticipant", { Text: "$.Metrics.Queue.Size" }),
      ],
      ["a flow attribute nothing sets", "warning F703", action("MessageParticipant", { Text: "$.FlowAttributes.x" })],
    ];
    for (const [name, code, given, type] of found) {
      it(name, () => {
        const findings = validate(flow(given), { type: type ?? "CONTACT_FLOW" }).filter(
          ({ action: at }) => at === "it",
        );
        expect(findings.map((finding) => `${finding.severity} ${finding.code}`)).to.include(code);
      });
    }

    it("a name of the console, and says the right one", () => {
      for (const [refused, better] of Object.entries(REFUSED_TYPES)) {
        expect(ACTION_SPECS).not.to.have.property(refused);
        const [finding] = validate(flow(action(refused, {})), { type: "CONTACT_FLOW" });
        expect(finding?.remedy).to.include(better);
      }
    });
  });
});
