import { describe, expect, test } from "vitest";
import { hasFeet, isQuiet, lookOf, standingOf } from "./looks";
import { answer, somebody } from "./testing";

/** DESIGN-UI §4: verdict, deciding reason, look, door, word. */
const table: [verdict: string, reason: string, look: string, door: string, word: string][] = [
  ["admitted", "first_entry", "admit", "open", "admitted"],
  ["already_in", "still_inside", "already", "open", "already_in"],
  ["already_in", "admitted_before", "already", "open", "admitted_before"],
  ["other_event", "event_other", "wrong", "shut", "other_event"],
  ["other_event", "category_elsewhere", "wrong", "shut", "other_session"],
  ["other_event", "online", "wrong", "shut", "online"],
  ["not_now", "other_day", "wrong", "shut", "not_today"],
  ["not_now", "too_early", "wrong", "shut", "not_now"],
  ["full", "room_full", "wrong", "shut", "full"],
  ["canceled", "canceled", "cancelled", "shut", "canceled"],
  ["revoked", "badge_voided", "cancelled", "shut", "revoked"],
  ["revoked", "ticket_voided", "cancelled", "shut", "revoked"],
  ["blocked", "blocked", "blocked", "shut", "blocked"],
  ["unpaid", "unpaid", "blocked", "shut", "unpaid"],
  ["unapproved", "unapproved", "blocked", "shut", "unapproved"],
  ["unknown", "code_not_found", "unknown", "shut", "unknown"],
  ["unknown", "code_empty", "unknown", "shut", "not_read"],
  ["unknown", "code_partial", "unknown", "shut", "not_read"],
  ["ambiguous", "code_ambiguous", "attention", "open", "ambiguous"],
  ["left", "was_inside", "admit", "open", "left"],
  ["not_inside", "was_not_inside", "admit", "open", "left"],
];

test("whoever shows what was replaced is asked for what took its place", () => {
  const next = (code: string) => lookOf(answer({ verdict: "revoked", reasons: [{ code, params: {} }] })).next;
  expect([next("badge_voided"), next("ticket_voided")]).toEqual(["revoked", "revoked_ticket"]);
});

test("a word whose letters go below the line says so", () => {
  expect(["Sin guardar", "Agur", "Adelante", "Aurrera", "Ready"].map(hasFeet)).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
});

test.each(table)("%s because of %s looks like %s with its door %s", (verdict, code, name, door, word) => {
  const look = lookOf(answer({ verdict, reasons: [{ code, params: {} }] }));
  expect([look.name, look.door, look.word]).toEqual([name, door, word]);
});

test("an admission that waits for the operator looks like attention, its door open", () => {
  const look = lookOf(answer({ pending: true }));
  expect([look.name, look.door]).toEqual(["attention", "open"]);
});

test("what to do next fits what happened: an erased name is not searched, an unread code is scanned again", () => {
  const next = (code: string) => lookOf(answer({ verdict: "unknown", reasons: [{ code, params: {} }] })).next;
  expect(["code_not_found", "person_erased", "code_empty"].map(next)).toEqual(["unknown", "erased", null]);
});

test("a verdict that nobody knows keeps the door shut", () => {
  expect(lookOf(answer({ verdict: "brand_new" })).door).toBe("shut");
});

test("a scan that nobody confirmed is green nowhere, also not in the list", () => {
  const look = lookOf({ verdict: "admitted", state: "pending" });
  expect([look.name, look.word]).toEqual(["attention", "attention"]);
});

test("a scan that was undone is green no more, on the stage and in the list", () => {
  const look = lookOf({ verdict: "admitted", state: "undone" });
  expect([look.name, look.word]).toEqual(["undone", "undone"]);
});

/** docs/admission.md, double scans. */
test.each([
  ["already_in", false, true],
  ["blocked", false, true],
  ["left", false, true],
  ["admitted", true, true],
  ["admitted", false, false],
])("a double scan that is %s (waiting: %s) is quiet: %s", (verdict, pending, quiet) => {
  expect(isQuiet({ verdict, pending, double_scan: true })).toBe(quiet);
});

test("the list tells the seven looks apart by sign", () => {
  const signs = ["admitted", "already_in", "ambiguous", "not_now", "canceled", "blocked", "unknown"].map(
    (verdict) => lookOf({ verdict }).name,
  );
  expect(new Set(signs).size).toBe(7);
});

describe("a row of the search", () => {
  test.each([
    [{ status: "canceled", presence: "inside" as const }, "status_canceled"],
    [{ status: "valid", presence: "inside" as const }, "presence_inside"],
    [{ status: "valid", presence: "left" as const }, "presence_left"],
    [{ status: "valid", presence: "not_arrived" as const }, "presence_not_arrived"],
  ])("%o says %s", (over, words) => {
    expect(standingOf(somebody(over)).words).toBe(words);
  });
});
