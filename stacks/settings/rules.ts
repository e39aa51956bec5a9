/** The rules that settings are made of, each with what it allows in words. */
/// <reference lib="es2022.intl" />
import * as v from "valibot";

/** One of the given texts. */
export function oneOf<const T extends readonly string[]>(allowed: T) {
  return v.picklist(allowed, `one of ${allowed.join(", ")}`);
}

/** Text that people or Connect read: no control characters, bounded. */
export function text(longest: number) {
  const rule = `a text of 1 to ${longest} characters without control characters`;
  return v.pipe(v.string(rule), v.trim(), v.minLength(1, rule), v.maxLength(longest, rule), v.regex(/^\P{C}+$/u, rule));
}

/**
 * Text that becomes part of what callers hear. Connect would read a `$.` path in it as a reference to contact data, and the
 * flows' own placeholders would be bound to resources.
 */
export function spoken(longest: number) {
  return v.pipe(
    text(longest),
    v.check((given) => !/\$[.[]|\$\{\{/.test(given), "a text without $. references or placeholders"),
  );
}

/** A whole number in a range. */
export function whole(least: number, most: number) {
  const rule = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(rule), v.integer(rule), v.minValue(least, rule), v.maxValue(most, rule));
}

/** Text of a pattern. */
export function matching(pattern: RegExp, rule: string) {
  return v.pipe(v.string(rule), v.regex(pattern, rule));
}

/** Words that every JavaScript object knows already: as a key they would vanish or be found without being declared. */
function isUnsafeKey(given: string): boolean {
  return given === "prototype" || given in Object.prototype;
}

/** Text of a pattern that names one thing among others of its kind. */
export function naming(pattern: RegExp, rule: string) {
  return v.pipe(
    matching(pattern, rule),
    v.check((given) => !isUnsafeKey(given), "a name other than a word of JavaScript's own, such as constructor"),
  );
}

/** A name in resource names too: short, plain, unique among its kind. */
export const name = naming(
  /^[a-zA-Z][a-zA-Z0-9-]{0,39}$/,
  "a name of 1 to 40 letters, digits and hyphens that starts with a letter",
);

/** A time on the clock. */
export const timeOfDay = matching(/^([01]\d|2[0-3]):[0-5]\d$/, "a time HH:MM from 00:00 to 23:59");

/** A day of the calendar that exists. */
export const date = v.pipe(
  v.string("a date YYYY-MM-DD"),
  v.check((given) => isDate(given), "a date YYYY-MM-DD"),
);

/** A phone number. */
export const e164 = matching(/^\+[1-9]\d{6,14}$/, "a phone number in E.164, such as +12065550100");

/** An e-mail address. */
export const email = matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address");

/** A country. */
export const country = matching(/^[A-Z]{2}$/, "a two-letter country code such as US");

/** A key of contact attributes, as flows set them. */
export const attributeKey = naming(
  /^[A-Za-z0-9_-]{1,100}$/,
  "a key of 1 to 100 letters, digits, hyphens and underscores",
);

/** Capacity of Redshift Serverless: 4, or what it scales in. */
export const rpus = v.pipe(
  whole(4, 512),
  v.check((given) => given === 4 || given % 8 === 0, "4, or a multiple of 8 up to 512"),
);

/** A subnet that exists. */
export const subnetId = matching(/^subnet-[0-9a-f]{8,17}$/, "the id of a subnet, such as subnet-0123456789abcdef0");

/** A security group that exists. */
export const securityGroupId = matching(
  /^sg-[0-9a-f]{8,17}$/,
  "the id of a security group, such as sg-0123456789abcdef0",
);

/** Where a web site is served from. A browser compares it to the letter, so nothing may follow the port. */
export const webOrigin = matching(
  /^(https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+|http:\/\/(localhost|127\.0\.0\.1))(:\d{1,5})?$/,
  "an origin such as https://www.example.com, in small letters and without a path (http for localhost and 127.0.0.1 only)",
);

/** A name of a site's own. */
export const hostName = matching(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  "a host name such as portal.example.com, in small letters",
);

/** A certificate for CloudFront, which takes those of us-east-1 only. */
export const certificateArn = matching(
  /^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  "the ARN of a certificate of AWS Certificate Manager in us-east-1",
);

/** A time zone as Connect spells it. */
export const timeZone = v.pipe(
  v.string("an IANA time zone such as Europe/Berlin"),
  v.check((given) => TIME_ZONES.has(given), "an IANA time zone such as Europe/Berlin"),
);

/** A switch. */
export const flag = v.boolean("true or false");

/** A list, which may be empty. */
export function list<T extends v.GenericSchema>(item: T, what: string) {
  return v.array(item, `a list of ${what}`);
}

/** A list with at least one entry. */
export function some<T extends v.GenericSchema>(item: T, what: string) {
  return v.pipe(list(item, what), v.minLength(1, `a list with at least one of ${what}`));
}

/** Days something is kept, or for ever. */
export const retention = v.custom<number | "forever">(
  (given) => given === "forever" || (Number.isInteger(given) && Number(given) >= 1 && Number(given) <= 36_500),
  "a whole number of days from 1 to 36500, or forever",
);

/** An object that refuses keys it does not know, so that a typing mistake is not silently ignored. */
export function record<T extends v.ObjectEntries>(entries: T) {
  const keys = Object.keys(entries).join(", ");
  // Without a prototype of its own, or keys such as constructor would pass for known ones.
  const own: T = Object.assign(Object.create(null), entries);
  return v.strictObject(own, `an object with the keys ${keys}`);
}

const TAGS = "an object of texts";

const TAG_KEY = "1 to 128 characters as key of a tag, not starting with aws: and no word such as constructor";

/** Tags as AWS takes them. An own schema, since valibot's record drops unsafe keys without a word. */
export const tags = v.pipe(
  v.custom<Record<string, string>>(
    (given) => typeof given === "object" && given !== null && !Array.isArray(given),
    TAGS,
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) {
      return;
    }
    const input = dataset.value;
    for (const [key, value] of Object.entries<unknown>(input)) {
      const path: [v.IssuePathItem] = [{ type: "object", origin: "value", input, key, value }];
      if (key === "" || key.length > 128 || /^aws:/i.test(key) || isUnsafeKey(key)) {
        addIssue({ path, input: key, message: TAG_KEY });
      }
      if (typeof value !== "string" || value.length > 256) {
        addIssue({ path, input: value, message: "a text of at most 256 characters as value of a tag" });
      }
    }
  }),
);

/**
 * Zones that were renamed since: JavaScript's list has only the old names, the time zone database, and Connect, both.
 */
const RENAMED_ZONES = [
  ...["Africa/Asmara", "America/Argentina/Buenos_Aires", "America/Argentina/Catamarca", "America/Argentina/Cordoba"],
  ...["America/Argentina/Jujuy", "America/Argentina/Mendoza", "America/Atikokan", "America/Indiana/Indianapolis"],
  ...["America/Kentucky/Louisville", "America/Nuuk", "Asia/Ho_Chi_Minh", "Asia/Kathmandu", "Asia/Kolkata"],
  ...["Asia/Yangon", "Atlantic/Faroe", "Europe/Kyiv", "Pacific/Chuuk", "Pacific/Kanton", "Pacific/Pohnpei"],
];

const TIME_ZONES: ReadonlySet<string> = new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), ...RENAMED_ZONES]);

function isDate(given: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(given) ? Date.parse(`${given}T00:00:00Z`) : Number.NaN;
  // A day the month does not have is moved on by some engines and no time at all for others.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(given);
}
