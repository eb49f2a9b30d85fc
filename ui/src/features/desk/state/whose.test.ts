// What is done, said and asked is of the person it was meant for, also when somebody else stands there by then.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { DeskCommands } from "../../../shared/api/commands";
import { language } from "../../../shared/i18n/language.svelte";
import { answer, event, hit, NOW, printing, rust, somebody } from "../testing";
import { Desk } from "./desk.svelte";

const ane = somebody({ id: "p1", name: "Ane Agirre" });
const jon = somebody({ id: "p2", name: "Jon Etxeberria" });

function deskWith(over: Partial<DeskCommands> = {}): [Desk, DeskCommands] {
  const commands = rust({
    scan: (_e, _c, code) => Promise.resolve(answer({ person: code === "JON" ? jon : ane })),
    ...over,
  });
  const around = { commands, event, checkpoint: "c1", sound: vi.fn(), focusSearch: vi.fn(), now: () => NOW };
  return [new Desk(around), commands];
}

/** Says no once somebody lets it. */
function refusedLater(): [Promise<never>, () => void] {
  let refuse: () => void = () => undefined;
  const refused = new Promise<never>((_done, fail) => {
    refuse = () => fail({ code: "disk_full", message: "disk full", params: {} });
  });
  return [refused, refuse];
}

beforeEach(() => {
  vi.useFakeTimers();
  language.now = "en";
});
afterEach(() => vi.useRealTimers());

test("after a scan that was not saved no key means whoever came before", async () => {
  const [desk, commands] = deskWith({
    scan: vi
      .fn()
      .mockResolvedValueOnce(answer({ person: ane }))
      .mockRejectedValue({ code: "disk_full", message: "disk full", params: {} }),
  });
  await desk.scan("ANE");
  await desk.scan("JON");
  expect(desk.shown.kind).toBe("failed");
  expect([desk.person, desk.undoable, desk.may.reprint, desk.may.correct]).toEqual([
    null,
    null,
    false,
    false,
  ]);
  await desk.undo();
  expect(commands.undoScan).not.toHaveBeenCalled();
  desk.back();
  expect(desk.person?.name).toBe("Ane Agirre");
});

describe("what failed for somebody", () => {
  test("stands under the next verdict, with their name", async () => {
    const [refused, refuse] = refusedLater();
    const [desk] = deskWith({ reprint: () => refused });
    await desk.scan("ANE");
    const reprinted = desk.reprint("lost");
    const scanned = desk.scan("JON");
    refuse();
    await Promise.all([reprinted, scanned]);
    expect(desk.outcome?.person?.name).toBe("Jon Etxeberria");
    expect(desk.said?.bad).toBe(true);
    expect(desk.said?.text).toMatch(/^Ane Agirre: /);
  });

  test("and was the scan itself, goes with the next verdict", async () => {
    const [desk] = deskWith({
      scan: vi
        .fn()
        .mockRejectedValueOnce({ code: "disk_full", message: "disk full", params: {} })
        .mockResolvedValue(answer({ person: jon })),
    });
    await desk.scan("ANE");
    await desk.scan("JON");
    expect(desk.said).toBeNull();
  });

  test("stands there too where it was a form that the next scan replaces, until it is saved", async () => {
    const [refused, refuse] = refusedLater();
    const [desk] = deskWith({ register: vi.fn(() => refused) });
    desk.openForm("walk_in");
    desk.form?.set("given_name", "Ane");
    desk.form?.chooseSharing("share");
    const saved = desk.save();
    const scanned = desk.scan("JON");
    await vi.advanceTimersByTimeAsync(1);
    refuse();
    await Promise.all([saved, scanned]);
    expect(desk.outcome?.person?.name).toBe("Jon Etxeberria");
    expect(desk.said?.text).toMatch(/^Ane: /);
    desk.openForm("walk_in");
    vi.mocked(desk.around.commands.register).mockResolvedValue(answer({ person: ane }));
    await desk.save();
    expect([desk.outcome?.person?.name, desk.said]).toEqual(["Ane Agirre", null]);
  });
});

test("that a badge is to be asked back stays in sight when the next person is scanned", async () => {
  const [desk] = deskWith({
    undoScan: (_e, scan) => Promise.resolve({ scan, voided: ["K7QP"], paper_back: true, box_back: null }),
  });
  await desk.scan("ANE");
  await desk.undo();
  await desk.scan("JON");
  expect(desk.said?.text).toContain("Ask for the badge back");
});

test("the badge of somebody who left the stage takes no question from whoever stands there", async () => {
  const inside = { verdict: "already_in", first: false };
  const [desk] = deskWith();
  await desk.scan("ANE");
  desk.show(answer({ ...inside, person: jon }));
  expect(desk.question).toBe("already_in");
  desk.ordered(ane, printing());
  expect(desk.question).toBe("already_in");
  desk.ordered(jon, printing({ job: "j2" }));
  expect(desk.question).toBeNull();
});

describe("what is typed while a name is let in", () => {
  const found: DeskCommands["find"] = (_e, text) =>
    Promise.resolve(text.startsWith("ane") ? [hit(ane)] : [hit(jon)]);
  const slowly: DeskCommands["admit"] = (_e, _c, attendee) =>
    new Promise((done) => setTimeout(() => done(answer({ person: attendee === ane.id ? ane : jon })), 200));

  test("stays in the box, behind the verdict, and comes back with the next key", async () => {
    const [desk] = deskWith({ find: found, admit: slowly });
    desk.type("ane");
    const entered = desk.enter("with_badge");
    await vi.advanceTimersByTimeAsync(50);
    desk.type("jo");
    await vi.advanceTimersByTimeAsync(500);
    await entered;
    expect(desk.outcome?.person?.name).toBe("Ane Agirre");
    expect([desk.search.text, desk.search.open]).toEqual(["jo", false]);
    desk.type("jon");
    expect(desk.search.open).toBe(true);
  });

  test("and entered has its turn", async () => {
    const [desk, commands] = deskWith({ find: found, admit: vi.fn(slowly) });
    desk.type("ane");
    const both = [desk.enter("with_badge")];
    await vi.advanceTimersByTimeAsync(50);
    desk.type("jon");
    both.push(desk.enter("with_badge"));
    await vi.advanceTimersByTimeAsync(1000);
    await Promise.all(both);
    expect(vi.mocked(commands.admit).mock.calls.map((call) => call[2])).toEqual([ane.id, jon.id]);
    expect(desk.outcome?.person?.name).toBe("Jon Etxeberria");
    expect(desk.search.text).toBe("");
  });
});

describe("a form", () => {
  test("in which only a choice was made is a draft", async () => {
    const [desk] = deskWith();
    await desk.scan("ANE");
    desk.openForm("correct");
    desk.form?.chooseSharing("dont");
    await desk.scan("JON");
    await desk.scan("ANE");
    desk.openForm("correct");
    expect([desk.form?.isDraft, desk.form?.leadSharing]).toEqual([true, "dont"]);
  });

  test("is looked at again when the notice is ticked", async () => {
    const checkForm: DeskCommands["checkForm"] = (_event, form) =>
      Promise.resolve({
        problems: form.privacy_notice ? {} : { privacy_notice: "missing" },
        suggestions: {},
        likely: [],
        open: [],
        company_people: 0,
      });
    const [desk] = deskWith({ checkForm });
    desk.openForm("walk_in");
    await desk.form?.check();
    expect(desk.form?.checked.problems.privacy_notice).toBe("missing");
    desk.form?.tickNotice(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(desk.form?.checked.problems.privacy_notice).toBeUndefined();
  });

  test("puts no suggestion in the place of what was typed since", async () => {
    const checkForm: DeskCommands["checkForm"] = (_event, form) =>
      Promise.resolve({
        problems: {},
        suggestions: form.given_name === "IKER" ? { given_name: "Iker" } : {},
        likely: [],
        open: [],
        company_people: 0,
      });
    const [desk] = deskWith({ checkForm });
    desk.openForm("walk_in");
    desk.form?.set("given_name", "IKER");
    await desk.form?.check();
    expect(desk.form?.suggested).toEqual(["given_name", "Iker"]);
    desk.form?.set("given_name", "IKER JON");
    desk.form?.accept();
    expect(desk.form?.texts.given_name).toBe("IKER JON");
  });
});
