// What Rust tells the window without being asked.
import { listen } from "@tauri-apps/api/event";
import type { Failure } from "../../generated/Failure";
import type { ImportProgress } from "../../generated/ImportProgress";
import type { PrintView } from "../../generated/PrintView";

export type Stop = () => void;

/** Listens until the returned function is called, also if that happens before Tauri answers. */
export function on<T>(name: string, take: (payload: T) => void): Stop {
  let stopped = false;
  let unlisten: Stop | undefined;
  listen<T>(name, (event) => {
    if (!stopped) take(event.payload);
  }).then(
    (stop) => {
      if (stopped) stop();
      else unlisten = stop;
    },
    // Without news the window still answers every question; it only hears nothing by itself.
    () => undefined,
  );
  return () => {
    stopped = true;
    unlisten?.();
  };
}

export const onImportProgress = (take: (p: ImportProgress) => void) => on("import-progress", take);
export const onDemoProgress = (take: (p: ImportProgress) => void) => on("demo-progress", take);

/** After an update everything may have to be derived anew before anything is shown: how far that is. */
export const onGettingReady = (take: (p: ImportProgress) => void) => on("getting-ready", take);
export const onPrintChanged = (take: (p: PrintView) => void) => on("print-changed", take);
/** How far the group is that is being let in, and the file of badges that is being made. */
export const onGroupProgress = (take: (p: ImportProgress) => void) => on("group-progress", take);
export const onBatchProgress = (take: (p: ImportProgress) => void) => on("batch-progress", take);
export const onChanged = (take: (p: { event: string }) => void) => on("changed", take);

/** How much of what the server has is here, while a new device catches up. */
export const onCatchingUp = (take: (p: ImportProgress) => void) => on("catching-up", take);

/** How far it is that what was done in one event is recorded again in another. */
export const onJoining = (take: (p: ImportProgress) => void) => on("joining", take);

/** An event stands otherwise with its servers. */
export const onSyncChanged = (take: (p: { event: string }) => void) => on("sync-changed", take);

/** Somebody closes the window, and other devices have their server in it. */
export const onCloseAsked = (take: () => void) => on("close-asked", take);

/** Saving stopped working, or works again: why the last thing was not saved. */
export const onSaving = (take: (unsaved: Failure | null) => void) => on("saving", take);

/** A file was dropped on the window: its path. */
export const onFileDropped = (take: (path: string) => void) =>
  on<{ paths: string[] }>("tauri://drag-drop", ({ paths }) => {
    const [first] = paths;
    if (first !== undefined) take(first);
  });
