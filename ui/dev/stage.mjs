// A scene in the browser: how it is opened, and when it stands still.

/** However much still moves: after so long a scene is looked at as it is. */
const STILL_AFTER_MS_MAX = 4000;

/** A machine that compiles beside this is slow. */
const PATIENCE_MS = 30_000;

/** A tab of its own for a scene, with an empty storage. */
export async function tab(browser, viewport) {
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(inThePage);
  return page;
}

/** Opens a scene in a language, does what is done first, and waits until it stands still. */
export async function open(page, home, { query, act }, language) {
  const address = new URL(query, home);
  address.searchParams.set("language", language);
  await page.goto(`${address}`);
  await page.waitForSelector("main, .readying");
  await still(page);
  if (act) await act(asAPerson(page));
  await still(page);
}

/** Nobody presses the next key before the window has answered the last. */
function asAPerson(page) {
  const { keyboard } = page;
  const press = keyboard.press.bind(keyboard);
  keyboard.press = async (key) => {
    await still(page);
    await press(key);
  };
  return page;
}

/** Waits for everything that the page itself waits for: fonts, pictures, its short timers, a door that opens. */
export function still(page, most_ms = STILL_AFTER_MS_MAX) {
  return page.evaluate((most) => globalThis.still(most), most_ms);
}

/** Before the page's own scripts. What the page would do seconds later it never does: a scene stays as it is. */
function inThePage() {
  const LATER_MS = 1500;
  const FRAME_MS_MAX = 100;
  const [begin, end] = [globalThis.setTimeout, globalThis.clearTimeout];
  const waiting = new Set();
  globalThis.setTimeout = (work, ms = 0, ...given) => {
    if (ms > LATER_MS) return 0;
    const timer = begin(() => {
      waiting.delete(timer);
      work(...given);
    }, ms);
    waiting.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    waiting.delete(timer);
    end(timer);
  };
  globalThis.setInterval = () => 0;
  localStorage.clear();
  localStorage.setItem("sarrera.language", new URLSearchParams(location.search).get("language") ?? "en");

  /** A tab that the browser believes hidden draws no frames. */
  const frame = () =>
    new Promise((drawn) => {
      requestAnimationFrame(drawn);
      begin(drawn, FRAME_MS_MAX);
    });
  const moves = () =>
    waiting.size > 0 ||
    document.fonts.status !== "loaded" ||
    [...document.images].some((image) => !image.complete) ||
    document.getAnimations().some((one) => one.playState === "running");
  globalThis.still = async (most_ms) => {
    const begun = performance.now();
    for (let calm = 0; calm < 2 && performance.now() - begun < most_ms;) {
      await frame();
      calm = moves() ? 0 : calm + 1;
    }
  };
}
