import { expect, test } from "vitest";
import { labelFor } from "./label";

test.each([
  ["Basque Open Industry 2026", "basque-open-industry-2026"],
  ["  Feria de Muestras, 3.ª edición ", "feria-de-muestras-3-edicion"],
  ["Iruñeko Azoka", "iruneko-azoka"],
  ["名古屋", ""],
])("%j becomes %j", (name, label) => {
  expect(labelFor(name)).toBe(label);
});
