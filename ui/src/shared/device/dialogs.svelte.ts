// Dialogs of the system that the window itself opened: while one is open the window is meant to be behind it.

class Dialogs {
  #open = $state(0);

  get anyOpen(): boolean {
    return this.#open > 0;
  }

  /** Counts a dialog as open until its answer is there. */
  async during<T>(answer: Promise<T>): Promise<T> {
    this.#open += 1;
    try {
      return await answer;
    } finally {
      this.#open -= 1;
    }
  }
}

export const dialogs = new Dialogs();
