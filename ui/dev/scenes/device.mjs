// This device: scanner, camera, sounds, trials.
import { scan, TEST_CODE, french, device } from "../hands.mjs";
import { still } from "../stage.mjs";

/** name, language, query, what is done first */
export default [
  ["device-this", "en", "", (p) => device(p, "this")],
  ["device-of-a-desk", "eu", "?sections=event,device", (p) => device(p, "this")],
  ["device-scanner", "en", "", (p) => device(p, "scanner")],
  [
    "device-scanner-test",
    "eu",
    "",
    async (p) => {
      await device(p, "scanner");
      await p.click("#start-scanner-test");
    },
  ],
  [
    "device-scanner-works",
    "en",
    "",
    async (p) => {
      await device(p, "scanner");
      await p.click("#start-scanner-test");
      await p.waitForSelector(".code img");
      await scan(p, TEST_CODE);
    },
  ],
  [
    "device-scanner-french",
    "es",
    "",
    async (p) => {
      await device(p, "scanner");
      await p.click("#start-scanner-test");
      await p.waitForSelector(".code img");
      await scan(p, french.join(""));
    },
  ],
  [
    "device-scanner-prefix",
    "eu",
    "",
    async (p) => {
      await device(p, "scanner");
      await p.click("#start-scanner-test");
      await p.waitForSelector(".code img");
      await scan(p, `]Q3${TEST_CODE}`);
    },
  ],
  ["device-sounds", "eu", "", (p) => device(p, "sounds")],
  ["device-trying", "es", "", (p) => device(p, "trying")],
  [
    "desk-paused",
    "es",
    "",
    async (p) => {
      await p.evaluate(() => {
        document.hasFocus = () => false;
        globalThis.dispatchEvent(new Event("blur"));
      });
      await p.waitForSelector("#scanner-paused");
    },
  ],
  ["desk-sound-off", "eu", "", (p) => p.click("button.sound")],
  [
    "keys-scanner-test",
    "eu",
    "",
    async (p) => {
      await p.keyboard.press("F1");
      await p.click("#scanner-test-way");
    },
  ],
  [
    "camera-section",
    "es",
    "",
    async (p) => {
      await p.keyboard.press("Alt+k");
      await p.click("#go-office");
      await p.click("#go-device");
      await p.click("#tab-camera");
      await p.waitForSelector("canvas");
    },
  ],
  [
    "camera-none",
    "en",
    "?camera=none",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-device");
      await p.click("#tab-camera");
    },
  ],
  [
    "camera-busy",
    "eu",
    "?camera=busy",
    async (p) => {
      await p.keyboard.press("Alt+k");
      await p.click("#go-office");
      await p.click("#go-device");
      await p.click("#tab-camera");
    },
  ],
  ["camera-ready", "eu", "", (p) => p.keyboard.press("Alt+k").then(() => p.waitForSelector("canvas"))],
  [
    "camera-verdict",
    "es",
    "?reads=PERSON1",
    (p) => p.keyboard.press("Alt+k").then(() => p.waitForSelector(".stage[data-v]")),
  ],
  [
    "camera-already",
    "en",
    "?nodouble",
    async (p) => {
      await scan(p, "PERSON7");
      await scan(p, "PERSON7");
      await p.keyboard.press("Alt+k");
      await p.waitForSelector("canvas");
    },
  ],
  ["camera-desk-busy", "es", "?camera=busy", (p) => p.keyboard.press("Alt+k")],
  ["camera-desk-dark", "en", "?camera=dark", (p) => p.keyboard.press("Alt+k").then(() => still(p))],
];
