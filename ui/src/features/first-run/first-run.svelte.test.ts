// The first minutes: what fails loses nothing, and what is left out is asked for in the window's language.
import { createRawSnippet, flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Closed } from "../../generated/Closed";
import type { EventView } from "../../generated/EventView";
import type { SameLabel } from "../../generated/SameLabel";

const asked = vi.hoisted(() => ({
  overview: vi.fn(() => Promise.resolve({ events: [{ id: "e1" }] })),
  create: vi.fn<() => Promise<EventView>>(),
  openDemo: vi.fn<(passphrase: string | null) => Promise<EventView>>(),
  recoveryKey: vi.fn(() => Promise.resolve({ text: "SRAA BBBB", qr_svg: "<svg/>" })),
  recoveryKeyKept: vi.fn(() => Promise.resolve()),
  openDatabase: vi.fn<(passphrase: string) => Promise<never>>(),
  recover: vi.fn<(key: string, passphrase: string) => Promise<never>>(),
}));
vi.mock("../../shared/api/commands", () => ({
  device: {
    overview: asked.overview,
    recoveryKey: asked.recoveryKey,
    recoveryKeyKept: asked.recoveryKeyKept,
    openDatabase: asked.openDatabase,
    recover: asked.recover,
  },
  events: { create: asked.create, openDemo: asked.openDemo, createFromFile: vi.fn() },
  imports: { chooseFile: vi.fn() },
}));
vi.mock("../../shared/api/events", () => ({
  onDemoProgress: () => () => undefined,
  onCatchingUp: () => () => undefined,
  onJoining: () => () => undefined,
  onFileDropped: () => () => undefined,
}));

import { language } from "../../shared/i18n/language.svelte";
import FirstRun from "./FirstRun.svelte";
import Locked from "./Locked.svelte";

const shown: Record<string, unknown>[] = [];
beforeEach(() => {
  language.now = "es";
});
afterEach(() => {
  for (const one of shown.splice(0)) void unmount(one);
  document.body.replaceChildren();
  vi.clearAllMocks();
});

const find = <T extends HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`There is no ${selector} in ${document.body.textContent}`);
  return found;
};
const press = (selector: string) => {
  find(selector).click();
  flushSync();
};
const write = (selector: string, text: string) => {
  const field = find<HTMLInputElement>(selector);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
};
const settle = async () => {
  for (let turn = 0; turn < 5; turn += 1) await tick();
  flushSync();
};

function firstRun(over: Partial<Parameters<typeof FirstRun>[1]> = {}) {
  const props = $state({
    asksPassphrase: false,
    hasPassphrase: false,
    recoveryKeyUnseen: false,
    left: [],
    chooseLanguage: () => undefined,
    look: () => Promise.resolve(),
    done: vi.fn(() => Promise.resolve()),
    ...over,
  });
  shown.push(mount(FirstRun, { target: document.body, props }));
  flushSync();
  return props;
}

function locked(closed: Closed | null) {
  const again = vi.fn(() => Promise.resolve());
  const props = { closed, version: "0.1.0", opened: vi.fn(), again, chooseLanguage: () => undefined };
  shown.push(mount(Locked, { target: document.body, props }));
  flushSync();
  return props;
}

test("a window that another one keeps closed looks again by itself", () => {
  vi.useFakeTimers();
  const failure = { code: "open_elsewhere", params: {}, message: "Open elsewhere." };
  const { again } = locked({ failure, opens_with: "try_again" });
  expect(again).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(again).toHaveBeenCalledOnce();
  vi.useRealTimers();
});

test("a form without its name says so in the window's language and keeps what was typed", () => {
  firstRun();
  press("#door-new");
  write("#event-venue", "BEC");
  press("form .primary");
  expect(find("#event-name-hint").textContent).toContain("Pon un nombre al evento.");
  expect(find("#event-label-hint").textContent).toContain("Pon un nombre corto");
  expect(find("form").hasAttribute("novalidate")).toBe(true);
  expect(asked.create).not.toHaveBeenCalled();
});

test("a database that was made by a step that failed shows its recovery key, and asks for no passphrase again", async () => {
  asked.openDemo.mockRejectedValueOnce({ code: "disk_full", params: {}, message: "Full." });
  const props = firstRun({ asksPassphrase: true });
  // Rust says after the failure that the database is there, and that nobody keeps its recovery key.
  props.look = () => {
    props.asksPassphrase = false;
    props.recoveryKeyUnseen = asked.recoveryKeyKept.mock.calls.length === 0;
    return Promise.resolve();
  };
  press("#door-demo");
  write("#passphrase", "cuatro palabras");
  write("#passphrase-again", "cuatro palabras");
  press("form .primary");
  await settle();
  expect(find(".key").textContent).toBe("SRAA BBBB");
  expect(find(".notice").textContent).toContain("El disco está lleno");
  expect(find<HTMLButtonElement>(".end .primary").disabled).toBe(true);
  press(".check input");
  press(".end .primary");
  await settle();
  expect(asked.recoveryKeyKept).toHaveBeenCalledOnce();
  expect(document.querySelector(".key")).toBeNull();
  asked.openDemo.mockResolvedValueOnce({ id: "e1" } as EventView);
  press("#door-demo");
  await settle();
  expect(asked.openDemo).toHaveBeenLastCalledWith(null);
  expect(props.done).toHaveBeenCalledOnce();
});

test("a forgotten passphrase is replaced by the recovery key", async () => {
  locked({ failure: null, opens_with: "passphrase" });
  press("#use-recovery-key");
  asked.recover.mockRejectedValueOnce({ code: "recovery_key_mistyped", params: {}, message: "Mistyped." });
  write("#recovery-key", "SRAA ASEA");
  write("#new-passphrase", "otras cuatro palabras");
  write("#new-passphrase-again", "otras cuatro palabras");
  press("form .primary");
  await settle();
  expect(asked.recover).toHaveBeenCalledWith("SRAA ASEA", "otras cuatro palabras");
  expect(find(".notice").textContent).toContain("La clave de recuperación está mal escrita.");
  expect(find<HTMLTextAreaElement>("#recovery-key").value).toBe("SRAA ASEA");
});

test("a torn key file asks for the recovery key at once, and a newer database for no key at all", () => {
  locked({
    failure: { code: "key_file_damaged", params: {}, message: "the key file is damaged: it is torn" },
    opens_with: "recovery_key",
  });
  expect(document.querySelector("#open-passphrase")).toBeNull();
  expect(find("#recovery-key")).toBeTruthy();
  expect(find(".notice details").textContent).toContain("it is torn");
  document.body.replaceChildren();
  const newer = locked({
    failure: { code: "newer_database", params: {}, message: "Newer." },
    opens_with: "try_again",
  });
  expect(document.querySelector("form")).toBeNull();
  press(".notice .btn");
  expect(newer.again).toHaveBeenCalledOnce();
});

test("an event that somebody was writing when a scan came stands there at the next door, until they go back", async () => {
  firstRun({ leave: () => undefined });
  press("#door-new");
  write("#event-name", "Basque Open Industry");
  await unmount(shown.pop() ?? {});
  firstRun({ leave: () => undefined });
  expect(find<HTMLInputElement>("#event-name").value).toBe("Basque Open Industry");
  press("form .quiet");
  press("#door-new");
  expect(find<HTMLInputElement>("#event-name").value).toBe("");
});

test("the step of the passphrase stays in the list, ticked, once there is one", async () => {
  const props = firstRun({ asksPassphrase: true });
  const steps = () => [...document.querySelectorAll("ol li")].map((one) => one.className.includes("done"));
  expect(steps()).toHaveLength(6);
  Object.assign(props, { asksPassphrase: false, recoveryKeyUnseen: true });
  await settle();
  expect(steps()).toEqual([true, true, true, false, false, false]);
});

test("the step of the passphrase is there, ticked, where the window was started again after it", async () => {
  const props = firstRun({ hasPassphrase: true, recoveryKeyUnseen: true });
  const steps = () => [...document.querySelectorAll("ol li")].map((one) => one.className.includes("done"));
  expect(steps()).toEqual([true, true, true, false, false, false]);
  Object.assign(props, {
    recoveryKeyUnseen: false,
    trying: createRawSnippet(() => ({ render: () => "<p></p>" })),
  });
  await settle();
  expect(steps()).toEqual([true, true, true, true, false, false]);
});

test("whoever adds an event to a device that is at work is shown no step of a passphrase", () => {
  firstRun({ hasPassphrase: true });
  expect(document.querySelectorAll("ol li")).toHaveLength(5);
});

test("a device that was taken out of its event says which, when and why, in the office's words", () => {
  const revoked = Date.UTC(2026, 10, 24, 9, 12);
  const left = [
    { id: "e0", name: "Basque Open Industry", reason: "Lost at the door", revoked, removed: revoked + 5_000 },
  ];
  firstRun({ left });
  expect(document.body.textContent).toMatch(/24 nov.*Basque Open Industry: «Lost at the door»/);
});

test("a device that needs no passphrase has no step for one", () => {
  firstRun();
  expect(document.querySelectorAll("ol li")).toHaveLength(5);
});

const joined = { event: "e1", label: "fair", name: "Fair", role: "gate", device_name: "Ate B", server: "d1" };

test("a device is paired by its code, catches up, and opens at the event that it is in now", async () => {
  let caughtUp = () => undefined as unknown;
  const rust = {
    pair: vi.fn(() => Promise.resolve(joined)),
    catchUp: vi.fn(() => new Promise<null>((done) => (caughtUp = () => done(null)))),
  };
  const props = firstRun({ rust, recoveryKeyUnseen: false });
  press("#door-pair");
  write("#pair-code", "mkpf wyu4");
  find("form").dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await settle();
  expect(rust.pair).toHaveBeenCalledWith("mkpf wyu4", "", null, "ask");
  expect(document.body.textContent).toContain("Ate B");
  caughtUp();
  await settle();
  await settle();
  expect(props.done).toHaveBeenCalledWith({ id: "e1" });
});

test("a desk that does not open after the pairing says why, and opens at the next press", async () => {
  asked.overview.mockRejectedValueOnce({ code: "database_busy", params: {}, message: "Busy." });
  const rust = { pair: () => Promise.resolve(joined), catchUp: () => Promise.resolve(null) };
  const props = firstRun({ rust });
  press("#door-pair");
  write("#pair-code", "mkpf wyu4");
  find("form").dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await settle();
  await settle();
  expect(find("[role=alert]").textContent).toContain("base de datos");
  press("#pair-open");
  await settle();
  expect(props.done).toHaveBeenCalledWith({ id: "e1" });
});

test("each thing that can be wrong with pairing is said in words that help", async () => {
  for (const code of [
    "server_not_found",
    "unreachable",
    "invitation_expired",
    "wrong_code",
    "unknown_event",
  ]) {
    const failure = { code, params: {}, message: "English" };
    const rust = { pair: vi.fn(() => Promise.reject(failure)), catchUp: vi.fn() };
    firstRun({ rust });
    press("#door-pair");
    write("#pair-code", "MKPF");
    find("form").dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    await settle();
    await settle();
    expect(find("[role=alert]").textContent).not.toContain("English");
    expect(find<HTMLInputElement>("#pair-code").value).toBe("MKPF");
    for (const one of shown.splice(0)) void unmount(one);
    document.body.replaceChildren();
  }
});

test("whoever has an event of that name already is told, and may keep both", async () => {
  const failure = { code: "own_event_there", params: { label: "fair" }, message: "English" };
  const pair = vi.fn((_code: string, _server: string, _passphrase: string | null, sameLabel: SameLabel) =>
    sameLabel !== "ask" ? Promise.resolve(joined) : Promise.reject(failure),
  );
  const props = firstRun({ rust: { pair, catchUp: () => Promise.resolve(null) } });
  press("#door-pair");
  write("#pair-code", "MKPF");
  find("form").dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await settle();
  await settle();
  expect(find("[role=alert]").textContent).toContain("fair");
  press("#pair-apart");
  await settle();
  await settle();
  expect(pair).toHaveBeenLastCalledWith("MKPF", "", null, "keep_apart");
  expect(props.done).toHaveBeenCalledWith({ id: "e1" });
});

const report = {
  event: "e0",
  into: "e1",
  people_found: 3,
  people_added: 1,
  people_left_out: 0,
  recorded: { scan_recorded: 2, scan_annulled: 1, badge_issued: 2, attendee_registered: 1 },
  there: {},
  refused: { badge_issued: 1 },
  left: { not_printed: 2 },
  badges_left_out: ["K7QP MX42"],
  unknown_checkpoints: [],
  unknown_categories: [],
};

test("whoever joins both reads what that came to and what could not be, and then opens the desk", async () => {
  const failure = { code: "own_event_there", params: { label: "fair" }, message: "English" };
  const pair = vi.fn((_code: string, _server: string, _passphrase: string | null, sameLabel: SameLabel) =>
    sameLabel === "join" ? Promise.resolve(joined) : Promise.reject(failure),
  );
  const props = firstRun({
    rust: { pair, catchUp: () => Promise.resolve(report) },
    recoveryKeyUnseen: false,
  });
  press("#door-pair");
  write("#pair-code", "MKPF");
  find("form").dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await settle();
  await settle();
  expect(find("#pair-join-hint").textContent).not.toBe("");
  press("#pair-join");
  await settle();
  await settle();
  const said = find("#join-summary").textContent;
  expect(said).toContain("3");
  expect(said).toContain("K7QP MX42");
  expect(props.done).not.toHaveBeenCalled();
  press("#join-open");
  await settle();
  await settle();
  expect(props.done).toHaveBeenCalledWith({ id: "e1" });
});
