// Invented invitations and a server that lets in, for pictures of the window: ?invited for some invitations; ?pair= the code of
// what goes wrong, or `catching` to stay half-way; after `own_event_there` whoever answers has joined.
import type { InvitationAsk } from "../src/generated/InvitationAsk";
import type { InvitationLine } from "../src/generated/InvitationLine";
import type { JoinReport } from "../src/generated/JoinReport";
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

const joined: JoinReport = {
  event: "e0",
  into: "e1",
  people_found: 2096,
  people_added: 14,
  people_left_out: 0,
  recorded: { attendee_registered: 14, scan_recorded: 112, badge_issued: 96 },
  there: { attendee_registered: 2096 },
  refused: {},
  left: { not_printed: 2 },
  badges_left_out: [],
  unknown_checkpoints: [],
  unknown_categories: [],
};

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
  pair_device: ({ sameLabel }) => {
    then.opened();
    const wrong = query.get("pair");
    if (wrong && wrong !== "catching" && sameLabel === "ask") throw failure(wrong, "It went wrong.");
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
    if (query.get("pair") === "own_event_there") return joined;
    if (query.get("pair") !== "catching") return null;
    setTimeout(() => emit("catching-up", { done: 60, of: 100 }), 20);
    return new Promise(() => undefined);
  },
});
