/**
 * Hours of operation: weekly opening hours in a time zone, with overrides for dates such as holidays. All comparisons are
 * made on the local wall clock, so opening hours follow daylight saving as staff do.
 */
import { type LocalTime, TimeZone, parseDay } from "./zonedTime";

/** A time of day as `AWS::Connect::HoursOfOperation` writes it. */
export interface TimeOfDay {
  readonly Hours: number;
  readonly Minutes: number;
}

/** One opening of one weekday. 00:00–00:00 is the whole day; an end not after the start is on the next day. */
export interface OpeningConfig {
  readonly Day: string;
  readonly StartTime: TimeOfDay;
  readonly EndTime: TimeOfDay;
}

/** Hours for a range of dates, in place of the weekly ones. No openings at all means closed. */
export interface OverrideConfig {
  readonly OverrideName?: string;
  /** First and last date, `YYYY-MM-DD`, inclusive. */
  readonly EffectiveFrom: string;
  readonly EffectiveTill: string;
  readonly OverrideConfig?: readonly OpeningConfig[];
}

/** The desired state of an `AWS::Connect::HoursOfOperation` resource. */
export interface HoursConfig {
  readonly Name: string;
  readonly TimeZone: string;
  readonly Config: readonly OpeningConfig[];
  readonly HoursOfOperationOverrides?: readonly OverrideConfig[];
}

const WEEKDAYS = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];
const DAY_MINUTES = 24 * 60;

/** Minutes from local midnight; an end beyond 1440 is on the next day. */
interface Opening {
  readonly start: number;
  readonly end: number;
}

type Week = readonly (readonly Opening[])[];

interface Override {
  readonly from: number;
  readonly till: number;
  readonly week: Week;
}

/** Hours of operation that can say whether they are open at an instant. */
export class HoursOfOperation {
  readonly name: string;
  /** The time zone its days and times are in. */
  readonly zone: TimeZone;
  private readonly week: Week;
  private readonly overrides: readonly Override[];

  /** @throws RangeError naming the hours and the field when the time zone, a day, a time or a date is not one */
  constructor(
    readonly id: string,
    readonly arn: string,
    config: HoursConfig,
  ) {
    this.name = config.Name;
    const refuse = (what: string): never => {
      throw new RangeError(`Hours of operation "${config.Name}": ${what}`);
    };
    try {
      this.zone = new TimeZone(config.TimeZone);
    } catch {
      refuse(`TimeZone "${config.TimeZone}" is not an IANA time zone name such as "America/New_York".`);
      throw new Error("unreachable");
    }
    this.week = readWeek(config.Config ?? [], refuse);
    this.overrides = (config.HoursOfOperationOverrides ?? []).map((override) => readOverride(override, refuse));
  }

  /** True when open at an instant (epoch milliseconds). */
  isOpen(atMs: number): boolean {
    const now = this.zone.localTime(atMs);
    const today = this.weekOn(now.day);
    if (openings(today, now).some(({ start, end }) => start <= now.minute && now.minute < end)) return true;
    // An opening past midnight runs on into today, unless today or yesterday has hours of its own.
    const yesterday: LocalTime = { day: now.day - 1, weekday: (now.weekday + 6) % 7, minute: 0 };
    const before = this.weekOn(yesterday.day);
    if (today !== this.week && today !== before) return false;
    return openings(before, yesterday).some(({ end }) => now.minute + DAY_MINUTES < end);
  }

  private weekOn(day: number): Week {
    const overrides = this.overrides.filter(({ from, till }) => from <= day && day <= till);
    // Where overrides meet, a closure is the safer reading.
    const closed = overrides.find(({ week }) => week.every((openingsOfDay) => openingsOfDay.length === 0));
    return (closed ?? overrides[0])?.week ?? this.week;
  }
}

function openings(week: Week, { weekday }: LocalTime): readonly Opening[] {
  return week[weekday] ?? [];
}

function readWeek(config: readonly OpeningConfig[], refuse: (what: string) => never): Week {
  const week: Opening[][] = WEEKDAYS.map(() => []);
  for (const { Day, StartTime, EndTime } of config) {
    const openingsOfDay = week[WEEKDAYS.indexOf(String(Day).toUpperCase())];
    if (openingsOfDay === undefined) return refuse(`"${Day}" is not a day; allowed are ${WEEKDAYS.join(", ")}.`);
    const start = readTime(StartTime, refuse);
    const end = readTime(EndTime, refuse);
    openingsOfDay.push({ start, end: end > start ? end : end + DAY_MINUTES });
  }
  return week;
}

function readTime(time: TimeOfDay | undefined, refuse: (what: string) => never): number {
  const hours = Number(time?.Hours);
  const minutes = Number(time?.Minutes);
  const legal = Number.isInteger(hours) && hours >= 0 && hours < 24;
  if (!legal || !Number.isInteger(minutes) || minutes < 0 || minutes > 59) {
    return refuse(`${JSON.stringify(time)} is not a time; give {"Hours": 0…23, "Minutes": 0…59}.`);
  }
  return hours * 60 + minutes;
}

function readOverride(override: OverrideConfig, refuse: (what: string) => never): Override {
  const [from, till] = [override.EffectiveFrom, override.EffectiveTill].map(parseDay);
  const name = override.OverrideName ?? "without a name";
  if (from === undefined || till === undefined) {
    return refuse(`override "${name}" needs EffectiveFrom and EffectiveTill as YYYY-MM-DD.`);
  }
  if (till < from) return refuse(`override "${name}" ends (${override.EffectiveTill}) before it begins.`);
  return { from, till, week: readWeek(override.OverrideConfig ?? [], refuse) };
}
