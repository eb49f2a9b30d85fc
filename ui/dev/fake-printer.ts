// How the invented printer does: `?printer=` with a state of its own, or with the trouble of its jobs.
import type { PrinterState } from "../src/generated/PrinterState";
import type { PrintView } from "../src/generated/PrintView";

const asked = new URLSearchParams(location.search).get("printer") ?? "ready";

/** `none` has no printer at all, `unchosen` has chosen none. */
export const isNone = asked === "none";
export const isUnchosen = isNone || asked === "unchosen";

/** What a queue says of itself when its jobs end so. */
export const queueState = ((): PrinterState => {
  if (isUnchosen) return "ready";
  const own: PrinterState[] = [
    "printing",
    "paused",
    "out_of_paper",
    "cover_open",
    "jammed",
    "too_hot",
    "offline",
  ];
  const state = own.find((one) => one === asked);
  if (state) return state;
  if (asked === "printer_gone") return "gone";
  if (asked === "unreachable") return "offline";
  return ["out_of_ink", "garbled", "other_trouble"].includes(asked) ? "problem" : "ready";
})();

/** What becomes of its jobs; `?waits`: they lie in the printer, which says why. */
export function endOf(): Pick<PrintView, "state" | "reason"> | null {
  if (["ready", "printing"].includes(asked) || isUnchosen) return null;
  if (new URLSearchParams(location.search).has("waits")) return { state: "sending", reason: asked };
  return { state: asked === "interrupted" ? "unknown" : "failed", reason: asked };
}
