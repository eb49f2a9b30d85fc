// The seven looks of a verdict, and the clock of somebody who has not come yet.
export type LookName = "admit" | "already" | "attention" | "wrong" | "cancelled" | "blocked" | "unknown";

export type SignName = LookName | "wait";
