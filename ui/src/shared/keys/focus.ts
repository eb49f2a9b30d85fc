// Where the focus was, for when what took it has gone.

/** Nobody has the focus: what had it is gone. */
export function isFocusFree(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** Remembers who has the focus now. The answer gives it back, unless somebody else took it meanwhile; false where
    whoever had it is gone too. */
export function rememberFocus(): () => boolean {
  const before = document.activeElement;
  return () => {
    if (!isFocusFree()) return true;
    if (!(before instanceof HTMLElement) || !before.isConnected || before === document.body) return false;
    before.focus();
    return true;
  };
}
