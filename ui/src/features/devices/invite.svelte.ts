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
  recoveryKey = $state("");
  many = $state<"one" | "sheet">("one");
  devices = $state<number | null | undefined>(10);
  made = $state.raw<InvitationMade | null>(null);
  /** Of what somebody pressed; a look in the background says nothing of it. */
  busy = $state(false);
  failed = $state.raw<Failure | null>(null);
  /** Why nothing is known yet. */
  unread = $state.raw<Failure | null>(null);
  /** What somebody ticked; nothing as long as the role says it. */
  #serves = $state<boolean | null>(null);
  /** A look that began before a press brings what was so before it. */
  #presses = 0;

  constructor(
    private readonly event: string,
    private readonly commands: InvitationCommands,
    private readonly rooms: Pick<RoomCommands, "look" | "serve">,
  ) {}

  get maySetServes(): boolean {
    return this.role === "desk" || this.role === "office";
  }

  /** It may serve the room: an office does, unless somebody says otherwise, for what it is made without it never gets. */
  get serves(): boolean {
    return this.#serves ?? this.role === "office";
  }

  set serves(may: boolean) {
    this.#serves = may;
  }

  choose(role: InvitedRole): void {
    this.role = role;
    this.#serves = null;
  }

  /** A sheet's many devices; of offices there is none: what makes them is forgotten after ten minutes. */
  get maySheet(): boolean {
    return this.role !== "office";
  }

  /** The invitation whose code is on the screen, as it is by now. */
  get shown(): InvitationLine | null {
    const { made } = this;
    if (!made) return null;
    return this.all.find(({ id }) => id === made.invitation.id) ?? made.invitation;
  }

  async look(): Promise<void> {
    const before = this.#presses;
    try {
      const all = await this.commands.all(this.event);
      const room = await this.rooms.look(this.event);
      if (before !== this.#presses) return;
      this.#take(all);
      this.room = room;
      this.unread = null;
    } catch (thrown) {
      if (this.room === null) this.unread = asFailure(thrown);
    }
  }

  async serve(): Promise<void> {
    await this.#tried(async () => {
      this.room = await this.rooms.serve(this.event);
    });
  }

  /** Makes the code, and serves the room first: nobody comes by a code that nobody answers. True: it is on the screen. */
  async make(): Promise<boolean> {
    if (this.busy || !this.may) return false;
    return this.#tried(async () => {
      if (this.room && !this.room.serves) this.room = await this.rooms.serve(this.event);
      const ask = {
        role: this.role,
        exhibitor: this.role === "stand" ? this.exhibitor : null,
        may_serve: this.maySetServes && this.serves,
        name: this.name,
        sheet: this.many === "sheet" && this.maySheet ? countOf(this.devices) : null,
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
    this.#presses += 1;
    try {
      await work();
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

/** What is no number of devices is none: Rust refuses it by a name. */
function countOf(devices: number | null | undefined): number {
  return typeof devices === "number" && Number.isInteger(devices) && devices > 0 ? devices : 0;
}
