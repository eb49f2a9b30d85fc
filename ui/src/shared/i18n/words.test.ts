import { beforeEach, describe, expect, test } from "vitest";
import type { PrinterState } from "../../generated/PrinterState";
import { m } from "../../paraglide/messages.js";
import { language, languages } from "./language.svelte";
import { failureDetail, failureWords, problemWords, wordsFor } from "./words";

/** Each state of Rust's, and no other. */
const printerStates: string[] = Object.keys({
  ready: true,
  printing: true,
  paused: true,
  out_of_paper: true,
  cover_open: true,
  jammed: true,
  too_hot: true,
  offline: true,
  gone: true,
  problem: true,
} satisfies Record<PrinterState, true>);

/** What tests/architecture/words.rs does not hold: codes that the page or several places of Rust say. */
const codes: Record<string, string[]> = {
  note: [
    "encoding",
    "encoding_assumed",
    "file_broken_letters",
    "file_torn",
    "last_row_open",
    "separator",
    "title_rows",
    "sheet",
    "rejected_not_written",
    "rejected_cut",
  ],
  problem: ["missing", "too_long", "no_at_sign"],
  likely: ["same_mail", "same_name_and_company", "same_name", "sounds_alike"],
  why: ["name", "company", "email", "phone", "order", "ticket", "badge"],
  how: ["folded", "latin", "sound", "typo"],
  print: ["out_of_paper", "cover_open", "jammed", "too_hot", "offline", "paused", "no_printer", "problem"],
  badge: ["queued", "sending", "sent", "printed", "failed", "unknown"],
  printer: printerStates,
  state: printerStates,
  presence: ["not_arrived", "inside", "left"],
  status: ["unpaid", "canceled", "blocked", "unapproved"],
  lead: ["share", "ask", "dont"],
  family: ["pretix_positions", "pretix_checkins", "eventbrite", "alfio", "indico", "hievents", "list"],
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

/** Every message of this prefix: that each code of Rust has one is held in Rust. */
const failures = Object.keys(m)
  .filter((key) => key.startsWith("failure_"))
  .map((key) => key.slice("failure_".length));

test("the three languages do not say the same by accident", () => {
  expect(failures.length).toBeGreaterThan(50);
  const same = failures.filter((code) => {
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

  test("that names a verdict names it as the stage does", () => {
    language.now = "en";
    const params = { verdict: "already_in" };
    expect(failureWords({ code: "stopped_meanwhile", params, message: "Stopped." })).toBe(
      "Not let in after all: Already in. Scan once more to see why.",
    );
  });

  test("whose values are missing is told in Rust's English, never with a hole", () => {
    expect(failureWords({ code: "too_many_rows", params: {}, message: "More than 200,000 rows." })).toBe(
      "More than 200,000 rows.",
    );
  });
});

describe("a machine's own words", () => {
  const torn = { code: "key_file_damaged", params: { why: "it is torn" }, message: "damaged: it is torn" };

  test("stand behind the sentence, never in it", () => {
    language.now = "eu";
    expect(failureWords(torn)).not.toContain("torn");
    expect(failureDetail(torn)).toBe("damaged: it is torn");
  });

  test("are left out where the sentence says it all", () => {
    expect(failureDetail({ code: "wrong_passphrase", params: {}, message: "Wrong." })).toBeNull();
    expect(failureDetail({ code: "moon_eclipsed", params: {}, message: "The moon is gone." })).toBeNull();
  });
});

test("a field's unknown problem still asks to look", () => {
  language.now = "en";
  expect(problemWords("strange")).toBe("Look at this field.");
});

describe("Basque", () => {
  const of = { done: "1", n: "1", count: 1 };
  const texts = (total: string) => [
    m.group_ticked({ ...of, of: total }),
    m.group_running({ ...of, of: total }),
    m.group_cancelled({ ...of, of: total }),
    m.group_failed({ ...of, of: total, why: "" }),
    m.batch_count({ ...of, of: total }),
    m.batch_look({ ...of, of: total }),
    m.batch_page({ ...of, of: total }),
    m.batch_making({ ...of, of: total }),
  ];

  test.each(["1", "5", "6", "10", "100"])(
    "says one of %s without an ending that the number decides",
    (total) => {
      language.now = "eu";
      for (const text of texts(total)) {
        expect(text).toContain(total);
        expect(text).not.toMatch(/\d\p{Letter}/u);
      }
    },
  );
});

test.each(["1", "5"])("of %s who had a badge already nothing is said in a number of its own", (n) => {
  expect(m.group_had({ n }, { locale: "es" })).toBe(`${n} ya con acreditación`);
  expect(m.group_had({ n }, { locale: "eu" })).toBe(`${n} lehendik txartelarekin`);
});
