// The commands about invitations and pairing; tests put their own in their place.
import { invoke } from "@tauri-apps/api/core";
import type { InvitationAsk } from "../../generated/InvitationAsk";
import type { InvitationMade } from "../../generated/InvitationMade";
import type { InvitationsView } from "../../generated/InvitationsView";
import type { JoinReport } from "../../generated/JoinReport";
import type { Paired } from "../../generated/Paired";
import type { SameLabel } from "../../generated/SameLabel";

/** What is asked of whoever invites; where this device serves Rust knows. */
export type Invited = Omit<InvitationAsk, "addresses">;

export interface InvitationCommands {
  all(event: string): Promise<InvitationsView>;
  /** The recovery key only where an office is invited. */
  make(event: string, ask: Invited, recoveryKey: string | null): Promise<InvitationMade>;
  revoke(event: string, invitation: string): Promise<unknown>;
}

export const invitations: InvitationCommands = {
  all: (event) => invoke("invitations", { event }),
  make: (event, ask, recoveryKey) => invoke("invite", { event, ask: { ...ask, addresses: [] }, recoveryKey }),
  revoke: (event, invitation) => invoke("revoke_invitation", { event, invitation }),
};

export interface PairCommands {
  /** Makes this device one of an event's; an empty server is looked for. */
  pair(code: string, server: string, passphrase: string | null, sameLabel: SameLabel): Promise<Paired>;
  /** Pulls what the event holds, and records again there what was done in one that joins it: what that came to. */
  catchUp(event: string): Promise<JoinReport | null>;
}

export const pairing: PairCommands = {
  pair: (code, server, passphrase, sameLabel) =>
    invoke("pair_device", { code, server, passphrase, sameLabel }),
  catchUp: (event) => invoke("catch_up", { event }),
};
