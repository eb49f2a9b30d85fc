// Invented devices of an event, for pictures of the window; ?alone for the first one alone.
import type { DeviceForm } from "../src/generated/DeviceForm";
import type { DeviceLine } from "../src/generated/DeviceLine";
import { at, failure, type Args, type Command } from "./fake-desk";

const query = new URLSearchParams(location.search);

const nothing = { rename: false, revoke: false, roles: [] };
const device = (id: string, name: string, role: string, more: Partial<DeviceLine> = {}): DeviceLine => ({
  id,
  name,
  role,
  exhibitor: null,
  may_serve: false,
  here: false,
  revoked: null,
  copied: null,
  heard: null,
  can: { rename: true, revoke: true, roles: ["desk", "gate", "kiosk"] },
  ...more,
});

const heard = (hours: number, minutes: number) => ({
  at: at(hours, minutes),
  app: "sarrera 0.1.0",
  waiting: 0,
  clock_behind: 300,
});

let all: DeviceLine[] = [
  device("d3", "Ate B", "gate", { heard: heard(10, 41) }),
  device("d1", "Bulegoa", "office", {
    may_serve: true,
    here: true,
    can: { rename: true, revoke: false, roles: ["office"] },
  }),
  device("d4", "Kioskoa B", "kiosk", { copied: "k1" }),
  device("d5", "Mahaia 1", "desk", { may_serve: true, heard: heard(10, 41) }),
  device("d6", "Mahaia 2", "desk", {
    heard: { ...heard(9, 58), app: "sarrera 0.0.9", waiting: 37, clock_behind: -7 * 60_000 },
  }),
  device("d7", "Zubiola standa", "stand", {
    exhibitor: "Zubiola Mekanika S. Coop.",
    can: { rename: true, revoke: true, roles: ["desk", "gate", "kiosk", "stand"] },
  }),
  device("d8", "Mahaia 4", "desk", {
    revoked: { at: at(9, 5), reason: "Galduta Bilbotik bidean" },
    can: nothing,
  }),
];
if (query.has("alone")) all = all.filter(({ here }) => here);

const put = (id: string, change: Partial<DeviceLine>) => {
  all = all.map((one) => (one.id === id ? { ...one, ...change } : one));
  return { devices: all };
};

export const devicesCommands: Record<string, Command> = {
  devices: () => ({ devices: all }),
  change_device: (args: Args) => {
    const form = args.form as unknown as DeviceForm;
    const name = form.name ?? "";
    if (all.some((one) => one.id !== form.id && one.name === name))
      throw { ...failure("name_taken", `${name} is there already`), params: { name, field: "name" } };
    return put(form.id, { name, role: form.role ?? "" });
  },
  revoke_device: ({ device: id, reason }) => {
    if (!reason?.trim()) throw failure("reason_missing", "a reason is missing");
    return put(id ?? "", { revoked: { at: at(10, 41), reason }, can: nothing });
  },
};
