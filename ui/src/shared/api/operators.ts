// The commands about who works at the desks.
import { invoke } from "@tauri-apps/api/core";
import type { OperatorForm } from "../../generated/OperatorForm";
import type { OperatorsView } from "../../generated/OperatorsView";
import type { OperatorView } from "../../generated/OperatorView";

export const operators = {
  of: (event: string) => invoke<OperatorsView>("operators", { event }),
  save: (event: string, form: OperatorForm) => invoke<OperatorView>("save_operator", { event, form }),
  /** Null: nobody in particular. */
  choose: (event: string, operator: string | null) =>
    invoke<OperatorsView>("choose_operator", { event, operator }),
};
