/** Phone numbers: E.164, and national numbers with their country. */

/** Calling codes by ISO 3166 country, for the countries a number can be typed in without its code. */
export const CALLING_CODES: ReadonlyMap<string, string> = new Map(
  (
    "US1 CA1 GB44 IE353 FR33 DE49 AT43 CH41 IT39 ES34 PT351 NL31 BE32 LU352 DK45 SE46 NO47 FI358 IS354 PL48 CZ420 SK421 " +
    "HU36 RO40 BG359 GR30 HR385 SI386 RS381 EE372 LV371 LT370 UA380 TR90 CY357 MT356 IL972 AE971 SA966 QA974 KW965 BH973 " +
    "OM968 JO962 EG20 MA212 TN216 ZA27 NG234 KE254 GH233 UG256 TZ255 IN91 PK92 BD880 LK94 NP977 CN86 HK852 MO853 TW886 " +
    "JP81 KR82 SG65 MY60 TH66 VN84 PH63 ID62 AU61 NZ64 FJ679 MX52 BR55 AR54 CL56 CO57 PE51 VE58 EC593 BO591 PY595 UY598 " +
    "CR506 PA507 GT502 HN504 SV503 NI505 DO1 PR1 JM1 TT1 BS1 BB1"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), entry.slice(2)]),
);

/** A number as Amazon Connect stores and dials it. */
export function isE164(number: string): boolean {
  return /^\+[1-9]\d{7,14}$/.test(number);
}

/** E.164 form of typed digits: national ones of `country`, else digits that begin with a country code. */
export function readPhoneNumber(digits: string, country: string | undefined): string | undefined {
  if (!/^\d+$/.test(digits)) return undefined;
  const code = country === undefined ? "" : CALLING_CODES.get(country);
  if (code === undefined) return undefined;
  // The North American plan has exactly ten digits; elsewhere a leading zero is the national prefix.
  if (code === "1" && !/^1?[2-9]\d{9}$/.test(digits)) return undefined;
  const national = country === undefined ? digits : code === "1" ? digits.slice(-10) : digits.replace(/^0/, "");
  const number = `+${code}${national}`;
  return isE164(number) ? number : undefined;
}
