import { expect, test } from "vitest";
import { DRAFTS_MAX, draftOf, dropDraft, isWritten } from "./drafts";

test("only what somebody wrote in is kept, until it is saved or dropped", () => {
  const name = () => draftOf("a", () => ({ name: "" }));
  expect(isWritten("a")).toBe(false);
  name().fields.name = "Ane";
  expect([isWritten("a"), name().fields.name]).toEqual([true, "Ane"]);
  name().settle();
  expect([isWritten("a"), name().fields.name]).toEqual([false, ""]);
  name().fields.name = "Jon";
  dropDraft("a");
  expect(name().fields.name).toBe("");
});

test("of too many the oldest goes, and the one that was opened last stays", () => {
  for (let i = 0; i <= DRAFTS_MAX; i += 1) draftOf(`form ${i}`, () => ({ words: "" })).fields.words = "x";
  expect([isWritten("form 0"), isWritten("form 1"), isWritten(`form ${DRAFTS_MAX}`)]).toEqual([
    false,
    true,
    true,
  ]);
});
