// The commands about an event's devices; tests put their own in their place.
import { invoke } from "@tauri-apps/api/core";
import type { DeviceForm } from "../../generated/DeviceForm";
import type { DevicesView } from "../../generated/DevicesView";

export interface DeviceCommands {
  /** By name; those that were revoked last. */
  all(event: string): Promise<DevicesView>;
  change(event: string, form: DeviceForm): Promise<DevicesView>;
  revoke(event: string, device: string, reason: string): Promise<DevicesView>;
}

export const devices: DeviceCommands = {
  all: (event) => invoke("devices", { event }),
  change: (event, form) => invoke("change_device", { event, form }),
  revoke: (event, device, reason) => invoke("revoke_device", { event, device, reason }),
};
