// Stands in for a camera while the window is looked at in a browser: a hand holds a phone to it.
// `?camera=none`, `?camera=busy`, `?camera=dark`, `?camera=unplugged`; a code is read half a second after the start with `?reads=CODE`.
import { emit } from "./fake-event";
import { failure, type Command } from "./fake-desk";

const [WIDTH, HEIGHT] = [640, 360];
const EVERY_MS = 100;
const MODULES = 29;
const query = new URLSearchParams(location.search);
const is = query.get("camera");

let running = false;
let number = 0;

/** A hall, a shoulder, and a phone with a code on it, somewhat askew. */
function grey(x: number, y: number): number {
  const noise = ((x * 7919 + y * 104729 + number * 31) % 13) - 6;
  if (is === "dark") return Math.max(0, 6 + noise / 3);
  const [u, v] = [x - 320 + (y - 180) * 0.12, y - 180 - (x - 320) * 0.12];
  if (Math.abs(u) < 86 && Math.abs(v) < 150) {
    const [column, row] = [Math.floor((u + 70) / 4.83), Math.floor((v + 70) / 4.83)];
    if (Math.abs(u) > 80 || Math.abs(v) > 142) return 30 + noise;
    const inside = column >= 0 && row >= 0 && column < MODULES && row < MODULES;
    return inside && isDark(column, row) ? 36 + noise : 236 + noise;
  }
  const shoulder = (x - 520) ** 2 / 40_000 + (y - 420) ** 2 / 60_000 < 1;
  return (shoulder ? 74 : 116 + y / 8 + (Math.floor(x / 90) % 2) * 14) + noise;
}

function isDark(column: number, row: number): boolean {
  for (const [left, top] of [
    [0, 0],
    [MODULES - 7, 0],
    [0, MODULES - 7],
  ] as const) {
    const [x, y] = [column - left, row - top];
    if (x < -1 || y < -1 || x > 7 || y > 7) continue;
    const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
    return ring !== 2 && ring !== 4;
  }
  return (column * 31 + row * 17 + column * row) % 5 < 2;
}

/** By frames and not by a timer: whoever waits until the page stands still does not wait for the next picture. */
async function pause(ms: number): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < ms;)
    await new Promise((drawn) => requestAnimationFrame(drawn));
}

async function picture(): Promise<ArrayBuffer> {
  await pause(EVERY_MS);
  if (!running) return new ArrayBuffer(0);
  number += 1;
  const bytes = new ArrayBuffer(8 + WIDTH * HEIGHT);
  const head = new DataView(bytes);
  head.setUint32(0, number, true);
  head.setUint16(4, WIDTH, true);
  head.setUint16(6, HEIGHT, true);
  const luma = new Uint8Array(bytes, 8);
  luma.forEach((_, i) => (luma[i] = grey(i % WIDTH, Math.floor(i / WIDTH))));
  return bytes;
}

export const cameraCommands: Record<string, Command> = {
  cameras: () =>
    is === "none"
      ? []
      : [
          { id: "/dev/video0", name: "Integrated Camera" },
          { id: "/dev/video2", name: "HD Pro Webcam C920" },
        ],
  start_camera: () => {
    if (is === "busy") throw failure("camera_busy", "Another program is using the camera.");
    running = true;
    const gone = failure("camera_unplugged", "The camera was unplugged.");
    if (is === "unplugged") setTimeout(() => emit("camera", { tells: "ended", failure: gone }), 300);
    if (is === "dark") setTimeout(() => emit("camera", { tells: "light", light: "dark" }), 300);
    const code = query.get("reads");
    if (code) setTimeout(() => emit("camera", { tells: "code", text: code, kind: "qr" }), 500);
    return null;
  },
  stop_camera: () => {
    running = false;
    return null;
  },
  camera_picture: picture,
};
