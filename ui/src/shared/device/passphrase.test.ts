import { expect, test } from "vitest";
import { passphraseProblem } from "./passphrase";

test.each([
  ["", "", { kind: "short", missing: 8 }],
  ["words", "words", { kind: "short", missing: 3 }],
  ["four loose words", "four lose words", { kind: "differs" }],
  ["four loose words", "four loose words", null],
  ["ñandúñandú🙂🙂", "ñandúñandú🙂🙂", null],
])("%j and %j", (passphrase, again, problem) => {
  expect(passphraseProblem(passphrase, again)).toEqual(problem);
});
