// A USB stick between devices without a network.
import { office } from "../hands.mjs";

const pressed = (button) => async (p) => {
  await office("device")(p);
  await p.click("#tab-servers");
  await p.click(button);
  await p.waitForSelector(".notice");
};

/** name, language, query, what is done first */
export default [
  ["stick-written", "eu", "", pressed("#stick-write")],
  ["stick-read", "en", "", pressed("#stick-read")],
  ["stick-torn", "es", "?stick=torn", pressed("#stick-read")],
];
