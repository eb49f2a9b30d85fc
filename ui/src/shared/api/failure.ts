// What a refused command says: a stable code, and an English sentence for the case that the code has no words yet.
import type { Failure } from "../../generated/Failure";

/** Whatever was thrown, as a Failure. */
export function asFailure(thrown: unknown): Failure {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    const { code, message } = thrown;
    const params = "params" in thrown ? (thrown as { params: unknown }).params : {};
    return {
      code: String(code),
      message: String(message),
      params: typeof params === "object" && params !== null ? (params as Record<string, string>) : {},
    };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "unexpected", params: {}, message };
}
