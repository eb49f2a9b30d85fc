// Stands in for Rust where a device is tried out.
import type { TestCode } from "../src/generated/TestCode";
import type { TestPrint } from "../src/generated/TestPrint";
import { looksLikeQr } from "./badge";
import { failure, type Command } from "./fake-desk";

const query = new URLSearchParams(location.search);

const testCode: TestCode = {
  text: "29HQXA8GPWZ7FNVY6EMUCJ5TDL4SBK3R".repeat(5).slice(0, 149),
  qr_svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#fff"/>${looksLikeQr("test code", 92, 4, 4)}</svg>`,
};

function print(): TestPrint {
  const state = query.get("printer") ?? "ready";
  return state === "ready"
    ? { printer: "Brother QL-820", state: "printed", reason: null }
    : { printer: "Brother QL-820", state: "failed", reason: state };
}

export const tryingCommands: Record<string, Command> = {
  test_code: () => testCode,
  print_test: print,
  passphrase_asked: () => !query.has("keychain"),
  change_passphrase: ({ old }) => {
    if (old !== undefined && old !== "open sesame") throw failure("wrong_passphrase", "Wrong.");
    return null;
  },
};
