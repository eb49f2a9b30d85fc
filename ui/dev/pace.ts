// How fast the invented backend does what takes long.
const HALF = 0.5;
const stands = new URLSearchParams(location.search).has("slow");

/** One step of many. With `?slow` the work stands still halfway, for as long as anybody looks. */
export function step(done: number, of: number, ms = 10): Promise<void> {
  return new Promise((resolve) => {
    if (!stands || done < of * HALF) setTimeout(resolve, ms);
  });
}
