// What every chapter has to keep: small, readable by assistive software, nothing cut off on a phone.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { readZip } from "#src/serialize/zip-read.js";
import { address, axe, downloaded, inStudio, missing, programText, root } from "./browser.js";

const site = path.join(root, "studio/dist");
const packed = (name: string): number => gzipSync(readFileSync(path.join(site, name)), { level: 9 }).length;

/** The files of the site that a file of it imports at once, with those that they import. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  if (name.endsWith(".js"))
    for (const [, f] of readFileSync(path.join(site, name), "utf8").matchAll(/(?:from|import)"\.\/([\w.-]+)"/g))
      withImports(`assets/${f}`, found);
  return found;
}

for (const [chapter, most] of [
  ["count", 150_000],
  ["step", 250_000],
  ["break", 250_000],
  ["bend", 250_000],
  ["convolution", 250_000],
  ["mnist", 250_000],
  ["gpt", 250_000],
  ["yours", 250_000],
] as const) {
  inStudio(
    `${chapter}: a direct link loads at most ${most / 1000} KB of code, gzipped, no other chapter's trainer, and shows no number before it is known`,
    "about:blank",
    async (page) => {
      await page.addInitScript(noteUnknown, null);
      // The mistake that comes first ends in losses that are nan; this one does not.
      await page.goto(`${address()}#/${chapter}${chapter === "break" ? "?what=softmax" : ""}`);
      await page.waitForSelector("[data-ready]");
      const loaded = await page.evaluate(() =>
        performance
          .getEntriesByType("resource")
          .map((e) => new URL(e.name).pathname.slice(1))
          .filter((f) => /\.(js|css|svg)$/.test(f)),
      );
      // What a worker imports is not listed for the page: what it imports at once, and what it loads for this chapter.
      const code = new Set(["index.html"]),
        own = {
          count: "",
          step: "slow",
          break: "broken",
          bend: "bend",
          convolution: "conv",
          mnist: "mnist",
          gpt: "gpt",
          yours: "yours",
        }[chapter];
      for (const f of loaded) withImports(f, code);
      const later = [...code].find((f) => f.startsWith("assets/later-"));
      if (later !== undefined) {
        const text = readFileSync(path.join(site, later), "utf8");
        for (const f of readdirSync(path.join(site, "assets")))
          if (f.startsWith(`${own}-`) && text.includes(`"./${f}"`)) withImports(`assets/${f}`, code);
      }
      assert.equal(
        [...code].some((f) => f.startsWith("assets/main-")),
        chapter === "count",
        [...code].join(),
      );
      assert.equal(later !== undefined, chapter !== "count");
      const bytes = [...code].reduce((n, f) => n + packed(f), 0);
      assert.ok(
        code.size >= 3 && bytes < most,
        `${bytes} bytes: ${[...code].map((f) => `${f} ${packed(f)}`).join(", ")}`,
      );
      // What is asked once the page is ready has been answered, too.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3 * 100)));
      assert.deepEqual(await page.evaluate(() => (window as unknown as { unknown: string[] }).unknown), []);
    },
    { late: 100 },
  );
}

/** In the page: keeps every text of a chapter that shows a number that is not one, however short it stands there. */
function noteUnknown(): void {
  const noted: string[] = ((window as unknown as { unknown: string[] }).unknown = []);
  new MutationObserver(() => {
    for (const e of document.querySelectorAll("main :is(p, li, td, span, b, data, text)"))
      if (/\b(nan|undefined|null|Infinity)\b/i.test(e.textContent!) && e.closest(".code, .prose") === null)
        noted.push(e.textContent!);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

test("the page loads nothing from elsewhere", { skip: missing }, () => {
  for (const f of readdirSync(site, { recursive: true, encoding: "utf8" })) {
    if (!/\.(html|css)$/.test(f)) continue;
    assert.doesNotMatch(readFileSync(path.join(site, f), "utf8"), /(src|href)="(https?:)?\/|url\((https?:)?\//, f);
  }
});

inStudio(
  "continued as a project: every program type-checks with the project's own settings, and runs",
  "about:blank",
  async (page) => {
    // Inside of this package, where the types of Node are; "kindling" is installed as a link.
    const folder = mkdtempSync(path.join(root, "build/studio-projects-"));
    mkdirSync(path.join(folder, "node_modules"));
    symlinkSync(root, path.join(folder, "node_modules/kindling"), "junction");
    try {
      const projects: string[] = [];
      const places = [
        "count",
        "step",
        "break?what=dead-relu",
        "break?what=softmax",
        "bend?layers=3+2",
        "convolution",
        "mnist",
        "gpt",
        "yours?data=rings",
        "yours?data=wave&layers=8+ReLU+drop0.1",
      ];
      for (const place of places) {
        await page.goto(`${address()}#/${place}`);
        await page.waitForSelector(`a[aria-current][href="#/${place.split("?")[0]!}"]`);
        await page.waitForSelector("[data-ready]");
        const { name, file } = await downloaded(page, "button:has-text('As a project')");
        assert.match(name, /^[a-z]+\.zip$/);
        const project = path.join(folder, String(projects.push(place)));
        for (const [entry, { data }] of readZip(readFileSync(file))) {
          const to = path.join(project, entry.slice(entry.indexOf("/") + 1));
          mkdirSync(path.dirname(to), { recursive: true });
          writeFileSync(to, data);
        }
        assert.equal(
          readFileSync(path.join(project, "main.ts"), "utf8").trimEnd(),
          (await programText(page)).trimEnd(),
        );
        assert.equal(
          (JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")) as { scripts: { start: string } })
            .scripts.start,
          "tsc && node --enable-source-maps main.js",
        );
        await page.goto("about:blank");
      }
      // All at once: one run of the compiler, with what each says of itself.
      const settings = new Set(
        projects.map((_, i) => readFileSync(path.join(folder, String(i + 1), "tsconfig.json"), "utf8")),
      );
      assert.equal(settings.size, 1);
      writeFileSync(path.join(folder, "tsconfig.json"), [...settings][0]!.replace('"*.ts"', '"*/*.ts"'));
      writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
      const done = spawnSync(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
        encoding: "utf8",
      });
      assert.equal(done.stdout + done.stderr, "");
      for (const [i, place] of projects.entries()) {
        if (!/count|convolution|wave/.test(place)) continue; // the other chapters' tests run their programs
        const ran = spawnSync(process.execPath, ["main.js"], {
          cwd: path.join(folder, String(i + 1)),
          encoding: "utf8",
        });
        assert.equal(ran.status, 0, ran.stderr);
      }
      assert.ok(existsSync(path.join(folder, String(projects.length), "cnn.pt")));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

inStudio(
  "the tour leads through a chapter and on to the next, by keys alone, and can be left",
  "#/count",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    await page.press("button:has-text('Show me around')", "Enter");
    for (let i = 0; i < 5; i++) {
      await page.waitForSelector(`[data-tour='${i}']`);
      await page.waitForSelector(".toured");
      if (i < 4) await page.press("[data-tour] button:has-text('Next')", "Enter");
    }
    await page.press("[data-tour] a", "Enter");
    await page.waitForSelector("a[aria-current][href='#/step']");
    await page.waitForSelector("[data-tour='0']");
    await page.press("[data-tour]", "Escape");
    await page.waitForFunction(
      () => document.querySelector("[data-tour]") === null && document.querySelector(".toured") === null,
      null,
    );
  },
  { reducedMotion: "reduce" },
);

for (const chapter of ["count", "step", "break", "bend", "convolution", "mnist", "gpt", "yours"]) {
  inStudio(
    `${chapter}: axe finds nothing serious, light or dark; nothing is wider than a phone; keys reach everything`,
    `#/${chapter}`,
    async (page) => {
      await page.waitForSelector("[data-ready]");
      assert.deepEqual(await axe(page), []);
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      await page.setViewportSize({ width: 360, height: 740 });
      assert.deepEqual(await axe(page), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
      // Whatever answers to a pointer has the focus once on the way through, and none is left out of the order.
      assert.deepEqual(
        await page.evaluate(() =>
          [
            ...document.querySelectorAll<HTMLElement>(
              "main :is(button, a, input, select, textarea, summary, [role=application])",
            ),
          ]
            .filter((e) => e.tabIndex < 0 && !(e as HTMLButtonElement).disabled)
            .map((e) => e.outerHTML),
        ),
        [],
      );
    },
  );
}
