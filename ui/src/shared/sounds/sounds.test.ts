import { expect, test } from "vitest";
import { loudness, peaks, tones, type Sound } from "./sounds";

/** DESIGN-UI §4: pitch, length and, where there are several, the pause before each. */
const table: [Sound, [hz: number, ms: number, pauseMs: number][]][] = [
  [
    "admit",
    [
      [659.26, 90, 0],
      [987.77, 140, 0],
    ],
  ],
  [
    "already",
    [
      [392, 110, 0],
      [392, 110, 70],
    ],
  ],
  [
    "attention",
    [
      [900, 35, 0],
      [900, 35, 75],
      [900, 35, 75],
    ],
  ],
  [
    "wrong",
    [
      [587.33, 140, 0],
      [440, 200, 0],
    ],
  ],
  ["cancelled", [[220, 450, 0]]],
  [
    "blocked",
    [
      [220, 220, 0],
      [220, 220, 90],
    ],
  ],
  ["unknown", [[330, 260, 0]]],
  [
    "print_problem",
    [
      [180, 70, 0],
      [180, 70, 60],
    ],
  ],
];

test.each(table)("%s sounds as it is drawn", (sound, drawn) => {
  const played = tones[sound].map(({ hz, ms, startsMs }, i) => {
    const before = tones[sound][i - 1];
    return [hz, ms, before ? startsMs - before.startsMs - before.ms : startsMs];
  });
  expect(played).toEqual(drawn);
});

test("admit goes up and each stop goes down or stays low", () => {
  const [low, high] = tones.admit.map(({ hz }) => hz);
  expect(high).toBeGreaterThan(low ?? 0);
  for (const stop of ["wrong", "cancelled", "blocked", "unknown"] as const)
    expect(Math.max(...tones[stop].map(({ hz }) => hz))).toBeLessThan(low ?? 0);
});

test.each(Object.keys(tones) as Sound[])("%s never asks for more than a loudspeaker has", (sound) => {
  const all = tones[sound];
  for (const tone of all) {
    const together = all.filter(
      (one) => one.startsMs < tone.startsMs + tone.ms && tone.startsMs < one.startsMs + one.ms,
    );
    expect(together.reduce((sum, { wave }) => sum + peaks[wave], 0)).toBeLessThanOrEqual(1);
  }
});

test("the volume goes from silence to all there is", () => {
  expect([0, 50, 100, 300].map(loudness)).toEqual([0, 0.25, 1, 1]);
});
