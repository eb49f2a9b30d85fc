// The commands about this device as a server of the room, and the servers that it sees; tests put their own in their place.
import { invoke } from "@tauri-apps/api/core";
import type { LookAround } from "../../generated/LookAround";
import type { RoomView } from "../../generated/RoomView";

export interface RoomCommands {
  look(event: string): Promise<RoomView>;
  serve(event: string): Promise<RoomView>;
  leave(event: string): Promise<RoomView>;
  /** Tries every server once. */
  around(event: string): Promise<LookAround>;
}

export const room: RoomCommands = {
  look: (event) => invoke("room", { event }),
  serve: (event) => invoke("serve_room", { event }),
  leave: (event) => invoke("leave_room", { event }),
  around: (event) => invoke("look_around", { event }),
};
