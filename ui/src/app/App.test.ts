// What only the whole window does: files dropped on it, and the state that is never hidden.
import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Failure } from "../generated/Failure";
import type { Overview } from "../generated/Overview";
import { event, hit, NOW, printing, rust } from "../features/desk/testing";
import preview from "../features/import/recorded/open.json";
import type { DeskCommands } from "../shared/api/commands";
import { language } from "../shared/i18n/language.svelte";

const news = vi.hoisted(() => new Map<string, (event: { payload: unknown }) => void>());
vi.mock("@tauri-apps/api/event", () => ({
  listen: (name: string, take: (event: { payload: unknown }) => void) => {
    news.set(name, take);
    return Promise.resolve(() => news.delete(name));
  },
}));
const asked = vi.hoisted(() => ({
  preview: vi.fn(),
  overview: vi.fn(),
  close: vi.fn(),
  desk: {} as DeskCommands,
}));
vi.mock("../shared/api/commands", () => ({
  device: { overview: asked.overview, close: asked.close, setLanguage: () => Promise.resolve() },
  desk: asked.desk,
  imports: { preview: asked.preview, runs: () => Promise.resolve([]) },
  badges: { printers: () => Promise.resolve([]) },
  events: {},
}));

import App from "./App.svelte";

let app: Record<string, unknown> | undefined;

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await tick();
  flushSync();
}

async function hear(name: string, payload: unknown): Promise<void> {
  news.get(name)?.({ payload });
  await settled();
}

async function press(key: string): Promise<void> {
  window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await settled();
}

/** A section of the office, and a part of it. */
async function open(section: string, part?: string): Promise<void> {
  for (const id of ["go-office", `go-${section}`, `tab-${part ?? ""}`]) {
    document.getElementById(id)?.click();
    await settled();
  }
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");

beforeEach(async () => {
  language.now = "en";
  localStorage.clear();
  Object.assign(asked.desk, rust());
  asked.preview.mockResolvedValue(preview);
  asked.overview.mockResolvedValue({
    state: "open",
    keychain: true,
    asks_passphrase: false,
    device_name: "Desk 1",
    version: "0.1.0",
    events: [{ ...event, checkpoints: [...event.checkpoints, { id: "c2", label: "north", name: "North" }] }],
    now: NOW,
    left: [],
    recovery_key_unseen: false,
    closed: null,
    unsaved: null,
    clock_behind: null,
  });
  app = mount(App, { target: document.body });
  await settled();
});

afterEach(async () => {
  if (app) await unmount(app);
  vi.clearAllMocks();
});

test("a file dropped on the desk opens the import with it", async () => {
  expect(document.querySelector("main.stage")).not.toBeNull();
  await hear("tauri://drag-drop", { paths: ["/lists/people.csv"] });
  expect(asked.preview).toHaveBeenCalledOnce();
  expect(asked.preview).toHaveBeenCalledWith("/lists/people.csv", expect.anything());
  expect(document.querySelector("#part-import")).not.toBeNull();
  expect(document.querySelector("select[aria-label^='Field: ']")).not.toBeNull();
});

test("a second file dropped on the open import is looked at once", async () => {
  await hear("tauri://drag-drop", { paths: ["/lists/people.csv"] });
  await hear("tauri://drag-drop", { paths: ["/lists/others.csv"] });
  expect(asked.preview).toHaveBeenCalledTimes(2);
  expect(asked.preview).toHaveBeenLastCalledWith("/lists/others.csv", expect.anything());
});

test("a file dropped on a form leaves it open, and says why", async () => {
  await press("F3");
  await hear("tauri://drag-drop", { paths: ["/lists/people.csv"] });
  expect(asked.preview).not.toHaveBeenCalled();
  expect(document.querySelector("#person-form")).not.toBeNull();
  expect(text()).toContain("then drop the file");
});

test("what a printer says while the desk is not on the screen is there when somebody comes back to it", async () => {
  await open("device", "printer");
  await hear("print-changed", printing({ state: "failed", reason: "out_of_paper" }));
  await press("Escape");
  expect(text()).toContain("Itziar Mendizabal");
});

test("a badge that failed is not forgotten when another entrance is chosen", async () => {
  await hear("print-changed", printing({ state: "failed", reason: "out_of_paper" }));
  await open("event", "list");
  const list = document.querySelector<HTMLSelectElement>(".place select") as HTMLSelectElement;
  list.value = "c2";
  list.dispatchEvent(new Event("change", { bubbles: true }));
  await settled();
  await press("Escape");
  expect(asked.desk.figures).toHaveBeenLastCalledWith("e1", "c2");
  expect(text()).toContain("Itziar Mendizabal");
});

describe("a scan chooses nothing in a list", () => {
  /** A list where a web view would choose the choice that a letter begins. */
  async function scanOver(list: HTMLSelectElement, code = "NESPK7Q"): Promise<void> {
    const before = list.value;
    list.addEventListener("keydown", (e) => {
      const found = [...list.options].find((o) => o.text.toLowerCase().startsWith(e.key.toLowerCase()));
      if (e.defaultPrevented || !found) return;
      list.value = found.value;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    });
    list.focus();
    const { timeStamp } = new Event("now");
    for (const [i, key] of [...code, "Enter"].entries()) {
      const e = new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true });
      Object.defineProperty(e, "timeStamp", { value: timeStamp + 10 * i });
      list.dispatchEvent(e);
    }
    expect(list.value).toBe(before);
    await settled();
    expect(asked.desk.scan).toHaveBeenCalledWith("e1", "c1", code);
  }

  test("of entrances", async () => {
    await open("event", "list");
    await scanOver(document.querySelector(".place select") as HTMLSelectElement);
    expect(text()).toContain("Main · Desk 1");
  });

  test("of countries", async () => {
    await press("F3");
    const country = () => document.querySelector("#field-country") as HTMLSelectElement;
    await scanOver(country(), "SPAK7QP");
    await press("F3");
    expect(text()).not.toContain("This is a draft");
    expect(country().value).toBe("");
  });

  test("of a file's columns", async () => {
    await hear("tauri://drag-drop", { paths: ["/lists/people.csv"] });
    const column = document.querySelector("select[aria-label^='Field: ']") as HTMLSelectElement;
    await scanOver(column);
    expect(asked.preview).toHaveBeenCalledOnce();
  });
});

test("a name that somebody was writing in the office stands there after a scan, and after another tab", async () => {
  await open("device", "operators");
  const name = () => document.querySelector<HTMLInputElement>("#operator-name");
  const write = (words: string) => {
    const field = name() as HTMLInputElement;
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  write("Nerea Ald");
  await press("Escape");
  expect(document.querySelector("main.stage")).not.toBeNull();
  await open("device", "operators");
  expect(name()?.value).toBe("Nerea Ald");
  await open("device", "sounds");
  await open("device", "operators");
  expect(name()?.value).toBe("Nerea Ald");
});

test("saving that stopped is said in the bar until it works again", async () => {
  const failure: Failure = { code: "disk_full", params: {}, message: "Full." };
  expect(text()).toContain("Everything saved");
  await hear("saving", failure);
  expect(text()).not.toContain("Everything saved");
  await hear("saving", null);
  expect(text()).toContain("Everything saved");
});

test("a clock that stands before what was written is said over every page, in the language of the window", async () => {
  const overview = (await asked.overview()) as Overview;
  asked.overview.mockResolvedValue({ ...overview, clock_behind: NOW + 400 * 24 * 3_600_000 });
  await unmount(app ?? {});
  app = mount(App, { target: document.body });
  await settled();
  expect(text()).toContain("Check the clock.");
  await open("badges");
  expect(text()).toContain("Check the clock.");
});

test("a clock in doubt is asked about when somebody looks, not over and over", async () => {
  const overview = (await asked.overview()) as Overview;
  asked.overview.mockImplementation(() =>
    Promise.resolve({ ...overview, clock_behind: NOW + 400 * 24 * 3_600_000 }),
  );
  await unmount(app ?? {});
  asked.overview.mockClear();
  app = mount(App, { target: document.body });
  await settled();
  const asks = asked.overview.mock.calls.length;
  await settled();
  expect(asked.overview.mock.calls.length).toBe(asks);
});

test("Tab comes to the page first and to the bars last, at the desk as in the office", async () => {
  const places = () => {
    const all = document.querySelectorAll<HTMLElement>("button, input, select, textarea, [tabindex='0']");
    const rooms = [...all].map((one) => (one.closest("header, nav.keys") ? "bars" : "page"));
    return rooms.filter((room, at) => room !== rooms[at - 1]);
  };
  expect(places()).toEqual(["page", "bars"]);
  await open("device");
  expect(places()).toEqual(["page", "bars"]);
});

test("a desk that is no office has no list of people behind any key, and takes no dropped file", async () => {
  if (app) await unmount(app);
  asked.overview.mockResolvedValue({
    ...((await asked.overview()) as Overview),
    events: [{ ...event, sections: ["event", "device"] }],
  });
  app = mount(App, { target: document.body });
  await settled();
  await hear("tauri://drag-drop", { paths: ["/lists/people.csv"] });
  expect(asked.preview).not.toHaveBeenCalled();
  document.getElementById("go-office")?.click();
  await settled();
  const bar = [...document.querySelectorAll("nav button[id^='go-']")].map((one) => one.id);
  expect(bar).toEqual(["go-event", "go-device", "go-anywhere", "go-desk"]);
  expect(document.querySelector("#tab-setup")).toBeNull();
  document.getElementById("go-device")?.click();
  await settled();
  expect(document.querySelector("#tab-printer")).not.toBeNull();
  expect(document.querySelector("#tab-operators")).toBeNull();
  document.getElementById("go-anywhere")?.click();
  await settled();
  const reached = document.querySelector("#anything-list")?.textContent ?? "";
  expect(reached).toContain("This device");
  expect(reached).not.toContain("People");
  expect(reached).not.toContain("Operators");
});

describe("the office by keys", () => {
  const keydown = async (init: KeyboardEventInit) => {
    const on = document.activeElement ?? document.body;
    const press = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
    // The tests' page takes Alt for AltGr, which types.
    press.getModifierState = () => false;
    on.dispatchEvent(press);
    await settled();
  };
  const digit = (n: number, more: KeyboardEventInit = {}) =>
    keydown({ key: String(n), code: `Digit${n}`, altKey: true, ...more });
  const type = async (words: string) => {
    const field = document.querySelector<HTMLInputElement>("#anything") as HTMLInputElement;
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await settled();
  };

  test("Alt and a digit open a part of the section, say so on its tab, and lead the cursor there", async () => {
    await open("device");
    expect(document.querySelector("#tab-sounds kbd")?.textContent).toBe("Alt 6");
    await digit(6);
    expect(document.querySelector("#part-sounds")).not.toBeNull();
    await digit(9);
    expect(document.querySelector("#part-sounds")).not.toBeNull();
    expect(document.activeElement?.closest(".office")).not.toBeNull();
    document.querySelector<HTMLElement>("#tab-this")?.focus();
    await digit(6);
    expect(document.activeElement?.id).toBe("tab-sounds");
    await digit(2, { shiftKey: true });
    expect(document.querySelector("#part-list")).not.toBeNull();
  });

  test("Ctrl+K leads from the desk to any part of the office by a few letters and Enter", async () => {
    await keydown({ key: "k", ctrlKey: true });
    expect(document.activeElement?.id).toBe("anything");
    await type("sound");
    await keydown({ key: "Enter" });
    expect(document.querySelector("dialog")).toBeNull();
    expect(document.querySelector("#part-sounds")).not.toBeNull();
    expect(document.activeElement?.id).toBe("tab-sounds");
  });

  test("Ctrl+K finds a person too, and Esc leaves everything as it was", async () => {
    vi.mocked(asked.desk.find).mockResolvedValue([hit({ id: "p7", name: "Ane Zabala" })]);
    await keydown({ key: "k", ctrlKey: true });
    await type("zaba");
    expect(document.querySelector("#anything-list")?.textContent).toContain("Ane Zabala");
    await keydown({ key: "Escape" });
    expect(document.querySelector("dialog")).toBeNull();
    expect(document.querySelector("main.stage")).not.toBeNull();
    await keydown({ key: "k", ctrlKey: true });
    await type("zaba");
    await keydown({ key: "Enter" });
    expect(document.querySelector("#person-page")).not.toBeNull();
  });

  test("F1 shows the keys of the open section; Esc closes the sheet and not the office", async () => {
    await open("device");
    await keydown({ key: "F1" });
    const sheet = document.querySelector("dialog")?.textContent ?? "";
    expect(sheet).toContain("Sounds");
    expect(sheet).toContain("Go to anything");
    await keydown({ key: "Escape" });
    expect(document.querySelector("dialog")).toBeNull();
    expect(document.querySelector(".office")).not.toBeNull();
  });
});

describe("a window in which others have their server", () => {
  const here = () => document.activeElement ?? document.body;
  async function key(name: string, ctrlKey = false): Promise<void> {
    here().dispatchEvent(
      new KeyboardEvent("keydown", { key: name, ctrlKey, bubbles: true, cancelable: true }),
    );
    await settled();
  }

  test("asks before it closes, and stays by Esc", async () => {
    await hear("close-asked", null);
    expect(text()).toContain("This device serves the room.");
    expect(document.activeElement?.id).toBe("close-stay");
    await key("Escape");
    expect(document.querySelector("#closing")).toBeNull();
    expect(asked.close).not.toHaveBeenCalled();
  });

  test("closes by Ctrl and Enter, and says where that fails", async () => {
    asked.close.mockRejectedValueOnce({ code: "database_busy", params: {}, message: "Busy." });
    await hear("close-asked", null);
    await key("Enter", true);
    expect(document.querySelector("#closing [role=alert]")).not.toBeNull();
    await key("Enter", true);
    expect(asked.close).toHaveBeenCalledTimes(2);
  });
});
