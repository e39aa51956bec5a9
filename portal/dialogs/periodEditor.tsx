/** From when until when. Times are those of the contact centre's time zone. */
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import TimeInput from "@cloudscape-design/components/time-input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useDesk } from "../desk";
import type { ChangeDraft, Ending, Period, PeriodProblems } from "../draft";
import { type LocalTime, zoneName } from "../format/zone";

const ENDINGS: readonly { value: Ending; label: string }[] = [
  { value: "minutes30", label: "In 30 minutes" },
  { value: "hour", label: "In 1 hour" },
  { value: "day", label: "At the end of the day" },
  { value: "at", label: "At …" },
  { value: "open", label: "When somebody changes it" },
];

/** The period of a draft. */
export function PeriodEditor(props: {
  draft: ChangeDraft;
  problems: PeriodProblems;
  onChange(draft: ChangeDraft): void;
}) {
  const { draft, problems, onChange } = props;
  const { period } = draft;
  const set = (part: Partial<Period>): void => onChange({ ...draft, period: { ...period, ...part } });
  const planned = period.start === "at";
  // A closure has to end.
  const endings = ENDINGS.filter(({ value }) => value !== "open" || draft.value !== "closed");
  const after = { minutes30: "30 minutes later", hour: "1 hour later", day: "At the end of that day" } as const;
  return (
    <SpaceBetween size="l">
      <Group label="Begins">
        <RadioGroup
          direction="horizontal"
          ariaLabel="Begins"
          value={period.start}
          items={[
            { value: "now", label: "Now" },
            { value: "at", label: "At …" },
          ]}
          onChange={({ detail }) => set({ start: detail.value === "at" ? "at" : "now" })}
        />
        {planned && <Moment value={period.from} problem={problems.fromProblem} onChange={(from) => set({ from })} />}
      </Group>
      <Group label="Ends">
        <RadioGroup
          direction="horizontal"
          ariaLabel="Ends"
          value={period.ending}
          items={endings.map(({ value, label }) => ({
            value,
            label: planned && value in after ? after[value as keyof typeof after] : label,
          }))}
          onChange={({ detail }) => set({ ending: ENDINGS.find(({ value }) => value === detail.value)?.value ?? "at" })}
        />
        {period.ending === "at" && (
          <Moment value={period.until} problem={problems.untilProblem} onChange={(until) => set({ until })} />
        )}
      </Group>
    </SpaceBetween>
  );
}

function Group(props: { label: string; children: ReactNode }) {
  return (
    <fieldset className="period">
      <legend>{props.label}</legend>
      {props.children}
    </fieldset>
  );
}

function Moment(props: { value: LocalTime; problem: string | undefined; onChange(value: LocalTime): void }) {
  const { state } = useDesk();
  const { value, problem, onChange } = props;
  return (
    <div className="moment">
      <FormField label="Date">
        <DatePicker
          expandToViewport
          format="iso"
          locale="en-GB"
          value={value.date}
          placeholder="2026-03-04"
          i18nStrings={{
            todayAriaLabel: "Today",
            nextMonthAriaLabel: "Next month",
            previousMonthAriaLabel: "Previous month",
            openCalendarAriaLabel: (date) => `Choose a date${date === null ? "" : `, now ${date}`}`,
          }}
          onChange={({ detail }) => onChange({ ...value, date: detail.value })}
        />
      </FormField>
      <FormField label="Time" constraintText={zoneName(state.timeZone)} errorText={problem}>
        <TimeInput
          format="hh:mm"
          use24Hour
          placeholder="hh:mm"
          value={value.time}
          onChange={({ detail }) => onChange({ ...value, time: detail.value })}
        />
      </FormField>
    </div>
  );
}
