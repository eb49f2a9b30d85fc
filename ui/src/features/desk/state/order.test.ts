import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { DeskCommands } from "../../../shared/api/commands";
import { language } from "../../../shared/i18n/language.svelte";
import { answer, event, hit, NOW, printing, rust, somebody } from "../testing";
import { Desk } from "./desk.svelte";

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

/** Answers after so long. */
const after = <T>(ms: number, value: T) => new Promise<T>((done) => setTimeout(() => done(value), ms));

describe("a key that is pressed twice", () => {
  test("admits once", async () => {
    const { desk, commands } = deskWith({
      find: () => Promise.resolve([hit({ id: "p7" })]),
      admit: vi.fn(() => after(200, answer())),
    });
    desk.search.type("koval");
    const both = [desk.enter("with_badge"), desk.enter("with_badge")];
    await vi.advanceTimersByTimeAsync(50);
    both.push(desk.enter("with_badge"), desk.admit(somebody({ id: "p7" }), "with_badge"));
    await vi.advanceTimersByTimeAsync(1000);
    await Promise.all(both);
    expect(commands.admit).toHaveBeenCalledOnce();
    expect(commands.enterText).toHaveBeenCalledOnce();
  });

  test("prints one badge, confirms once, saves once", async () => {
    const can = { ...answer().can, confirm: true };
    const { desk, commands } = deskWith({
      scan: () => Promise.resolve(answer({ pending: true, can })),
      reprint: vi.fn(() => after(50, printing({ job: "j9" }))),
      confirmScan: vi.fn(() => after(50, answer())),
      register: vi.fn(() => after(50, answer())),
    });
    await desk.scan("AAAAAA");
    const all = [desk.reprint("lost"), desk.reprint("lost"), desk.confirm(), desk.confirm()];
    await vi.advanceTimersByTimeAsync(200);
    desk.openForm("walk_in");
    all.push(desk.save(), desk.save());
    await vi.advanceTimersByTimeAsync(200);
    await Promise.all(all);
    expect(commands.reprint).toHaveBeenCalledOnce();
    expect(commands.confirmScan).toHaveBeenCalledOnce();
    expect(commands.register).toHaveBeenCalledOnce();
  });
});

describe("answers", () => {
  test("are shown in the order in which people pressed, whichever command is slower", async () => {
    const { desk } = deskWith({
      admit: () => after(300, answer({ code: "by name" })),
      scan: (_e, _c, code) => after(10, answer({ code })),
    });
    const shown: (string | undefined)[] = [];
    const both = [
      desk.admit(somebody({ id: "p7" }), "with_badge").then(() => shown.push(desk.outcome?.code)),
      desk.scan("NEWER1").then(() => shown.push(desk.outcome?.code)),
    ];
    await vi.advanceTimersByTimeAsync(400);
    await Promise.all(both);
    expect(shown).toEqual(["by name", "NEWER1"]);
  });

  test("that only look are dropped once something newer was asked", async () => {
    const { desk } = deskWith({ outcome: (_e, scan) => after(300, answer({ scan, code: "old" })) });
    const looks = desk.look("s0");
    await desk.scan("NEWER1");
    await vi.advanceTimersByTimeAsync(400);
    await looks;
    expect(desk.outcome?.code).toBe("NEWER1");
  });

  test("that only look do not take the search away", async () => {
    const { desk } = deskWith({ outcome: (_e, scan) => after(300, answer({ scan })) });
    const looks = desk.look("s0");
    desk.search.type("kova");
    await vi.advanceTimersByTimeAsync(400);
    await looks;
    expect(desk.search.text).toBe("kova");
  });
});

describe("undo", () => {
  test("reaches as far back as Rust says", async () => {
    const until = now + 60_000;
    const { desk, commands } = deskWith({ scan: () => Promise.resolve(answer({ undo_until: until })) });
    await desk.scan("AAAAAA");
    now = until;
    expect(desk.undoable).not.toBeNull();
    now += 1;
    expect(desk.undoable).toBeNull();
    await desk.undo();
    expect(commands.undoScan).not.toHaveBeenCalled();
    expect(desk.said?.text).toBe("There is nothing to undo.");
  });

  test("asks for the paper back where a badge is void now", async () => {
    const { desk } = deskWith({
      undoScan: (_e, scan) => Promise.resolve({ scan, voided: ["K7QP"], paper_back: true, box_back: null }),
    });
    await desk.scan("AAAAAA");
    await desk.undo();
    expect(desk.said?.text).toBe("Undone: Itziar Mendizabal. Ask for the badge back: it is void.");
    expect(desk.may.reprint).toBe(false);
    expect(desk.may.correct).toBe(true);
  });

  test("after a double scan takes back the admission", async () => {
    const first = answer();
    const { desk, commands } = deskWith({
      scan: vi
        .fn()
        .mockResolvedValueOnce(first)
        .mockResolvedValueOnce(answer({ verdict: "already_in", double_scan: true })),
    });
    await desk.scan("AAAAAA");
    await desk.scan("AAAAAA");
    await desk.undo();
    expect(commands.undoScan).toHaveBeenCalledWith("e1", first.scan);
  });

  test("takes nothing of somebody else's back while a stop is shown", async () => {
    const can = { ...answer().can, undo: false };
    const { desk, commands } = deskWith({
      scan: vi
        .fn()
        .mockResolvedValueOnce(answer())
        .mockResolvedValueOnce(answer({ verdict: "blocked", person: somebody({ id: "p2" }), can })),
    });
    await desk.scan("AAAAAA");
    await desk.scan("BBBBBB");
    await desk.undo();
    expect(commands.undoScan).not.toHaveBeenCalled();
  });
});

describe("a refresh of the hits", () => {
  test("keeps the chosen person, not their row", async () => {
    const find = vi
      .fn()
      .mockResolvedValueOnce([hit({ id: "p1" }), hit({ id: "p2" })])
      .mockResolvedValueOnce([hit({ id: "p0" }), hit({ id: "p1" }), hit({ id: "p2" })])
      .mockResolvedValueOnce([hit({ id: "p0" })]);
    const { desk, commands } = deskWith({ find });
    desk.search.type("koval");
    await vi.advanceTimersByTimeAsync(0);
    desk.search.choose(1);
    desk.search.refresh();
    await vi.advanceTimersByTimeAsync(0);
    expect(desk.search.hit?.person.id).toBe("p2");
    desk.search.refresh();
    await vi.advanceTimersByTimeAsync(0);
    expect(desk.search.hit).toBeNull();
    await desk.enter("with_badge");
    expect(commands.admit).not.toHaveBeenCalled();
  });
});

test("nobody is corrected over the shoulder of an unknown code", async () => {
  const scan = vi
    .fn()
    .mockResolvedValueOnce(answer())
    .mockResolvedValueOnce(answer({ verdict: "unknown", person: null }));
  const { desk } = deskWith({ scan });
  await desk.scan("AAAAAA");
  await desk.scan("BBBBBB");
  expect(desk.person).toBeNull();
});
