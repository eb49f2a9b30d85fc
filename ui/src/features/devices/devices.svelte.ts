// An event's devices, and the one that somebody is changing or revoking.
import type { DeviceLine } from "../../generated/DeviceLine";
import type { DevicesView } from "../../generated/DevicesView";
import type { Failure } from "../../generated/Failure";
import { m } from "../../paraglide/messages.js";
import type { DeviceCommands } from "../../shared/api/devices";
import { asFailure } from "../../shared/api/failure";

/** What is open in a device's line. */
export type Doing = "change" | "revoke";

export class Devices {
  all = $state.raw<DeviceLine[] | null>(null);
  /** The device whose line is open. */
  of = $state("");
  doing = $state<Doing | null>(null);
  /** What somebody writes there. */
  name = $state("");
  role = $state("");
  reason = $state("");
  /** Opens the event's root, which alone decides over an office. */
  recoveryKey = $state("");
  busy = $state(false);
  said = $state("");
  failed = $state.raw<Failure | null>(null);
  /** A look that began before a press brings what was so before it. */
  #presses = 0;

  constructor(
    private readonly event: string,
    private readonly commands: DeviceCommands,
  ) {}

  /** Looks again; what somebody is writing stays. */
  async look(): Promise<void> {
    const before = this.#presses;
    try {
      const { devices } = await this.commands.all(this.event);
      if (before === this.#presses) this.all = devices;
    } catch (thrown) {
      if (this.all === null) this.failed = asFailure(thrown);
    }
  }

  change(device: DeviceLine): void {
    this.#open("change", device);
  }

  revoke(device: DeviceLine): void {
    this.#open("revoke", device);
  }

  leave(): void {
    this.of = "";
    this.doing = null;
    this.recoveryKey = "";
    this.failed = null;
  }

  /** Saves what is open. True: it is done, and the line is shut. */
  async save(): Promise<boolean> {
    const { doing } = this;
    const line = this.all?.find(({ id }) => id === this.of);
    if (!doing || !line || this.busy) return false;
    const name = doing === "change" ? this.name.trim() : line.name;
    const unchanged = name === line.name && this.role === line.role;
    const key = line.role === "office" ? this.recoveryKey : null;
    const work =
      doing === "change"
        ? () => this.commands.change(this.event, { id: line.id, name: this.name, role: this.role }, key)
        : () => this.commands.revoke(this.event, line.id, this.reason, key);
    if (!(await this.#tried(work))) return false;
    this.leave();
    if (doing === "revoke") this.said = m.device_is_revoked({ name });
    else this.said = unchanged ? m.device_stays() : m.device_changed({ name });
    return true;
  }

  #open(doing: Doing, { id, name, role }: DeviceLine): void {
    this.of = id;
    this.doing = doing;
    this.name = name;
    this.role = role;
    this.reason = "";
    this.recoveryKey = "";
    this.said = "";
    this.failed = null;
  }

  async #tried(work: () => Promise<DevicesView>): Promise<boolean> {
    this.busy = true;
    this.#presses += 1;
    try {
      this.all = (await work()).devices;
      this.failed = null;
      return true;
    } catch (thrown) {
      this.failed = asFailure(thrown);
      return false;
    } finally {
      this.#presses += 1;
      this.busy = false;
    }
  }
}
