// npm run studio:screenshots: pictures of every chapter into build/screenshots/, at both sizes, light and dark, as the page opens
// (the first word of their names says the chapter) and after some training (…-trained). Words choose chapters:
// npm run studio:screenshots -- count step. `--whole`: whole pages instead of what is in view.

import { spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./files.mjs";
import { stop } from "./setup.mjs";
import { ensureStudio } from "./studio.mjs";

const words = process.argv.slice(2).filter((a) => !a.startsWith("--"));
const whole = process.argv.includes("--whole");
const out = path.join(root, "build/screenshots");

const executablePath = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
  .map((name) => `/usr/bin/${name}`)
  .find((p) => {
    try {
      accessSync(p, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
if (executablePath === undefined)
  stop("Pictures are made by a browser that is installed: Chromium or Chrome. None is here.");

ensureStudio();
mkdirSync(out, { recursive: true });
const { chromium } = await import("playwright-core");
const server = spawn(process.execPath, [path.join(root, "dist/cli/main-node.js"), "studio", "--port", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
process.once("exit", () => server.kill());
const address = await new Promise((resolve) => {
  server.stdout.on("data", (chunk) => {
    const at = /http:\/\/localhost:\d+\//.exec(String(chunk));
    if (at !== null) resolve(at[0]);
  });
});
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

// The chapters as the page names them.
const table = readFileSync(path.join(root, "studio/src/state/url.svelte.ts"), "utf8");
const chapters = [...table.matchAll(/\{ id: "(\w+)", title: /g)].map(([, id]) => id).concat("words");

for (const chapter of chapters.filter((c) => words.length === 0 || words.includes(c))) {
  for (const [width, height] of [
    [1280, 720],
    [360, 740],
  ]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
      page.on("pageerror", (e) => console.error(`${chapter}: ${e.message}`));
      await page.goto(`${address}#/${chapter}`);
      await page.waitForSelector("[data-ready]");
      await page.waitForTimeout(400);
      const picture = (what) =>
        page.screenshot({
          path: path.join(out, `${chapter}-${width}x${height}-${colorScheme}${what}.png`),
          fullPage: whole,
        });
      await picture("");
      const train = page.locator("[data-chapter]:not([hidden]) .stage button.primary").first();
      if ((await train.count()) > 0) {
        await train.click();
        await page.waitForTimeout(2500);
        await picture("-trained");
      }
      await page.close();
    }
  }
  console.log(`${chapter}: build/screenshots/${chapter}-*.png`);
}
await browser.close();
server.kill();
process.exit(0);
