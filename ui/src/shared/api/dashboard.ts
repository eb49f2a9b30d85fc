// The office's dashboard.
import { invoke } from "@tauri-apps/api/core";
import type { Dashboard } from "../../generated/Dashboard";

export const dashboard = {
  /** Of a day as ISO date; null: the day that Rust thinks people want. */
  look: (event: string, checkpoint: string, day: string | null) =>
    invoke<Dashboard>("dashboard", { event, checkpoint, day }),
};
