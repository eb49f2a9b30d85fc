// The rules of a passphrase, said while it is typed. Rust checks them again.

export const CHARACTERS_MIN = 8;

export type PassphraseProblem = { kind: "short"; missing: number } | { kind: "differs" };

/** What is still wrong with a new passphrase and its repetition, or null. */
export function passphraseProblem(passphrase: string, again: string): PassphraseProblem | null {
  const length = [...passphrase].length;
  if (length < CHARACTERS_MIN) return { kind: "short", missing: CHARACTERS_MIN - length };
  return passphrase === again ? null : { kind: "differs" };
}
