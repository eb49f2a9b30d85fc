import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PersonView } from "../../generated/PersonView";
import type { DeskCommands } from "../../shared/api/commands";
import { language } from "../../shared/i18n/language.svelte";
import { box, openPage, press, settled, text, type } from "./mounted";
import { REST_AFTER_MS, type Desk } from "./state/desk.svelte";
import { answer, hit, NOW, printing, somebody } from "./testing";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

let desk: Desk;
let close: () => Promise<void>;
let commands: DeskCommands;

async function open(over: Partial<DeskCommands> = {}): Promise<void> {
  [desk, close] = await openPage(over);
  commands = desk.around.commands;
}

const badged = (person: PersonView): PersonView => ({
  ...person,
  badge: { number: "K7QP", issued: NOW, waits_in: null, print: null },
  can: { correct: true, reprint: true },
});
const stage = () => document.querySelector("main") as HTMLElement;
const rows = () => [...document.querySelectorAll<HTMLElement>("[role=option]")];
const region = (manner: string) => document.querySelector(`[aria-live=${manner}]`)?.textContent ?? "";
const spoken = () => region("polite") + region("assertive");

beforeEach(() => {
  language.now = "es";
});

afterEach(() => close());

describe("the verdict stage", () => {
  test("shows one word, the other two languages, the name, and an open door", async () => {
    await open();
    await desk.scan("AAAAAA");
    await settled();
    expect(stage().dataset.v).toBe("admit");
    expect(text(stage().querySelector("h1"))).toBe("Adelante");
    const others = [...stage().querySelectorAll<HTMLElement>(".others span")];
    expect(others.map((o) => [o.lang, text(o)])).toEqual([
      ["eu", "Aurrera"],
      ["en", "Go ahead"],
    ]);
    expect(text(stage().querySelector(".name"))).toBe("Itziar Mendizabal");
    expect(stage().querySelector(".arches.open")).not.toBeNull();
    expect(text(stage())).toContain("Martes 24, día 1");
    expect(text(stage())).toContain("Primera entrada");
  });

  test("speaks verdict and name in one message, and the same verdict again", async () => {
    await open();
    await desk.scan("AAAAAA");
    await settled();
    const first = spoken();
    expect(first).toContain("Adelante. Itziar Mendizabal");
    await desk.scan("AAAAAA");
    await settled();
    expect(spoken()).not.toBe(first);
    expect(spoken().trim()).toBe(first.trim());
  });

  test("shuts the door for somebody blocked, and says nothing of why", async () => {
    const reasons = [{ code: "blocked", params: { why: "Robo" } }];
    await open({ scan: () => Promise.resolve(answer({ verdict: "blocked", reasons, first: false })) });
    await desk.scan("AAAAAA");
    await settled();
    expect(stage().querySelector(".arches.shut")).not.toBeNull();
    expect(text(stage())).not.toContain("Robo");
    expect(text(stage())).toContain("Avisa a coordinación");
  });

  test("changes its language at once", async () => {
    await open();
    await desk.scan("AAAAAA");
    language.now = "eu";
    await settled();
    expect(text(stage().querySelector("h1"))).toBe("Aurrera");
    expect(text(stage())).toContain("Asteartea 24, 1. eguna");
  });

  test("marks a name in another script with that script, not with the badge's language", async () => {
    const person = somebody({ name: "Олена Коваленко", latin: "Olena Kovalenko", language: "es" });
    await open({ scan: () => Promise.resolve(answer({ person })) });
    await desk.scan("AAAAAA");
    await settled();
    expect(stage().querySelector<HTMLElement>(".name")?.lang).toBe("und-Cyrl");
    expect(text(stage().querySelector(".latin"))).toBe("Olena Kovalenko");
  });

  test("asks what happened to somebody already in; a digit answers", async () => {
    const lost = vi.fn(() => Promise.resolve(printing({ job: "j" })));
    await open({ scan: () => Promise.resolve(answer({ verdict: "already_in" })), reprint: lost });
    await desk.scan("AAAAAA");
    await settled();
    const [first] = document.querySelectorAll<HTMLElement>(".answer");
    expect(document.activeElement).toBe(first);
    first?.dispatchEvent(new CustomEvent("typed", { detail: "2", bubbles: true, cancelable: true }));
    await settled();
    expect(lost).toHaveBeenCalledWith("e1", "p1", "lost");
  });

  test("says that the code on the stage was the second of two", async () => {
    const reasons = [{ code: "second_of_two", params: {} }];
    await open({ scan: () => Promise.resolve(answer({ reasons })) });
    await desk.scan("AAAAAABBBBBB");
    await settled();
    expect(text(stage())).toContain("Se han leído dos códigos a la vez. Este es el segundo.");
  });

  test("offers no new badge to somebody already in where Rust allows none", async () => {
    const can = { ...answer().can, reprint: false };
    await open({ scan: () => Promise.resolve(answer({ verdict: "already_in", can })) });
    await desk.scan("AAAAAA");
    await settled();
    expect(document.querySelectorAll(".answer")).toHaveLength(3);
    expect(text(document.querySelector(".question"))).not.toContain("Ha perdido");
  });

  test("Ctrl+Z in a reason that somebody writes takes back no admission, also with CapsLock", async () => {
    await open();
    await desk.scan("AAAAAA");
    desk.ask("reprint");
    await settled();
    [...document.querySelectorAll<HTMLElement>(".answer")].at(-1)?.click();
    await settled();
    const reason = document.querySelector<HTMLInputElement>("#reason") as HTMLInputElement;
    reason.value = "Mojada";
    reason.focus();
    await press("Z", { ctrlKey: true });
    await press("Z", { ctrlKey: true, shiftKey: true });
    expect(commands.undoScan).not.toHaveBeenCalled();
  });

  test("puts the focus on the first answer for each person anew", async () => {
    await open({ scan: () => Promise.resolve(answer({ verdict: "already_in" })) });
    await desk.scan("AAAAAA");
    await settled();
    const [, second] = document.querySelectorAll<HTMLElement>(".answer");
    second?.focus();
    await desk.scan("BBBBBB");
    await settled();
    expect(document.activeElement).toBe(document.querySelector(".answer"));
  });

  test("reads no code aloud, and does not speak again because a minute passed", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
    vi.setSystemTime(NOW);
    await open({
      scan: vi
        .fn()
        .mockResolvedValueOnce(answer({ verdict: "unknown", person: null, code: "SECRET-CODE" }))
        .mockResolvedValueOnce(answer({ verdict: "already_in", since: NOW - 49 * 60_000 })),
    });
    await desk.scan("SECRET-CODE");
    await settled();
    expect(spoken()).not.toContain("SECRET");
    expect(spoken()).not.toContain(". .");
    await desk.scan("AAAAAA");
    await settled();
    const said = spoken();
    vi.advanceTimersByTime(120_000);
    await settled();
    expect(spoken()).toBe(said);
    vi.useRealTimers();
  });

  test("goes back to Ready without taking the focus from where somebody works", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await open();
    const elsewhere = document.body.appendChild(document.createElement("button"));
    await desk.scan("AAAAAA");
    elsewhere.focus();
    vi.advanceTimersByTime(REST_AFTER_MS);
    await settled();
    expect(desk.shown.kind).toBe("ready");
    expect(document.activeElement).toBe(elsewhere);
    await desk.scan("AAAAAA");
    box().blur();
    vi.advanceTimersByTime(REST_AFTER_MS);
    await settled();
    expect(document.activeElement).toBe(box());
    vi.useRealTimers();
  });

  test("of a scan that was undone says so", async () => {
    await open({ outcome: () => Promise.resolve({ ...answer(), state: "undone" }) });
    await desk.look("s0");
    await settled();
    expect(stage().dataset.v).toBe("undone");
    expect(text(stage().querySelector("h1"))).toBe("Deshecho");
    expect(text(stage())).not.toContain("Primera entrada");
  });

  test("offers an override only where Rust allows one, and wants a reason", async () => {
    const can = { ...answer().can, override_verdict: true };
    await open({ scan: () => Promise.resolve(answer({ verdict: "not_now", can })) });
    await desk.scan("AAAAAA");
    await settled();
    await press("Enter", { ctrlKey: true });
    expect(desk.question).toBe("override");
    document.querySelectorAll<HTMLElement>(".answer")[0]?.click();
    await settled();
    expect(commands.overrideScan).toHaveBeenCalledWith("e1", expect.any(String), "organiser_said");
  });
});

describe("the search by keyboard", () => {
  const found = [
    hit(
      { id: "p1", name: "Олена Коваленко", latin: "Olena Kovalenko" },
      { how: "latin", spans: [{ from: 6, to: 10 }] },
    ),
    hit({ id: "p2", name: "Jana Kováčová" }, { how: "folded", spans: [{ from: 5, to: 9 }] }),
    hit({ id: "p3", name: "Zoran Kovačević", status: "canceled" }),
  ];

  test("lists people with the reason of each, the first one chosen", async () => {
    await open({ find: () => Promise.resolve(found) });
    await type("kova");
    expect(rows()).toHaveLength(3);
    expect(box().getAttribute("aria-activedescendant")).toBe("hit-0");
    expect(rows()[0]?.querySelector("mark")?.textContent).toBe("Кова");
    expect(text(rows()[0] ?? null)).toContain("Nombre, latinizado");
    expect(text(rows()[1] ?? null)).toContain("Nombre, sin acentos");
    expect(text(rows()[2] ?? null)).toContain("Anulada");
    expect(text(document.querySelector(".search [role=status]"))).toBe("3 resultados");
  });

  test("a country stands behind the company, or alone", async () => {
    const people = [hit({ company: "Aciers", country: "FR" }), hit({ id: "p2", company: "", country: "JP" })];
    await open({ find: () => Promise.resolve(people) });
    await type("kova");
    const places = rows().map((row) => text(row.querySelector(".who > span")));
    expect(places).toEqual(["Aciers · Francia", "Japón"]);
  });

  test("arrows choose, the focus stays in the box, Enter admits and prints", async () => {
    await open({ find: () => Promise.resolve(found) });
    await type("kova");
    await press("ArrowDown");
    expect(document.activeElement).toBe(box());
    expect(box().getAttribute("aria-activedescendant")).toBe("hit-1");
    await press("Enter");
    expect(commands.admit).toHaveBeenCalledWith("e1", "c1", "p2", "with_badge");
    expect(stage().dataset.v).toBe("admit");
    expect(box().value).toBe("");
  });

  test("Alt and a digit takes a row, Ctrl+Enter prints nothing", async () => {
    await open({ find: () => Promise.resolve(found) });
    await type("kova");
    await press("3", { code: "Digit3", altKey: true });
    expect(commands.admit).toHaveBeenCalledWith("e1", "c1", "p3", "with_badge");
    await type("kova");
    await press("Enter", { ctrlKey: true });
    expect(commands.admit).toHaveBeenLastCalledWith("e1", "c1", "p1", "without_badge");
  });

  test("the Enter that ends a word of an input method admits nobody, and neither does one held down", async () => {
    await open({ find: () => Promise.resolve(found) });
    await type("kova");
    await press("Enter", { isComposing: true });
    await press("Enter", { repeat: true });
    expect(commands.enterText).not.toHaveBeenCalled();
  });

  test("works over a question that was open", async () => {
    await open({ find: () => Promise.resolve(found) });
    await desk.scan("AAAAAA");
    desk.ask("reprint");
    await settled();
    await type("kova");
    expect(text(document.querySelector("nav.keys"))).toContain("↑");
    box().focus();
    await press("ArrowDown");
    await press("Enter");
    expect(commands.admit).toHaveBeenCalledWith("e1", "c1", "p2", "with_badge");
    expect(commands.reprint).not.toHaveBeenCalled();
  });

  test("a new badge is for whom it was asked, wherever the search went since", async () => {
    await open({ find: () => Promise.resolve(found.map((one) => ({ ...one, person: badged(one.person) }))) });
    await type("kova");
    await press("F4");
    desk.search.choose(1);
    await settled();
    document.querySelector<HTMLElement>(".answer")?.click();
    await settled();
    expect(commands.reprint).toHaveBeenCalledWith("e1", "p1", "lost");
  });

  test("a failure is seen over the results", async () => {
    await open({
      find: () => Promise.resolve(found),
      admit: () => Promise.reject({ code: "disk_full", params: {}, message: "Full." }),
    });
    await type("kova");
    await press("Enter");
    expect(document.querySelector("[role=alert]")).not.toBeNull();
    expect(box().value).toBe("kova");
  });

  test("a near match that is clicked leaves the focus in the box", async () => {
    await open({
      find: () => Promise.resolve(found),
      scan: () => Promise.resolve(answer({ verdict: "unknown", person: null, code: "KOVA99" })),
    });
    await desk.scan("KOVA99");
    await settled();
    document.querySelector<HTMLElement>("aside li button")?.click();
    await settled();
    expect(document.activeElement).toBe(box());
    expect(box().value).toBe("Олена Коваленко");
  });

  test("Esc clears and comes back to Ready", async () => {
    await open({ find: () => Promise.resolve(found) });
    await type("kova");
    await press("Escape");
    expect(box().value).toBe("");
    expect(text(stage().querySelector("h1"))).toBe("Listo");
  });

  test("nobody found says so, and F3 carries the text over", async () => {
    await open();
    await type("zzz");
    expect(text(stage())).toContain("No se encuentra a nadie");
    expect(text(document.querySelector("nav.keys"))).toMatch(/^F3/);
    await press("F3");
    expect(document.querySelector<HTMLInputElement>("#field-given_name")?.value).toBe("zzz");
  });

  test("typing where nothing has the focus goes into the box", async () => {
    await open();
    box().blur();
    document.body.dispatchEvent(new CustomEvent("typed", { detail: "k", bubbles: true, cancelable: true }));
    await settled();
    expect(box().value).toBe("k");
    expect(document.activeElement).toBe(box());
  });
});

describe("the form by keyboard", () => {
  test("Enter goes to the next field and saves nothing; Ctrl+Enter saves once", async () => {
    await open();
    desk.openForm("walk_in");
    await settled();
    const focused = () => document.activeElement?.id ?? "";
    expect(focused()).toBe("field-given_name");
    await press("Enter");
    expect(focused()).toBe("field-family_name");
    await press("Enter");
    expect(focused()).toBe("field-company");
    expect(commands.register).not.toHaveBeenCalled();
    await press("Enter", { ctrlKey: true });
    await press("Enter", { ctrlKey: true, repeat: true });
    expect(commands.register).toHaveBeenCalledOnce();
  });

  test("what could not be saved goes on at the first field that is wrong", async () => {
    await open({
      register: () => Promise.reject({ code: "field_wrong", params: {}, message: "No." }),
      checkForm: () =>
        Promise.resolve({
          problems: { email: "no_at_sign" },
          suggestions: {},
          likely: [],
          open: [],
          company_people: 0,
        }),
    });
    desk.openForm("walk_in");
    await settled();
    const save = document.querySelector<HTMLButtonElement>(".end .primary");
    save?.focus();
    save?.click();
    await settled();
    expect(document.activeElement?.id).toBe("field-email");
  });

  test("what could not be saved for want of the privacy notice goes on at its tick", async () => {
    await open({
      register: () => Promise.reject({ code: "notice_not_accepted", params: {}, message: "No." }),
      checkForm: () =>
        Promise.resolve({
          problems: { privacy_notice: "missing" },
          suggestions: {},
          likely: [],
          open: [],
          company_people: 0,
        }),
    });
    desk.openForm("walk_in");
    await settled();
    await press("Enter", { ctrlKey: true });
    expect(document.activeElement).toBe(document.querySelector(".notice input"));
  });

  test("what could not be saved though nothing is wrong leaves the focus on the button", async () => {
    let fail: (thrown: unknown) => void = () => undefined;
    await open({ register: () => new Promise((_, reject) => (fail = reject)) });
    desk.openForm("walk_in");
    await settled();
    const save = document.querySelector<HTMLButtonElement>(".end .primary");
    save?.focus();
    save?.click();
    await settled();
    expect([save?.disabled, save?.getAttribute("aria-disabled")]).toEqual([false, "true"]);
    fail({ code: "disk_full", params: {}, message: "Full." });
    await settled();
    expect(document.activeElement).toBe(save);
  });

  test("a draft says that it is one, and can be emptied", async () => {
    await open();
    desk.openForm("walk_in");
    desk.form?.set("given_name", "Olena");
    desk.ready();
    await settled();
    desk.openForm("walk_in");
    await settled();
    expect(text(stage())).toContain("Esto es un borrador");
    document.querySelector<HTMLElement>(".draft button")?.click();
    await settled();
    expect(document.querySelector<HTMLInputElement>("#field-given_name")?.value).toBe("");
  });
});
