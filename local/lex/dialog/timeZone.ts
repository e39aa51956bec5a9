/** Which day it is for a bot that is told nothing else: Lex reckons in the time zone of its Region. */

const ZONES: Readonly<Record<string, string>> = {
  "us-east-1": "America/New_York",
  "us-west-2": "America/Los_Angeles",
  "ca-central-1": "America/Toronto",
  "eu-west-1": "Europe/Dublin",
  "eu-west-2": "Europe/London",
  "eu-central-1": "Europe/Berlin",
  "ap-southeast-1": "Asia/Singapore",
  "ap-southeast-2": "Australia/Sydney",
  "ap-northeast-1": "Asia/Tokyo",
  "ap-northeast-2": "Asia/Seoul",
  "af-south-1": "Africa/Johannesburg",
};

/** The time zone of a Region; UTC where it is not known. */
export function regionTimeZone(region: string): string {
  return ZONES[region] ?? "UTC";
}
