// Rust as the tests of the devices want it: invitations that are made, used and taken back, and a room that is served or not.
import type { InvitationLine } from "../../generated/InvitationLine";
import type { RoomView } from "../../generated/RoomView";
import type { InvitationCommands, Invited } from "../../shared/api/pairing";

const TEN_MINUTES = 10 * 60_000;
export const CODE = "MKPF-WYU4-MKPF-WYU4-2RB6-HS8D-2RB6-HS8D";

/** Invitations, as they are made on this device. */
export class Inviter implements InvitationCommands {
  asked: unknown[] = [];
  lines: InvitationLine[] = [];
  constructor(readonly may = true) {}
  all() {
    return Promise.resolve({ invitations: this.lines, may: this.may });
  }
  make(_event: string, ask: Invited, recoveryKey: string | null) {
    this.asked.push([ask, recoveryKey]);
    if (ask.role === "office" && !recoveryKey)
      return Promise.reject(
        Object.assign(new Error("Only by the root."), { code: "office_by_root", params: {} }),
      );
    const devices = ask.sheet ?? 1;
    const invitation: InvitationLine = {
      id: `i${this.lines.length}`,
      role: ask.role,
      exhibitor: ask.exhibitor,
      may_serve: ask.may_serve,
      name: ask.name === "" ? null : ask.name,
      created: Date.now(),
      expires: Date.now() + TEN_MINUTES,
      devices,
      devices_left: devices,
      state: "open",
    };
    this.lines = [invitation, ...this.lines];
    return Promise.resolve({
      code: CODE,
      qr: "",
      qr_svg: "<svg/>",
      addresses: ["https://10.0.0.7:8443"],
      invitation,
    });
  }
  revoke(_event: string, id: string) {
    this.lines = this.lines.map((line) => (line.id === id ? { ...line, state: "revoked" as const } : line));
    return Promise.resolve();
  }
  /** Somebody came by the newest. */
  used() {
    this.lines = this.lines.map((line, at) =>
      at === 0 ? { ...line, devices_left: line.devices_left - 1, state: "used" as const } : line,
    );
  }
}

/** A room that is served from the first press on. */
export class Room {
  addresses: string[] = [];
  #view(): RoomView {
    const { addresses } = this;
    const serves = addresses.length > 0;
    return { may: true, offices: ["Office"], serves, addresses, qr_svg: null, announced: true, served: [] };
  }
  look = () => Promise.resolve(this.#view());
  serve = () => {
    this.addresses = ["https://10.0.0.7:8443"];
    return this.look();
  };
  leave = () => {
    this.addresses = [];
    return this.look();
  };
  around = () => Promise.resolve({ own: [], unasked: null, servers: [] });
}
