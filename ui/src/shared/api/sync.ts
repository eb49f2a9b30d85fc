// The commands about the servers of an event; tests put their own in their place.
import { invoke } from "@tauri-apps/api/core";
import type { ServersView } from "../../generated/ServersView";
import type { SyncState } from "../../generated/SyncState";

export interface SyncCommands {
  state(event: string): Promise<SyncState>;
  servers(event: string): Promise<ServersView>;
  add(event: string, address: string): Promise<ServersView>;
  remove(event: string, address: string): Promise<ServersView>;
  /** Null where it was reached and let this device in; else the code of why not. */
  try(event: string, address: string): Promise<string | null>;
}

export const sync: SyncCommands = {
  state: (event) => invoke("sync_state", { event }),
  servers: (event) => invoke("servers", { event }),
  add: (event, address) => invoke("add_server", { event, address }),
  remove: (event, address) => invoke("remove_server", { event, address }),
  try: (event, address) => invoke("try_server", { event, address }),
};
