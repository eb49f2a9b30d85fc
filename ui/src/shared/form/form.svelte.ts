// A person being typed: a walk-in, a correction or a substitute. Rust looks at every state of it.
import type { BadgePreview } from "../../generated/BadgePreview";
import type { Checked } from "../../generated/Checked";
import type { LeadSharing } from "../../generated/LeadSharing";
import type { PersonForm } from "../../generated/PersonForm";
import type { PersonView } from "../../generated/PersonView";
import type { DeskCommands } from "../api/commands";

/** What a form asks of Rust while it is typed. */
export type FormCommands = Pick<DeskCommands, "checkForm" | "companies" | "previewForm">;

export type Purpose = "walk_in" | "correct" | "substitute";

/** The fields that hold text. */
export type TextField =
  | "given_name"
  | "family_name"
  | "full_name"
  | "company"
  | "job_title"
  | "email"
  | "phone"
  | "country"
  | "language"
  | "category";

export const textFields: readonly TextField[] = [
  "given_name",
  "family_name",
  "full_name",
  "company",
  "job_title",
  "email",
  "phone",
  "country",
  "language",
  "category",
];

const CHECK_AFTER_MS = 150;

type Texts = Record<TextField, string>;

function emptyTexts(category: string): Texts {
  const texts = Object.fromEntries(textFields.map((f) => [f, ""])) as Texts;
  return { ...texts, category };
}

function textsOf(person: PersonView): Texts {
  return Object.fromEntries(textFields.map((field) => [field, person[field]])) as Texts;
}

export class Form {
  texts = $state<Texts>(emptyTexts(""));
  leadSharing = $state<LeadSharing | null>(null);
  privacyNotice = $state(false);
  checked = $state.raw<Checked>({ problems: {}, suggestions: {}, likely: [], open: [], company_people: 0 });
  /** The badge as it would print if it were saved now; nothing where it cannot be drawn. */
  preview = $state.raw<BadgePreview | null>(null);
  companies = $state.raw<string[]>([]);
  saving = $state(false);
  /** Counts how often it could not be saved. */
  failures = $state(0);
  /** Somebody left it and took it up again. */
  isDraft = $state(false);
  /** What may stay open was asked for. */
  askedOnce = $state(false);
  /** Rust has it: there is nothing to keep. */
  done = false;
  /** Problems are shown where somebody has been, and everywhere once saving was tried. */
  visited = $state<TextField[]>([]);
  tried = $state(false);
  #before: Texts;
  #leadBefore: LeadSharing | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  /** The company that was asked about last. */
  #counted = $state("");
  /** The texts that `checked` answers. */
  #answered = $state.raw<Texts>(emptyTexts(""));

  constructor(
    readonly purpose: Purpose,
    /** Whom it corrects or replaces. */
    readonly person: PersonView | null,
    category: string,
    private readonly commands: FormCommands,
    private readonly event: string,
  ) {
    this.#leadBefore = person && purpose === "correct" ? person.lead_sharing : null;
    if (person && purpose === "correct") this.#before = textsOf(person);
    else this.#before = { ...emptyTexts(person?.category ?? category), company: person?.company ?? "" };
    this.texts = { ...this.#before };
    this.leadSharing = this.#leadBefore;
  }

  /** The person was registered with one text for the whole name: that is what is corrected. */
  get isOneName(): boolean {
    const { given_name, family_name, full_name } = this.#before;
    return given_name === "" && family_name === "" && full_name !== "";
  }

  /** The name as it stands in the fields. */
  get name(): string {
    const { given_name, family_name, full_name } = this.texts;
    return this.isOneName ? full_name : `${given_name} ${family_name}`.trim();
  }

  /** How many others of the company are registered; of a company that is still being typed that is not known. */
  get companyPeople(): number {
    return this.#counted === this.texts.company ? this.checked.company_people : 0;
  }

  /** As it was before anybody typed. */
  empty(): void {
    this.texts = { ...this.#before };
    this.leadSharing = this.#leadBefore;
    this.privacyNotice = false;
    this.isDraft = false;
    this.askedOnce = false;
    this.tried = false;
    this.visited = [];
    this.companies = [];
    this.#checkSoon();
  }

  /** Text that was typed in the search goes where it belongs. */
  carry(text: string): void {
    const words = text
      .trim()
      .split(/\s+/)
      .filter((w) => w !== "");
    const [first, ...rest] = words;
    if (first === undefined) return;
    if (first.includes("@")) this.set("email", first);
    else {
      this.set("given_name", first);
      this.set("family_name", rest.join(" "));
    }
  }

  set(field: TextField, value: string): void {
    this.texts[field] = value;
    this.#checkSoon();
    if (field === "company") void this.#complete(value);
  }

  tickNotice(ticked: boolean): void {
    this.privacyNotice = ticked;
    this.#checkSoon();
  }

  chooseSharing(choice: LeadSharing | null): void {
    this.leadSharing = choice;
    this.#checkSoon();
  }

  visit(field: TextField): void {
    if (!this.visited.includes(field)) this.visited.push(field);
  }

  /** The problem to show beside a field, as its code. */
  problem(field: TextField): string | null {
    if (!this.tried && !(this.visited.includes(field) && this.texts[field] !== "")) return null;
    return this.checked.problems[field] ?? null;
  }

  /** What was probably meant by the text that stands in a field now. */
  suggestion(field: TextField): string | null {
    return this.#answered[field] === this.texts[field] ? (this.checked.suggestions[field] ?? null) : null;
  }

  /** The first field with a suggestion, for Alt+C. */
  get suggested(): [TextField, string] | null {
    for (const field of textFields) {
      const value = this.suggestion(field);
      if (value !== null) return [field, value];
    }
    return null;
  }

  accept(): void {
    const suggested = this.suggested;
    if (suggested) this.take(...suggested);
  }

  /** Puts what was offered for a field into it; it is offered no more, and the next Alt+C means the next field. */
  take(field: TextField, suggestion: string): void {
    this.set(field, suggestion);
    const others = Object.entries(this.checked.suggestions).filter(([name]) => name !== field);
    this.checked = { ...this.checked, suggestions: Object.fromEntries(others) };
  }

  /** What Rust gets: for a correction only what was changed, otherwise everything that was typed. */
  get value(): PersonForm {
    const correcting = this.purpose === "correct";
    const text = (field: TextField): string | null => {
      const typed = this.texts[field];
      if (correcting) return typed === this.#before[field] ? null : typed;
      return typed === "" ? null : typed;
    };
    const lead = correcting && this.leadSharing === this.#leadBefore ? null : this.leadSharing;
    return {
      given_name: text("given_name"),
      family_name: text("family_name"),
      company: text("company"),
      job_title: text("job_title"),
      email: text("email"),
      phone: text("phone"),
      country: text("country"),
      language: text("language"),
      category: text("category"),
      lead_sharing: lead,
      full_name: text("full_name"),
      privacy_notice: correcting ? null : this.privacyNotice,
    };
  }

  /** Nothing in it is somebody's doing. A category alone says nothing of a person who is not registered yet. */
  get untouched(): boolean {
    const { category, ...texts } = this.texts;
    const isAsBefore = this.purpose !== "correct" || category === this.#before.category;
    const fields = Object.keys(texts) as (keyof typeof texts)[];
    const said = this.leadSharing !== this.#leadBefore || this.privacyNotice;
    return isAsBefore && !said && fields.every((f) => texts[f].trim() === this.#before[f].trim());
  }

  /** The first time it is saved without a choice that Rust would have asked for, that is asked; then it may stay open. */
  async asksOnce(): Promise<boolean> {
    if (this.askedOnce) return false;
    await this.check().catch(() => undefined);
    const { problems, open } = this.checked;
    if (open.length === 0 || Object.keys(problems).length > 0) return false;
    this.askedOnce = true;
    return true;
  }

  /** Asks Rust about the form as it is now; older answers are dropped. */
  async check(): Promise<void> {
    clearTimeout(this.#timer);
    this.#round += 1;
    const round = this.#round;
    const texts = { ...this.texts };
    const asked = this.commands.checkForm(this.event, this.value, this.person?.id ?? null);
    void this.#draw(round);
    const checked = await asked;
    if (round !== this.#round) return;
    this.checked = checked;
    this.#counted = texts.company;
    this.#answered = texts;
  }

  /** Nobody waits for the drawing: a form is checked and saved without it. */
  async #draw(round: number): Promise<void> {
    const preview = await this.commands
      .previewForm(this.event, this.value, this.person?.id ?? null)
      .catch(() => null);
    if (round === this.#round) this.preview = preview;
  }

  #checkSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.check().catch(() => undefined);
    }, CHECK_AFTER_MS);
  }

  async #complete(text: string): Promise<void> {
    const companies =
      text.trim() === "" ? [] : await this.commands.companies(this.event, text).catch(() => []);
    if (this.texts.company === text) this.companies = companies;
  }

  /** No more questions to Rust. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
  }
}
