// The page served to a browser with an invented backend instead of Rust.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const fake = (name: string) => fileURLToPath(new URL(`./dev/${name}`, import.meta.url));

// `npm run dev` shows the window in a browser, with an invented backend in the place of Rust.
export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: {
      "@tauri-apps/api/core": fake("fake-core.ts"),
      "@tauri-apps/api/event": fake("fake-event.ts"),
      "@tauri-apps/api/webview": fake("fake-webview.ts"),
    },
  },
  server: { port: 5199, strictPort: true },
  // Pictures may be taken of two working copies at once.
  preview: { strictPort: false },
});
