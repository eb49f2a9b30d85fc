// Stands in for Tauri's events while the window is looked at in a browser.
type Take = (event: { payload: unknown }) => void;

const takers = new Map<string, Set<Take>>();

export function listen(name: string, take: Take): Promise<() => void> {
  const all = takers.get(name) ?? new Set();
  takers.set(name, all.add(take));
  return Promise.resolve(() => all.delete(take));
}

/** A file that a picture drops on the window. */
window.addEventListener("dropped", (e) =>
  emit("tauri://drag-drop", { paths: [(e as CustomEvent<string>).detail] }),
);

/** Somebody who closes the window while others have their server in it. */
window.addEventListener("closing", () => emit("close-asked", null));

export function emit(name: string, payload: unknown): void {
  for (const take of takers.get(name) ?? []) take({ payload });
}
