import { expect, test } from "vitest";
import { langOf } from "./lang";

test("of a text whose origin nobody knows the letters alone are told", () => {
  expect(langOf("Олена")).toBe("und-Cyrl");
  expect(langOf("田中 美咲")).toBe("und-Hani");
  expect(langOf("Itziar")).toBeUndefined();
});

test.each([
  ["Itziar Mendizabal", { country: "ES", language: "ja" }, undefined],
  ["Олена Коваленко", { country: "UA", language: "es" }, "und-Cyrl"],
  ["Γιώργος Παπαδόπουλος", { country: "", language: "" }, "el"],
  ["田中 みさき", { country: "", language: "" }, "ja"],
  ["田中 美咲", { country: "JP", language: "en" }, "ja"],
  ["王 小明", { country: "CN", language: "es" }, "zh"],
  ["王 小明", { country: "", language: "zh-Hant" }, "zh"],
  ["김 민준", { country: "", language: "es" }, "ko"],
  ["محمد", { country: "", language: "" }, "und-Arab"],
])("%s of %o is tagged %s, whatever language its badge has", (text, origin, tag) => {
  expect(langOf(text, origin)).toBe(tag);
});
