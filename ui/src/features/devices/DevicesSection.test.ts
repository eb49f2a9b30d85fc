import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeviceForm } from "../../generated/DeviceForm";
import type { DeviceLine } from "../../generated/DeviceLine";
import type { EventView } from "../../generated/EventView";
import type { DeviceCommands } from "../../shared/api/devices";
import { language } from "../../shared/i18n/language.svelte";

const news = vi.hoisted(() => new Set<() => void>());
vi.mock("../../shared/api/events", () => ({
  onChanged: (take: () => void) => {
    news.add(take);
    return () => news.delete(take);
  },
}));

import DevicesSection from "./DevicesSection.svelte";
import { Inviter, Room } from "./testing";

let section: Record<string, unknown> | undefined;
const event = { id: "e1", time_zone: "Europe/Madrid" } as unknown as EventView;
const nothing = { rename: false, revoke: false, roles: [] };

function device(id: string, name: string, over: Partial<DeviceLine> = {}): DeviceLine {
  return {
    id,
    name,
    role: "desk",
    exhibitor: null,
    may_serve: false,
    here: false,
    revoked: null,
    copied: null,
    heard: null,
    can: { rename: true, revoke: true, roles: ["desk", "gate", "kiosk"] },
    ...over,
  };
}

const office = device("d1", "Office", {
  role: "office",
  here: true,
  can: { rename: true, revoke: false, roles: ["office"] },
});

/** Rust with these devices: what was asked of it stands in `asked`. */
class Rust implements DeviceCommands {
  asked: unknown[] = [];
  constructor(public devices: DeviceLine[]) {}
  all() {
    return Promise.resolve({ devices: this.devices });
  }
  change(_event: string, form: DeviceForm, recoveryKey: string | null) {
    this.asked.push(recoveryKey === null ? form : [form, recoveryKey]);
    this.devices = this.devices.map((one) =>
      one.id === form.id ? { ...one, name: form.name ?? "", role: form.role ?? "" } : one,
    );
    return this.all();
  }
  revoke(_event: string, id: string, reason: string, recoveryKey: string | null) {
    this.asked.push(recoveryKey === null ? [id, reason] : [id, reason, recoveryKey]);
    const revoked = { at: Date.UTC(2026, 10, 24, 9, 0), reason };
    this.devices = this.devices.map((one) => (one.id === id ? { ...one, revoked, can: nothing } : one));
    return this.all();
  }
}

async function settled(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await tick();
  flushSync();
}

const conflicts = vi.fn();

async function show(...devices: DeviceLine[]): Promise<Rust> {
  const rust = new Rust(devices);
  section = mount(DevicesSection, {
    target: document.body,
    props: { event, rust, invitations: new Inviter(), room: new Room(), openConflicts: conflicts },
  });
  await settled();
  return rust;
}

async function click(label: string): Promise<void> {
  const buttons = [...document.querySelectorAll("button")];
  const found = buttons.find((b) => (b.getAttribute("aria-label") ?? b.textContent).trim().startsWith(label));
  found?.click();
  await settled();
}

async function write(id: string, words: string): Promise<void> {
  const field = document.getElementById(id) as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  await settled();
}

async function send(): Promise<void> {
  document.querySelector("form")?.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await settled();
}

async function sendForEver(): Promise<void> {
  const press = new KeyboardEvent("keydown", {
    key: "Enter",
    ctrlKey: true,
    bubbles: true,
    cancelable: true,
  });
  document.getElementById("revoke-reason")?.dispatchEvent(press);
  await settled();
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");

beforeEach(() => {
  language.now = "en";
  conflicts.mockClear();
});

afterEach(async () => {
  if (section) await unmount(section);
  section = undefined;
});

test("a desk gets another name and another role, and the cursor comes back to its line", async () => {
  const rust = await show(office, device("d2", "laptop-7"));
  await click("Change laptop-7");
  expect(document.activeElement?.id).toBe("device-name");
  await write("device-name", "Gate B");
  await write("device-role", "gate");
  expect(text()).toContain("judged by the new role");
  await send();
  expect(rust.asked).toEqual([{ id: "d2", name: "Gate B", role: "gate" }]);
  expect(text()).toContain("Gate B is saved.");
  expect(document.activeElement?.id).toBe("change-d2");
});

test("a revocation says first what it does, wants a reason, and cannot be chosen again", async () => {
  const rust = await show(device("d2", "Desk 2"));
  await click("Revoke Desk 2");
  expect(text()).toContain("hands over what it holds, and then wipes itself");
  expect(text()).toContain("This cannot be undone");
  rust.revoke = () => Promise.reject({ code: "reason_missing", params: {}, message: "A reason is needed." });
  await sendForEver();
  expect(document.querySelector("[role=alert]")?.textContent).toContain("A reason is needed.");
  rust.revoke = (...given) => Rust.prototype.revoke.apply(rust, given);
  await write("revoke-reason", "Lost");
  // A lone Enter is a scanner's, or a slip.
  await send();
  expect(rust.asked).toEqual([]);
  await sendForEver();
  expect(rust.asked).toEqual([["d2", "Lost"]]);
  expect(text()).toContain("Desk 2 is revoked.");
  expect(document.querySelector("tr.revoked button")).toBeNull();
});

test("Esc leaves the line as it was, and not the office", async () => {
  const rust = await show(device("d2", "Desk 2"));
  const left = vi.fn();
  window.addEventListener("keydown", left);
  await click("Change Desk 2");
  await write("device-name", "Something");
  const press = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
  document.getElementById("device-name")?.dispatchEvent(press);
  await settled();
  window.removeEventListener("keydown", left);
  expect(document.querySelector("form")).toBeNull();
  expect([rust.asked, left.mock.calls]).toEqual([[], []]);
});

test("an office is revoked by the recovery key, and none revokes itself", async () => {
  const lost = device("d2", "Office 2", {
    role: "office",
    can: { rename: true, revoke: true, roles: ["office"] },
  });
  const rust = await show(office, lost);
  const labels = [...document.querySelectorAll("td.actions button")].map((b) => b.getAttribute("aria-label"));
  expect(labels).toEqual(["Change Office", "Change Office 2", "Revoke Office 2"]);
  expect(text()).toContain("only with the organiser’s recovery key");
  await click("Revoke Office 2");
  await write("revoke-reason", "Stolen");
  rust.revoke = () => Promise.reject({ code: "office_by_root", params: {}, message: "Only by the root." });
  await sendForEver();
  const key = document.getElementById("revoke-recovery");
  expect(key?.getAttribute("aria-invalid")).toBe("true");
  expect(document.getElementById("revoke-reason")?.getAttribute("aria-invalid")).toBeNull();
  rust.revoke = (...given) => Rust.prototype.revoke.apply(rust, given);
  await write("revoke-recovery", "SRRA-KEY");
  await sendForEver();
  expect(rust.asked).toEqual([["d2", "Stolen", "SRRA-KEY"]]);
  expect(text()).toContain("Office 2 is revoked.");
  await click("Change Office");
  expect((document.getElementById("device-recovery") as HTMLInputElement).value).toBe("");
});

test("a device that seems copied leads to what is known of it", async () => {
  await show(office, device("d2", "Kiosk B", { copied: "k1" }));
  await click("Seems copied: Kiosk B");
  expect(conflicts).toHaveBeenCalledOnce();
});

test("what a device last said of itself is in its line, and one that never did is not said to be at work", async () => {
  const heard = {
    at: Date.UTC(2026, 10, 24, 9, 12),
    app: "sarrera 0.1.0",
    waiting: 37,
    clock_behind: -420_000,
  };
  await show(office, device("d2", "Desk 2", { heard }), device("d3", "Desk 3"));
  const line = (name: string) =>
    [...document.querySelectorAll("tbody tr")].find((tr) => tr.textContent.includes(name))?.textContent ?? "";
  for (const words of ["In use", "10:12", "Sarrera 0.1.0", "37 waiting there", "Clock 7 min ahead"])
    expect(line("Desk 2")).toContain(words);
  expect(line("Desk 3")).toContain("Not heard of here");
  expect(line("Desk 3")).not.toContain("In use");
});

test("a look while somebody saves takes neither the press nor what was said of it", async () => {
  const rust = await show(device("d2", "Desk 2"));
  await click("Change Desk 2");
  const all = rust.all.bind(rust);
  let answer = () => undefined as unknown;
  rust.all = () => new Promise((done) => (answer = () => done(all())));
  for (const take of news) take();
  await write("device-name", "Gate B");
  rust.all = all;
  await send();
  answer();
  await settled();
  expect(rust.asked).toHaveLength(1);
  expect(text()).toContain("Gate B is saved.");
});

test("Enter in the list of roles saves, as the button says", async () => {
  const rust = await show(device("d2", "Desk 2"));
  await click("Change Desk 2");
  await write("device-role", "gate");
  const press = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
  document.getElementById("device-role")?.dispatchEvent(press);
  await settled();
  expect(rust.asked).toEqual([{ id: "d2", name: "Desk 2", role: "gate" }]);
});
