import { beforeEach, describe, expect, test } from "vitest";
import { language, languages } from "./language.svelte";
import { failureWords, problemWords, wordsFor } from "./words";

/** Every code that Rust is known to send, by the words it needs. A new code is added here with its words. */
const codes: Record<string, string[]> = {
  failure: [
    "unexpected",
    "wrong_passphrase",
    "newer_database",
    "database_busy",
    "read_only_folder",
    "disk_full",
    "reason_missing",
    "file_empty",
    "file_too_large",
    "too_many_rows",
    "too_many_columns",
    "not_a_table",
    "not_a_workbook",
    "old_workbook",
    "workbook_protected",
    "workbook_broken",
    "sheet_missing",
    "encoding_unclear",
    "encoding_unknown",
    "header_missing",
    "name_column_missing",
    "ticket_code_column_missing",
    "id_column_missing",
    "field_claimed_twice",
    "header_unknown",
    "field_unknown",
    "not_a_mapping",
    "no_printer",
    "passphrase_needed",
    "passphrase_too_short",
    "damaged_database",
    "database_failed",
    "database_closed",
    "no_key_file",
    "key_file_exists",
    "key_file_damaged",
    "key_file_newer",
    "key_file_unreadable",
    "key_file_not_written",
    "keychain_unavailable",
    "key_not_in_keychain",
    "recovery_key_mistyped",
    "wrong_recovery_key",
    "not_found",
    "event_exists",
    "bad_date",
    "ends_before_start",
    "bad_time_zone",
    "field_missing",
    "field_too_long",
    "no_at_sign",
    "no_category",
    "notice_not_accepted",
    "not_pending",
    "already_undone",
    "not_overridable",
    "substituted",
    "missing_glyphs",
    "no_template",
    "import_running",
    "pdf_failed",
    "file_unreadable",
    "folder_not_writable",
    "folder_missing",
    "file_in_use",
    "file_not_written",
    "unreachable",
    "refused",
    "garbled",
    "event_file_empty",
    "event_file_too_large",
    "event_file_not_text",
    "event_file_not_json",
    "event_file_no_events",
    "event_file_not_a_date",
    "event_file_ends_before_start",
    "event_file_unknown_time_zone",
    "event_file_bad_id",
    "event_file_id_twice",
    "event_file_name_missing",
  ],
  verdict: [
    "admitted",
    "already_in",
    "unknown",
    "other_event",
    "revoked",
    "canceled",
    "blocked",
    "unapproved",
    "unpaid",
    "not_now",
    "full",
    "ambiguous",
    "left",
  ],
  reason: [
    "code_not_found",
    "code_partial",
    "code_is_url",
    "code_is_vcard",
    "code_empty",
    "code_too_long",
    "code_wrong_layout",
    "signature_wrong",
    "code_ambiguous",
    "event_other",
    "person_found",
    "details_follow",
    "signer_unseen",
    "category_passes",
    "category_unseen",
    "category_elsewhere",
    "in_person",
    "online",
    "code_live",
    "badge_voided",
    "ticket_voided",
    "leaves_with_voided_code",
    "not_canceled",
    "canceled",
    "expired",
    "not_blocked",
    "blocked",
    "approved",
    "unapproved",
    "paid",
    "unpaid",
    "day_fits",
    "other_day",
    "time_fits",
    "too_early",
    "too_late",
    "checkpoint_open",
    "checkpoint_closed",
    "double_scan",
    "first_entry",
    "reentry",
    "reentry_after_exit",
    "still_inside",
    "admitted_before",
    "room_left",
    "counted_inside",
    "room_full",
    "overruled",
    "attention",
    "attention_confirm",
    "badge_in_box",
    "was_inside",
    "was_not_inside",
  ],
  row: [
    "name_missing",
    "name_too_long",
    "key_missing",
    "duplicate",
    "too_many_cells",
    "too_few_cells",
    "quote_not_closed",
    "row_torn",
    "broken_letters",
    "status_unknown",
  ],
  fix: [
    "control_characters",
    "line_break",
    "formula_text",
    "formula_cell",
    "error_cell",
    "merged_cell",
    "digits_lost",
    "short_row",
    "date_impossible",
    "date_not_read",
    "date_ambiguous",
    "clock_change",
    "mail_unlikely",
    "looks_garbled",
    "too_long",
    "word_not_read",
  ],
  problem: ["missing", "too_long", "no_at_sign"],
  likely: ["same_mail", "same_name_and_company", "same_name", "sounds_alike"],
  why: ["name", "company", "email", "phone", "order", "ticket", "badge"],
  how: ["folded", "latin", "sound", "typo"],
  print: ["out_of_paper", "cover_open", "jammed", "too_hot", "offline", "paused", "no_printer", "problem"],
  badge: ["queued", "sent", "printed", "failed", "unknown"],
  printer: ["ready", "printing", "paused", "out_of_paper", "cover_open", "offline", "problem"],
  state: ["ready", "printing", "paused", "out_of_paper", "cover_open", "offline", "problem"],
  presence: ["not_arrived", "inside", "left"],
  status: ["unpaid", "canceled", "blocked", "unapproved"],
  lead: ["share", "ask", "dont"],
  family: ["pretix_positions", "pretix_checkins", "eventbrite", "alfio", "indico", "hievents", "plain"],
};

/** Stands in for whatever a sentence needs. */
const anything = new Proxy(
  {},
  {
    get: (_, name) => `<${String(name)}>`,
    ownKeys: () => [],
  },
);

describe.each(languages)("in %s", (spoken) => {
  beforeEach(() => {
    language.now = spoken;
  });

  test.each(Object.entries(codes))("every code of %s has words", (prefix, all) => {
    const silent = all.filter((code) => {
      const words = wordsFor(prefix, code, anything);
      return words === null || words.includes("undefined");
    });
    expect(silent).toEqual([]);
  });
});

test("the three languages do not say the same by accident", () => {
  const same = (codes.failure ?? []).filter((code) => {
    const said = languages.map((l) => wordsFor("failure", code, anything, l));
    return new Set(said).size < 3;
  });
  expect(same).toEqual([]);
});

describe("a failure", () => {
  test("with words is told in the window's language", () => {
    language.now = "es";
    expect(failureWords({ code: "wrong_passphrase", params: {}, message: "Wrong." })).toBe(
      "Esa frase de paso no es correcta. Inténtalo otra vez.",
    );
  });

  test("with a code that nobody knows is told in Rust's English", () => {
    expect(failureWords({ code: "moon_eclipsed", params: {}, message: "The moon is gone." })).toBe(
      "The moon is gone.",
    );
  });

  test("whose values are missing is told in Rust's English, never with a hole", () => {
    expect(failureWords({ code: "too_many_rows", params: {}, message: "More than 200,000 rows." })).toBe(
      "More than 200,000 rows.",
    );
  });
});

test("a field's unknown problem still asks to look", () => {
  language.now = "en";
  expect(problemWords("strange")).toBe("Look at this field.");
});
