import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PrintView } from "../../../generated/PrintView";
import type { DeskCommands } from "../../../shared/api/commands";
import { language } from "../../../shared/i18n/language.svelte";
import { answer, event, NOW, printing, rust, somebody } from "../testing";
import { deskKeys } from "../keys";
import { printers } from "../../../shared/device/printers.svelte";
import { Desk, REST_AFTER_MS } from "./desk.svelte";
import { printOn } from "./elsewhere";
import { lookAtLeft } from "./left";

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

const sent = printing();
const failed = printing({ state: "failed", reason: "out_of_paper" });

describe("a print job", () => {
  test("that fails while it is shown knocks and stays", async () => {
    const { desk } = deskWith({ scan: () => Promise.resolve(answer({ print: sent })) });
    await desk.scan("AAAAAA");
    desk.printChanged(failed);
    expect(sound).toHaveBeenLastCalledWith("print_problem");
    vi.advanceTimersByTime(REST_AFTER_MS * 2);
    expect(desk.shown.kind).toBe("verdict");
  });

  test("of somebody earlier that fails knocks once and stands in the list until somebody deals with it", async () => {
    const { desk } = deskWith({
      scan: vi
        .fn()
        .mockResolvedValueOnce(answer({ print: sent }))
        .mockResolvedValue(answer()),
    });
    await desk.scan("AAAAAA");
    await desk.scan("BBBBBB");
    desk.printChanged(failed);
    desk.printChanged(failed);
    expect(sound.mock.calls.filter(([name]) => name === "print_problem")).toHaveLength(1);
    expect(desk.jobs.others.map((job) => job.job)).toEqual(["j1"]);
    desk.ready();
    expect(desk.jobs.others).toHaveLength(1);
    await desk.settle("j1", "not_needed");
    expect(desk.jobs.others).toEqual([]);
    desk.printChanged(failed);
    expect(desk.jobs.others).toEqual([]);
  });

  test("that failed while its person was on the stage is not forgotten at the next scan", async () => {
    const { desk } = deskWith({
      scan: vi
        .fn()
        .mockResolvedValueOnce(answer({ print: failed }))
        .mockResolvedValue(answer()),
    });
    await desk.scan("AAAAAA");
    expect(desk.jobs.others).toEqual([]);
    await desk.scan("BBBBBB");
    expect(desk.jobs.others.map((job) => job.job)).toEqual(["j1"]);
  });

  test("prints in the end, and nobody need deal with it any more", () => {
    const { desk } = deskWith();
    desk.printChanged(failed);
    desk.jobs.again("j1", { ...sent, job: "j2", state: "queued" });
    desk.printChanged({ ...sent, job: "j2", state: "printed" });
    expect(desk.jobs.troubles).toEqual([]);
  });

  test("still runs on the stage after a double scan", async () => {
    const { desk } = deskWith({
      scan: vi
        .fn()
        .mockResolvedValueOnce(answer({ print: sent }))
        .mockResolvedValueOnce(answer({ verdict: "already_in", double_scan: true })),
    });
    await desk.scan("AAAAAA");
    await desk.scan("AAAAAA");
    expect(desk.print?.job).toBe("j1");
    desk.printChanged(failed);
    expect(desk.print?.state).toBe("failed");
  });

  test("that was faster than its verdict is asked for", async () => {
    const { desk } = deskWith({
      scan: () => Promise.resolve(answer({ print: { ...sent, state: "queued" } })),
      printState: () => Promise.resolve(failed),
    });
    await desk.scan("AAAAAA");
    await vi.advanceTimersByTimeAsync(0);
    expect(desk.print?.state).toBe("failed");
    expect(sound).toHaveBeenLastCalledWith("print_problem");
  });

  test("is never taken back to where it was by news that come late", async () => {
    const { desk } = deskWith({
      scan: () => Promise.resolve(answer({ print: { ...sent, state: "queued" } })),
    });
    desk.printChanged({ ...sent, state: "printed" });
    await desk.scan("AAAAAA");
    expect(desk.print?.state).toBe("printed");
  });

  test("of a reprint at Ready that fails has a place", async () => {
    const { desk } = deskWith({ reprint: () => Promise.resolve(sent) });
    await desk.scan("AAAAAA");
    desk.ready();
    await desk.reprint("lost");
    desk.printChanged(failed);
    expect(desk.jobs.others.map((job) => job.job)).toEqual(["j1"]);
  });

  test("of a correction that fails has a place", async () => {
    const badge = {
      number: "K7QP",
      issued: NOW,
      waits_in: null,
      print: { ...sent, state: "queued" as const },
    };
    const { desk } = deskWith({ correct: () => Promise.resolve(somebody({ badge })) });
    await desk.scan("AAAAAA");
    desk.openForm("correct");
    desk.form?.set("family_name", "Mendizábal");
    await desk.save();
    desk.printChanged(failed);
    expect(desk.made.person?.badge?.number).toBe("K7QP");
    expect(desk.jobs.waits).toBe(true);
    desk.ready();
    expect(desk.jobs.others.map((job) => job.job)).toEqual(["j1"]);
  });

  test("of which nobody knows waits for somebody to look, without a knock", async () => {
    const { desk } = deskWith({ scan: () => Promise.resolve(answer({ print: sent })) });
    await desk.scan("AAAAAA");
    desk.printChanged(printing({ state: "unknown", reason: "unreachable" }));
    expect(sound).not.toHaveBeenCalledWith("print_problem");
    expect(desk.jobs.waits).toBe(true);
    await desk.settle("j1", "seen");
    vi.advanceTimersByTime(REST_AFTER_MS);
    expect(desk.shown.kind).toBe("ready");
  });
});

describe("F5", () => {
  test("sends the same badge again, and makes no other", async () => {
    const { desk, commands } = deskWith({ scan: () => Promise.resolve(answer({ print: failed })) });
    await desk.scan("AAAAAA");
    const stuck = desk.stuck;
    await Promise.all([desk.again(stuck?.job ?? ""), desk.again(stuck?.job ?? "")]);
    expect(commands.retryPrint).toHaveBeenCalledExactlyOnceWith("j1");
    expect(commands.reprint).not.toHaveBeenCalled();
    expect(desk.print?.state).toBe("queued");
    expect(desk.stuck).toBeNull();
  });

  test("prints the first badge of whoever was let in without one", async () => {
    const { desk, commands } = deskWith();
    await desk.scan("AAAAAA");
    expect(desk.unprinted?.id).toBe("p1");
    await desk.printNow();
    expect(commands.reprint).toHaveBeenCalledWith("e1", "p1", "printer_problem");
    expect(desk.print?.job).toBe("j9");
    expect(desk.unprinted).toBeNull();
  });
});

describe("where somebody stands without a badge and another one's failed", () => {
  const other: PrintView = { ...failed, job: "j0", attendee: "p0", name: "Jon Agirre" };

  async function both() {
    const { desk, commands } = deskWith();
    desk.printChanged(other);
    await desk.scan("AAAAAA");
    const keys = deskKeys(desk, { otherPrinter: () => desk.ask("printer"), help: () => undefined });
    return { desk, commands, press: (wanted: string) => keys.find((key) => key.keys === wanted)?.run(0) };
  }

  test("F5 prints the badge of who stands there", async () => {
    const { desk, commands, press } = await both();
    press("F5");
    await vi.advanceTimersByTimeAsync(0);
    expect(commands.reprint).toHaveBeenCalledWith("e1", "p1", "printer_problem");
    expect(commands.retryPrint).not.toHaveBeenCalled();
    expect(desk.jobs.troubles.map((job) => job.job)).toEqual(["j0"]);
  });

  test("F7 sends it to the printer that is chosen", async () => {
    const { desk, commands, press } = await both();
    press("F7");
    await desk.printThere();
    expect(commands.reprint).toHaveBeenCalledWith("e1", "p1", "printer_problem");
    expect(commands.retryPrint).not.toHaveBeenCalled();
  });

  test("F9 writes it by hand", async () => {
    const { desk, press } = await both();
    press("F9");
    expect(desk.byHand?.name).toBe("Itziar Mendizabal");
    await desk.settle(desk.byHand?.job ?? null, "by_hand");
    expect(desk.jobs.troubles.map((job) => job.job)).toEqual(["j0"]);
  });
});

test("F7 sends every badge that failed to the printer that is chosen, the oldest first, and none that may be printed", async () => {
  const { desk, commands } = deskWith();
  desk.printChanged({ ...failed, job: "j1" });
  desk.printChanged({ ...failed, job: "j2", state: "unknown", reason: "interrupted" });
  desk.printChanged({ ...failed, job: "j3" });
  desk.ask("printer");
  await desk.printThere();
  expect(vi.mocked(commands.retryPrint).mock.calls.map(([job]) => job)).toEqual(["j1", "j3"]);
  expect(desk.jobs.troubles.map((one) => one.job)).toEqual(["j2"]);
});

test("a badge that nobody wants any more, or that no printer could print, is not sent with the others", async () => {
  const { desk, commands } = deskWith();
  desk.printChanged({ ...failed, job: "j1", reason: "badge_void", trouble: false, retry: false });
  expect(sound).not.toHaveBeenCalled();
  desk.printChanged({ ...failed, job: "j2", reason: "missing_glyphs", retry: false });
  desk.printChanged({ ...failed, job: "j3" });
  expect(desk.jobs.troubles.map((one) => one.job)).toEqual(["j2", "j3"]);
  desk.ask("printer");
  await desk.printThere(failed);
  expect(vi.mocked(commands.retryPrint).mock.calls.map(([job]) => job)).toEqual(["j3"]);
});

test("a void badge says why it was not printed, also where its printer was heard before the desk's answer", async () => {
  const { desk } = deskWith({ scan: () => Promise.resolve(answer({ print: sent })) });
  desk.printChanged({ ...failed, reason: "badge_void", trouble: false, retry: false });
  await desk.scan("AAAAAA");
  expect(desk.print).toMatchObject({ state: "failed", reason: "badge_void", trouble: false, retry: false });
  expect(desk.jobs.troubles).toEqual([]);
});

test("what was chosen for one badge prints no other, whoever stands there by then", async () => {
  const scan = vi
    .fn()
    .mockResolvedValueOnce(answer({ print: failed }))
    .mockResolvedValue(answer());
  const { desk, commands } = deskWith({ scan });
  await desk.scan("AAAAAA");
  let chosen = (): void => undefined;
  const choosing = new Promise<void>((resolve) => (chosen = resolve));
  vi.spyOn(printers, "choose").mockReturnValueOnce(choosing);
  const printed = printOn(desk, "cups:Desk 4");
  await desk.scan("BBBBBB");
  chosen();
  await printed;
  expect(commands.retryPrint).toHaveBeenCalledExactlyOnceWith("j1");
  expect(commands.reprint).not.toHaveBeenCalled();
});

test("a badge that an earlier window left on its way waits for somebody to look", async () => {
  const left = printing({ state: "unknown", reason: "interrupted" });
  const { desk } = deskWith({ leftPrints: () => Promise.resolve([left]) });
  await lookAtLeft(desk);
  expect(desk.jobs.others.map((job) => job.job)).toEqual(["j1"]);
  await desk.settle("j1", "not_needed");
  await lookAtLeft(desk);
  expect(desk.jobs.others).toEqual([]);
});

test("F5 without a printer asks for one, and the badge goes there once it is chosen", async () => {
  const reprint = vi
    .fn()
    .mockRejectedValueOnce({ code: "no_printer", params: {}, message: "None." })
    .mockResolvedValueOnce(sent);
  const { desk } = deskWith({ reprint });
  await desk.scan("AAAAAA");
  await desk.printNow();
  expect(desk.question).toBe("printer");
  await desk.printThere();
  expect(desk.question).toBeNull();
  expect(desk.print?.job).toBe("j1");
});

test("a new badge without a printer asks for one, and is made with its reason once it is chosen", async () => {
  const reprint = vi
    .fn()
    .mockRejectedValueOnce({ code: "no_printer", params: {}, message: "None." })
    .mockResolvedValueOnce(sent);
  const { desk } = deskWith({ reprint });
  await desk.scan("AAAAAA");
  desk.ready();
  desk.ask("reprint");
  await desk.reprint("spoilt");
  expect(desk.question).toBe("printer");
  await desk.printThere();
  expect(reprint).toHaveBeenCalledTimes(2);
  expect(reprint).toHaveBeenLastCalledWith("e1", "p1", "spoilt");
  expect(desk.question).toBeNull();
  expect(desk.said?.bad).toBe(false);
});

test("a printer that is chosen for something else later makes no new badge", async () => {
  const reprint = vi.fn().mockRejectedValue({ code: "no_printer", params: {}, message: "None." });
  const { desk, commands } = deskWith({ reprint, scan: () => Promise.resolve(answer({ print: failed })) });
  await desk.scan("AAAAAA");
  await desk.reprint("spoilt");
  desk.back();
  desk.ask("printer");
  await desk.printThere();
  expect(reprint).toHaveBeenCalledOnce();
  expect(commands.retryPrint).toHaveBeenCalledWith("j1");
});

test("another entrance's desk goes on with what did not print and what was typed", async () => {
  const { desk, commands } = deskWith({ scan: () => Promise.resolve(answer({ print: failed })) });
  await desk.scan("AAAAAA");
  desk.openForm("walk_in");
  desk.form?.set("given_name", "Olena");
  desk.stop();
  const next = new Desk({ ...desk.around, checkpoint: "c2" }, desk);
  expect(next.jobs.others.map((job) => job.job)).toEqual(["j1"]);
  await next.again("j1");
  expect(commands.retryPrint).toHaveBeenCalledWith("j1");
  next.openForm("walk_in");
  expect(next.form?.texts.given_name).toBe("Olena");
});

test("another event's desk offers no form of this one", () => {
  const { desk } = deskWith();
  desk.openForm("walk_in");
  desk.form?.set("given_name", "Olena");
  desk.stop();
  const next = new Desk({ ...desk.around, event: { ...event, id: "e2" } }, desk);
  next.openForm("walk_in");
  expect(next.form?.texts.given_name).toBe("");
});

test("a badge that is written by hand is dealt with", async () => {
  const { desk } = deskWith({ scan: () => Promise.resolve(answer({ print: failed })) });
  await desk.scan("AAAAAA");
  desk.writeByHand();
  expect(desk.byHand?.name).toBe("Itziar Mendizabal");
  await desk.settle(desk.byHand?.job ?? null, "by_hand");
  expect(desk.around.commands.settlePrint).toHaveBeenCalledExactlyOnceWith("j1", "by_hand");
  expect(desk.byHand).toBeNull();
  expect(desk.jobs.waits).toBe(false);
});

test("a badge whose end could not be written down goes on waiting for somebody", async () => {
  const settlePrint = vi.fn(() => Promise.reject(Object.assign(new Error("full"), { code: "disk_full" })));
  const { desk } = deskWith({ scan: () => Promise.resolve(answer({ print: failed })), settlePrint });
  await desk.scan("AAAAAA");
  await desk.settle("j1", "not_needed");
  expect(desk.jobs.waits).toBe(true);
});
