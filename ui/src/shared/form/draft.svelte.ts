// The fields of one form of the office.

/** The fields of a form, which are written in once they say anything else than at first. */
export class Draft<T extends object> {
  fields: T;
  #first: string;

  constructor(first: T) {
    this.fields = $state(first);
    this.#first = $state(JSON.stringify(first));
  }

  get written(): boolean {
    return JSON.stringify(this.fields) !== this.#first;
  }

  /** What stands there now is saved: the next change begins with it. */
  settle(): void {
    this.#first = JSON.stringify(this.fields);
  }
}
