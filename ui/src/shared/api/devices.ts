// The commands about an event's devices; tests put their own in their place.
import { invoke } from "@tauri-apps/api/core";
import type { DeviceForm } from "../../generated/DeviceForm";
import type { DevicesView } from "../../generated/DevicesView";

export interface DeviceCommands {
  /** By name; those that were revoked last. */
  all(event: string): Promise<DevicesView>;
  /** Of an office only with the organiser's recovery key. */
  change(event: string, form: DeviceForm, recoveryKey: string | null): Promise<DevicesView>;
  revoke(event: string, device: string, reason: string, recoveryKey: string | null): Promise<DevicesView>;
}

export const devices: DeviceCommands = {
  all: (event) => invoke("devices", { event }),
  change: (event, form, recoveryKey) => invoke("change_device", { event, form, recoveryKey }),
  revoke: (event, device, reason, recoveryKey) =>
    invoke("revoke_device", { event, device, reason, recoveryKey }),
};
