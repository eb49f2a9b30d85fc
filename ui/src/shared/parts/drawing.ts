// When a badge is drawn: in a moment, and only where somebody still looks.
import type { BadgePreview } from "../../generated/BadgePreview";

/** Somebody who runs down a list with the arrow keys asks for no drawing of each row. */
const DRAW_AFTER_MS = 120;

/** Draws in a moment. The answer, an effect's own, calls it off: what is still on its way is not taken. */
export function drawSoon(draw: () => Promise<BadgePreview>, take: (made: BadgePreview) => void): () => void {
  let gone = false;
  const timer = setTimeout(() => {
    draw().then(
      (made) => {
        if (!gone) take(made);
      },
      () => undefined,
    );
  }, DRAW_AFTER_MS);
  return () => {
    gone = true;
    clearTimeout(timer);
  };
}
