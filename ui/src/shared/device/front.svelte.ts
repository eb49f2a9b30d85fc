// Whether the window is in front: a scanner types into whatever is.

/** A window that is behind for less is not worth a word: a list of choices opens a window of its own. */
const BEHIND_AFTER_MS = 250;

class Front {
  #behind = $state(false);

  /** Keys go to another window. */
  get behind(): boolean {
    return this.#behind;
  }

  /** Watches until the returned function is called. */
  watch(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (isInFront()) this.#behind = false;
      else timer = setTimeout(() => (this.#behind = !isInFront()), BEHIND_AFTER_MS);
    };
    look();
    window.addEventListener("focus", look);
    window.addEventListener("blur", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("focus", look);
      window.removeEventListener("blur", look);
      document.removeEventListener("visibilitychange", look);
    };
  }
}

function isInFront(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

export const front = new Front();
