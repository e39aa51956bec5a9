/** Amazon Connect's types that exist only as CloudFormation documents in the local provider. */
import { isRecord } from "../../graph";
import { uuidOf } from "../../identity";
import { InputChecks } from "../checks";
import { textOf } from "../resourceType";
import type { DeclaredType } from "./declaredType";
import { object, checkShape, oneOf, text } from "./shape";

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

const hoursOfOperation: DeclaredType = {
  check: (state, refuse) => {
    const inner = new DocumentChecks(state, refuse);
    inner.required("InstanceArn", "Name", "TimeZone", "Config");
    inner.text("Name", { minimum: 1, maximum: 127 });
    inner.text("Description", { minimum: 1, maximum: 250 });
    inner.arn("InstanceArn");
    if (typeof state.TimeZone === "string" && !isTimeZone(state.TimeZone)) {
      refuse(`TimeZone is "${state.TimeZone}"; it must be an IANA time zone such as Europe/Berlin`);
    }
    inner.count("Config", 0, 100);
    inner.count("HoursOfOperationOverrides", 0, 50);
    checkDays(inner, "Config", state.Config);
    for (const override of inner.list("HoursOfOperationOverrides")) {
      const dated = new DocumentChecks(override, (problem) => refuse(`HoursOfOperationOverrides.${problem}`));
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
const testCase: DeclaredType = {
  check: (state, refuse) => {
    const inner = new DocumentChecks(state, refuse);
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

const INTEGRATION_ASSOCIATION = object({
  "InstanceId!": text(1, 100, /^arn:aws[-a-z0-9]*:connect:[-a-z0-9]+:\d{12}:instance\/[-a-zA-Z0-9]+$/),
  "IntegrationType!": oneOf("LEX_BOT", "LAMBDA_FUNCTION", "APPLICATION", "CASES_DOMAIN"),
  "IntegrationArn!": text(1, 140, /^arn:aws[-a-z0-9]*:[-a-z0-9]+:[-a-z0-9]*:\d{12}:[-a-zA-Z0-9/:_.]+$/),
});

/** Lets an instance use a bot; `InstanceId` is the instance's ARN, whatever its name says. */
const integrationAssociation: DeclaredType = {
  check: (state, refuse) => {
    checkShape(state, INTEGRATION_ASSOCIATION, "", refuse);
    const arn = textOf(state, "IntegrationArn");
    if (state.IntegrationType === "LEX_BOT" && arn.startsWith("arn:") && !/:lex:.*:bot-alias\/\w+\/\w+$/.test(arn)) {
      refuse(`IntegrationArn is ${arn}; for a Lex V2 bot it must be the ARN of an alias (…:bot-alias/<bot>/<alias>)`);
    }
  },
  compute: (state, urn) => {
    const id = uuidOf(urn);
    const identifier = ["InstanceId", "IntegrationType", "IntegrationArn"].map((part) => textOf(state, part));
    return { id: identifier.join("|"), added: { IntegrationAssociationId: id } };
  },
};

/** Connect types by CloudFormation type name. */
export const connectDocumentTypes: Record<string, DeclaredType> = {
  "AWS::Connect::HoursOfOperation": hoursOfOperation,
  "AWS::Connect::IntegrationAssociation": integrationAssociation,
  "AWS::Connect::TestCase": testCase,
};

function checkDays(checks: DocumentChecks, property: string, days: unknown): void {
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

/** Checks of a document, which tell its owner what they find. */
class DocumentChecks extends InputChecks {
  constructor(
    state: Record<string, unknown>,
    private readonly tell: (problem: string) => void,
  ) {
    super(state);
  }

  override refuse(problem: string): void {
    this.tell(problem);
  }
}
