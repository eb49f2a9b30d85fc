// Trying out the device, and the passphrase that opens it.
import { invoke } from "@tauri-apps/api/core";
import type { TestCode } from "../../generated/TestCode";
import type { TestPrint } from "../../generated/TestPrint";

export const trying = {
  testCode: () => invoke<TestCode>("test_code"),
  /** Prints a specimen, and answers once it is known what became of it. */
  print: (event: string) => invoke<TestPrint>("print_test", { event }),
};

export const passphrases = {
  /** Whether a change asks for the old one. */
  asked: () => invoke<boolean>("passphrase_asked"),
  change: (old: string | null, fresh: string) => invoke<void>("change_passphrase", { old, new: fresh }),
};
