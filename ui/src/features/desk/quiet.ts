// Looks again once it is quiet, and now and then where it never is: while a file is imported, or scan follows scan.

export const QUIET_MS = 300;
export const AT_LATEST_MS = 2_000;

export interface Again {
  /** Something was written. */
  news: () => void;
  stop: () => void;
}

export function onceQuiet(look: () => void): Again {
  let quiet: ReturnType<typeof setTimeout> | undefined;
  let latest: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    clearTimeout(quiet);
    clearTimeout(latest);
    latest = undefined;
  };
  const now = () => {
    stop();
    look();
  };
  const news = () => {
    clearTimeout(quiet);
    quiet = setTimeout(now, QUIET_MS);
    latest ??= setTimeout(now, AT_LATEST_MS);
  };
  return { news, stop };
}
