// What happy-dom has not and the window needs; and each test begins with a window that was just opened.
import { beforeEach } from "vitest";
import { dropAllDrafts } from "./form/drafts";

beforeEach(() => {
  localStorage.clear();
  dropAllDrafts();
});
