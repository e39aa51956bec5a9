/** Reads single values of a record as the warehouse's column types have them. What is something else is left out and noted. */
import { TEXT_BYTES } from "../../warehouse/dialect";

/** Most UTF-16 units of a text: three bytes each at most. Amazon Connect's longest names and ids have 256 characters. */
export const LONGEST_TEXT = Math.floor(TEXT_BYTES / 3);

/** Largest value of a column of type integer. */
const LARGEST_INTEGER = 2147483647;

/** Names of fields whose value is not what is documented, or which nobody knows; emptied for each record. */
export type Notes = string[];

/** Reads values; each notes the field when its value is not of the kind, and is undefined then. */
export interface ValueReaders {
  /** Text; the empty one counts as absent. */
  text(value: unknown, field: string): string | undefined;
  /** Whole number. */
  integer(value: unknown, field: string): number | undefined;
  /** `yyyy-MM-dd HH:mm:ss`, or with milliseconds if the value has any part of a second, of `yyyy-MM-ddTHH:mm:ss[.S…]Z`. */
  timestamp(value: unknown, field: string): string | undefined;
  /** What follows the last slash of an ARN: the id. */
  lastPart(value: unknown, field: string): string | undefined;
}

/** Whether a day exists that every month of 31 days has. */
const dayExists = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

/** Makes the readers (see `decoder` for why they are made). */
export const valueReaders = (notes: Notes): ValueReaders => {
  const { isInteger } = Number;
  const exists = dayExists;
  const longest = LONGEST_TEXT;
  const largest = LARGEST_INTEGER;
  const time = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;
  const odd = (value: unknown, field: string): undefined => {
    if ((value ?? "") !== "") notes.push(field);
    return;
  };
  // The last day that was checked: most times of a batch are of one.
  let [checked, before] = ["-", ""];
  /** Whether what follows the day is `Thh:mm:ssZ`. */
  const isWhole = (value: string): boolean => {
    if (value.length !== 20 || value.charCodeAt(10) !== 84 || value.charCodeAt(19) !== 90) return false;
    const [hour, ofHour] = [value.charCodeAt(11), value.charCodeAt(12)];
    const [minute, ofMinute] = [value.charCodeAt(14), value.charCodeAt(15)];
    const [second, ofSecond] = [value.charCodeAt(17), value.charCodeAt(18)];
    return (
      value.charCodeAt(13) === 58 &&
      value.charCodeAt(16) === 58 &&
      hour >= 48 &&
      (hour < 50 || (hour === 50 && ofHour < 52)) &&
      ofHour >= 48 &&
      ofHour <= 57 &&
      minute >= 48 &&
      minute <= 53 &&
      ofMinute >= 48 &&
      ofMinute <= 57 &&
      second >= 48 &&
      second <= 53 &&
      ofSecond >= 48 &&
      ofSecond <= 57
    );
  };
  const text: ValueReaders["text"] = (value, field) =>
    typeof value === "string" && value !== "" && value.length <= longest ? value : odd(value, field);
  return {
    text,
    integer: (value, field) =>
      typeof value === "number" && isInteger(value) && value <= largest && value >= -largest
        ? value
        : odd(value, field),
    timestamp: (value, field) => {
      if (typeof value !== "string") return odd(value, field);
      if (value.startsWith(checked) && isWhole(value)) return before + value.slice(11, 19);
      if (!time.test(value)) return odd(value, field);
      const day = value.slice(0, 10);
      // Every month has 28 days.
      if (value.charCodeAt(8) > 50 || (value.charCodeAt(8) === 50 && value.charCodeAt(9) === 57)) {
        if (!exists(day)) return odd(value, field);
      }
      [checked, before] = [day, `${day} `];
      if (value.length === 20) return before + value.slice(11, 19);
      return `${day} ${value.slice(11, -1).padEnd(12, "0").slice(0, 12)}`;
    },
    lastPart: (value, field) => {
      const arn = text(value, field) ?? "";
      return arn.slice(arn.lastIndexOf("/") + 1) || odd(arn, field);
    },
  };
};
