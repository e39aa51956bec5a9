/** The value of a setting that is chosen from a list. */
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import { CHOICES, type Field, type FieldValue } from "../../administration/fields";
import { queueOf } from "../../administration/scopes";
import { useDesk } from "../desk";
import type { ChangeDraft, Ending } from "../draft";
import { FIELD_NAMES, valueWords } from "../format/words";

const DESCRIPTIONS: Readonly<Partial<Record<Field, string>>> = {
  callback: "Whether callers who wait are asked if they want to be called back.",
  music: "What callers hear while they wait.",
  priority: "How soon new contacts get an agent who also has other queues.",
  redirect: "Where new contacts go instead. Contacts that already wait stay.",
};

/** How a change may end: a closure has to. */
export function allowedEnding(value: FieldValue, ending: Ending): Ending {
  return value === "closed" && ending === "open" ? "minutes30" : ending;
}

/** The choices of the draft's field. */
export function ValueEditor(props: { draft: ChangeDraft; onChange(draft: ChangeDraft): void }) {
  const { field, value } = props.draft;
  const set = (next: FieldValue): void =>
    props.onChange({
      ...props.draft,
      value: next,
      period: { ...props.draft.period, ending: allowedEnding(next, props.draft.period.ending) },
    });
  if (field === "redirect") {
    return <RedirectEditor {...props} set={set} />;
  }
  if (field === "message") {
    return null;
  }
  const choices: readonly FieldValue[] = CHOICES[field];
  return (
    <FormField label={FIELD_NAMES[field]} description={DESCRIPTIONS[field]}>
      <RadioGroup
        direction="horizontal"
        value={String(value)}
        items={choices.map((choice) => ({ value: String(choice), label: valueWords(field, choice) }))}
        onChange={({ detail }) => set(choices.find((choice) => choice === detail.value) ?? value)}
      />
    </FormField>
  );
}

function RedirectEditor({ draft, set }: { draft: ChangeDraft; set(value: FieldValue): void }) {
  const { state } = useDesk();
  const none = { value: "", label: "Not redirected" };
  const others = state.queues
    .filter(({ name }) => name !== queueOf(draft.scope))
    .map(({ name }) => ({ value: name, label: `To ${name}` }));
  const { value } = draft;
  const current = typeof value === "object" && "queue" in value ? value.queue : "";
  return (
    <FormField label={FIELD_NAMES.redirect} description={DESCRIPTIONS.redirect}>
      <Select
        options={[none, ...others]}
        selectedOption={others.find((option) => option.value === current) ?? none}
        onChange={({ detail }) => {
          const queue = state.queues.find(({ name }) => name === detail.selectedOption.value);
          set(queue === undefined ? "" : { queue: queue.name, arn: queue.arn });
        }}
      />
    </FormField>
  );
}
