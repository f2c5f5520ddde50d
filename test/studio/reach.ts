// What every chapter has to keep: small, readable by assistive software, nothing cut off on a phone.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { axe, inStudio, missing, root } from "./browser.js";

const site = path.join(root, "studio/dist");
const packed = (name: string): number => gzipSync(readFileSync(path.join(site, name)), { level: 9 }).length;

inStudio("the first chapter loads at most 150 KB of code, gzipped", "#/count", async (page) => {
  await page.waitForSelector("[data-ready]");
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map((e) => new URL(e.name).pathname.slice(1)));
  const code = ["index.html", ...new Set(loaded.filter((f) => /\.(js|css|svg)$/.test(f)))];
  // The worker's own imports are not listed for the page.
  for (const f of readdirSync(path.join(site, "assets"))) if (!code.includes(`assets/${f}`) && readFileSync(path.join(site, code.find((c) => c.includes("main-"))!), "utf8").includes(`from"./${f}`)) code.push(`assets/${f}`);
  assert.ok(code.length >= 3, code.join());
  const bytes = code.reduce((n, f) => n + packed(f), 0);
  assert.ok(bytes < 150_000, `${bytes} bytes: ${code.map((f) => `${f} ${packed(f)}`).join(", ")}`);
});

test("the page loads nothing from elsewhere", { skip: missing }, () => {
  for (const f of readdirSync(site, { recursive: true, encoding: "utf8" })) {
    if (!/\.(html|css)$/.test(f)) continue;
    assert.doesNotMatch(readFileSync(path.join(site, f), "utf8"), /(src|href)="(https?:)?\/|url\((https?:)?\//, f);
  }
});

for (const chapter of ["count", "step", "break", "convolution", "mnist", "yours"]) {
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
