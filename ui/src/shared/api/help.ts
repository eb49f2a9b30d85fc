// The commands about calls for help; tests put their own in their place.
import { invoke } from "@tauri-apps/api/core";
import type { HelpAnswerChoice } from "../../generated/HelpAnswerChoice";
import type { HelpAsk } from "../../generated/HelpAsk";
import type { HelpView } from "../../generated/HelpView";

export interface HelpCommands {
  /** While this desk waits for an answer, that call is given back. */
  ask(event: string, ask: HelpAsk): Promise<HelpView>;
  sayMore(event: string, help: string, reason: string, words: string): Promise<HelpView>;
  answer(event: string, help: string, answer: HelpAnswerChoice, words: string): Promise<HelpView>;
  /** The call of this device that is not over. */
  here(event: string): Promise<HelpView | null>;
  /** All calls that are not over, the oldest first. */
  open(event: string): Promise<HelpView[]>;
}

export const help: HelpCommands = {
  ask: (event, ask) => invoke("ask_help", { event, ask }),
  sayMore: (event, help, reason, words) => invoke("say_more", { event, help, reason, words }),
  answer: (event, help, answer, words) => invoke("answer_help", { event, help, answer, words }),
  here: (event) => invoke("help_here", { event }),
  open: (event) => invoke("open_help", { event }),
};
