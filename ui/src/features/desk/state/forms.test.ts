import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Outcome } from "../../../generated/Outcome";
import type { DeskCommands } from "../../../shared/api/commands";
import { language } from "../../../shared/i18n/language.svelte";
import { answer, event, NOW, rust, somebody } from "../testing";
import { Desk } from "./desk.svelte";
import { DRAFT_KEPT_MS } from "./drafts";

let now = NOW;
const sound = vi.fn();
const focusSearch = vi.fn();

function deskWith(over: Partial<DeskCommands> = {}) {
  const commands = rust(over);
  const desk = new Desk({ commands, event, checkpoint: "c1", sound, focusSearch, now: () => now });
  return { desk, commands };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  now = NOW;
  language.now = "en";
});
afterEach(() => vi.useRealTimers());

describe("forms", () => {
  test("the search's text goes along into a walk-in", () => {
    const { desk } = deskWith();
    desk.search.type("Olena Kovalenko Tymoshchuk");
    desk.openForm("walk_in");
    expect(desk.form?.texts.given_name).toBe("Olena");
    expect(desk.form?.texts.family_name).toBe("Kovalenko Tymoshchuk");
    expect(desk.search.text).toBe("");
  });

  test("a walk-in that a scan interrupts is kept for ten minutes", async () => {
    const { desk } = deskWith();
    desk.openForm("walk_in");
    desk.form?.set("given_name", "Olena");
    await desk.scan("AAAAAA");
    desk.openForm("walk_in");
    expect(desk.form?.texts.given_name).toBe("Olena");
    desk.ready();
    now += DRAFT_KEPT_MS + 1;
    desk.openForm("walk_in");
    expect(desk.form?.texts.given_name).toBe("");
  });

  test("a correction sends only what was changed", async () => {
    const { desk, commands } = deskWith();
    await desk.scan("AAAAAA");
    desk.openForm("correct");
    desk.form?.set("family_name", "Mendizábal");
    await desk.save();
    const [, , sent] = vi.mocked(commands.correct).mock.calls[0] ?? [];
    expect(sent?.family_name).toBe("Mendizábal");
    expect(sent?.given_name).toBeNull();
    expect(sent?.email).toBeNull();
    expect(desk.shown.kind).toBe("ready");
  });

  test("somebody whose name is one text is corrected in one field, and no part of a name is invented", async () => {
    const person = somebody({ given_name: "", family_name: "", full_name: "Nguyễn Thị Hồng" });
    const { desk, commands } = deskWith({ scan: () => Promise.resolve(answer({ person })) });
    await desk.scan("AAAAAA");
    desk.openForm("correct");
    expect(desk.form?.isOneName).toBe(true);
    desk.form?.set("full_name", "Nguyễn Thị Hồng Nhung");
    await desk.save();
    const [, , sent] = vi.mocked(commands.correct).mock.calls[0] ?? [];
    expect(sent?.full_name).toBe("Nguyễn Thị Hồng Nhung");
    expect(sent?.given_name).toBeNull();
    expect(sent?.family_name).toBeNull();
  });

  test("a form that Rust refuses stays open with its text and its problems", async () => {
    const register = () => Promise.reject({ code: "field_missing", params: {}, message: "No." });
    const checkForm = () =>
      Promise.resolve({
        problems: { email: "no_at_sign" },
        suggestions: {},
        likely: [],
        open: [],
        company_people: 0,
      });
    const { desk } = deskWith({ register, checkForm });
    desk.openForm("walk_in");
    desk.form?.set("email", "nobody");
    await desk.save();
    expect(desk.form?.texts.email).toBe("nobody");
    expect(desk.form?.problem("email")).toBe("no_at_sign");
    expect(desk.said?.bad).toBe(true);
  });

  test("a walk-in without a choice about sharing is asked once, and may then go on", async () => {
    const checkForm = () =>
      Promise.resolve({
        problems: {},
        suggestions: {},
        likely: [],
        open: ["lead_sharing"],
        company_people: 0,
      });
    const { desk, commands } = deskWith({ checkForm });
    desk.openForm("walk_in");
    expect(desk.form?.leadSharing).toBeNull();
    await desk.save();
    expect(commands.register).not.toHaveBeenCalled();
    expect(desk.form?.askedOnce).toBe(true);
    expect(desk.form?.saving).toBe(false);
    await desk.save();
    expect(commands.register).toHaveBeenCalledOnce();
  });

  test("Alt+C takes what was probably meant", async () => {
    const checkForm = () =>
      Promise.resolve({
        problems: {},
        suggestions: { email: "o@gmail.com" },
        likely: [],
        open: [],
        company_people: 0,
      });
    const { desk } = deskWith({ checkForm });
    desk.openForm("walk_in");
    desk.form?.set("email", "o@gmial.com");
    await vi.advanceTimersByTimeAsync(200);
    desk.form?.accept();
    expect(desk.form?.texts.email).toBe("o@gmail.com");
  });

  test("Alt+C twice takes what was meant in two fields, however soon", async () => {
    const checkForm = () =>
      Promise.resolve({
        problems: {},
        suggestions: { given_name: "Ane", family_name: "Etxeberria" },
        likely: [],
        open: [],
        company_people: 0,
      });
    const { desk } = deskWith({ checkForm });
    desk.openForm("walk_in");
    desk.form?.set("given_name", "ANE");
    desk.form?.set("family_name", "etxeberria");
    await vi.advanceTimersByTimeAsync(200);
    desk.form?.accept();
    desk.form?.accept();
    expect(desk.form?.texts.given_name).toBe("Ane");
    expect(desk.form?.texts.family_name).toBe("Etxeberria");
  });

  test("nobody's correction is not opened", () => {
    const { desk } = deskWith();
    desk.openForm("correct");
    expect(desk.form).toBeNull();
    expect(desk.said?.text).toContain("Nobody is on the screen");
  });

  test("a walk-in is what most people are, not what comes first in the list", () => {
    const { desk } = deskWith();
    desk.openForm("walk_in");
    expect(desk.form?.texts.category).toBe("visitor");
  });
});

describe("a draft", () => {
  test("is left alone by F3 with another name and by F6, and comes back after them", async () => {
    const { desk } = deskWith();
    desk.openForm("walk_in");
    desk.form?.set("given_name", "Olena");
    await desk.scan("AAAAAA");
    desk.openForm("correct");
    desk.ready();
    desk.search.type("Jana");
    desk.openForm("walk_in");
    expect(desk.form?.texts.given_name).toBe("Jana");
    await desk.save();
    desk.openForm("walk_in");
    expect(desk.form?.texts.given_name).toBe("Olena");
    expect(desk.form?.isDraft).toBe(true);
  });

  test("is gone once somebody's registration is used in its place", async () => {
    const { desk, commands } = deskWith();
    desk.openForm("walk_in");
    desk.form?.set("given_name", "Olena");
    await desk.useRegistration(somebody({ id: "p9" }));
    expect(commands.admit).toHaveBeenCalledWith("e1", "c1", "p9", "with_badge");
    desk.openForm("walk_in");
    expect(desk.form?.texts.given_name).toBe("");
  });

  test("stays where that registration could not be let in", async () => {
    const { desk } = deskWith({ admit: () => Promise.reject({ code: "x", params: {}, message: "No." }) });
    desk.openForm("walk_in");
    desk.form?.set("given_name", "Olena");
    await desk.useRegistration(somebody({ id: "p9" }));
    expect(desk.form?.texts.given_name).toBe("Olena");
  });

  test("of a correction survives a scan and comes back for the same person only", async () => {
    const scan = vi
      .fn()
      .mockResolvedValueOnce(answer({ person: somebody({ id: "p1" }) }))
      .mockResolvedValueOnce(answer({ person: somebody({ id: "p2" }) }))
      .mockResolvedValueOnce(answer({ person: somebody({ id: "p1" }) }));
    const { desk } = deskWith({ scan });
    await desk.scan("AAAAAA");
    desk.openForm("correct");
    desk.form?.set("family_name", "Mendizábal");
    await desk.scan("BBBBBB");
    desk.openForm("correct");
    expect(desk.form?.texts.family_name).toBe("Mendizabal");
    await desk.scan("AAAAAA");
    desk.openForm("correct");
    expect(desk.form?.texts.family_name).toBe("Mendizábal");
  });

  test("that a scan leaves while it is saved, and that is then refused, is not lost", async () => {
    let refuse: (thrown: unknown) => void = () => undefined;
    let scanned: (outcome: Outcome) => void = () => undefined;
    const { desk } = deskWith({
      scan: () => new Promise((done) => (scanned = done)),
      register: () => new Promise((_, no) => (refuse = no)),
    });
    const scan = desk.scan("AAAAAA");
    await vi.advanceTimersByTimeAsync(0);
    desk.openForm("walk_in");
    desk.form?.set("given_name", "Olena");
    const save = desk.save();
    scanned(answer());
    await scan;
    expect(desk.form).toBeNull();
    await vi.advanceTimersByTimeAsync(0);
    refuse({ code: "disk_full", params: {}, message: "Full." });
    await save;
    expect(desk.said?.bad).toBe(true);
    desk.openForm("walk_in");
    expect(desk.form?.texts.given_name).toBe("Olena");
    expect(desk.form?.saving).toBe(false);
  });

  test("that was saved comes back for nobody", async () => {
    const { desk } = deskWith();
    desk.openForm("walk_in");
    desk.form?.set("given_name", "Olena");
    await desk.save();
    desk.openForm("walk_in");
    expect(desk.form?.texts.given_name).toBe("");
    expect(desk.form?.isDraft).toBe(false);
  });

  test("can be emptied", () => {
    const { desk } = deskWith();
    desk.openForm("walk_in");
    desk.form?.set("given_name", "Olena");
    desk.ready();
    desk.openForm("walk_in");
    desk.form?.empty();
    expect(desk.form?.texts.given_name).toBe("");
    desk.ready();
    desk.openForm("walk_in");
    expect(desk.form?.isDraft).toBe(false);
  });
});
