// A printer in trouble, and the badge that a correction makes: what the rail tells of paper, and what F7 does.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PersonView } from "../../generated/PersonView";
import type { PrinterView } from "../../generated/PrinterView";
import type { DeskCommands } from "../../shared/api/commands";
import { printers } from "../../shared/device/printers.svelte";
import { language } from "../../shared/i18n/language.svelte";
import { openPage, press, settled, text } from "./mounted";
import type { Desk } from "./state/desk.svelte";
import { answer, NOW, printing, somebody } from "./testing";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

let desk: Desk;
let close = () => Promise.resolve();

async function open(over: Partial<DeskCommands> = {}): Promise<void> {
  [desk, close] = await openPage(over);
}

const printer = (name: string, over: Partial<PrinterView> = {}): PrinterView => ({
  id: `cups:${name}`,
  name,
  state: "ready",
  chosen: false,
  stands_in: false,
  ...over,
});
const here = printer("Brother", { state: "out_of_paper", chosen: true });
const beside = printer("Desk 4", { stands_in: true });
const failed = printing({ state: "failed", reason: "out_of_paper" });
const rail = () => text(document.querySelector(".rail"));
const waiting = () => [...document.querySelectorAll("#waiting-here + ol li")].map(text);
const others = [1, 2, 3, 4].map((n) =>
  printing({ ...failed, job: `j${n}0`, attendee: `p${n}0`, name: `Ane ${n}`, company: `Zubi ${n}` }),
);

beforeEach(() => {
  language.now = "en";
  printers.all = [here, beside];
  printers.templates = [{ name: "label-62x100", chosen: true, width_mm: 62, height_mm: 100 }];
  vi.spyOn(printers, "choose").mockResolvedValue();
});
afterEach(async () => {
  await close();
  printers.all = [];
  printers.templates = [];
  vi.restoreAllMocks();
});

describe("a printer without paper", () => {
  test("is told what paper the badges want", async () => {
    await open({ scan: () => Promise.resolve(answer({ print: failed })) });
    await desk.scan("AAAAAA");
    await settled();
    expect(rail()).toContain("Put in paper or labels of 62 × 100 mm.");
  });

  test("says who waits, the first few by name, and each of them once", async () => {
    await open({ scan: () => Promise.resolve(answer({ print: failed })) });
    for (const other of others) desk.printChanged(other);
    await desk.scan("AAAAAA");
    await settled();
    expect(waiting()).toEqual(["1 Ane 1 Zubi 1", "2 Ane 2 Zubi 2", "3 Ane 3 Zubi 3"]);
    expect(rail()).toContain("and 2 more");
    expect(document.querySelector("#troubles")).toBeNull();
    desk.ready();
    await settled();
    expect(document.querySelectorAll("#troubles + ul li")).toHaveLength(5);
  });

  test("F7 says where they go and sends all of them there", async () => {
    const scan = () => Promise.resolve(answer({ print: failed }));
    const retryPrint = vi.fn((job: string) =>
      Promise.resolve(printing({ job: `${job}-again`, state: "queued" })),
    );
    await open({ scan, retryPrint });
    for (const other of others.slice(0, 2)) desk.printChanged(other);
    await desk.scan("AAAAAA");
    await settled();
    expect(text(document.querySelector(".ways .primary"))).toBe("Print all 3 on Desk 4 F7");
    expect(text(document.querySelector("nav.keys"))).toContain("Print all 3 on Desk 4");
    await press("F7");
    await settled();
    expect(printers.choose).toHaveBeenCalledExactlyOnceWith("cups:Desk 4");
    expect(retryPrint.mock.calls.map(([job]) => job)).toEqual(["j10", "j20", "j1"]);
    expect(desk.jobs.troubles).toEqual([]);
    expect(desk.said?.text).toBe("Badges now print on Desk 4");
  });

  test("where it is not plain which other, F7 asks", async () => {
    printers.all = [here, printer("Desk 4"), printer("Desk 5")];
    await open({ scan: () => Promise.resolve(answer({ print: failed })) });
    await desk.scan("AAAAAA");
    await settled();
    await press("F7");
    expect(printers.choose).not.toHaveBeenCalled();
    expect(desk.question).toBe("printer");
    // Enter means the first answer, and never the printer that is in trouble.
    await settled();
    const answers = [...document.querySelectorAll(".answer b")].map(text);
    expect(answers).toEqual(["Desk 4", "Desk 5", "Brother"]);
  });

  test("where no printer is chosen the bar says of F7 what the rail says", async () => {
    printers.all = [printer("Desk 4"), printer("Desk 5")];
    await open({ scan: () => Promise.resolve(answer({ print: null })) });
    await desk.scan("AAAAAA");
    await settled();
    expect(text(document.querySelector("nav.keys"))).toContain("Choose a printer");
  });

  test("where nobody knows whether it printed, F7 prints nothing by itself", async () => {
    const unknown = { ...failed, state: "unknown" as const, reason: "interrupted" };
    await open({ scan: () => Promise.resolve(answer({ print: unknown })) });
    await desk.scan("AAAAAA");
    await settled();
    await press("F7");
    expect(printers.choose).not.toHaveBeenCalled();
    expect(desk.question).toBe("printer");
    expect(waiting()).toEqual([]);
  });
});

describe("a correction", () => {
  const badge = (number: string, job: string): PersonView["badge"] => ({
    number,
    issued: NOW,
    waits_in: null,
    print: printing({ job, state: "queued" }),
  });
  const before = somebody({ badge: badge("K7QP", "j1") });

  async function correct(after: PersonView, print = printing({ state: "printed" })): Promise<void> {
    await open({
      scan: () => Promise.resolve(answer({ person: before, print })),
      correct: () => Promise.resolve(after),
    });
    await desk.scan("AAAAAA");
    await press("F6");
    desk.form?.set("given_name", "Itxiar");
    // A field of a form that goes has no focus in a browser; here it would.
    (document.activeElement as HTMLElement).blur();
    await press("Enter", { ctrlKey: true });
    await settled();
  }

  test("leaves the new badge in sight until it is on paper, and the next scan replaces it", async () => {
    await correct({ ...before, name: "Itxiar Mendizabal", badge: badge("4M2X", "j2") });
    expect(desk.shown.kind).toBe("ready");
    const job = () => text(document.querySelector("#badge-job"));
    expect(job()).toBe("Badge waits in the queue");
    desk.printChanged(printing({ job: "j2", state: "printed" }));
    await settled();
    expect(job()).toBe("Badge printed");
    await desk.scan("BBBBBB");
    await settled();
    expect(desk.made.person).toBeNull();
  });

  test("whose badge fails stands there with what to do, and F9 writes it by hand", async () => {
    await correct({ ...before, badge: badge("4M2X", "j2") });
    desk.printChanged({ ...failed, job: "j2" });
    await settled();
    expect(text(document.querySelector("#printer-fix"))).toBe("The printer is out of paper");
    await press("F9");
    expect(desk.byHand?.person?.company).toBe("Zubiola Mekanika");
  });

  test("ends the wait for the badge before, which is void", async () => {
    await correct({ ...before, badge: badge("4M2X", "j2") }, failed);
    expect(desk.print?.job).toBe("j2");
    expect(desk.jobs.troubles).toEqual([]);
  });

  test("for which no printer is chosen says so, and F5 prints it", async () => {
    const reprint = vi.fn(() => Promise.resolve(printing({ job: "j9" })));
    const made = badge("4M2X", "j2");
    await correct({ ...before, badge: made && { ...made, print: null } });
    desk.around.commands.reprint = reprint;
    await press("F5");
    expect(reprint).toHaveBeenCalledExactlyOnceWith("e1", "p1", "printer_problem");
    expect(desk.print?.job).toBe("j9");
  });

  test("that no badge shows leaves Ready as it is", async () => {
    await correct({ ...before, email: "new@example.org" });
    expect(desk.said?.text).toBe("Corrected: Itziar Mendizabal");
    expect(document.querySelector("#badge-job")).toBeNull();
  });
});
