// The commands about conflicts; tests put their own in their place.
import { invoke } from "@tauri-apps/api/core";
import type { ConflictEnd } from "../../generated/ConflictEnd";
import type { ConflictsPage } from "../../generated/ConflictsPage";
import type { SettleAsk } from "../../generated/SettleAsk";

export interface ConflictCommands {
  /** How many nobody has settled. */
  count(event: string): Promise<number>;
  /** Open ones first. */
  page(event: string, skip: number): Promise<ConflictsPage>;
  settle(event: string, ask: SettleAsk): Promise<ConflictEnd>;
}

export const conflicts: ConflictCommands = {
  count: (event) => invoke("conflict_count", { event }),
  page: (event, skip) => invoke("conflicts", { event, skip }),
  settle: (event, ask) => invoke("settle_conflict", { event, ask }),
};
