import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Outcome } from "../../../generated/Outcome";
import type { DeskCommands } from "../../../shared/api/commands";
import { language } from "../../../shared/i18n/language.svelte";
import { answer, event, hit, NOW, rust, printing, somebody } from "../testing";
import { chooseCandidate } from "./choose";
import { Desk, REST_AFTER_MS } from "./desk.svelte";
import { BAD_SHOWN_MS } from "./saying.svelte";

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

describe("a scan", () => {
  test("shows its verdict, with its sound, whatever was on the screen", async () => {
    const { desk } = deskWith();
    desk.openForm("walk_in");
    await desk.scan("K7QP4M2X");
    expect(desk.outcome?.code).toBe("K7QP4M2X");
    expect(desk.form).toBeNull();
    expect(sound).toHaveBeenCalledWith("admit");
  });

  test("is answered in the order in which it came, also when the first is slow", async () => {
    const slow = (_e: string, _c: string, code: string) =>
      new Promise<Outcome>((done) => setTimeout(() => done(answer({ code })), code === "FIRST1" ? 500 : 1));
    const { desk } = deskWith({ scan: slow });
    const shown: string[] = [];
    const both = [
      desk.scan("FIRST1").then(() => shown.push(desk.outcome?.code ?? "")),
      desk.scan("SECOND").then(() => shown.push(desk.outcome?.code ?? "")),
    ];
    await vi.advanceTimersByTimeAsync(600);
    await Promise.all(both);
    expect(shown).toEqual(["FIRST1", "SECOND"]);
  });

  test("that fails says why, and the next one works", async () => {
    const scan = vi
      .fn()
      .mockRejectedValueOnce({ code: "disk_full", params: {}, message: "Full." })
      .mockResolvedValueOnce(answer());
    const { desk } = deskWith({ scan });
    await desk.scan("AAAAAA");
    expect(desk.said?.bad).toBe(true);
    expect(desk.outcome).toBeNull();
    await desk.scan("BBBBBB");
    expect(desk.outcome).not.toBeNull();
    expect(desk.said).toBeNull();
  });

  test("that fails leaves nobody else's verdict on the stage, and is heard", async () => {
    const scan = vi
      .fn()
      .mockResolvedValueOnce(answer())
      .mockRejectedValueOnce({ code: "disk_full", params: {}, message: "Full." });
    const { desk } = deskWith({ scan });
    await desk.scan("AAAAAA");
    await desk.scan("BBBBBB");
    expect(desk.outcome).toBeNull();
    expect(desk.shown.kind).toBe("failed");
    expect(sound).toHaveBeenLastCalledWith("print_problem");
    vi.advanceTimersByTime(REST_AFTER_MS * 2);
    expect(desk.shown.kind).toBe("failed");
  });

  test("that fails at Ready is not told for ever", async () => {
    const { desk } = deskWith({
      scan: () => Promise.reject({ code: "disk_full", params: {}, message: "Full." }),
    });
    await desk.scan("AAAAAA");
    vi.advanceTimersByTime(BAD_SHOWN_MS);
    expect(desk.said).toBeNull();
  });

  test("of the same code again is quiet and asks nothing", async () => {
    const { desk } = deskWith({
      scan: () => Promise.resolve(answer({ verdict: "already_in", double_scan: true })),
    });
    await desk.scan("AAAAAA");
    expect(sound).not.toHaveBeenCalled();
    expect(desk.question).toBeNull();
  });
});

describe("the way back to Ready", () => {
  test("takes eight seconds", async () => {
    const { desk } = deskWith();
    await desk.scan("AAAAAA");
    vi.advanceTimersByTime(REST_AFTER_MS - 1);
    expect(desk.shown.kind).toBe("verdict");
    vi.advanceTimersByTime(1);
    expect(desk.shown.kind).toBe("ready");
  });

  test.each([
    ["somebody is asked what happened", { verdict: "already_in" }],
    ["a confirmation is awaited", { pending: true }],
    ["a code fits two people", { verdict: "ambiguous", candidates: [somebody(), somebody({ id: "p2" })] }],
    ["nobody was found", { verdict: "unknown", person: null }],
    ["the printer has no paper", { print: printing({ state: "failed", reason: "out_of_paper" }) }],
  ])("waits while %s", async (_, over) => {
    const { desk } = deskWith({ scan: () => Promise.resolve(answer(over)) });
    await desk.scan("AAAAAA");
    vi.advanceTimersByTime(10 * REST_AFTER_MS);
    expect(desk.shown.kind).toBe("verdict");
  });

  test("begins when the question is answered", async () => {
    const { desk } = deskWith({ scan: () => Promise.resolve(answer({ verdict: "already_in" })) });
    await desk.scan("AAAAAA");
    desk.answer();
    vi.advanceTimersByTime(REST_AFTER_MS);
    expect(desk.shown.kind).toBe("ready");
  });
});

describe("search", () => {
  test("begins at the second character and takes the best row at Enter", async () => {
    const find = vi.fn(() => Promise.resolve([hit({ id: "p7" }), hit({ id: "p8" })]));
    const { desk, commands } = deskWith({ find });
    desk.search.type("k");
    expect(find).not.toHaveBeenCalled();
    desk.search.type("ko");
    await desk.enter("with_badge");
    expect(commands.admit).toHaveBeenCalledWith("e1", "c1", "p7", "with_badge");
    expect(desk.search.text).toBe("");
  });

  test("Enter waits for the answer to what is typed, and never takes an older row", async () => {
    const find = (_e: string, text: string) =>
      new Promise<ReturnType<typeof hit>[]>((done) =>
        setTimeout(() => done([hit({ id: text })]), text === "kova" ? 300 : 10),
      );
    const { desk, commands } = deskWith({ find });
    desk.search.type("kova");
    desk.search.type("koval");
    const entered = desk.enter("without_badge");
    await vi.advanceTimersByTimeAsync(400);
    await entered;
    expect(commands.admit).toHaveBeenCalledWith("e1", "c1", "koval", "without_badge");
    expect(commands.admit).toHaveBeenCalledOnce();
  });

  test("a full code typed by hand acts like a scan", async () => {
    const { desk, commands } = deskWith({
      enterText: vi.fn((_e, _c, code: string) => Promise.resolve(answer({ code }))),
    });
    desk.search.type("K7QP4M2X");
    await desk.enter("with_badge");
    expect(commands.enterText).toHaveBeenCalledWith("e1", "c1", "K7QP4M2X");
    expect(desk.outcome?.code).toBe("K7QP4M2X");
    expect(commands.admit).not.toHaveBeenCalled();
  });

  test("what Rust knows as no code is never scanned, whatever it looks like", async () => {
    const { desk, commands } = deskWith();
    for (const text of ["Zzz Yyy", "kovalemko", "olena1985@example.org"]) {
      desk.search.type(text);
      await desk.enter("with_badge");
    }
    expect(commands.scan).not.toHaveBeenCalled();
    expect(commands.admit).not.toHaveBeenCalled();
  });

  test("a row that somebody chose is taken, not the text", async () => {
    const { desk, commands } = deskWith({
      find: () => Promise.resolve([hit({ id: "p1" }), hit({ id: "p2" })]),
    });
    desk.search.type("koval");
    await vi.advanceTimersByTimeAsync(0);
    desk.search.choose(1);
    await desk.enter("with_badge");
    expect(commands.enterText).not.toHaveBeenCalled();
    expect(commands.admit).toHaveBeenCalledWith("e1", "c1", "p2", "with_badge");
  });

  test("that failed says so, and Enter asks again", async () => {
    const find = vi
      .fn()
      .mockRejectedValueOnce({ code: "database_busy", params: {}, message: "Busy." })
      .mockResolvedValue([hit({ id: "p7" })]);
    const { desk, commands } = deskWith({ find });
    desk.search.type("koval");
    await vi.advanceTimersByTimeAsync(0);
    expect(desk.said?.bad).toBe(true);
    await desk.enter("with_badge");
    expect(commands.admit).toHaveBeenCalledWith("e1", "c1", "p7", "with_badge");
  });
});

describe("a code that fits two people", () => {
  test("is answered by the one whom the operator chose, in place of that scan", async () => {
    const candidates = [somebody({ id: "p1" }), somebody({ id: "p2" })];
    const { desk, commands } = deskWith({
      scan: () => Promise.resolve(answer({ scan: "s7", verdict: "ambiguous", person: null, candidates })),
      chooseCandidate: vi.fn(() => Promise.resolve(answer({ scan: "s8" }))),
    });
    await desk.scan("AAAAAA");
    expect(desk.question).toBe("ambiguous");
    await chooseCandidate(desk, somebody({ id: "p2" }));
    expect(commands.chooseCandidate).toHaveBeenCalledWith("e1", "s7", "p2");
    expect(commands.admit).not.toHaveBeenCalled();
    expect(desk.outcome?.scan).toBe("s8");
  });
});

describe("a double scan that lets somebody in", () => {
  test("is told with its sound: only where nobody came in is it quiet", async () => {
    const { desk } = deskWith({
      scan: () => Promise.resolve(answer({ verdict: "admitted", double_scan: true })),
    });
    await desk.scan("AAAAAA");
    expect(sound).toHaveBeenCalledWith("admit");
  });
});

describe("what may be done", () => {
  const can = { ...answer().can };

  test("follows Rust alone: no confirmation and no override without leave", async () => {
    const { desk, commands } = deskWith();
    await desk.scan("AAAAAA");
    await desk.confirm();
    await desk.override("because");
    expect(commands.confirmScan).not.toHaveBeenCalled();
    expect(commands.overrideScan).not.toHaveBeenCalled();
  });

  test("an override carries its scan and its reason", async () => {
    const refused = answer({ verdict: "not_now", can: { ...can, override_verdict: true } });
    const { desk, commands } = deskWith({ scan: () => Promise.resolve(refused) });
    await desk.scan("AAAAAA");
    desk.ask("override");
    await desk.override("The organiser agreed");
    expect(commands.overrideScan).toHaveBeenCalledWith("e1", refused.scan, "The organiser agreed");
    expect(desk.question).toBeNull();
  });

  test("undo takes back the last scan even when Ready is on the screen", async () => {
    const { desk, commands } = deskWith();
    await desk.scan("AAAAAA");
    const scan = desk.outcome?.scan;
    desk.ready();
    await desk.undo();
    expect(commands.undoScan).toHaveBeenCalledWith("e1", scan);
    expect(desk.said?.text).toBe("Undone: Itziar Mendizabal");
    await desk.undo();
    expect(commands.undoScan).toHaveBeenCalledOnce();
  });

  test("a reprint is of the person on the screen and says so", async () => {
    const { desk, commands } = deskWith();
    desk.ask("reprint");
    expect(desk.asked).toBeNull();
    await desk.scan("AAAAAA");
    desk.ask("reprint");
    await desk.reprint("lost");
    expect(commands.reprint).toHaveBeenCalledWith("e1", "p1", "lost");
    expect(desk.print?.job).toBe("j9");
  });

  test("Esc goes one step back: the question first, then Ready", async () => {
    const { desk } = deskWith();
    await desk.scan("AAAAAA");
    desk.ask("reprint");
    desk.back();
    expect(desk.shown.kind).toBe("verdict");
    desk.back();
    expect(desk.shown.kind).toBe("ready");
  });
});
