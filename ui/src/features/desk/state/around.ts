// What stands around a desk, and a badge that somebody writes by hand.
import type { EventView } from "../../../generated/EventView";
import type { PersonView } from "../../../generated/PersonView";
import type { DeskCommands } from "../../../shared/api/commands";
import type { HelpCommands } from "../../../shared/api/help";
import type { Sound } from "../../../shared/sounds/sounds";

/** A badge to be written by hand: the text to copy, and the job it stands for. */
export interface ByHand {
  name: string;
  person: PersonView | null;
  job: string | null;
}

export interface DeskSurroundings {
  commands: DeskCommands;
  help?: HelpCommands;
  event: EventView;
  checkpoint: string;
  sound: (sound: Sound) => void;
  now: () => number;
  focusSearch: () => void;
}
