// Enter sends a form from whatever field the cursor is in.

/** A list of choices would open by it, though the button says what it does: the arrows and the space bar open it too. */
export function enterSends(e: KeyboardEvent): void {
  const { target } = e;
  if (e.key !== "Enter" || e.ctrlKey || e.altKey || e.metaKey || !(target instanceof HTMLSelectElement))
    return;
  e.preventDefault();
  if (!e.repeat) target.form?.requestSubmit();
}
