// Countries and languages that a form offers. Their names come from Intl in the window's language.

/** ISO 3166-1 alpha-2. */
export const countries: readonly string[] = (
  "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO " +
  "CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID " +
  "IE IL IN IQ IR IS IT JM JO JP KE KG KH KM KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN " +
  "MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PR PS PT PY QA RO RS RU RW SA SB SC SD SE " +
  "SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TW TZ UA UG US UY UZ VA VC VE VN VU WS XK YE " +
  "ZA ZM ZW"
).split(" ");

/** The languages that a badge of a European fair is asked for, as BCP 47 tags. */
export const tongues: readonly string[] =
  "eu es en fr de it pt ca gl uk pl cs sk ro hu el tr nl sv fi da no ja ko zh vi ar ru".split(" ");
