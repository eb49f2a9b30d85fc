import { beforeEach, describe, expect, test } from "vitest";
import { language } from "../../shared/i18n/language.svelte";
import { reasonWords, stageReason, type Here } from "./reasons";
import { answer, NOW } from "./testing";

const here: Here = { language: "es", timeZone: "Europe/Madrid", now: NOW };

beforeEach(() => {
  language.now = "es";
});

describe("a reason", () => {
  test("names the days that a registration is for", () => {
    const params = { days: "2026-11-25,2026-11-26" };
    expect(reasonWords({ code: "other_day", params }, here)).toBe("Vale para: miércoles 25 y jueves 26.");
  });

  test("tells a moment of today by its time and another by its day", () => {
    const today = { from: String(Date.UTC(2026, 10, 24, 11, 0)) };
    expect(reasonWords({ code: "too_early", params: today }, here)).toBe("Vale desde: 12:00.");
    const tomorrow = { from: String(Date.UTC(2026, 10, 25, 8, 30)) };
    expect(reasonWords({ code: "too_early", params: tomorrow }, here)).toBe("Vale desde: 25 nov, 9:30.");
  });

  test("says more where more is known", () => {
    expect(reasonWords({ code: "event_other", params: {} }, here)).toBe("Esta entrada es de otro evento.");
    expect(reasonWords({ code: "event_other", params: { event: "BIEMH" } }, here)).toBe(
      "Esta entrada es de BIEMH.",
    );
  });

  test("without words says nothing rather than a hole", () => {
    expect(reasonWords({ code: "brand_new", params: {} }, here)).toBe("");
    expect(reasonWords({ code: "room_full", params: {} }, here)).toBe("");
  });
});

describe("the stage", () => {
  test("says nothing of why somebody is blocked: the public can see it", () => {
    const blocked = answer({ verdict: "blocked", reasons: [{ code: "blocked", params: { why: "Theft" } }] });
    expect(stageReason(blocked, here)).toBe("");
  });

  test("says since when and where somebody is inside", () => {
    const inside = answer({ verdict: "already_in", since: NOW - 49 * 60_000, since_device: "Mostrador 1" });
    expect(stageReason(inside, here)).toBe("Ha entrado hoy a las 9:52, hace 49 min, en Mostrador 1");
  });

  test("says that whoever left does not come in again where an entrance admits once", () => {
    const reasons = [{ code: "admitted_before", params: {} }];
    const left = answer({ verdict: "already_in", since: NOW - 49 * 60_000, reasons });
    expect(stageReason(left, here)).toBe(
      "Ha entrado hoy a las 9:52, hace 49 min. Salió, y este acceso solo deja entrar una vez.",
    );
  });

  test("shows what the operator must ask for", () => {
    const pending = answer({ pending: true, attention: "Pedir documento" });
    expect(stageReason(pending, here)).toBe("Pedir documento");
  });

  test("says what cannot be checked yet, where that is why somebody has to confirm", () => {
    const reasons = ["details_follow", "signer_unseen", "category_unseen"].map((code) => ({
      code,
      params: {},
    }));
    const unseen = answer({ pending: true, attention: null, details_follow: true, reasons });
    expect(stageReason(unseen, here)).toBe(
      "La entrada aún no se puede comprobar: falta su clave. Aún no se sabe si esta categoría puede pasar por aquí.",
    );
  });
});
