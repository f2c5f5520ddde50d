// Pages whose Content-Security-Policy has no 'unsafe-eval': kernels run on WebAssembly where 'wasm-unsafe-eval' allows it,
// and interpreted otherwise. The page gets the bundle, as users do.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { noChromium, openChromium } from "../chromium.js";
import { patient } from "../patience.js";
import { all, type Did } from "./csp-page.js";

const root = path.resolve(import.meta.dirname, "../../..");
/** Serves a page with this policy. An import map in the page would be a script of its own, so names are replaced in the files. */
async function serve(policy: string, isolated: boolean): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    const send = (type: string, body: string): void => {
      response
        .writeHead(200, {
          "Content-Type": type,
          "Content-Security-Policy": policy,
          ...(isolated
            ? { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }
            : {}),
        })
        .end(body);
    };
    if (pathname === "/") {
      send(
        "text/html",
        `<!doctype html><meta charset="utf-8"><title>kindling</title><script type="module" src="/start.js"></script>`,
      );
      return;
    }
    if (pathname === "/start.js") {
      send("text/javascript", `import { all } from "/build/test/browser/csp-page.js"; globalThis.did = all();`);
      return;
    }
    if (!/^\/(dist\/bundle|build\/test)\/[\w./-]+\.js$/.test(pathname)) {
      response.writeHead(404).end();
      return;
    }
    readFile(path.join(root, path.normalize(pathname)), "utf8").then(
      (text) => send("text/javascript", text.replaceAll('from "kindling"', 'from "/dist/bundle/browser.js"')),
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
    did: Did | undefined;
  }
}

const near = (got: readonly number[], want: readonly number[], what: string): void => {
  assert.equal(got.length, want.length);
  want.forEach((w, i) =>
    assert.ok(Math.abs(got[i]! - w) <= 1e-5 + 1e-4 * Math.abs(w), `${what} ${i}: ${got[i]} in the page, ${w} in Node`),
  );
};

describe("in a page with a Content-Security-Policy", { skip: noChromium }, () => {
  let browser: Browser, here: Did;
  before(async () => {
    browser = await openChromium();
    here = all();
    assert.deepEqual(here.said, []);
  });
  after(() => browser.close());

  for (const [policy, plan, isolated = false] of [
    ["script-src 'self'", /^\d+ kernels, \d+ calls of JavaScript; \d+ bytes of arena$/],
    ["script-src 'self' 'wasm-unsafe-eval'", /bytes of WebAssembly$/],
    ["script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'", /bytes of WebAssembly$/, true], // threads start from a blob, which this forbids
    ["default-src 'self'; require-trusted-types-for 'script'", /^\d+ kernels/],
    ["script-src 'self' 'unsafe-eval'", /bytes of WebAssembly$/],
  ] as const) {
    test(`${policy}${isolated ? ", isolated" : ""}`, async () => {
      const server = await serve(policy, isolated),
        tab = patient(await browser.newPage());
      try {
        const errors: string[] = [];
        tab.on("pageerror", (e) => errors.push(String(e)));
        await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
        // The page runs by itself: what a debugger evaluates may make code whatever the policy says.
        await tab
          .waitForFunction(() => window.did !== undefined)
          .catch((e: unknown) => assert.fail(`${String(e)}\n${errors.join("\n")}`));
        const did = await tab.evaluate(() => window.did!);
        near(did.weekend, here.weekend, "loss");
        near(did.eager, here.eager, "loss of the net");
        near(did.compiled, here.compiled, "loss of the compiled net");
        near(did.saved, here.saved, "saved weight");
        assert.ok(did.product < 1e-4);
        assert.match(did.plan, plan);
        assert.deepEqual(
          did.said.filter((c) => c !== "fewer-threads"),
          policy.includes("'unsafe-eval'") ? [] : ["no-code"],
          "said once",
        );
        assert.deepEqual(errors, []);
      } finally {
        await tab.close();
        server.close();
      }
    });
  }
});
