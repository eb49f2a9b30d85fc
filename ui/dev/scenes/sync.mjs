// How a device stands with its servers: the state in the bar, what explains it, and where servers are set.
import { office, verdict } from "../hands.mjs";

/** The state's explanation. */
async function panel(p) {
  await p.click("#sync .state");
  await p.waitForSelector("#sync-panel");
}

const servers =
  (then = () => undefined) =>
  async (p) => {
    await office("device")(p);
    await p.click("#tab-servers");
    await p.waitForSelector("#server-address");
    await then(p);
  };

/** name, language, query, what is done first */
export default [
  ["sync-alone", "eu", "", panel],
  ["sync-working", "es", "?sync=working", panel],
  ["sync-online", "en", "?sync=online", panel],
  ["sync-offline", "eu", "?sync=offline", panel],
  ["sync-problem", "es", "?sync=not_ours", panel],
  ["sync-clock", "en", "?sync=online&clock_off=7", verdict("PERSON1")],
  ["sync-clock-ahead", "eu", "?sync=offline&clock_off=-12", verdict("PERSON1")],
  ["sync-forged", "eu", "?sync=forged_server", panel],
  ["sync-serving", "es", "?room=serves", panel],
  ["sync-serving-offline", "en", "?room=serves&sync=offline", panel],
  ["sync-serving-centre", "eu", "?room=serves&sync=online", panel],
  ["sync-hub", "eu", "?sync=online&hub", panel],
  [
    "sync-take-over",
    "es",
    "?sync=offline",
    async (p) => {
      await panel(p);
      await p.click("#take-over");
      await p.waitForSelector("#sync-panel [role=status]");
    },
  ],
  [
    "sync-take-over-unheard",
    "en",
    "?sync=offline&room=unheard",
    async (p) => {
      await panel(p);
      await p.click("#take-over");
      await p.waitForSelector("#sync-panel li");
    },
  ],
  ...["eu", "es", "en"].map((language) => [
    `closing-${language}`,
    language,
    "?room=serves",
    async (p) => {
      await verdict("PERSON1")(p);
      await p.evaluate(() => window.dispatchEvent(new Event("closing")));
      await p.waitForSelector("#closing");
    },
  ]),
  ["room-serves", "en", "?room=serves&sync=online", servers((p) => p.waitForSelector("#room-serves img"))],
  ["room-may-not", "eu", "?room=may-not", servers()],
  [
    "around",
    "es",
    "",
    servers(async (p) => {
      await p.click("#around-look");
      await p.waitForSelector(".servers");
      await p.locator("#around-title").scrollIntoViewIfNeeded();
    }),
  ],
  [
    "around-unreached",
    "en",
    "?around=unreached",
    servers(async (p) => {
      await p.click("#around-look");
      await p.waitForSelector(".help");
    }),
  ],
  [
    "around-nobody",
    "eu",
    "?around=nobody",
    servers(async (p) => {
      await p.click("#around-look");
      await p.waitForSelector(".help");
    }),
  ],
  ["servers-none", "es", "", servers()],
  [
    "servers-wrong",
    "eu",
    "",
    servers(async (p) => {
      await p.fill("#server-address", "azokako zerbitzaria");
      await p.keyboard.press("Enter");
      await p.waitForSelector("#server-problem:not(:empty)");
    }),
  ],
  [
    "servers-tried",
    "en",
    "?sync=online",
    servers(async (p) => {
      await p.fill("#server-address", "fair.example");
      await p.keyboard.press("Enter");
      await p.click("li:first-child .btn");
      await p.waitForSelector("li:nth-child(2) .result svg");
    }),
  ],
];
