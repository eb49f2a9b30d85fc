// The commands about a USB stick between devices; tests put their own in their place.
import { invoke } from "@tauri-apps/api/core";
import type { StickRead } from "../../generated/StickRead";
import type { StickWritten } from "../../generated/StickWritten";
import { imports } from "./commands";
import { people } from "./people";

export interface StickCommands {
  /** Null where nobody chose. */
  chooseTarget(name: string): Promise<string | null>;
  chooseFile(): Promise<string | null>;
  write(event: string, path: string): Promise<StickWritten>;
  read(path: string): Promise<StickRead>;
}

export const stick: StickCommands = {
  chooseTarget: (name) => people.chooseExportFile(name),
  chooseFile: () => imports.chooseFile(),
  write: (event, path) => invoke("write_stick", { event, path }),
  read: (path) => invoke("read_stick", { path }),
};
