// What axe-core finds on a scene.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Everything, and targets under 24 px, which axe-core looks for only when asked. */
export const everything = { rules: { "target-size": { enabled: true } } };
/** What changes with the theme alone. */
export const contrast = { runOnly: ["color-contrast"] };

export async function axe(page, options) {
  await page.evaluate(`globalThis.axe ?? (() => { ${source} })()`);
  const violations = await page.evaluate(async (given) => {
    const { violations } = await globalThis.axe.run({ resultTypes: ["violations"], ...given });
    return violations.map(({ id, nodes }) => ({ id, targets: nodes.map((n) => `${n.target}`) }));
  }, options);
  return violations.map(({ id, targets }) => `${id}: ${targets.join(" | ")}`);
}
