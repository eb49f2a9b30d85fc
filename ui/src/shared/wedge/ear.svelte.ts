// Who hears the scanner in the desk's place: the scanner test, while it is on the screen.
import type { HeardKey } from "./listen";

/** Takes every key; true: the key goes no further. */
export type Ear = (key: HeardKey) => boolean;

class Hearers {
  #ears = $state.raw<readonly Ear[]>([]);

  /** The test that hears now; null: scans go to the desk. */
  get now(): Ear | null {
    return this.#ears.at(-1) ?? null;
  }

  /** Listens until the returned function is called. */
  add(ear: Ear): () => void {
    this.#ears = [...this.#ears, ear];
    return () => {
      this.#ears = this.#ears.filter((one) => one !== ear);
    };
  }
}

export const hearers = new Hearers();
