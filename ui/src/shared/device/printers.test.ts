import { beforeEach, expect, test, vi } from "vitest";
import type { PrinterView } from "../../generated/PrinterView";
import { badges } from "../api/commands";
import { printers } from "./printers.svelte";

const printer = (name: string, chosen: boolean): PrinterView => ({
  id: `cups:${name}`,
  name,
  state: "ready",
  chosen,
  stands_in: false,
});

/** An answer that comes when the test says so. */
function slow() {
  let answers: (all: PrinterView[]) => void = () => undefined;
  const answer = new Promise<PrinterView[]>((resolve) => (answers = resolve));
  return { asked: () => answer, answers };
}

beforeEach(() => {
  vi.restoreAllMocks();
  vi.spyOn(badges, "templates").mockResolvedValue([]);
  vi.spyOn(badges, "choosePrinter").mockResolvedValue(undefined);
  printers.all = [printer("Brother", true), printer("Desk 4", false)];
});

test("many news at once ask the queues twice at most", async () => {
  const first = slow();
  const asked = vi.spyOn(badges, "printers").mockImplementationOnce(first.asked).mockResolvedValue([]);
  const looks = [printers.look(), printers.look(), printers.look(), printers.look()];
  first.answers([]);
  await Promise.all(looks);
  expect(asked).toHaveBeenCalledTimes(2);
});

test("an answer from before another one was chosen takes nothing back", async () => {
  const before = slow();
  const after = slow();
  vi.spyOn(badges, "printers").mockImplementationOnce(before.asked).mockImplementationOnce(after.asked);
  const look = printers.look();
  await printers.choose("cups:Desk 4");
  expect(printers.chosen?.name).toBe("Desk 4");
  before.answers([printer("Brother", true), printer("Desk 4", false)]);
  await look;
  expect(printers.chosen?.name).toBe("Desk 4");
  after.answers([printer("Brother", false), printer("Desk 4", true)]);
  await printers.look().catch(() => undefined);
  expect(printers.chosen?.name).toBe("Desk 4");
});

test("a question that fails keeps the next one from nobody", async () => {
  vi.spyOn(badges, "printers")
    .mockRejectedValueOnce(new Error("no answer"))
    .mockResolvedValue([printer("Desk 4", true)]);
  const [failed, next] = [printers.look(), printers.look()];
  await expect(failed).rejects.toThrow();
  await next;
  expect(printers.chosen?.name).toBe("Desk 4");
});
