import { beforeEach, expect, test, vi } from "vitest";
import type { EventView } from "../generated/EventView";
import type { Overview } from "../generated/Overview";

const answers = vi.hoisted(() => ({ overview: vi.fn<() => Promise<Overview>>() }));
vi.mock("../shared/api/commands", () => ({ device: { overview: answers.overview } }));

import { Place } from "./place.svelte";

const fair: EventView = {
  id: "e1",
  label: "fair",
  name: "A fair",
  venue: "",
  time_zone: "Europe/Madrid",
  days: ["2026-11-24"],
  checkpoints: [{ id: "c1", label: "main", name: "Main entrance" }],
  categories: [],
  default_category: "visitor",
  registered: 0,
  demo: false,
  sections: [
    "dashboard",
    "people",
    "conflicts",
    "event",
    "setup",
    "badges",
    "device",
    "operators",
    "devices",
  ],
};
const open: Overview = {
  state: "open",
  keychain: true,
  asks_passphrase: false,
  device_name: "Desk 1",
  version: "0.1.0",
  events: [fair],
  now: 0,
  left: [],
  recovery_key_unseen: false,
  closed: null,
  unsaved: null,
  clock_behind: null,
};
const busy = { code: "database_busy", params: {}, message: "Busy." };

beforeEach(() => localStorage.clear());

async function placeOf(overview: Overview): Promise<Place> {
  answers.overview.mockResolvedValueOnce(overview);
  const place = new Place();
  await place.look();
  return place;
}

test("a look that fails does not end a desk at work, and the next one heals it", async () => {
  const place = await placeOf(open);
  answers.overview.mockRejectedValueOnce(busy);
  await place.look();
  expect(place.page).toBe("desk");
  expect(place.failed?.code).toBe("database_busy");
  answers.overview.mockResolvedValueOnce(open);
  await place.look();
  expect(place.failed).toBeNull();
});

test("where the very first look fails there is something to press", async () => {
  answers.overview.mockRejectedValueOnce(busy);
  const place = new Place();
  await place.look();
  expect(place.page).toBe("broken");
  answers.overview.mockResolvedValueOnce(open);
  await place.look();
  expect(place.page).toBe("desk");
});

test("a recovery key that nobody keeps comes before the desk, also after a restart", async () => {
  const place = await placeOf({ ...open, recovery_key_unseen: true });
  expect(place.page).toBe("first_run");
  expect(place.running).toBe(false);
  answers.overview.mockResolvedValueOnce(open);
  await place.look();
  expect(place.page).toBe("desk");
});

test("a device that is running stays so while an event is added: a scan there is a scan", async () => {
  const place = await placeOf(open);
  place.go("add");
  expect(place.page).toBe("first_run");
  expect(place.running).toBe(true);
  place.take({ ...open, state: "locked" });
  expect(place.running).toBe(false);
});

test("an event that was made, or found again, is the one at the desk", async () => {
  const other = { ...fair, id: "e2", checkpoints: [{ id: "c2", label: "main", name: "Main" }] };
  const place = await placeOf({ ...open, events: [fair, other] });
  answers.overview.mockResolvedValueOnce({ ...open, events: [fair, other] });
  await place.lookAt(other);
  expect([place.event?.id, place.checkpoint?.id, place.page]).toEqual(["e2", "c2", "desk"]);
});

test("saving that stopped is said until it works again", async () => {
  const place = await placeOf(open);
  place.saving({ code: "disk_full", params: {}, message: "Full." });
  expect(place.overview?.unsaved?.code).toBe("disk_full");
  place.saving(null);
  expect(place.overview?.unsaved).toBeNull();
});

test("after an update the window says how far it is, until all is done or the look fails", async () => {
  const place = new Place();
  place.gettingReady({ done: 500, of: 2000 });
  expect(place.readying).toEqual({ done: 500, of: 2000 });
  place.gettingReady({ done: 2000, of: 2000 });
  expect(place.readying).toBeNull();
  place.gettingReady({ done: 500, of: 2000 });
  answers.overview.mockRejectedValueOnce(busy);
  await place.look();
  expect(place.readying).toBeNull();
  place.gettingReady({ done: 500, of: 2000 });
  answers.overview.mockResolvedValueOnce(open);
  await place.look();
  expect(place.readying).toBeNull();
});

test("after a device's first event it is tried out, and its desk opens from there", async () => {
  const place = await placeOf({ ...open, state: "fresh", events: [] });
  answers.overview.mockResolvedValueOnce({ ...open, recovery_key_unseen: true });
  await place.lookAt(fair);
  expect([place.page, place.trying]).toEqual(["first_run", false]);
  answers.overview.mockResolvedValueOnce(open);
  await place.look();
  expect([place.page, place.trying, place.running]).toEqual(["first_run", true, true]);
  place.go("desk");
  expect([place.page, place.trying]).toEqual(["desk", false]);
});

test("a section that this device does not reach is not opened, and the first that it reaches is", async () => {
  const place = await placeOf({ ...open, events: [{ ...fair, sections: ["event", "device"] }] });
  expect([place.sections, place.section]).toEqual([["event", "device"], "event"]);
  place.goTo("people", "import");
  expect(place.page).toBe("desk");
  place.goTo("device", "printer");
  expect([place.page, place.section, place.part]).toEqual(["office", "device", "printer"]);
});

test("a device that was taken out of the event at its desk goes to no other one by itself", async () => {
  const other = {
    ...fair,
    id: "e2",
    name: "Another",
    checkpoints: [{ id: "c2", label: "main", name: "Main" }],
  };
  const place = await placeOf({ ...open, events: [fair, other] });
  const left = { id: "e1", name: "A fair", reason: "Lost", revoked: 1, removed: 2 };
  answers.overview.mockResolvedValue({ ...open, events: [other], left: [left] });
  await place.look();
  expect([place.page, place.left?.name, place.running, place.event]).toEqual(["left", "A fair", false, null]);
  // Also after the window was opened again.
  const again = new Place();
  await again.look();
  expect(again.page).toBe("left");
  again.use("e2", "c2");
  expect([again.page, again.event?.id]).toEqual(["desk", "e2"]);
  answers.overview.mockReset();
});
