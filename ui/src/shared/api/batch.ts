// Badges by the hundred: one typed function for each command.
import { invoke } from "@tauri-apps/api/core";
import { dialogs } from "../device/dialogs.svelte";
import type { BadgePreview } from "../../generated/BadgePreview";
import type { BatchAsk } from "../../generated/BatchAsk";
import type { BatchList } from "../../generated/BatchList";
import type { BatchMade } from "../../generated/BatchMade";
import type { BatchTrouble } from "../../generated/BatchTrouble";

export const batch = {
  people: (event: string, ask: BatchAsk) => invoke<BatchList>("batch_people", { event, ask }),
  /** Null where a newer look was asked for. */
  look: (event: string, ask: BatchAsk) => invoke<BatchTrouble[] | null>("look_at_batch", { event, ask }),
  page: (event: string, template: string, attendee: string) =>
    invoke<BadgePreview>("batch_page", { event, template, attendee }),
  /** Null where somebody chose none. */
  chooseFile: (name: string) => dialogs.during(invoke<string | null>("choose_badges_file", { name })),
  make: (event: string, ask: BatchAsk, target: string) =>
    invoke<BatchMade>("make_batch", { event, ask, target }),
  cancel: () => invoke<void>("cancel_batch"),
};

export type BatchCommands = typeof batch;
