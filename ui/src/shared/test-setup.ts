// What happy-dom has not and the window needs.
import { beforeEach } from "vitest";

beforeEach(() => {
  localStorage.clear();
});
