// An organiser's edit of a person: the desk's form, and the fields that only the office changes.
import type { PersonEdit } from "../../../generated/PersonEdit";
import type { Profile } from "../../../generated/Profile";
import { Form, type FormCommands } from "../../../shared/form/form.svelte";

export class Editing {
  readonly form: Form;
  days = $state.raw<readonly string[]>([]);
  status = $state("");
  blocked = $state(false);
  attention = $state("");
  note = $state("");
  readonly #before: Profile;

  constructor(profile: Profile, event: string, forms: FormCommands) {
    this.#before = profile;
    this.form = new Form("correct", profile.person, profile.person.category, forms, event);
    this.days = profile.person.days;
    this.status = profile.paid_status;
    this.blocked = profile.blocked;
    this.attention = profile.person.attention ?? "";
    this.note = profile.note;
  }

  tick(day: string, comes: boolean): void {
    this.days = comes ? [...this.days, day].sort() : this.days.filter((one) => one !== day);
  }

  /** Somebody changed something. */
  get written(): boolean {
    const { form, ...others } = this.value;
    return [...Object.values(form), ...Object.values(others)].some((changed) => changed !== null);
  }

  /** What Rust gets: only what was changed. */
  get value(): PersonEdit {
    const before = this.#before;
    const changed = (now: string, then: string) => (now === then ? null : now);
    const sameDays = this.days.join(" ") === before.person.days.join(" ");
    return {
      form: sameDays ? this.form.value : { ...this.form.value, days: [...this.days] },
      status: changed(this.status, before.paid_status),
      blocked: this.blocked === before.blocked ? null : this.blocked,
      attention: changed(this.attention, before.person.attention ?? ""),
      note: changed(this.note, before.note),
    };
  }
}
