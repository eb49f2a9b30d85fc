import { expect, test } from "vitest";
import { passphraseProblem } from "./passphrase";

test.each([
  ["", "", { kind: "short", missing: 12 }],
  ["four words", "four words", { kind: "short", missing: 2 }],
  ["four loose words", "four lose words", { kind: "differs" }],
  ["four loose words", "four loose words", null],
  ["ñandúñandú🙂🙂", "ñandúñandú🙂🙂", null],
])("%j and %j", (passphrase, again, problem) => {
  expect(passphraseProblem(passphrase, again)).toEqual(problem);
});
