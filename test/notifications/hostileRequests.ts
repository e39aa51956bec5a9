/** Requests of somebody who wants text messages sent at another's cost, against caps and the list of countries. */
import { countryOf } from "../../handlers/notifications/countries";
import { Model, requestFor } from "./model";

const HOUR = 3_600_000;
/** The caps the requests run against. */
export const CAPS = { perHour: 3, countries: { US: 400, CA: 150, GB: 90 } };

/** Numbers of allowed countries, of those beside them in the numbering plan, and of nobody. */
const HOSTILE = [
  ...["+120655501", "+121255501", "+141655501", "+160455501", "+447700900", "+447400900"],
  // Caribbean neighbours of the United States, premium, toll-free, personal and satellite numbers.
  ...["+187655501", "+180955501", "+126855501", "+147355501", "+190055501", "+180055501", "+150055501"],
  ...["+447000900", "+447600900", "+447624900", "+8816123456", "+8821234567", "+9791234567", "+3712345678"],
];
const ALLOWED = /^\+1(206|212|416|604)|^\+447[47]00/;

/** A small generator of its own: 100,000 draws of fast-check would be most of the test's time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Most messages of a list of moments that fall into one hour. */
function mostInAnHour(moments: number[]): number {
  const sorted = [...moments].sort((one, other) => one - other);
  let first = 0;
  return sorted.reduce((most, at, index) => {
    while ((sorted[first] ?? 0) <= at - HOUR) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

/** What became of hostile requests. */
export interface Hostilities {
  /** Text messages that left. */
  sent: number;
  /** Those that left to a country that is not on the list, or to no country. */
  elsewhere: string[];
  /** Events whose message left more than once. */
  twice: number;
  /** Most messages to one number in any hour. */
  mostInAnHour: number;
  /** Messages of each country and day, as `US 2026-05-05`. */
  days: ReadonlyMap<string, number>;
}

/** Makes so many requests, some in bursts of four at once, a fifth of them a second time. */
export async function hostileRequests(count: number): Promise<Hostilities> {
  const model = new Model(CAPS);
  const roll = dice(20_260_505);
  // Begins at the edge of an hour; midnights follow.
  model.now = Date.parse("2026-05-05T22:59:59.900Z");
  for (let asked = 0; asked < count;) {
    const burst = roll(40) === 0 ? 4 : 1;
    const number = `${HOSTILE[roll(HOSTILE.length)]}${String(roll(100)).padStart(2, "0")}`;
    const requests = Array.from({ length: burst }, () => {
      const replayed = roll(5) === 0;
      return requestFor("sms", `event-${replayed ? roll(1000) : asked}`, number);
    });
    await Promise.all(requests.map((request) => model.deliver(request)));
    asked += burst;
    model.now += [0, 0, 1, 50, 900, 3_000][roll(6)] ?? 0;
    if (roll(5_000) === 0) model.now = Math.ceil(model.now / HOUR) * HOUR - 1;
  }
  const days = new Map<string, number>();
  const numbers = new Map<string, number[]>();
  for (const { at, to } of model.log) {
    const day = `${countryOf(to)} ${new Date(at).toISOString().slice(0, 10)}`;
    days.set(day, (days.get(day) ?? 0) + 1);
    numbers.set(to, [...(numbers.get(to) ?? []), at]);
  }
  return {
    sent: model.log.length,
    elsewhere: model.log.map(({ to }) => to).filter((to) => !ALLOWED.test(to)),
    twice: [...model.accepted.values()].filter((times) => times > 1).length,
    mostInAnHour: Math.max(...[...numbers.values()].map(mostInAnHour)),
    days,
  };
}
