// The way back to Ready by itself, once nothing is open any more.
import { REST_AFTER_MS } from "./shown";

export class Rest {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly mayRest: () => boolean,
    private readonly retire: () => void,
  ) {}

  /** Begins the wait anew: something was done. */
  again(): void {
    this.stop();
    if (!this.mayRest()) return;
    this.#timer = setTimeout(() => {
      if (this.mayRest()) this.retire();
    }, REST_AFTER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
