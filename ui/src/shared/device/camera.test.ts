import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CameraNews } from "../../generated/CameraNews";
import { commands, onCamera, pictureOf, type Picture } from "../api/camera";
import { Camera } from "./camera.svelte";

vi.mock("../api/camera", async (original) => ({
  ...(await original<typeof import("../api/camera")>()),
  commands: { cameras: vi.fn(), start: vi.fn(), stop: vi.fn(), picture: vi.fn() },
  onCamera: vi.fn(),
}));

const { cameras, start, stop, picture } = vi.mocked(commands);
let tell: (news: CameraNews) => void;
/** The answer to the page's question for a picture; while there is none, the page waits. */
let answer: (picture: Picture | null) => void;
let leave: (() => void) | undefined;
let scans: string[];
let refused: number;

const one: Picture = { number: 1, width: 1, height: 1, luma: new Uint8Array([9]) };
const settle = () => vi.waitFor(() => Promise.resolve());

function hide(hidden: boolean): void {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}

async function followed(wanted: boolean): Promise<Camera> {
  if (wanted) localStorage.setItem("sarrera.camera", "on");
  const camera = new Camera();
  leave = camera.follow({ scanned: (code) => scans.push(code), notText: () => (refused += 1) });
  await settle();
  return camera;
}

beforeEach(() => {
  vi.clearAllMocks();
  [scans, refused] = [[], 0];
  hide(false);
  cameras.mockResolvedValue([{ id: "/dev/video0", name: "Integrated Camera" }]);
  start.mockResolvedValue(undefined);
  stop.mockResolvedValue(undefined);
  picture.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
  vi.mocked(onCamera).mockImplementation((take) => {
    tell = take;
    return () => undefined;
  });
});

afterEach(() => leave?.());

describe("the camera", () => {
  test("stays off until somebody wants it, and is remembered", async () => {
    const camera = await followed(false);
    expect(start).not.toHaveBeenCalled();
    camera.toggle();
    await vi.waitFor(() => expect(start).toHaveBeenCalledWith("/dev/video0"));
    expect(new Camera().wanted).toBe(true);
    camera.toggle();
    await vi.waitFor(() => expect(stop).toHaveBeenCalled());
    expect([camera.state, new Camera().wanted]).toEqual(["off", false]);
  });

  test("is on once it shows something", async () => {
    const camera = await followed(true);
    expect(camera.state).toBe("starting");
    await vi.waitFor(() => expect(picture).toHaveBeenCalledWith(0));
    answer(one);
    await vi.waitFor(() => expect(picture).toHaveBeenCalledWith(1));
    expect([camera.state, camera.picture]).toEqual(["on", one]);
  });

  test("gives what it reads to the desk, and says what is no text", async () => {
    const camera = await followed(true);
    tell({ tells: "code", text: "K7QP4M2X", kind: "qr" });
    tell({ tells: "not_text", kind: "aztec" });
    expect([scans, refused, camera.kind, camera.reads]).toEqual([["K7QP4M2X"], 1, "aztec", 1]);
  });

  test("goes off with the window, and comes back with it", async () => {
    const camera = await followed(true);
    await vi.waitFor(() => expect(picture).toHaveBeenCalled());
    hide(true);
    await vi.waitFor(() => expect(stop).toHaveBeenCalledOnce());
    expect([camera.state, camera.wanted]).toEqual(["off", true]);
    tell({ tells: "code", text: "LATE", kind: "qr" });
    expect(scans).toEqual([]);
    hide(false);
    await vi.waitFor(() => expect(start).toHaveBeenCalledTimes(2));
  });

  test("that cannot start says why, and the key tries again", async () => {
    start.mockRejectedValueOnce({ code: "camera_busy", params: {}, message: "It is busy." });
    const camera = await followed(true);
    await vi.waitFor(() => expect(camera.failure?.code).toBe("camera_busy"));
    camera.toggle();
    expect(camera.failure).toBeNull();
    await vi.waitFor(() => expect(start).toHaveBeenCalledTimes(2));
  });

  test("that is unplugged says so, and is still wanted", async () => {
    const camera = await followed(true);
    const failure = { code: "camera_unplugged", params: {}, message: "It was unplugged." };
    tell({ tells: "ended", failure });
    expect([camera.failure?.code, camera.state, camera.wanted]).toEqual(["camera_unplugged", "off", true]);
  });

  test("that shows nothing is not asked for ever", async () => {
    picture.mockResolvedValue(null);
    const camera = await followed(true);
    await vi.waitFor(() => expect(camera.failure?.code).toBe("camera_silent"));
    expect(stop).toHaveBeenCalled();
  });

  test("that was chosen and is gone is the first one", async () => {
    localStorage.setItem("sarrera.camera-id", "/dev/video7");
    const camera = await followed(true);
    await vi.waitFor(() => expect(start).toHaveBeenCalledWith("/dev/video0"));
    expect(camera.chosen).toBe("/dev/video0");
  });
});

test("a picture is as large as it says, or none", () => {
  const bytes = new Uint8Array([3, 0, 0, 0, 2, 0, 1, 0, 7, 8]);
  expect(pictureOf(bytes.buffer)).toEqual({
    number: 3,
    width: 2,
    height: 1,
    luma: new Uint8Array([7, 8]),
  });
  for (const torn of [new ArrayBuffer(0), new ArrayBuffer(8), bytes.slice(0, 9).buffer])
    expect(pictureOf(torn)).toBeNull();
});
