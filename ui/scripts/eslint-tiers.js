// The tiers of the window: shared → features → app. Nothing imports upwards, and no feature another.
import path from "node:path";

/** `shared`, `app`, `generated`, `paraglide` or `features/desk`; null outside src. */
function tierOf(file) {
  const parts = file.split(path.sep);
  const src = parts.lastIndexOf("src");
  if (src < 0) return null;
  const [first, second] = parts.slice(src + 1);
  return first === "features" ? `features/${second}` : first;
}

const tiers = {
  meta: {
    type: "problem",
    docs: { description: "imports go from app to features to shared, never back or across" },
    schema: [],
    messages: { upwards: "{{from}} may not import {{to}}: shared → features → app." },
  },
  create(context) {
    const from = tierOf(context.filename);
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== "string" || !source.startsWith(".") || from === null) return;
      const to = tierOf(path.resolve(path.dirname(context.filename), source));
      if (to === null || to === from || from === "app" || from === "main.ts") return;
      const below = ["shared", "generated", "paraglide"];
      const fine = from === "shared" ? below.slice(1).includes(to) : below.includes(to);
      if (!fine) context.report({ node, messageId: "upwards", data: { from, to } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default { rules: { tiers } };
