/** Resources that exist only through Cloud Control in the local provider, by CloudFormation type name. */
import { containsUnknown, isRecord } from "../graph";
import { uuidOf } from "../identity";
import { InputChecks } from "./checks";
import { type Computed, documentOf, type ResourceRequest, type ResourceType, textOf, token } from "./resourceType";

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

interface CloudControlType {
  check: (state: Record<string, unknown>, checks: InputChecks) => void;
  /** The id and what is added to the desired state. */
  compute: (state: Record<string, unknown>, urn: string) => { id: string; added: Record<string, unknown> };
}

const hoursOfOperation: CloudControlType = {
  check: (state, checks) => {
    const inner = new Prefixed(state, checks);
    inner.required("InstanceArn", "Name", "TimeZone", "Config");
    inner.text("Name", { minimum: 1, maximum: 127 });
    inner.text("Description", { minimum: 1, maximum: 250 });
    inner.arn("InstanceArn");
    if (typeof state.TimeZone === "string" && !isTimeZone(state.TimeZone)) {
      checks.refuse(`desiredState.TimeZone is "${state.TimeZone}"; it must be an IANA time zone such as Europe/Berlin`);
    }
    inner.count("Config", 0, 100);
    inner.count("HoursOfOperationOverrides", 0, 50);
    checkDays(inner, "Config", state.Config);
    for (const override of inner.list("HoursOfOperationOverrides")) {
      const dated = new Prefixed(override, checks, "HoursOfOperationOverrides.");
      dated.required("OverrideName", "EffectiveFrom", "EffectiveTill", "OverrideConfig");
      for (const property of ["EffectiveFrom", "EffectiveTill"]) {
        dated.text(property, { maximum: 10, pattern: /^\d{4}-\d\d-\d\d$/, patternMeaning: "a date as YYYY-MM-DD" });
      }
      checkDays(dated, "OverrideConfig", override.OverrideConfig);
    }
  },
  compute: (state, urn) => {
    const arn = `${textOf(state, "InstanceArn")}/operating-hours/${uuidOf(urn)}`;
    return { id: arn, added: { HoursOfOperationArn: arn } };
  },
};

/** A native test case. Of its content the service validates what it publishes; here only that it is JSON. */
const testCase: CloudControlType = {
  check: (state, checks) => {
    const inner = new Prefixed(state, checks);
    inner.required("InstanceArn", "Name", "Content");
    inner.arn("InstanceArn");
    inner.text("Name", { minimum: 1, maximum: 127 });
    inner.text("Description", { maximum: 500 });
    inner.text("Content", { minimum: 1, maximum: 256_000 });
    inner.text("InitializationData", { minimum: 1, maximum: 256_000 });
    inner.oneOf("Status", ["SAVED", "PUBLISHED"]);
    inner.oneOf("EntryPoint.Type", ["VOICE_CALL", "CHAT"]);
    inner.count("Tags", 0, 50);
    for (const property of ["Content", "InitializationData"]) {
      if (state[property] !== undefined) inner.json(property);
    }
    const voice = inner.known("EntryPoint.VoiceCallEntryPointParameters");
    if (isRecord(voice) && voice.FlowId !== undefined && voice.DestinationPhoneNumber !== undefined) {
      inner.refuse("EntryPoint names a FlowId and a DestinationPhoneNumber; Connect takes one of them");
    }
  },
  compute: (state, urn) => {
    const arn = `${textOf(state, "InstanceArn")}/test-case/${uuidOf(urn)}`;
    return { id: arn, added: { TestCaseArn: arn } };
  },
};

const TYPES: Record<string, CloudControlType> = {
  "AWS::Connect::HoursOfOperation": hoursOfOperation,
  "AWS::Connect::TestCase": testCase,
};

function checkDays(checks: Prefixed, property: string, days: unknown): void {
  for (const day of Array.isArray(days) ? days.filter(isRecord) : []) {
    checks.oneOf(`${property}.Day`, DAYS, day.Day);
    for (const end of ["StartTime", "EndTime"]) {
      const time = isRecord(day[end]) ? day[end] : {};
      checks.integer(`${property}.${end}.Hours`, 0, 23, time.Hours ?? null);
      checks.integer(`${property}.${end}.Minutes`, 0, 59, time.Minutes ?? null);
    }
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Checks of a document inside an input: problems name the place in the document and go to the resource's own list. */
class Prefixed extends InputChecks {
  constructor(
    state: Record<string, unknown>,
    private readonly outer: InputChecks,
    private readonly prefix = "",
  ) {
    super(state);
  }

  override refuse(problem: string): void {
    this.outer.refuse(`desiredState.${this.prefix}${problem}`);
  }
}

function computeResource({ inputs, urn }: ResourceRequest): Computed {
  const state = documentOf(inputs, "desiredState");
  const type = TYPES[textOf(inputs, "typeName")];
  const { id, added } = type?.compute(state, urn) ?? { id: "", added: {} };
  return { id, outputs: { properties: JSON.stringify({ ...state, ...added }) } };
}

/** The Cloud Control resource type by token. */
export const cloudControlTypes: Record<string, ResourceType> = {
  [token("cloudcontrol", "Resource")]: {
    check: (checks) => {
      checks.required("typeName", "desiredState");
      const typeName = String(checks.inputs.typeName);
      const type = TYPES[typeName];
      if (type === undefined) {
        checks.refuse(
          `typeName is ${typeName}, which the local provider does not know (it knows ${Object.keys(TYPES).join(", ")}); ` +
            `add it to TYPES in local/engine/aws/cloudControl.ts`,
        );
      } else if (!containsUnknown(checks.inputs.desiredState)) {
        const state = checks.json("desiredState");
        if (state !== undefined) {
          type.check(state, checks);
        }
      }
    },
    compute: computeResource,
  },
};
