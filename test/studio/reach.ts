// What every chapter has to keep: small, readable by assistive software, nothing cut off on a phone.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { address, axe, inStudio, missing, programText, root } from "./browser.js";

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

inStudio("the programs beside type-check in a project of their own", "about:blank", async (page) => {
  const folder = mkdtempSync(path.join(root, "build/studio-programs-"));
  try {
    const places = ["count", "step", "break?what=dead-relu", "break?what=softmax", "convolution", "mnist", "yours?data=rings", "yours?data=wave&layers=8+ReLU+drop0.1"];
    for (const [i, place] of places.entries()) {
      await page.goto(`${address()}#/${place}`);
      await page.waitForSelector(`a[aria-current][href="#/${place.split("?")[0]!}"]`);
      await page.waitForSelector("[data-ready]");
      writeFileSync(path.join(folder, `p${i}.ts`), await programText(page));
      await page.goto("about:blank");
    }
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", strict: true, noEmit: true, types: ["node"] }, include: ["*.ts"] }));
    const done = spawnSync(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
    assert.equal(done.stdout + done.stderr, "");
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
