// Why a device was not paired, in words.
import type { Failure } from "../../generated/Failure";
import { failureWords, wordsFor } from "../../shared/i18n/words";

export function pairWords(failure: Failure): string {
  return wordsFor("pair_why", failure.code, failure.params) ?? failureWords(failure);
}
