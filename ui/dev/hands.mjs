// What a person and a scanner do in a scene.
import { still } from "./stage.mjs";

/** Types as a scanner does: a key every ten milliseconds, however busy the machine is, and Enter at the end. */
export async function scan(page, code) {
  await page.evaluate((text) => {
    const begun = performance.now();
    for (const [at, key] of [...text, "Enter"].entries())
      for (const [kind, later_ms] of [
        ["keydown", 0],
        ["keyup", 4],
      ]) {
        const press = new KeyboardEvent(kind, { key, code: key, bubbles: true, cancelable: true });
        Object.defineProperty(press, "timeStamp", { value: begun + 10 * at + later_ms });
        (document.activeElement ?? document.body).dispatchEvent(press);
      }
  }, code);
  await still(page);
}

/** A section of the office. */
export const office = (section) => async (page) => {
  await page.click("#go-office");
  await page.click(`#go-${section}`);
};

/** What the scanner test shows; a scanner that types it as it would on another keyboard. */
export const TEST_CODE = "29HQXA8GPWZ7FNVY6EMUCJ5TDL4SBK3R".repeat(5).slice(0, 149);
export const french = [...TEST_CODE].map((c) => {
  const at = "AQZWM23456789".indexOf(c);
  return at < 0 ? c : 'QAWZÑ"·$%&/()'[at];
});

/** A part of the section for this device. */
export async function device(page, part) {
  await page.click("#go-office");
  await page.click("#go-device");
  await page.click(`#tab-${part}`);
}

/** The first run up to the trials of the device. */
export async function trials(page) {
  await page.click("#door-demo");
  await page.waitForSelector(".sheet img");
  await page.click(".end input");
  await page.click(".end .primary");
  await page.waitForSelector(".code img");
}

export const verdict = (code) => (page) => scan(page, code);

export async function openPeople(page) {
  await page.click("#go-office");
  await page.click("#go-people");
}

export async function openPerson(page) {
  await openPeople(page);
  await page.waitForSelector("#person-0");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#history-title");
}
