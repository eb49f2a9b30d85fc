// Conflicts, their count in the frame, and the event's devices.
import { office, verdict } from "../hands.mjs";
import { still } from "../stage.mjs";

/** The conflicts, and so many steps down the list. */
const conflicts =
  (steps, then = () => undefined) =>
  async (p) => {
    await office("people")(p);
    await p.click("#tab-conflicts");
    await p.waitForSelector("#conflict-0");
    for (let i = 0; i < steps; i += 1) await p.keyboard.press("ArrowDown");
    await then(p);
  };

const devices =
  (then = () => undefined) =>
  async (p) => {
    await office("event")(p);
    await p.click("#tab-devices");
    await p.waitForSelector("table");
    await then(p);
  };

/** name, language, query, what is done first */
export default [
  ["conflicts-copied", "es", "?conflicts", conflicts(0)],
  ["conflicts-twice", "es", "?conflicts", conflicts(1)],
  ["conflicts-twice-chosen", "eu", "?conflicts", conflicts(1, (p) => p.keyboard.press("1"))],
  ["conflicts-badges", "en", "?conflicts", conflicts(2, (p) => p.keyboard.press("2"))],
  ["conflicts-field", "eu", "?conflicts", conflicts(3)],
  ["conflicts-settled", "es", "?conflicts", conflicts(4)],
  [
    "conflicts-done",
    "es",
    "?conflicts",
    conflicts(2, async (p) => {
      await p.keyboard.press("1");
      await p.keyboard.press("Control+Enter");
      await p.waitForSelector(".notice");
    }),
  ],
  [
    "conflicts-none",
    "eu",
    "",
    async (p) => {
      await office("people")(p);
      await p.click("#tab-conflicts");
      await still(p);
    },
  ],
  ["conflicts-count", "es", "?conflicts", verdict("PERSON13")],
  ["conflicts-count-gate", "eu", "?conflicts&sections=event,device", null],
  ["devices", "es", "", devices()],
  ["devices-change", "eu", "", devices((p) => p.click("#change-d3"))],
  [
    "devices-taken",
    "en",
    "",
    devices(async (p) => {
      await p.click("#change-d3");
      await p.fill("#device-name", "Mahaia 1");
      await p.selectOption("#device-role", "desk");
      await p.keyboard.press("Enter");
      await p.click("form .primary");
    }),
  ],
  ["devices-revoke", "es", "", devices((p) => p.click("tr:has(#change-d6) .btn:nth-of-type(2)"))],
  [
    "devices-revoked",
    "eu",
    "",
    devices(async (p) => {
      await p.click("tr:has(#change-d6) .btn:nth-of-type(2)");
      await p.fill("#revoke-reason", "Kafea gainean");
      await p.keyboard.press("Control+Enter");
      await p.waitForSelector(".notice");
    }),
  ],
  ["devices-alone", "eu", "?alone", devices()],
  ["devices-invited", "eu", "?invited&room=serves", devices((p) => p.click("summary"))],
  ["devices-invite", "en", "", devices((p) => p.click("#invite-open"))],
  [
    "devices-invite-code",
    "es",
    "?room=serves",
    devices(async (p) => {
      await p.click("#invite-open");
      await p.fill("#invite-name", "3. mahaia");
      await p.keyboard.press("Enter");
      await p.waitForSelector("#invite-code img");
    }),
  ],
  [
    "devices-invite-sheet",
    "eu",
    "?room=serves",
    devices(async (p) => {
      await p.click("#invite-open");
      await p.click("input[name=invite-many][value=sheet]", { force: true });
      await p.fill("#invite-devices", "12");
      await p.keyboard.press("Enter");
      await p.waitForSelector("#invite-code img");
    }),
  ],
  [
    "devices-invite-office",
    "eu",
    "?room=serves",
    devices(async (p) => {
      await p.click("#invite-open");
      await p.selectOption("#invite-role", "office");
    }),
  ],
  ["devices-invite-no-office", "en", "?room=no-office", devices((p) => p.click("#invite-open"))],
  ["devices-invite-not-here", "es", "?room=may-not", devices((p) => p.click("#invite-open"))],
];
