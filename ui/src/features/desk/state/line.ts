// One thing after the other: whatever writes waits for what was asked before it.

export class Line {
  #last: Promise<void> = Promise.resolve();
  readonly #waiting = new Map<string, Promise<void>>();

  /** Does the work after everything that was asked before. The work handles its own failures. */
  add(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work);
    return this.#last;
  }

  /** As `add`; the same asked again while it waits or runs is done once: a second press of a key. */
  once(what: string, work: () => Promise<void>): Promise<void> {
    const waiting = this.#waiting.get(what);
    if (waiting) return waiting;
    const done = this.add(async () => {
      try {
        await work();
      } finally {
        this.#waiting.delete(what);
      }
    });
    this.#waiting.set(what, done);
    return done;
  }
}
