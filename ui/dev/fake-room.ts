// An invented hall, for pictures of the window: ?room=serves, may-not, no-office, or `unheard` for a network that carries
// no announcement; ?around=nobody, unreached.
import type { LookAround } from "../src/generated/LookAround";
import type { RoomView } from "../src/generated/RoomView";
import { looksLikeQr } from "./badge";
import { at, type Command } from "./fake-desk";

const query = new URLSearchParams(location.search);
export const HERE = "https://192.168.1.23:8443";
let serves = query.get("room") === "serves";

export const qr = (seed: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#fff"/>${looksLikeQr(seed, 92, 4, 4)}</svg>`;

/** How many are connected, for the bar. */
export const connected = () => (serves ? { here: 12 } : null);

export const addresses = () => (serves ? [HERE, "https://[fd00::7]:8443"] : []);

function room(): RoomView {
  return {
    may: !["may-not", "no-office"].includes(query.get("room") ?? ""),
    offices: query.get("room") === "no-office" ? [] : ["Bulegoa"],
    serves,
    addresses: addresses(),
    qr_svg: serves ? qr("room") : null,
    announced: serves && query.get("room") !== "unheard",
    served: serves
      ? [
          { id: "d5", name: "Mahaia 1", at: at(10, 41), here: true },
          { id: "d3", name: "Ate B", at: at(10, 41), here: true },
          { id: "d6", name: "Mahaia 2", at: at(10, 12), here: false },
        ]
      : [],
  };
}

const around: LookAround = {
  own: [HERE],
  unasked: null,
  servers: [
    {
      addresses: ["https://192.168.1.20:8443", "https://[fd00:4c2a:91b0:1::20]:8443"],
      name: "Bulegoa",
      found: true,
      code: null,
      ours: true,
      took_ms: 3,
      clock_behind_ms: 120,
    },
    {
      addresses: ["https://192.168.1.41:8443"],
      name: "Mahaia 1",
      found: true,
      code: "timed_out",
      ours: false,
      took_ms: null,
      clock_behind_ms: null,
    },
    {
      addresses: ["https://fair.example:8443"],
      name: null,
      found: false,
      code: "unreachable",
      ours: false,
      took_ms: null,
      clock_behind_ms: null,
    },
  ],
};

export const roomCommands: Record<string, Command> = {
  room,
  serve_room: () => {
    serves = true;
    return room();
  },
  leave_room: () => {
    serves = false;
    return room();
  },
  look_around: () => {
    const none = query.get("around");
    if (none === "nobody") return { ...around, servers: [] };
    return none === "unreached" ? { ...around, servers: around.servers.slice(1) } : around;
  },
};
