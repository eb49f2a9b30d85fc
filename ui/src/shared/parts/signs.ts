// The seven looks of a verdict, the one of a scan that was undone, and the clock of somebody who has not come yet.
export type LookName =
  "admit" | "already" | "attention" | "wrong" | "cancelled" | "blocked" | "unknown" | "undone";

export type SignName = LookName | "wait";
