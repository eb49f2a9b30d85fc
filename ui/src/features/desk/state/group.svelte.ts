// People who come together: who they are, who of them is ticked, and what became of each.
import type { GroupReport } from "../../../generated/GroupReport";
import type { GroupView } from "../../../generated/GroupView";
import type { ImportProgress } from "../../../generated/ImportProgress";
import type { MemberView } from "../../../generated/MemberView";
import type { GroupCommands } from "../../../shared/api/group";

/** Somebody who runs down the results asks for nobody's group on the way. */
const LOOK_AFTER_MS = 120;

export type Mode = "admit_print" | "admit" | "badges";
export const modes: readonly Mode[] = ["admit_print", "admit", "badges"];

interface Around {
  commands: GroupCommands;
  event: { id: string };
  checkpoint: string;
}

export class Group {
  /** Whom the person on the screen came with. */
  offered = $state.raw<GroupView | null>(null);
  /** The group on the stage. */
  open = $state.raw<GroupView | null>(null);
  ticked = $state.raw<readonly string[]>([]);
  at = $state(0);
  mode = $state<Mode>("admit_print");
  /** How far it is, while it goes on. */
  running = $state.raw<ImportProgress | null>(null);
  report = $state.raw<GroupReport | null>(null);
  /** Somebody looked at the report. */
  seen = $state(true);
  /** Somebody asked for an early end. */
  stopping = $state(false);
  /** Counts how often the cursor was moved by a key, so that the focus follows. */
  moves = $state(0);
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly around: Around) {}

  /** Looks whom somebody came with; what was found of somebody else goes at once. */
  look(attendee: string | null): void {
    clearTimeout(this.#timer);
    this.#round += 1;
    this.offered = null;
    if (attendee === null) return;
    const round = this.#round;
    this.#timer = setTimeout(() => {
      this.#ask(attendee).then(
        (found) => {
          if (round === this.#round) this.offered = found;
        },
        // Without it everybody comes in one by one.
        () => undefined,
      );
    }, LOOK_AFTER_MS);
  }

  /** Opens the list of whom somebody came with, as it stands now. False where that is nobody, or too many. */
  async show(attendee: string): Promise<boolean> {
    const found = await this.#ask(attendee);
    if (!found || found.members.length === 0) return false;
    this.open = found;
    this.report = null;
    this.at = Math.max(
      0,
      found.members.findIndex((member) => member.enters),
    );
    this.choose("admit_print");
    return true;
  }

  #ask(attendee: string): Promise<GroupView | null> {
    const { commands, event, checkpoint } = this.around;
    return commands.groupOf(event.id, checkpoint, attendee);
  }

  get members(): MemberView[] {
    return this.open?.members ?? [];
  }

  /** Those for whom Rust says that it is due are ticked. */
  choose(mode: Mode): void {
    this.mode = mode;
    const due = this.members.filter((member) => (mode === "badges" ? member.collects : member.enters));
    this.ticked = due.map((member) => member.id);
  }

  move(steps: 1 | -1): void {
    this.at = Math.max(0, Math.min(this.members.length - 1, this.at + steps));
    this.moves += 1;
  }

  toggle(id: string | undefined): void {
    if (id === undefined || this.running) return;
    const others = this.ticked.filter((one) => one !== id);
    this.ticked = others.length < this.ticked.length ? others : [...this.ticked, id];
  }

  /** Everybody, or nobody where everybody is ticked. */
  toggleAll(): void {
    if (this.running) return;
    const all = this.members.map((member) => member.id);
    this.ticked = this.ticked.length === all.length ? [] : all;
  }

  heard(progress: ImportProgress): void {
    if (this.running) this.running = progress;
  }

  /** Does it with everybody who is ticked, beside whatever is scanned meanwhile. */
  async run(): Promise<GroupReport | null> {
    const members = this.members.map((member) => member.id).filter((id) => this.ticked.includes(id));
    if (this.running || members.length === 0) return null;
    const { commands, event, checkpoint } = this.around;
    this.running = { done: 0, of: members.length };
    this.stopping = false;
    try {
      const what = this.mode === "badges" ? "badges_only" : "admit";
      const admission = this.mode === "admit" ? "without_badge" : "with_badge";
      this.report = await commands.admitGroup(event.id, checkpoint, members, what, admission);
      this.seen = false;
      return this.report;
    } finally {
      this.running = null;
    }
  }

  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    try {
      await this.around.commands.cancelGroup();
    } catch (thrown) {
      this.stopping = false;
      throw thrown;
    }
  }

  close(): void {
    if (this.running) return;
    this.open = null;
    this.report = null;
  }
}
