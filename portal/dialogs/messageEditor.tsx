/** The message in every language: typed, counted, checked while typing, and heard. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { checkMessage } from "../../administration/checkMessage";
import type { FieldValue, Messages } from "../../administration/fields";
import { LONGEST_MESSAGE } from "../../administration/spoken";
import { looksLikeSsml } from "../../administration/ssml";
import { useDesk } from "../desk";
import type { ChangeDraft } from "../draft";
import { languageName } from "../format/words";
import { listen, type Listening } from "../voice";

/** What is wrong with the texts of a message: the first that is found. */
export function messagesProblem(value: FieldValue, languages: readonly string[]): string | undefined {
  const texts = value as Messages;
  return languages.map((language) => problemOf(texts[language] ?? "")).find((problem) => problem !== undefined);
}

function problemOf(text: string): string | undefined {
  const checked = checkMessage(text);
  return typeof checked === "string" ? undefined : `${checked.given}. Allowed: ${checked.allowed}.`;
}

/** The texts of a draft. */
export function MessageEditor({ draft, onChange }: { draft: ChangeDraft; onChange(draft: ChangeDraft): void }) {
  const { state } = useDesk();
  const texts = draft.value as Messages;
  const [first = ""] = state.languages;
  return (
    <SpaceBetween size="l">
      {state.languages.map((language) => (
        <Text
          key={language}
          language={language}
          text={texts[language] ?? ""}
          fallback={language !== first && (texts[language] ?? "").trim() === "" && texts[first] ? first : undefined}
          onChange={(text) => {
            const { [language]: _, ...others } = texts;
            onChange({ ...draft, value: text === "" ? others : { ...others, [language]: text } });
          }}
        />
      ))}
    </SpaceBetween>
  );
}

function Text(props: { language: string; text: string; fallback: string | undefined; onChange(text: string): void }) {
  const { api, state } = useDesk();
  const { language, text, fallback, onChange } = props;
  const [heard, setHeard] = useState<Listening>();
  const [loading, setLoading] = useState(false);
  const problem = problemOf(text);
  const kind = text.trim() === "" ? "" : looksLikeSsml(text) ? "SSML. " : "Plain text. ";
  const play = async (): Promise<void> => {
    setLoading(true);
    setHeard(await listen(api, text, language, state.voices[language]));
    setLoading(false);
  };
  return (
    <FormField
      label={languageName(language)}
      stretch
      errorText={problem}
      constraintText={`${kind}${text.length.toLocaleString("en-US")} of ${LONGEST_MESSAGE.toLocaleString("en-US")} characters.${
        fallback === undefined ? "" : ` Left empty, these callers hear the message in ${languageName(fallback)}.`
      }`}
    >
      <Textarea
        value={text}
        rows={3}
        spellcheck
        placeholder={
          'We know about the power cut and are working on it. <break time="500ms"/> Please call again later.'
        }
        onChange={({ detail }) => {
          onChange(detail.value);
          setHeard(undefined);
        }}
      />
      <div className="listen">
        <Button
          iconName="microphone"
          loading={loading}
          disabled={text.trim() === "" || problem !== undefined}
          ariaLabel={`Listen to the message in ${languageName(language)}`}
          onClick={() => void play()}
        >
          Listen
        </Button>
        <span role="status" className={heard?.trouble ? "source trouble" : "source"}>
          {heard?.text}
        </span>
      </div>
    </FormField>
  );
}
