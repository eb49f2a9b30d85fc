// The camera's door to Rust: its commands, its newest picture, and what it tells by itself.
import { invoke } from "@tauri-apps/api/core";
import type { CameraNews } from "../../generated/CameraNews";
import type { CameraView } from "../../generated/CameraView";
import { on, type Stop } from "./events";

/** A small grey picture: rows from the top, 0 is black. */
export interface Picture {
  number: number;
  width: number;
  height: number;
  luma: Uint8Array;
}

/** Number, width and height stand before the points. */
const HEAD_BYTES = 8;

export const commands = {
  cameras: () => invoke<CameraView[]>("cameras"),
  start: (id: string) => invoke<void>("start_camera", { id }),
  stop: () => invoke<void>("stop_camera"),
  /** The newest picture after this one, or null where none comes within a second. */
  picture: async (after: number) => pictureOf(await invoke<ArrayBuffer>("camera_picture", { after })),
};

export function pictureOf(bytes: ArrayBuffer): Picture | null {
  if (bytes.byteLength <= HEAD_BYTES) return null;
  const head = new DataView(bytes);
  const [width, height] = [head.getUint16(4, true), head.getUint16(6, true)];
  const luma = new Uint8Array(bytes, HEAD_BYTES);
  return luma.length === width * height ? { number: head.getUint32(0, true), width, height, luma } : null;
}

export const onCamera = (take: (news: CameraNews) => void): Stop => on("camera", take);
