/** Actions that change what is known about a contact: attributes, data, logging, recording, voice, priority, tags. */
import { Attributes, MAX_ATTRIBUTE_BYTES } from "../attributes";
import type { FlowRun } from "../flowRun";
import type { ActionCompiler } from "../stepBuilder";
import { type Entries, entries, illegalName, renderKeys, renderValues } from "./entries";

const MAX_USER_TAGS = 6;
/** A changed priority takes this long to reach a contact that is queued already. */
const REPRIORITISE_MS = 60_000;

/** Sets attributes, all or nothing. Answers whether it could; if not, a diagnostic says why. */
function setAttributes(run: FlowRun, what: string, list: Entries, target: Attributes): boolean {
  const names = renderKeys(run, list);
  const values = renderValues(run, list);
  const illegal = illegalName(list, names);
  if (illegal !== undefined) {
    run.diagnose(`"${illegal}" cannot be the name of an attribute; it must not be empty or contain "$" or "."`);
    return false;
  }
  if (target.setAll(names, values)) return true;
  run.diagnose(`${what} would exceed ${MAX_ATTRIBUTE_BYTES} bytes; nothing is set`);
  return false;
}

/** Sets user-defined contact attributes, all or nothing. */
export const updateContactAttributes: ActionCompiler = (builder) => {
  const list = entries(builder, ["Attributes"]);
  const related = builder.raw("TargetContact") === "Related";
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const target = related ? run.contact.related : run.contact;
    if (target === null) {
      run.diagnose("the contact has no related contact to set attributes on");
      return failed;
    }
    if (!setAttributes(run, "contact attributes", list, target.attributes)) return failed;
    // Attributes of a contact that is over are still set, and its record is sent again.
    if (target.finishedAt !== null) run.runtime.updated(target);
    return next;
  };
};

/** Sets attributes that live as long as the flow. */
export const updateFlowAttributes: ActionCompiler = (builder) => {
  const list = entries(builder, ["FlowAttributes"], ["Value"]);
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const target = (run.frame.flowAttributes ??= new Attributes());
    return setAttributes(run, "flow attributes", list, target) ? next : failed;
  };
};

const DATA_FIELDS = ["Name", "Description", "LanguageCode", "CustomerId"] as const;

/** Sets name, description, language, customer id and references. */
export const updateContactData: ActionCompiler = (builder) => {
  const fields = DATA_FIELDS.flatMap((name) => {
    const value = builder.text(name);
    return value === undefined ? [] : [{ name, value }];
  });
  const references = builder.keys("References").flatMap((name) => {
    const value = builder.text("References", name, "Value");
    return value === undefined ? [] : [{ name, type: builder.raw("References", name, "Type") ?? "STRING", value }];
  });
  const segments = builder.keys("SegmentAttributes").flatMap((name) => {
    const value = builder.text("SegmentAttributes", name) ?? builder.text("SegmentAttributes", name, "ValueString");
    return value === undefined ? [] : [{ name, value }];
  });
  const { next } = builder;
  return (run) => {
    const detail: string[] = [];
    for (const { name, value } of fields) {
      const text = value.render(run);
      run.contact.data = { ...run.contact.data, [name]: text };
      if (value.literal === undefined) detail.push(text);
    }
    if (references.length > 0) {
      const merged = new Map(run.contact.references);
      for (const { name, type, value } of references) {
        const text = value.render(run);
        merged.set(name, { Type: type, Value: text });
        if (value.literal === undefined) detail.push(text);
      }
      run.contact.references = merged;
    }
    for (const { name, value } of segments) {
      const text = value.render(run);
      if (value.literal === undefined) detail.push(text);
      const { facts } = run.contact;
      const SegmentAttributes = { ...(facts?.SegmentAttributes as object | undefined), [name]: text };
      run.contact.facts = { ...facts, SegmentAttributes };
    }
    run.detail = detail;
    return next;
  };
};

/** Switches flow logging on or off, for this contact and those that follow it. */
export const updateFlowLoggingBehavior: ActionCompiler = (builder) => {
  const behaviour = builder.raw("FlowLoggingBehavior");
  if (behaviour !== "Enabled" && behaviour !== "Disabled") {
    builder.problem(`FlowLoggingBehavior is ${JSON.stringify(behaviour)}; allowed are "Enabled" and "Disabled"`);
  }
  const enabled = behaviour === "Enabled";
  const { next } = builder;
  return (run) => {
    run.contact.logging = enabled && run.runtime.instance.flowLogsEnabled;
    return next;
  };
};

/** Chooses who is recorded once an agent is on the line. The last one executed wins. */
export const updateContactRecordingBehavior: ActionCompiler = (builder) => {
  const path = ["RecordingBehavior", "RecordedParticipants"];
  const participants = builder.keys(...path).map((index) => builder.raw(...path, index) ?? "");
  if (participants.some((name) => name !== "Agent" && name !== "Customer")) {
    builder.note(`RecordedParticipants is ${JSON.stringify(participants)}; allowed are "Agent" and "Customer"`);
  }
  const { next } = builder;
  return (run) => {
    run.contact.recorded = participants;
    return next;
  };
};

/** Chooses the voice that speaks texts. */
export const updateContactTextToSpeechVoice: ActionCompiler = (builder) => {
  const voice = builder.value("TextToSpeechVoice");
  if (voice === undefined) builder.problem('TextToSpeechVoice is missing; give a voice such as "Joanna"');
  const { next } = builder;
  return builder.resolved([voice], (run, name) => {
    run.contact.voice = name;
    return next;
  });
};

/** Changes how urgent the contact is in its queue. */
export const updateContactRoutingBehavior: ActionCompiler = (builder) => {
  const priority = builder.number("QueuePriority", 1, Number.MAX_SAFE_INTEGER);
  const adjustment = builder.number("QueueTimeAdjustmentSeconds", -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  if ((priority === undefined) === (adjustment === undefined)) {
    builder.problem("set exactly one of QueuePriority and QueueTimeAdjustmentSeconds");
  }
  const { next } = builder;
  return (run) => {
    const { contact, runtime } = run;
    const detail: unknown[] = [];
    const [urgency, seconds] = [priority?.resolve(run, detail), adjustment?.resolve(run, detail)];
    run.detail = detail;
    const change = (): void => {
      contact.priority = urgency ?? contact.priority;
      contact.ageAdjustmentSeconds = seconds ?? contact.ageAdjustmentSeconds;
    };
    if (!contact.waitingInQueue) change();
    else {
      const later = (): void => runtime.router.reprioritise(contact, change);
      contact.later(REPRIORITISE_MS, later);
    }
    return next;
  };
};

/** Adds tags. */
export const tagContact: ActionCompiler = (builder) => {
  const list = entries(builder, ["Tags"]);
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const merged = new Map(run.contact.tags);
    const names = renderKeys(run, list);
    renderValues(run, list).forEach((value, index) => merged.set(names[index] ?? "", value));
    if (merged.size > MAX_USER_TAGS || names.some((name) => name.startsWith("aws:"))) {
      run.diagnose(`a contact takes at most ${MAX_USER_TAGS} tags, none of them starting with "aws:"`);
      return failed;
    }
    run.contact.tags = merged;
    return next;
  };
};

/** Removes tags. */
export const untagContact: ActionCompiler = (builder) => {
  const keys = builder.keys("TagKeys").map((index) => builder.raw("TagKeys", index) ?? "");
  if (keys.length === 0) builder.problem("TagKeys is empty; name at least one tag");
  const { next } = builder;
  return (run) => {
    const tags = new Map(run.contact.tags);
    for (const key of keys) tags.delete(key);
    run.contact.tags = tags;
    return next;
  };
};
