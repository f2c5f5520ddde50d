// What every chapter has to keep: small, readable by assistive software, nothing cut off on a phone.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { axe, inStudio, missing, root } from "./browser.js";

test("at most 150 KB of code, gzipped", { skip: missing }, () => {
  const site = path.join(root, "studio/dist");
  const code = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((f) => /\.(js|css|html|svg)$/.test(f));
  const bytes = code.reduce((n, f) => n + gzipSync(readFileSync(path.join(site, f)), { level: 9 }).length, 0);
  assert.ok(bytes < 150_000, `${bytes} bytes`);
});

for (const chapter of ["count", "step", "break"]) {
  inStudio(`${chapter}: axe finds nothing serious, light`, `#/${chapter}`, async (page) => {
    await page.waitForSelector("[data-ready]");
    assert.deepEqual(await axe(page), []);
  });
  inStudio(`${chapter}: axe finds nothing serious, dark; nothing is wider than a phone`, `#/${chapter}`, async (page) => {
    await page.waitForSelector("[data-ready]");
    assert.deepEqual(await axe(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  }, { viewport: { width: 360, height: 740 }, colorScheme: "dark", reducedMotion: "reduce" });
}
