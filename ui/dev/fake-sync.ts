// Invented servers, for pictures of the window: ?sync=online, working, offline or a code of a problem; ?clock_off=minutes; ?room=serves.
import type { SyncPhase } from "../src/generated/SyncPhase";
import type { SyncState } from "../src/generated/SyncState";
import { at, failure, type Command } from "./fake-desk";
import { connected } from "./fake-room";

const query = new URLSearchParams(location.search);
const asked = query.get("sync");
const phases: SyncPhase[] = ["working", "online", "offline"];
const HUB = "https://192.168.1.20:8443";

let addresses = asked ? [HUB] : [];

function state(): SyncState {
  if (!asked)
    return {
      phase: "alone",
      server: null,
      place: null,
      since: null,
      reached: null,
      waiting: 0,
      code: null,
      clock_off: null,
      serving: connected(),
    };
  const phase = phases.find((one) => one === asked) ?? "problem";
  const minutes = Number(query.get("clock_off") ?? 0);
  return {
    phase,
    server: phase === "working" ? null : "Bulegoa",
    place: phase === "working" ? null : query.has("hub") ? "hub" : "centre",
    since: at(10, 12),
    reached: phase === "working" ? null : at(10, phase === "online" ? 41 : 12),
    waiting: phase === "online" ? 0 : 37,
    code: phase === "problem" ? asked : phase === "offline" ? "unreachable" : null,
    clock_off: minutes === 0 ? null : minutes * 60_000,
    serving: connected(),
  };
}

export const syncCommands: Record<string, Command> = {
  sync_state: state,
  servers: () => ({ addresses }),
  add_server: ({ address = "" }) => {
    if (address.includes(" ") || address === "") {
      throw { ...failure("bad_server_address", "no address"), params: { value: address, field: "address" } };
    }
    addresses = [...addresses, address.includes("://") ? address : `https://${address}:8443`];
    return { addresses };
  },
  remove_server: ({ address }) => {
    addresses = addresses.filter((one) => one !== address);
    return { addresses };
  },
  try_server: ({ address }) => (address === HUB ? null : "unreachable"),
};
