// What "go to anything" finds, and what Enter takes.
import { expect, test, vi } from "vitest";
import { hit as found } from "../features/desk/testing";
import type { Hit } from "../generated/Hit";
import { Finder } from "./finder.svelte";
import type { Spot } from "./parts";

const spot = (section: Spot["section"], part: string, words: string): Spot => ({
  section,
  part,
  words,
  keys: "",
});
const spots = [
  spot("dashboard", "", "Panel"),
  spot("people", "list", "Personas · Lista"),
  spot("device", "camera", "Equipo · Cámara"),
];
const hit = (id: string) => found({ id });
const ids = (finder: Finder) =>
  finder.found.map((one) => (one.kind === "spot" ? one.spot.words : one.hit.person.id));

test("at first every place is there; words in any order and without accents leave those that have them all", () => {
  const finder = new Finder(spots, "e1", null);
  expect(ids(finder)).toHaveLength(3);
  finder.type("camara equi");
  expect(ids(finder)).toEqual(["Equipo · Cámara"]);
  finder.type("nada");
  expect(ids(finder)).toEqual([]);
});

test("people come from the second letter on, behind the places, and only where the device reaches them", async () => {
  const find = vi.fn(() => Promise.resolve([hit("ane"), hit("jon")]));
  const finder = new Finder(spots, "e1", { find });
  finder.type("p");
  expect(find).not.toHaveBeenCalled();
  finder.type("pa");
  expect(await finder.take()).toEqual({ kind: "spot", spot: spots[0] });
  expect(find).toHaveBeenCalledExactlyOnceWith("e1", "pa");
  expect(ids(finder)).toEqual(["Panel", "ane", "jon"]);
  finder.move(-1);
  expect(await finder.take()).toMatchObject({ kind: "person", hit: { person: { id: "jon" } } });
  finder.move(1);
  expect(finder.chosen).toBe(0);
});

test("Enter waits for the answer to what is typed, and an older answer shows nobody", async () => {
  const answers: ((hits: Hit[]) => void)[] = [];
  const find = () => new Promise<Hit[]>((answer) => answers.push(answer));
  const finder = new Finder(spots, "e1", { find });
  finder.type("zab");
  finder.type("zaba");
  const taken = finder.take();
  answers[1]?.([hit("zabala")]);
  answers[0]?.([hit("zabor")]);
  expect(await taken).toMatchObject({ hit: { person: { id: "zabala" } } });
  expect(ids(finder)).toEqual(["zabala"]);
});

test("a search that fails says so, and places are still found", async () => {
  const finder = new Finder(spots, "e1", { find: () => Promise.reject(new Error("busy")) });
  finder.type("panel");
  expect(await finder.take()).toMatchObject({ kind: "spot" });
  expect(finder.failed).not.toBeNull();
});
