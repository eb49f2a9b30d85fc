import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EventView } from "../../generated/EventView";
import type { LookAround } from "../../generated/LookAround";
import type { RoomView } from "../../generated/RoomView";
import type { ServerSeen } from "../../generated/ServerSeen";
import type { SyncState } from "../../generated/SyncState";
import type { RoomCommands } from "../../shared/api/room";
import type { SyncCommands } from "../../shared/api/sync";
import { language } from "../../shared/i18n/language.svelte";

const news = vi.hoisted(() => new Set<() => void>());
vi.mock("../../shared/api/events", () => ({
  onChanged: (take: () => void) => {
    news.add(take);
    return () => news.delete(take);
  },
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
    serving: null,
    ...over,
  };
}

const aView = (over: Partial<RoomView> = {}): RoomView => ({
  may: true,
  offices: ["Office"],
  serves: false,
  addresses: [],
  qr_svg: null,
  announced: true,
  served: [],
  ...over,
});
let serving: RoomView;
let announced = true;
const rooms: RoomCommands = {
  look: () => Promise.resolve(serving),
  serve: () => {
    serving = aView({ serves: true, announced, addresses: ["https://10.0.0.7:8443"], qr_svg: "<svg/>" });
    return Promise.resolve(serving);
  },
  leave: () => {
    serving = aView();
    return Promise.resolve(serving);
  },
  around: () => Promise.resolve(around),
};
let around: LookAround;

async function pill(state: SyncState, of = event): Promise<Standing> {
  const standing = new Standing({ state: () => Promise.resolve(state) });
  standing.look(event.id);
  await tick();
  const settings = () => undefined;
  shown.push(mount(SyncPill, { target: document.body, props: { event: of, standing, settings, rooms } }));
  shown.push(mount(ClockOff, { target: document.body, props: { standing } }));
  flushSync();
  return standing;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: SINCE + 60_000 });
  language.now = "en";
  announced = true;
  serving = aView();
  around = { own: ["https://10.0.0.7:8443"], unasked: null, servers: [] };
});
afterEach(() => {
  shown.forEach((one) => void unmount(one));
  shown = [];
  document.body.replaceChildren();
  vi.useRealTimers();
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

const aServer = (address: string, over: Partial<ServerSeen> = {}): ServerSeen => ({
  addresses: [address],
  name: "Desk 3",
  found: true,
  code: null,
  ours: true,
  took_ms: null,
  clock_behind_ms: null,
  ...over,
});

test("who is found is told with its key, its time and its clock, and where nobody is, what helps", async () => {
  await added("fair.example", null);
  find("#around-look")?.click();
  await vi.waitFor(() => expect(text()).toContain("A guests’ Wi-Fi often keeps devices apart"));
  around = {
    ...around,
    servers: [aServer("https://10.0.0.9:8443", { took_ms: 4, clock_behind_ms: 90_000 })],
  };
  find("#around-look")?.click();
  await vi.waitFor(() => expect(text()).toContain("Reached, and it is one of the event’s"));
  expect(text()).toContain("4 ms there and back");
  expect(text()).toContain("Clocks 90 s apart");
  expect(text()).not.toContain("guests’ Wi-Fi");
});

test("servers that were found and not reached are not said to be none, and nobody is told to wait for another try", async () => {
  await added("fair.example", null);
  around = { ...around, servers: [aServer("https://10.0.0.9:8443", { code: "timed_out", ours: false })] };
  find("#around-look")?.click();
  await vi.waitFor(() => expect(text()).toContain("No server was reached."));
  expect(text()).not.toContain("No server was found");
  expect(text()).toContain("The server did not answer in time.");
  expect(text()).not.toContain("It is tried again");
  expect(text()).toContain("One press here is enough");
  serving = aView({ serves: true });
  find("#around-look")?.click();
  await vi.waitFor(() => expect(text()).toContain("Does another device serve the room?"));
  expect(text()).not.toContain("One press here is enough");
});

test("a server of two networks is one line with both of its addresses", async () => {
  await added("fair.example", null);
  const both = aServer("https://10.0.0.9:8443");
  around = { ...around, servers: [{ ...both, addresses: [...both.addresses, "https://192.168.1.9:8443"] }] };
  find("#around-look")?.click();
  await vi.waitFor(() => expect(document.querySelectorAll(".servers li")).toHaveLength(1));
  expect(find(".servers li")?.innerText).toContain("https://192.168.1.9:8443");
});

test("a device that serves its room says so in the bar, and for how many", async () => {
  const alone = { phase: "alone", server: null, place: null, since: null, reached: null } as const;
  await pill(is({ ...alone, serving: { here: 12 } }));
  expect(text()).toContain("Serves this room · 12 connected");
  expect(text()).not.toContain("works on its own");
  find("#sync .state")?.click();
  await tick();
  flushSync();
  expect(text()).not.toContain("What is written here stays here");
});

test("a device that took over is calm about the server that it misses", async () => {
  await pill(is({ phase: "offline", code: "unreachable", waiting: 37, serving: { here: 3 } }));
  expect(text()).toContain("Serves this room · 3 connected");
  expect(text()).toContain("No other server reached");
  expect(find("#sync .state")?.classList.contains("ok")).toBe(true);
  find("#sync .state")?.click();
  await tick();
  flushSync();
  expect(text()).toContain("37 changes not sent");
});

test("what somebody has to put right is not said to be sent by itself", async () => {
  await pill(is({ phase: "problem", code: "forged_server" }));
  find("#sync .state")?.click();
  flushSync();
  expect(text()).toContain("Nothing is sent until this is put right.");
  expect(text()).not.toContain("sent by itself");
});

test("who takes over where the network carries no word of it is shown the address to pass on", async () => {
  announced = false;
  await pill(is({ phase: "offline", code: "unreachable" }));
  find("#sync .state")?.click();
  await vi.waitFor(() => expect(find("#take-over")).not.toBeNull());
  find("#take-over")?.click();
  await vi.waitFor(() => expect(text()).toContain("the others need the address"));
  expect(text()).toContain("https://10.0.0.7:8443");
  expect(text()).not.toContain("find it by themselves");
});

test("serving on no network is serving all the same", async () => {
  serving = aView({ serves: true });
  await pill(is({ phase: "offline", code: "unreachable" }));
  find("#sync .state")?.click();
  await vi.waitFor(() => expect(text()).toContain("This device is on no network now."));
  expect(find("#take-over")).toBeNull();
  await added("fair.example", null);
  expect(find("#room-serves")?.innerText).toContain("This device is on no network now.");
});

test("a moment of another day is told with its day", async () => {
  vi.setSystemTime(SINCE + 24 * 3_600_000);
  await pill(is({ phase: "offline", waiting: 1, code: "unreachable" }));
  expect(text()).toContain("Since 24 Nov, 10:12 · 1 change not sent");
});

test("a gate is no desk", async () => {
  const gate = { ...event, here: { name: "Gate B", role: "gate" } };
  await pill(is({ phase: "alone", server: null }), gate);
  expect(text()).toContain("This device works on its own");
});

test("what the pill opens is told, and its state is said to who does not see it", async () => {
  await pill(is({ phase: "offline", code: "unreachable" }));
  expect(find("#sync .state")?.getAttribute("aria-expanded")).toBe("false");
  expect(find("#sync > [role=status]")?.textContent).toContain("No server reached");
  find("#sync .state")?.click();
  flushSync();
  expect(find("#sync .state")?.getAttribute("aria-expanded")).toBe("true");
});

test("two devices of the same name are two lines", async () => {
  const one = { id: "d1", name: "Desk", at: SINCE, here: true };
  serving = aView({ serves: true, served: [one, { ...one, id: "d2" }] });
  await added("fair.example", null);
  await vi.waitFor(() => expect(document.querySelectorAll(".served li")).toHaveLength(2));
});

test("why serving failed is said until somebody presses again, whatever is looked at meanwhile", async () => {
  const busy = { code: "room_not_served", params: {}, message: "no port" };
  const serve = vi.spyOn(rooms, "serve").mockRejectedValueOnce(busy);
  await added("fair.example", null);
  await vi.waitFor(() => expect(find("#room-press")).not.toBeNull());
  find("#room-press")?.click();
  await vi.waitFor(() => expect(text()).toContain("could not open a port"));
  for (const take of news) take();
  for (let turn = 0; turn < 8; turn += 1) await tick();
  flushSync();
  expect(text()).toContain("could not open a port");
  serve.mockRestore();
});
