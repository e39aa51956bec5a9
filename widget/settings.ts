/** What the chat page is told: by the site's config.json, and by the page that shows it, in the address's fragment. */
import { isColour } from "./brand";
import { isLocale, type Locale } from "./texts";

/** How the chat page presents itself, and to whom it belongs. */
export interface Settings {
  title: string;
  locale: Locale;
  /** Scheme, host and port of the page the chat is shown in; undefined when it stands alone. */
  pageOrigin: string | undefined;
  accent: string | undefined;
  theme: "light" | "dark" | undefined;
}

/** Reads both. Without config.json the chat still works, in English and without the site's title. */
export async function readSettings(fragment: string, languages: readonly string[]): Promise<Settings> {
  const wishes = new URLSearchParams(fragment.replace(/^#/, ""));
  const config = await fetch("config.json", { credentials: "omit" })
    .then((response): Promise<unknown> => (response.ok ? response.json() : Promise.resolve(undefined)))
    .catch(() => undefined);
  const { title, locales } = typeof config === "object" && config !== null ? (config as Record<string, unknown>) : {};
  const offered = (Array.isArray(locales) ? locales : []).filter(isLocale);
  const accent = wishes.get("accent") ?? "";
  const theme = wishes.get("theme");
  return {
    title: typeof title === "string" && title !== "" ? title : "Chat",
    locale: localeFor(wishes.get("locale"), languages, offered.length > 0 ? offered : ["en_US"]),
    pageOrigin: originOf(wishes.get("origin")),
    accent: isColour(accent) ? accent : undefined,
    theme: theme === "light" || theme === "dark" ? theme : undefined,
  };
}

/** The locale asked for; else the first of the browser's languages that the bot speaks; else the bot's first. */
export function localeFor(wish: string | null, languages: readonly string[], offered: readonly Locale[]): Locale {
  const asked = (wish === null ? [] : [wish]).concat(languages).map((name) => name.replace("-", "_"));
  for (const name of asked) {
    const language = name.split("_")[0];
    const found =
      offered.find((locale) => locale === name) ?? offered.find((locale) => locale.split("_")[0] === language);
    if (found !== undefined) {
      return found;
    }
  }
  return offered[0] ?? "en_US";
}

function originOf(value: string | null): string | undefined {
  try {
    const { origin } = new URL(value ?? "");
    return origin === "null" ? undefined : origin;
  } catch {
    return undefined;
  }
}
