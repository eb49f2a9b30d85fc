import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PrintView } from "../../../generated/PrintView";
import type { DeskCommands } from "../../../shared/api/commands";
import { language } from "../../../shared/i18n/language.svelte";
import { answer, event, NOW, printing, rust, somebody } from "../testing";
import { Desk, REST_AFTER_MS } from "./desk.svelte";

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
const failed: PrintView = { ...sent, state: "failed", reason: "out_of_paper" };

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
    desk.settle("j1");
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
    desk.jobs.again("j1", { ...sent, state: "queued" });
    desk.printChanged({ ...sent, state: "printed" });
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
    const badge = { number: "K7QP", issued: NOW, print: { ...sent, state: "queued" as const } };
    const { desk } = deskWith({ correct: () => Promise.resolve(somebody({ badge })) });
    await desk.scan("AAAAAA");
    desk.openForm("correct");
    desk.form?.set("family_name", "Mendizábal");
    await desk.save();
    desk.printChanged(failed);
    expect(desk.jobs.others.map((job) => job.job)).toEqual(["j1"]);
  });

  test("of which nobody knows waits for somebody to look, without a knock", async () => {
    const { desk } = deskWith({ scan: () => Promise.resolve(answer({ print: sent })) });
    await desk.scan("AAAAAA");
    desk.printChanged({ ...sent, state: "unknown", reason: "unreachable" });
    expect(sound).not.toHaveBeenCalledWith("print_problem");
    expect(desk.jobs.waits).toBe(true);
    desk.settle("j1");
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

test("a badge that is written by hand is dealt with", async () => {
  const { desk } = deskWith({ scan: () => Promise.resolve(answer({ print: failed })) });
  await desk.scan("AAAAAA");
  desk.writeByHand();
  expect(desk.byHand?.name).toBe("Itziar Mendizabal");
  desk.settle(desk.byHand?.job ?? null);
  expect(desk.byHand).toBeNull();
  expect(desk.jobs.waits).toBe(false);
});
