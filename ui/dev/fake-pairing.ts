// Invented invitations and a server that lets in, for pictures of the window: ?invited for some invitations; ?pair= the code of
// what goes wrong, or `catching` to stay half-way.
import type { InvitationAsk } from "../src/generated/InvitationAsk";
import type { InvitationLine } from "../src/generated/InvitationLine";
import { emit } from "./fake-event";
import { at, failure, type Args, type Command } from "./fake-desk";
import { addresses, qr } from "./fake-room";

const query = new URLSearchParams(location.search);
const TEN_MINUTES = 10 * 60_000;

const line = (id: string, role: string, more: Partial<InvitationLine> = {}): InvitationLine => ({
  id,
  role,
  exhibitor: null,
  may_serve: false,
  name: null,
  created: at(10, 41),
  expires: at(10, 41) + TEN_MINUTES,
  devices: 1,
  devices_left: 1,
  state: "open",
  ...more,
});

let all: InvitationLine[] = query.has("invited")
  ? [
      line("i1", "desk", { devices: 12, devices_left: 9, expires: at(23, 59) }),
      line("i2", "gate", { name: "Ate B", devices_left: 0, state: "used" }),
      line("i3", "kiosk", { state: "expired", expires: at(9, 30) }),
    ]
  : [];

const view = () => ({ invitations: all, may: !["may-not", "no-office"].includes(query.get("room") ?? "") });

export const pairingCommands = (then: {
  paired: () => void;
  opened: () => void;
}): Record<string, Command> => ({
  invitations: view,
  invite: (args: Args) => {
    const ask = args.ask as unknown as InvitationAsk;
    if (ask.role === "office") throw failure("recovery_key_mistyped", "It is mistyped.");
    const devices = ask.sheet ?? 1;
    const made = line(`i${all.length + 4}`, ask.role, {
      name: ask.name === "" ? null : ask.name,
      devices,
      devices_left: devices,
      created: Date.now(),
      expires: ask.sheet ? at(23, 59) + 24 * 3_600_000 : Date.now() + TEN_MINUTES - 18_000,
    });
    all = [made, ...all];
    return {
      code: "MKPF-WYU4-MKPF-WYU4-2RB6-HS8D-2RB6-HS8D",
      qr: "",
      qr_svg: qr("invite"),
      addresses: addresses(),
      invitation: made,
    };
  },
  revoke_invitation: ({ invitation }) => {
    all = all.map((one) => (one.id === invitation ? { ...one, state: "revoked" } : one));
    return all;
  },
  pair_device: () => {
    then.opened();
    const wrong = query.get("pair");
    if (wrong && wrong !== "catching") throw failure(wrong, "It went wrong.");
    then.paired();
    return {
      event: "e1",
      label: "boi-demo",
      name: "Basque Open Industry 2026",
      role: "desk",
      device_name: "3. mahaia",
      server: "d1",
    };
  },
  catch_up: () => {
    if (query.get("pair") !== "catching") return null;
    setTimeout(() => emit("catching-up", { done: 60, of: 100 }), 20);
    return new Promise(() => undefined);
  },
});
