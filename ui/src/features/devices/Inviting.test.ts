import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EventView } from "../../generated/EventView";
import { language } from "../../shared/i18n/language.svelte";

const heard = vi.hoisted(() => {
  const first: { changed: () => unknown } = { changed: () => undefined };
  return first;
});
vi.mock("../../shared/api/events", () => ({
  onChanged: (take: () => unknown) => {
    heard.changed = take;
    return () => undefined;
  },
}));

import Inviting from "./Inviting.svelte";
import { CODE, Inviter, Room } from "./testing";

const event = { id: "e1", name: "Fair", time_zone: "Europe/Madrid" } as unknown as EventView;
let shown: Record<string, unknown> | undefined;

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");
const find = (selector: string) => document.querySelector<HTMLElement>(selector);

async function settled(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await tick();
  flushSync();
}

async function show(rust = new Inviter(), room = new Room()): Promise<{ rust: Inviter; room: Room }> {
  shown = mount(Inviting, { target: document.body, props: { event, rust, room } });
  await settled();
  find("#invite-open")?.click();
  await settled();
  return { rust, room };
}

async function write(id: string, value: string): Promise<void> {
  const field = document.getElementById(id) as HTMLInputElement;
  field.value = value;
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  await settled();
}

async function send(): Promise<void> {
  find("form")?.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await settled();
}

beforeEach(() => {
  language.now = "en";
});
afterEach(async () => {
  vi.useRealTimers();
  if (shown) await unmount(shown);
  shown = undefined;
});

test("a code is made for a role and a name, and the one who came by it is told", async () => {
  const { rust } = await show();
  expect(document.activeElement?.id).toBe("invite-role");
  await write("invite-role", "gate");
  await write("invite-name", "Gate B");
  await send();
  const asked = { role: "gate", exhibitor: null, may_serve: false, name: "Gate B", sheet: null };
  expect(rust.asked).toEqual([[asked, null]]);
  expect(text()).toContain("For: Gate, Gate B");
  expect(text().replaceAll(" ", "")).toContain(CODE.slice(0, 19));
  expect(text()).toContain("10.0.0.7:8443");
  rust.used();
  heard.changed();
  await settled();
  expect(text()).toContain("The device is in the event.");
});

test("the ten minutes are counted down, and a code that ran out says so", async () => {
  vi.useFakeTimers();
  await show();
  await send();
  expect(find("#invite-left")?.textContent).toContain("10:00");
  await vi.advanceTimersByTimeAsync(61_000);
  flushSync();
  expect(find("#invite-left")?.textContent).toContain("8:59");
  await vi.advanceTimersByTimeAsync(540_000);
  flushSync();
  expect(text()).toContain("This code has run out");
});

test("a device that does not serve says what that means, and serves at one press", async () => {
  const { room } = await show();
  expect(text()).toContain("This device does not serve the room yet");
  find("#invite-serve")?.focus();
  find("#invite-serve")?.click();
  await settled();
  expect(room.addresses).toHaveLength(1);
  expect(document.activeElement?.id).toBe("invite-role");
  expect(text()).not.toContain("does not serve the room yet");
});

test("a code is good as soon as it is shown: the room is served first", async () => {
  const { room, rust } = await show();
  await send();
  expect([room.addresses.length, rust.asked.length]).toEqual([1, 1]);
  expect(find("#invite-code")).not.toBeNull();
});

test("where serving fails no code is shown that nobody could follow, and why stays", async () => {
  const room = new Room();
  const serve = room.serve;
  room.serve = () => Promise.reject({ code: "room_not_served", params: {}, message: "no port" });
  const { rust } = await show(new Inviter(), room);
  await send();
  expect(rust.asked).toEqual([]);
  heard.changed();
  await settled();
  expect(find("#invite-problem")?.textContent).toContain("could not open a port");
  room.serve = serve;
});

test("a press during a look in the background is not lost", async () => {
  const { rust } = await show();
  const all = rust.all.bind(rust);
  let answer = () => undefined as unknown;
  rust.all = () => new Promise((done) => (answer = () => done(all())));
  heard.changed();
  rust.all = all;
  await send();
  answer();
  await settled();
  expect(rust.asked).toHaveLength(1);
  expect(find("#invite-code")).not.toBeNull();
});

test("an office may serve unless somebody says otherwise, and is never invited by a sheet", async () => {
  const { rust } = await show();
  await write("invite-role", "desk");
  expect((find("#invite-serves") as HTMLInputElement).checked).toBe(false);
  document.querySelector<HTMLElement>("input[name=invite-many][value=sheet]")?.click();
  await settled();
  await write("invite-role", "office");
  expect((find("#invite-serves") as HTMLInputElement).checked).toBe(true);
  expect(find("input[name=invite-many]")).toBeNull();
  await write("invite-recovery", "SRAA BBBB");
  await send();
  expect(rust.asked.at(-1)).toEqual([expect.objectContaining({ may_serve: true, sheet: null }), "SRAA BBBB"]);
});

test("a number that was emptied is refused, and not taken for one device", async () => {
  const { rust } = await show();
  document.querySelector<HTMLElement>("input[name=invite-many][value=sheet]")?.click();
  await settled();
  await write("invite-devices", "");
  rust.make = (_event, ask) => {
    rust.asked.push(ask.sheet);
    return Promise.reject({ code: "bad_device_count", params: { max: "500" }, message: "none" });
  };
  await send();
  expect(rust.asked).toEqual([0]);
  expect(find("#invite-devices")?.getAttribute("aria-invalid")).toBe("true");
});

test("Enter in the list of roles shows the code, as the button says", async () => {
  const { rust } = await show();
  const press = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
  find("#invite-role")?.dispatchEvent(press);
  await settled();
  expect(rust.asked).toHaveLength(1);
});

test("where codes are no good none is made, and it is said where to go", async () => {
  await show(new Inviter(false));
  expect(text()).toContain("Go to Office.");
  expect(find("form .primary")?.hasAttribute("disabled")).toBe(true);
});

test("an office needs the recovery key, which is not kept in the form", async () => {
  const { rust } = await show();
  await write("invite-role", "office");
  await send();
  expect(find("#invite-problem")?.textContent.trim()).not.toBe("");
  await write("invite-recovery", "SRAA BBBB");
  await send();
  expect(rust.asked.at(-1)).toEqual([expect.objectContaining({ role: "office" }), "SRAA BBBB"]);
  find("#invite-another")?.click();
  await settled();
  expect((document.getElementById("invite-recovery") as HTMLInputElement).value).toBe("");
});

test("Esc closes it and gives the cursor back, and an invitation is taken back from the list", async () => {
  const { rust } = await show();
  await send();
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await settled();
  expect(document.activeElement?.id).toBe("invite-open");
  find("td.actions button")?.focus();
  find("td.actions button")?.click();
  await settled();
  expect(rust.lines[0]?.state).toBe("revoked");
  // What was pressed is gone with its line; the cursor is not.
  expect(document.activeElement?.id).toBe("invitations-title");
  expect(find("details")?.textContent).toContain("Used or over: 1");
  expect(text()).toContain("Taken back");
});
