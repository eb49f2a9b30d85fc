// How fast the invented backend does what takes long.
const HALF = 0.5;
const stands = new URLSearchParams(location.search).has("slow");

let goOn: (() => void) | undefined;

/** One step of many. With `?slow` the work stands still halfway, until somebody stops it. */
export function step(done: number, of: number, ms = 10): Promise<void> {
  return new Promise((resolve) => {
    if (!stands || done < of * HALF) setTimeout(resolve, ms);
    else goOn = resolve;
  });
}

/** Work that was stopped comes to its end. */
export const endSteps = (): void => goOn?.();
