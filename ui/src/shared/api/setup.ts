// The commands that set an event up.
import { invoke } from "@tauri-apps/api/core";
import type { CategoryForm } from "../../generated/CategoryForm";
import type { CategoryView } from "../../generated/CategoryView";
import type { CheckpointForm } from "../../generated/CheckpointForm";
import type { EventForm } from "../../generated/EventForm";
import type { EventSetup } from "../../generated/EventSetup";
import type { EventView } from "../../generated/EventView";
import type { Texts } from "../../generated/Texts";

export const setup = {
  of: (event: string) => invoke<EventSetup>("event_setup", { event }),
  saveEvent: (event: string, form: EventForm) => invoke<EventView>("save_event", { event, form }),
  saveNotice: (event: string, texts: Texts) => invoke<EventView>("save_notice", { event, texts }),
  saveCategory: (event: string, form: CategoryForm) => invoke<CategoryView>("save_category", { event, form }),
  saveCheckpoint: (event: string, form: CheckpointForm) =>
    invoke<CheckpointForm>("save_checkpoint", { event, form }),
};
