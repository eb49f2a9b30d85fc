// Every verdict that Rust can give, with every reason that the stage words; what is asked of a verdict; what follows.
import { scan, verdict } from "../hands.mjs";

/** verdict, reason, language */
const reasons = [
  ["unknown", "code_partial", "es"],
  ["unknown", "person_erased", "eu"],
  ["unknown", "code_is_url", "en"],
  ["unknown", "code_is_vcard", "es"],
  ["unknown", "code_empty", "eu"],
  ["unknown", "code_too_long", "es"],
  ["unknown", "signature_wrong", "en"],
  ["unknown", "second_of_two", "eu"],
  ["other_event", "event_other", "es"],
  ["other_event", "category_elsewhere", "eu"],
  ["other_event", "online", "es"],
  ["revoked", "badge_voided", "es"],
  ["revoked", "badge_voided_at", "eu"],
  ["revoked", "ticket_voided", "es"],
  ["canceled", "expired", "eu"],
  ["unapproved", "unapproved", "eu"],
  ["unapproved", "registration_unread", "es"],
  ["not_now", "too_early", "eu"],
  ["not_now", "too_late", "es"],
  ["not_now", "checkpoint_closed", "eu"],
  ["not_now", "checkpoint_closed_until", "en"],
  ["admitted", "attention", "es"],
  ["admitted", "letters_before", "eu"],
  ["admitted", "details_follow", "es"],
  ["admitted", "signer_unseen", "eu"],
  ["admitted", "category_unseen", "en"],
  ["left", "was_inside", "es"],
  ["left", "leaves_with_voided_code", "en"],
  ["not_inside", "was_not_inside", "eu"],
  ["already_in", "admitted_before", "es"],
];

/** name, language, query, what is done first */
export default [
  ...reasons.map(([kind, reason, language]) => [
    `verdict-${kind}-${reason}`.replaceAll("_", "-"),
    language,
    "",
    verdict(`VERDICT:${kind}:${reason}`),
  ]),
  [
    "verdict-confirmed",
    "es",
    "",
    async (p) => {
      await scan(p, "PERSON9");
      await p.keyboard.press("Control+Enter");
    },
  ],
  [
    "verdict-overruled",
    "eu",
    "",
    async (p) => {
      await scan(p, "PERSON14");
      await p.keyboard.press("Control+Enter");
      await p.waitForSelector(".question .answer");
      await p.keyboard.press("2");
      await p.waitForSelector(".stage[data-v=admit]");
    },
  ],
  ["verdict-already-other-day", "es", "?before", verdict("VERDICT:already_in")],
  [
    "substitute",
    "eu",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await p.click(".actions .btn:last-child");
    },
  ],
  [
    "walk-in-company",
    "es",
    "",
    async (p) => {
      await p.keyboard.press("F3");
      await p.click("#field-company");
      await p.keyboard.type("ko", { delay: 45 });
      await p.waitForSelector("#companies");
      await p.keyboard.press("ArrowDown");
    },
  ],
  [
    "walk-in-badge",
    "en",
    "",
    async (p) => {
      await p.keyboard.press("F3");
      await p.fill("#field-given_name", "𰻞𰻝");
      await p.fill("#field-family_name", "Liú");
      await p.fill(
        "#field-company",
        "Instituto de Desarrollo Económico de la Margen Izquierda del Nervión, S.A.U.",
      );
      await p.waitForSelector(".rail .hint.wrong");
    },
  ],
];
