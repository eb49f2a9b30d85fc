// Whatever the keyboard reaches shows that it has the focus, and Tab goes through the window's rooms in their order.

/** Presses beyond one for each stop, before Tab counts as caught. */
const MORE_TABS = 12;

/** With the page's own help from the first Tab on, so that the ring shows as it does for a key. */
export async function rings(page) {
  await atNothing(page);
  await page.keyboard.press("Tab");
  return page.evaluate(async () => {
    const found = new Set();
    for (const stop of globalThis.stopsOfTab()) {
      if (!stop.isConnected) continue;
      stop.focus();
      // What closes when the focus leaves it is gone by then.
      await new Promise((drawn) => requestAnimationFrame(drawn));
      const wrong = document.activeElement === stop ? globalThis.wrongWithFocus(stop) : null;
      if (wrong) found.add(wrong);
    }
    return [...found];
  });
}

/** A person who presses Tab until they are where they began: each stop shows, the rooms come one after another, and
 * nothing is left out. */
export async function walk(page) {
  const stops = await atNothing(page);
  const found = new Set();
  let round = false;
  for (let presses = stops + MORE_TABS; presses > 0 && !round; presses -= 1) {
    // Not as a person presses, who waits until the window stands still: it is stopped at every stop.
    await page.keyboard.down("Tab");
    await page.keyboard.up("Tab");
    const at = await page.evaluate(() => globalThis.lookAtFocus());
    if (at.wrong) found.add(at.wrong);
    round = at.round;
  }
  if (!round && stops > 0) found.add(`Tab does not come round after ${stops + MORE_TABS} presses`);
  else found.add(outOfOrder(await page.evaluate(() => globalThis.roomsOfTab())));
  const missed = await page.evaluate(() => globalThis.missedByTab());
  return [...found, ...missed].filter(Boolean);
}

/** Decision 0122: the stage, what stands beside it, and the bars; in the office its sections and the page. */
const ORDER = ["dialog", "sections", "page", "search", "rail", "keys", "top"];

/** What is wrong with the rooms of one way round, wherever it began. */
function outOfOrder(rooms) {
  const way = rooms.length > 1 && rooms.at(-1) === rooms[0] ? rooms.slice(0, -1) : rooms;
  const first = way.indexOf(ORDER.find((room) => way.includes(room)));
  const turned = [...way.slice(first), ...way.slice(0, first)];
  const wanted = ORDER.filter((room) => way.includes(room));
  return turned.join() === wanted.join() ? null : `Tab goes ${turned.join(", ")}`;
}

/** Nothing has the focus, and how everything looks then is kept. Returns how many stops there are. */
async function atNothing(page) {
  return page.evaluate(() => {
    const REACHED =
      "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1']), [contenteditable=true]";
    const RING_PX = 3;
    /** WCAG 2.2, 1.4.11. */
    const CONTRAST = 3;
    /** Of a date each part is a stop. */
    const PARTS_OF_DATE = 5;
    const modal = document.querySelector("dialog:modal");
    globalThis.stopsOfTab = () =>
      [...(modal ?? document).querySelectorAll(REACHED)].filter(
        (one) =>
          one.tabIndex >= 0 &&
          !one.matches(":disabled") &&
          !one.closest("[inert]") &&
          one.checkVisibility({ visibilityProperty: true }),
      );
    const called = (part) => `${part.tagName.toLowerCase()}${part.id ? `#${part.id}` : `.${part.className}`}`;
    /** What is hidden behind its label shows on the label. */
    const shownBy = (stop) =>
      [stop.matches(".vh") ? null : stop, stop.closest("label"), stop.parentElement].filter(Boolean);
    const ring = (part) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(part);
      return outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
    };
    const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const channel = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    /** Null of what lets through what is behind it. */
    const luminance = (colour) => {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      const [red, green, blue] = [r, g, b].map((c) => channel(c / 255));
      return a < 255 ? null : 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundOf = (part) => {
      for (let box = part; box; box = box.parentElement) {
        const ground = luminance(getComputedStyle(box).backgroundColor);
        if (ground !== null) return ground;
      }
      return 1;
    };
    const stands = (part) => {
      const { outlineColor, outlineOffset, boxShadow } = getComputedStyle(part);
      const inside = parseFloat(outlineOffset) < 0;
      const gap = inside || boxShadow === "none" ? null : luminance(boxShadow.replace(/\) .*/, ")"));
      const around = gap ?? groundOf(inside ? part : part.parentElement);
      const [dark, light] = [luminance(outlineColor) ?? around, around].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    document.activeElement?.blur();
    const before = new Map();
    for (const stop of globalThis.stopsOfTab())
      for (const part of shownBy(stop)) before.set(part, ring(part));

    globalThis.wrongWithFocus = (stop) => {
      const shows = shownBy(stop).find(
        (part) => ring(part) >= RING_PX && ring(part) > (before.get(part) ?? 0),
      );
      if (!shows) return `focus does not show on ${called(stop)}`;
      const contrast = stands(shows);
      if (contrast < CONTRAST) return `the ring of ${called(stop)} has a contrast of ${contrast.toFixed(2)}`;
      const { left, top, width, height } = shows.getBoundingClientRect();
      const middle = document.elementFromPoint(left + width / 2, top + Math.min(height, innerHeight) / 2);
      if (middle && (shows.contains(middle) || middle.contains(shows))) return null;
      return `${called(stop)} has the focus under ${middle ? called(middle) : "nothing"}`;
    };

    const ROOMS = [
      ["dialog", "dialog, [role=dialog]"],
      ["sections", ".office > nav"],
      ["search", ".desk > .search"],
      ["rail", ".rail"],
      ["keys", "nav.keys"],
      ["top", ".top"],
    ];
    const visited = [];
    /** The focus left the page, for the browser's own bars. */
    let away = false;
    globalThis.lookAtFocus = async () => {
      await new Promise((drawn) => requestAnimationFrame(drawn));
      const stop = document.activeElement;
      if (!stop || stop === document.body) {
        away = true;
        return {};
      }
      // What the way began in may have closed behind it.
      const round = stop === visited.find((one) => one.isConnected) && (away || stop !== visited.at(-1));
      const wrong = visited.includes(stop) ? null : globalThis.wrongWithFocus(stop);
      visited.push(stop);
      away = false;
      return { wrong, round };
    };
    globalThis.roomsOfTab = () => {
      const rooms = visited
        .filter((one) => one.isConnected)
        .map((stop) => ROOMS.find(([, where]) => stop.closest(where))?.[0] ?? "page");
      return rooms.filter((room, at) => room !== rooms[at - 1]);
    };
    globalThis.missedByTab = () => {
      const groups = visited.filter((one) => one.type === "radio").map((one) => one.name);
      return globalThis
        .stopsOfTab()
        .filter((one) => !visited.includes(one) && !(one.type === "radio" && groups.includes(one.name)))
        .map((one) => `Tab never comes to ${called(one)}`);
    };
    const stops = globalThis.stopsOfTab();
    return stops.length + PARTS_OF_DATE * stops.filter((one) => /date|time/.test(one.type)).length;
  });
}
