import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EventView } from "../../generated/EventView";
import type { LookAround } from "../../generated/LookAround";
import type { RoomView } from "../../generated/RoomView";
import type { SyncState } from "../../generated/SyncState";
import type { RoomCommands } from "../../shared/api/room";
import type { SyncCommands } from "../../shared/api/sync";
import { language } from "../../shared/i18n/language.svelte";

vi.mock("../../shared/api/events", () => ({
  onChanged: () => () => undefined,
  onSyncChanged: () => () => undefined,
}));

import ClockOff from "./ClockOff.svelte";
import ServersSection from "./ServersSection.svelte";
import { Standing } from "./standing.svelte";
import SyncPill from "./SyncPill.svelte";

const event = { id: "e1", time_zone: "Europe/Madrid" } as unknown as EventView;
const SINCE = Date.UTC(2026, 10, 24, 9, 12);
let shown: Record<string, unknown>[] = [];

const text = () => document.body.innerText.replaceAll(/\s+/g, " ");
const find = (selector: string) => document.querySelector<HTMLElement>(selector);

function is(over: Partial<SyncState>): SyncState {
  return {
    phase: "online",
    server: "Office",
    place: "centre",
    since: SINCE,
    reached: SINCE,
    waiting: 0,
    code: null,
    clock_off: null,
    ...over,
  };
}

const aView = (over: Partial<RoomView> = {}): RoomView => ({
  may: true,
  offices: ["Office"],
  addresses: [],
  qr_svg: null,
  announced: true,
  served: [],
  ...over,
});
let serving: RoomView;
const rooms: RoomCommands = {
  look: () => Promise.resolve(serving),
  serve: () => {
    serving = aView({ addresses: ["https://10.0.0.7:8443"], qr_svg: "<svg/>" });
    return Promise.resolve(serving);
  },
  leave: () => {
    serving = aView();
    return Promise.resolve(serving);
  },
  around: () => Promise.resolve(around),
};
let around: LookAround;

async function pill(state: SyncState): Promise<Standing> {
  const standing = new Standing({ state: () => Promise.resolve(state) });
  standing.look(event.id);
  await tick();
  const settings = () => undefined;
  shown.push(mount(SyncPill, { target: document.body, props: { event, standing, settings, rooms } }));
  shown.push(mount(ClockOff, { target: document.body, props: { standing } }));
  flushSync();
  return standing;
}

beforeEach(() => {
  language.now = "en";
  serving = aView();
  around = { own: ["https://10.0.0.7:8443"], unasked: null, servers: [] };
});
afterEach(() => {
  shown.forEach((one) => void unmount(one));
  shown = [];
  document.body.replaceChildren();
});

test("an event that is not here any more is told to the window, and what else fails is not", async () => {
  const gone = vi.fn();
  for (const code of ["database_busy", "not_found"]) {
    const failure = { code, params: {}, message: "" };
    const standing = new Standing({ state: () => Promise.reject(failure) }, gone);
    standing.look(event.id);
    await tick();
    await tick();
    expect(gone).toHaveBeenCalledTimes(code === "not_found" ? 1 : 0);
  }
});

test("where no server is set it says so quietly, and that all is saved", async () => {
  await pill(is({ phase: "alone", server: null, since: null, reached: null }));
  expect(text()).toContain("This desk works on its own");
  expect(text()).toContain("Everything saved");
});

test("offline says since when and how much waits", async () => {
  await pill(is({ phase: "offline", waiting: 37, code: "unreachable" }));
  expect(text()).toContain("No server reached");
  expect(text()).toContain("Since 10:12 · 37 changes not sent");
});

test("a problem says what to do, and Esc gives the focus back", async () => {
  await pill(is({ phase: "problem", code: "not_ours" }));
  find("#sync .state")?.focus();
  find("#sync .state")?.click();
  flushSync();
  await tick();
  expect(text()).toContain("is no server of this event. Check the address.");
  expect(find("#sync-panel")?.contains(document.activeElement)).toBe(true);
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  flushSync();
  await tick();
  expect(find("#sync-panel")).toBeNull();
  expect(document.activeElement).toBe(find("#sync .state"));
});

test("a code that has no words of its own is told all the same", async () => {
  await pill(is({ phase: "problem", code: "something_new" }));
  find("#sync .state")?.click();
  flushSync();
  expect(text()).toContain("This device could not do its work.");
});

test("a clock that is off is told in minutes, and which way", async () => {
  await pill(is({ clock_off: 7 * 60_000 }));
  expect(find("#clock-off")?.innerText).toContain("7 min behind the server");
});

/** Rust with these servers. */
class Rust implements SyncCommands {
  asked: string[] = [];
  constructor(private readonly why: string | null) {}
  state = () => Promise.resolve(is({}));
  servers = () => Promise.resolve({ addresses: [] });
  add(_event: string, address: string) {
    if (address === "") {
      const failure = { code: "bad_server_address", params: { value: "" }, message: "no address" };
      return Promise.reject(failure);
    }
    return Promise.resolve({ addresses: [`https://${address}:8443`] });
  }
  remove = () => Promise.resolve({ addresses: [] });
  try(_event: string, address: string) {
    this.asked.push(address);
    return Promise.resolve(this.why);
  }
}

async function added(address: string, why: string | null): Promise<Rust> {
  const rust = new Rust(why);
  shown.push(mount(ServersSection, { target: document.body, props: { event, rust, room: rooms } }));
  await vi.waitFor(() => expect(text()).toContain("No server is set yet."));
  const input = find("#server-address") as HTMLInputElement;
  input.value = address;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  find("form")?.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
  return rust;
}

test("an address that is added is tried at once, and it says what came of it", async () => {
  const rust = await added("fair.example", "unreachable");
  await vi.waitFor(() => expect(text()).toContain("The server cannot be reached."));
  expect(rust.asked).toEqual(["https://fair.example:8443"]);
});

test("a server that answers is told so", async () => {
  await added("fair.example", null);
  await vi.waitFor(() => expect(text()).toContain("It answered, and it knows this device."));
});

test("a text that is no address is refused beside it, and stays", async () => {
  await added("", null);
  await vi.waitFor(() => expect(find("#server-problem")?.innerText).toContain("no address of a server"));
});

test("with a hub of the hall it says so, and with the centre too", async () => {
  await pill(is({ server: "Desk 3", place: "hub" }));
  expect(text()).toContain("With hub Desk 3");
  await pill(is({ server: "Bilbao", place: "centre" }));
  expect(text()).toContain("With the centre Bilbao");
});

test("a desk that may serve takes over in two presses when no server is reached", async () => {
  await pill(is({ phase: "offline", code: "unreachable" }));
  find("#sync .state")?.click();
  await vi.waitFor(() => expect(find("#take-over")).not.toBeNull());
  find("#take-over")?.click();
  await vi.waitFor(() => expect(text()).toContain("This device serves the room now."));
  expect(find("#take-over")).toBeNull();
});

test("a desk that may not serve is not offered it, and says who gives it", async () => {
  serving = aView({ may: false });
  await pill(is({ phase: "offline", code: "unreachable" }));
  find("#sync .state")?.click();
  await tick();
  flushSync();
  expect(find("#take-over")).toBeNull();
  await added("fair.example", null);
  expect(text()).toContain("An office gives it that when it pairs it: Office.");
});

test("the room is served, shows where, and is left again", async () => {
  await added("fair.example", null);
  await vi.waitFor(() => expect(find("#room-press")).not.toBeNull());
  find("#room-press")?.click();
  await vi.waitFor(() => expect(find("#room-serves")?.innerText).toContain("https://10.0.0.7:8443"));
  expect(text()).toContain("Devices of this network find it by themselves.");
  find("#room-press")?.click();
  await vi.waitFor(() => expect(find("#room-serves")).toBeNull());
});

test("who is found is told with its key, its time and its clock, and where nobody is, what helps", async () => {
  await added("fair.example", null);
  find("#around-look")?.click();
  await vi.waitFor(() => expect(text()).toContain("A guests’ Wi-Fi often keeps devices apart"));
  const server = { address: "https://10.0.0.9:8443", name: "Desk 3", found: true, code: null, ours: true };
  around = { ...around, servers: [{ ...server, took_ms: 4, clock_behind_ms: 90_000 }] };
  find("#around-look")?.click();
  await vi.waitFor(() => expect(text()).toContain("Reached, and it is one of the event’s"));
  expect(text()).toContain("4 ms there and back");
  expect(text()).toContain("Clocks 90 s apart");
  expect(text()).not.toContain("guests’ Wi-Fi");
});
