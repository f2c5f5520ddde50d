// In a real browser: every op's samples on both engines, a compiled training run, and large products, with and without
// cross-origin isolation. The browser is the system's Chromium; nothing is downloaded.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { readGolden } from "../goldens.js";
import { noChromium, openChromium } from "../chromium.js";
import { patient } from "../patience.js";
import type * as page from "./page.js";

const root = path.resolve(import.meta.dirname, "../../..");
const html = (name: string): string => `<!doctype html><meta charset="utf-8"><title>kindling</title>
<script type="importmap">{ "imports": { "kindling": "/dist/browser.js", "#src/": "/dist/" } }</script>
<script type="module">import * as page from "${name}"; globalThis.page = page;</script>`;

/** Serves the built files on the loopback interface; with `isolated`, under the headers that allow shared memory. */
async function serve(isolated: boolean): Promise<Server> {
  const server = createServer((request, response) => {
    const headers: Record<string, string> = isolated
      ? { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }
      : {};
    const { pathname } = new URL(request.url!, "http://localhost");
    if (pathname === "/") {
      response.writeHead(200, { ...headers, "Content-Type": "text/html" }).end(html("/build/test/browser/page.js"));
      return;
    }
    const file = path.join(root, path.normalize(pathname));
    if (!/^\/(dist|build\/test)\/[\w./-]+\.js$/.test(pathname)) {
      response.writeHead(404).end();
      return;
    }
    readFile(file).then(
      (bytes) => response.writeHead(200, { ...headers, "Content-Type": "text/javascript" }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}

declare global {
  interface Window {
    page: typeof page | undefined;
  }
}

describe("in Chromium", { skip: noChromium }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openChromium();
  });
  after(() => browser.close());

  for (const isolated of [false, true]) {
    describe(isolated ? "with cross-origin isolation" : "without cross-origin isolation", () => {
      let server: Server, tab: Page;
      const errors: string[] = [];
      before(async () => {
        server = await serve(isolated);
        tab = patient(await browser.newPage());
        tab.on("pageerror", (e) => errors.push(String(e)));
        tab.on("console", (m) => {
          if (m.type() === "error") errors.push(`${m.text()} ${m.location().url}`);
        });
        await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
        await tab
          .waitForFunction(() => window.page !== undefined)
          .catch((e: unknown) => assert.fail(`${String(e)}\n${errors.join("\n")}`));
        assert.equal(await tab.evaluate(() => window.crossOriginIsolated), isolated);
      });
      after(async () => {
        await tab.close();
        server.close();
      });

      test("every op computes on wasm what it computes on js", async () => {
        const { looked, problems } = await tab.evaluate(() => window.page!.conformance());
        assert.deepEqual(problems, []);
        assert.ok(looked > 500, `${looked} samples`);
      });
      test("a compiled training run has PyTorch's losses", async () => {
        const { seed, losses } = readGolden<{ seed: number; losses: [number, number][] }>("weekend");
        const got = await tab.evaluate((s) => window.page!.weekend(s, 3000), seed);
        const known = losses.filter(([i]) => i < got.length);
        assert.ok(known.length > 100);
        for (const [i, want] of known)
          assert.ok(
            Math.abs(got[i]! - want) <= 1e-8 + 1e-5 * Math.abs(want),
            `loss of step ${i}: ${got[i]} in the browser, ${want} in PyTorch`,
          );
      });
      test("large products are right, whatever their sizes", async () => {
        for (const [m, k, n] of [
          [256, 256, 256],
          [130, 70, 301],
          [1, 5000, 200],
          [511, 3, 400],
        ] as const) {
          const worst = await tab.evaluate((s) => window.page!.product(...s), [m, k, n] as [number, number, number]);
          assert.ok(worst < 2e-6 * k + 1e-4, `${m}×${k}×${n}: off by ${worst}`);
        }
      });
      test("JSON, copies and messages say the same as in Node", async () => {
        const said = await tab.evaluate(() => window.page!.copies());
        assert.equal(said["json"], "[[1,2]]");
        assert.match(said["modelJson"]!, /JSON cannot hold a Linear/);
        for (const how of ["clone", "post"])
          assert.match(said[how]!, /DataCloneError: .*This cannot be cloned or posted: send saveBytes\(x\)/, how);
        assert.match(
          said["model"]!,
          /DataCloneError: [\s\S]*A model cannot be cloned or posted: send saveBytes\(model\)/,
        );
        for (const how of ["safetensors", "path"]) assert.match(said[how]!, /browsers have no file paths/, how);
      });
      test("nothing was said on the console", () =>
        assert.deepEqual(
          errors.filter((e) => !e.includes("favicon")),
          [],
        ));
    });
  }
});
