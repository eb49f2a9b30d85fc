// The badge that a correction made: it stays beside Ready, with its way to the paper, until somebody else comes.
import type { BadgePreview } from "../../../generated/BadgePreview";
import type { PersonView } from "../../../generated/PersonView";
import type { DeskSurroundings } from "./around";
import type { Jobs } from "./jobs.svelte";

export class Made {
  person = $state.raw<PersonView | null>(null);
  preview = $state.raw<BadgePreview | null>(null);

  constructor(private readonly around: DeskSurroundings) {}

  /** Shows the new badge. False where none was made: what was corrected stands on no badge. */
  show(person: PersonView, before: PersonView, jobs: Jobs): boolean {
    if (!person.badge || person.badge.number === before.badge?.number) return false;
    this.person = person;
    this.preview = null;
    jobs.replaced(person.id, person.badge.print);
    jobs.show(person.badge.print);
    const { commands, event } = this.around;
    commands.previewBadge(event.id, person.id).then(
      (drawn) => {
        if (this.person === person) this.preview = drawn;
      },
      // It prints without its picture.
      () => undefined,
    );
    return true;
  }

  clear(): void {
    this.person = null;
    this.preview = null;
  }
}
