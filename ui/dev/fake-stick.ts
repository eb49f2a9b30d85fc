// An invented USB stick, for pictures of the window: ?stick=torn is a file that ends too early.
import { at, failure, type Command } from "./fake-desk";

const query = new URLSearchParams(location.search);

export const stickCommands: Record<string, Command> = {
  write_stick: () => ({ changes: 4_232, bytes: 412_388, devices: 7 }),
  read_stick: () => {
    if (query.get("stick") === "torn") {
      throw { ...failure("stick_torn", "the file ends too early"), params: { stored: "180" } };
    }
    return { event: "e1", by: "Desk 3", written_at: at(10, 12), changes: 12, refused: 0 };
  },
};
