/** Locales: that Lex has them, and that their voice and threshold can be. */
import type { Bot } from "../bot";
import { type BotFindings, shown } from "../finding";
import { LOCALES } from "../limits";

const ENGINES: readonly string[] = ["standard", "neural", "long-form", "generative"];

export function checkLocales({ locales }: Bot, findings: BotFindings): void {
  for (const [id, { voice, nluThreshold }] of Object.entries(locales)) {
    if (!LOCALES.includes(id)) {
      findings.error("B501", id, `Lex has no such locale; it has ${LOCALES.join(", ")}.`, "Use one of them.");
    }
    if (!(nluThreshold >= 0 && nluThreshold <= 1)) {
      const message = `nluThreshold is ${shown(nluThreshold)}; Lex takes numbers from 0 to 1.`;
      findings.error("B502", id, message, "Use 0.4, Lex' own, or another of them.");
    }
    const engine = voice.engine ?? "standard";
    if (!/^[A-Z][a-z]+$/.test(voice.id) || !ENGINES.includes(engine)) {
      const message = `The voice is ${shown(voice.id)} with the engine ${shown(engine)}; engines are ${ENGINES.join(", ")}.`;
      findings.error("B503", id, message, "Use the id of an Amazon Polly voice, such as Joanna, and one of them.");
    }
  }
}
