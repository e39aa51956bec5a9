/**
 * The country a telephone number belongs to, as far as its price and the allow-list go.
 *
 * Prefixes are of the ITU's list of calling codes (E.164 assigned codes) and of the North American numbering plan; the
 * longest that fits decides. Numbers that no person's telephone has (satellites, premium and personal numbers, toll-free
 * numbers) belong to no country: nothing is ever sent to them.
 *
 * +1 is 25 countries, some of which are favourites of those who have messages sent at somebody else's cost: an area code in
 * `NANP` is that country's, and any other geographic one is the United States'. A country that gets an area code
 * later has to be added here; until then it counts as the United States.
 */

/** Area codes of +1 outside the United States' mainland. */
const NANP =
  " 204CA 226CA 236CA 249CA 250CA 257CA 263CA 289CA 306CA 343CA 354CA 365CA 367CA 368CA 382CA 403CA 416CA 418CA 428CA" +
  " 431CA 437CA 438CA 450CA 468CA 474CA 506CA 514CA 519CA 548CA 579CA 581CA 584CA 587CA 604CA 613CA 639CA 647CA 672CA" +
  " 683CA 705CA 709CA 742CA 753CA 778CA 780CA 782CA 807CA 819CA 825CA 867CA 873CA 879CA 902CA 905CA 942CA" +
  " 268AG 264AI 684AS 246BB 441BM 242BS 767DM 809DO 829DO 849DO 473GD 671GU 658JM 876JM 869KN 345KY 758LC 670MP 664MS" +
  " 787PR 939PR 721SX 649TC 868TT 784VC 284VG 340VI ";

/** Area codes of +1 that belong to no place: toll-free, premium, personal and service numbers. */
const NOWHERE =
  /^(?:[2-9]11|[2-9]9\d|[2-9]00|37\d|96\d|52\d|53[2358]|54[2-79]|55[02-46]|56[69]|57[78]|58[89]|622|710|822|833|844|855|866|877|88\d)/;

/** Calling codes outside +1. `--` is a prefix of no country. */
const CALLING_CODES =
  " 20EG 211SS 212MA 2125288EH 2125289EH 213DZ 216TN 218LY 220GM 221SN 222MR 223ML 224GN 225CI 226BF 227NE 228TG 229BJ" +
  " 230MU 231LR 232SL 233GH 234NG 235TD 236CF 237CM 238CV 239ST 240GQ 241GA 242CG 243CD 244AO 245GW 246IO 247AC 248SC" +
  " 249SD 250RW 251ET 252SO 253DJ 254KE 255TZ 256UG 257BI 258MZ 260ZM 261MG 262RE 262269YT 262639YT 263ZW 264NA 265MW" +
  " 266LS 267BW 268SZ 269KM 27ZA 290SH 291ER 297AW 298FO 299GL 30GR 31NL 32BE 33FR 34ES 350GI 351PT 352LU 353IE 354IS" +
  " 355AL 356MT 357CY 358FI 35818AX 359BG 36HU 370LT 371LV 372EE 373MD 374AM 375BY 376AD 377MC 378SM 380UA 381RS 382ME" +
  " 383XK 385HR 386SI 387BA 389MK 39IT 40RO 41CH 420CZ 421SK 423LI 43AT 44GB 4470-- 4476-- 447624IM 447524IM 447924IM" +
  " 447781GG 447839GG 447911GG 447509JE 447797JE 447829JE 447937JE 45DK 46SE 47NO 4779SJ 48PL 49DE 500FK 501BZ 502GT" +
  " 503SV 504HN 505NI 506CR 507PA 508PM 509HT 51PE 52MX 53CU 54AR 55BR 56CL 57CO 58VE 590GP 591BO 592GY 593EC 594GF" +
  " 595PY 596MQ 597SR 598UY 599BQ 5999CW 60MY 61AU 6189162CC 6189164CX 62ID 63PH 64NZ 65SG 66TH 670TL 672NF 673BN 674NR" +
  " 675PG 676TO 677SB 678VU 679FJ 680PW 681WF 682CK 683NU 685WS 686KI 687NC 688TV 689PF 690TK 691FM 692MH 7RU 76KZ 77KZ" +
  " 81JP 82KR 84VN 850KP 852HK 853MO 855KH 856LA 86CN 880BD 886TW 90TR 91IN 92PK 93AF 94LK 95MM 960MV 961LB 962JO 963SY" +
  " 964IQ 965KW 966SA 967YE 968OM 970PS 971AE 972IL 973BH 974QA 975BT 976MN 977NP 98IR 992TJ 993TM 994AZ 995GE 996KG" +
  " 998UZ ";

/** Length of the longest prefix above. */
const LONGEST_PREFIX = 7;

/**
 * The country of a telephone number, ISO 3166-1 alpha-2, or undefined when it is no number of a person's telephone.
 *
 * @param number E.164
 */
export const countryOf = (number: string): string | undefined => {
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return undefined;
  if (number.startsWith("+1")) {
    const plan = /^\+1([2-9]\d\d)[2-9]\d{6}$/.exec(number);
    const area = plan?.[1] ?? "";
    if (!plan || NOWHERE.test(area)) return undefined;
    return new RegExp(` ${area}([A-Z]{2}) `).exec(NANP)?.[1] ?? "US";
  }
  for (let length = LONGEST_PREFIX; length > 0; length -= 1) {
    const found = new RegExp(` ${number.slice(1, 1 + length)}([A-Z]{2}|--) `).exec(CALLING_CODES)?.[1];
    if (found) return found === "--" ? undefined : found;
  }
  return undefined;
};

/** Most text messages a day to each country that gets any: `US:500 CA:100`. */
export type CountryCaps = Readonly<Record<string, number>>;

/**
 * Reads the caps of the environment.
 *
 * @throws Error when the text is not as described: a wrong deployment fails at init, not on a message
 */
export const readCountryCaps = (text: string): CountryCaps => {
  const entries = text.split(" ").map((part): [string, number] => {
    const [country = "", most = ""] = part.split(":");
    if (!/^[A-Z]{2}$/.test(country) || !/^[1-9]\d{0,6}$/.test(most)) {
      throw new Error(
        `COUNTRY_CAPS has ${JSON.stringify(part)}; write country and messages a day, as in US:500 CA:100`,
      );
    }
    return [country, Number(most)];
  });
  return Object.fromEntries(entries);
};
