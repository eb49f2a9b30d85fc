// What is typed into a field, heard at the field itself.
import type { Attachment } from "svelte/attachments";

/** Tells what the field holds whenever that changes, also once it is gone from the page: a scan takes its first character
    back from wherever it went, and by then the verdict before it may have closed the form. */
export function hears(taken: (value: string) => void): Attachment<HTMLInputElement> {
  return (field) => {
    field.addEventListener("input", () => taken(field.value));
  };
}
