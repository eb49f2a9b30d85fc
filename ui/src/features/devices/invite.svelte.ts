// Inviting devices: what somebody chose, the code that is on the screen, and the invitations that there are.
import type { Failure } from "../../generated/Failure";
import type { InvitationLine } from "../../generated/InvitationLine";
import type { InvitationMade } from "../../generated/InvitationMade";
import type { InvitationsView } from "../../generated/InvitationsView";
import type { RoomView } from "../../generated/RoomView";
import { asFailure } from "../../shared/api/failure";
import type { InvitationCommands } from "../../shared/api/pairing";
import type { RoomCommands } from "../../shared/api/room";

export const roles = ["desk", "gate", "kiosk", "stand", "office"] as const;
export type InvitedRole = (typeof roles)[number];

export class Inviting {
  all = $state.raw<InvitationLine[]>([]);
  /** Codes that are made on this device are good: it is an office that may serve. */
  may = $state(true);
  room = $state.raw<RoomView | null>(null);
  /** The form is open. */
  open = $state(false);
  role = $state<InvitedRole>("desk");
  name = $state("");
  exhibitor = $state("");
  serves = $state(false);
  recoveryKey = $state("");
  many = $state<"one" | "sheet">("one");
  devices = $state(10);
  made = $state.raw<InvitationMade | null>(null);
  busy = $state(false);
  failed = $state.raw<Failure | null>(null);

  constructor(
    private readonly event: string,
    private readonly commands: InvitationCommands,
    private readonly rooms: Pick<RoomCommands, "look" | "serve">,
  ) {}

  get maySetServes(): boolean {
    return this.role === "desk" || this.role === "office";
  }

  /** The invitation whose code is on the screen, as it is by now. */
  get shown(): InvitationLine | null {
    const { made } = this;
    if (!made) return null;
    return this.all.find(({ id }) => id === made.invitation.id) ?? made.invitation;
  }

  async look(): Promise<void> {
    await this.#tried(async () => {
      this.#take(await this.commands.all(this.event));
      this.room = await this.rooms.look(this.event);
    });
  }

  async serve(): Promise<void> {
    await this.#tried(async () => {
      this.room = await this.rooms.serve(this.event);
    });
  }

  /** Makes the code. True: it is on the screen. */
  async make(): Promise<boolean> {
    if (this.busy) return false;
    return this.#tried(async () => {
      const ask = {
        role: this.role,
        exhibitor: this.role === "stand" ? this.exhibitor : null,
        may_serve: this.maySetServes && this.serves,
        name: this.name,
        sheet: this.many === "sheet" ? this.devices : null,
      };
      this.made = await this.commands.make(this.event, ask, this.role === "office" ? this.recoveryKey : null);
      this.recoveryKey = "";
      this.name = "";
      this.#take(await this.commands.all(this.event));
    });
  }

  async revoke(invitation: string): Promise<void> {
    await this.#tried(async () => {
      await this.commands.revoke(this.event, invitation);
      this.#take(await this.commands.all(this.event));
    });
    if (this.made?.invitation.id === invitation) this.made = null;
  }

  /** The code goes from the screen; the form stays for another. */
  another(): void {
    this.made = null;
    this.failed = null;
  }

  close(): void {
    this.open = false;
    this.made = null;
    this.recoveryKey = "";
    this.failed = null;
  }

  #take(view: InvitationsView): void {
    this.all = view.invitations;
    this.may = view.may;
  }

  async #tried(work: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    try {
      await work();
      this.failed = null;
      return true;
    } catch (thrown) {
      this.failed = asFailure(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
