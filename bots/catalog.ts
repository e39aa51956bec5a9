/** The bot catalogue: every bot this project ships. Tests enumerate it, so a bot that is not here is not tested. */
import { concierge, type ConciergeSettings } from "./concierge";
import type { Bot } from "./language";

export type { ConciergeLocale, ConciergeSettings } from "./concierge";

/** Every bot of a centre with these settings. */
export function botCatalog(settings: ConciergeSettings): Bot[] {
  return [concierge(settings)];
}
