// Every public name is called through every build of the library that users may have, and must give what it gives through
// the modules: Node's bundle, the browser's, and what Vite, Rollup, esbuild and webpack make of the installed package, with
// their default settings, and with kindling/lean where it is for them. Those of browsers run in Chromium. And every public class has
// its name there, whatever a minifier makes of others.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import type { Plugin } from "rollup";
import { lean } from "#src/bundler/lean-node.js";
import { publicNames, results, usualCall } from "../every-call.js";
import { noChromium, openChromium } from "../chromium.js";
import { patient } from "../patience.js";
import { install, type Installed, root } from "../package/installed.js";

type Results = Record<string, unknown>;
const wanted = await results();

/** Where two results differ, as a path; numbers may in the last places, since machines' fused operations round otherwise. */
function difference(got: unknown, want: unknown, at = ""): string | undefined {
  if (typeof got === "number" && typeof want === "number")
    return Math.abs(got - want) <= 1e-6 + 1e-5 * Math.abs(want) ? undefined : `${at}: ${got} instead of ${want}`;
  if (typeof got !== "object" || typeof want !== "object" || got === null || want === null)
    return got === want ? undefined : `${at}: ${JSON.stringify(got)} instead of ${JSON.stringify(want)}`;
  const keys = Object.keys(want);
  if (keys.join() !== Object.keys(got).join())
    return `${at}: ${JSON.stringify(got)} instead of ${JSON.stringify(want)}`;
  for (const key of keys) {
    const d = difference((got as Results)[key], (want as Results)[key], `${at}.${key}`);
    if (d !== undefined) return d;
  }
  return undefined;
}
const compare = (got: Results): void =>
  assert.deepEqual(
    Object.keys(wanted)
      .map((name) => difference(got[name], wanted[name], name))
      .filter((d) => d !== undefined),
    [],
  );

describe("the table of calls", () => {
  test("has every public name, and no other", () => {
    const names = publicNames(),
      listed = new Set(Object.keys(wanted));
    assert.ok(names.length > 1400);
    assert.deepEqual(
      names.filter((n) => !listed.has(n)),
      [],
      "the usual arguments do not fit these: give each a valid call in the table of test/every-call.ts",
    );
    assert.deepEqual(
      [...listed].filter((n) => !names.includes(n)),
      [],
    );
  });
  test("names without a line are called with the usual arguments", () => {
    for (const name of [
      "nn.Linear",
      "nn.ReLU",

      "optim.Adam",
      "Tensor.exp",
      "Tensor.mul",
      "exp",
      "sub",
      "F.relu",
    ])
      assert.ok(usualCall(name) !== undefined, name);
    assert.equal(usualCall("nn.MultiheadAttention"), undefined);
  });
  test("holds valid calls", () =>
    assert.deepEqual(
      Object.entries(wanted).filter(([, r]) => typeof r === "object" && r !== null && "threw" in r),
      [],
    ));
});

test("a difference is found wherever it is", () => {
  assert.equal(difference({ a: [1, { number: "NaN" }] }, { a: [1, { number: "NaN" }] }, "x"), undefined);
  assert.equal(difference({ a: [1, 2.1] }, { a: [1, 2] }, "x"), "x.a.1: 2.1 instead of 2");
  assert.match(difference({ threw: "no" }, { dtype: "float32" }, "x")!, /^x: /);
  assert.match(difference([1], [1, 2], "x")!, /^x: /);
});

test("Node's bundle", () => {
  const program = `import { results } from ${JSON.stringify(pathToFileURL(path.join(root, "build/test/every-call.js")).href)}; process.stdout.write(JSON.stringify(await results()));`;
  compare(
    JSON.parse(
      execFileSync(process.execPath, ["--input-type=module", "-e", program], {
        cwd: root,
        encoding: "utf8",
        maxBuffer: 1e9,
      }),
    ) as Results,
  );
});

/** What each bundler is asked for: the installed package, and a program beside it; gives the folder with a page in it. */
const bundlers: Record<string, (app: string, out: string, plugins: ReturnType<typeof lean>[]) => Promise<void>> = {
  vite: async (app, out, plugins) => {
    const { build } = await import("vite");
    await build({ root: app, configFile: false, logLevel: "silent", plugins, build: { outDir: out } });
  },
  rollup: async (app, out, plugins) => {
    const { rollup } = await import("rollup"),
      { nodeResolve } = await import("@rollup/plugin-node-resolve");
    const terser = (await import("@rollup/plugin-terser")).default as unknown as () => Plugin; // it is typed for CommonJS
    const made = await rollup({
      input: path.join(app, "main.js"),
      plugins: [...plugins, nodeResolve(), terser()],
      onLog: () => {},
    });
    await made.write({ dir: out, format: "esm" });
    await made.close();
    page(out, "main.js", true);
  },
  esbuild: async (app, out) => {
    const { build } = await import("esbuild");
    await build({
      entryPoints: [path.join(app, "main.js")],
      bundle: true,
      minify: true,
      outdir: out,
      logLevel: "silent",
    });
    page(out, "main.js", false);
  },
  webpack: async (app, out) => {
    const { default: webpack } = await import("webpack");
    await new Promise<void>((resolve, reject) => {
      webpack(
        {
          mode: "production",
          context: app,
          entry: "./main.js",
          output: { path: out, filename: "main.js" },
          performance: false,
        },
        (error, stats) => {
          if (error !== null) reject(error);
          else if (stats!.hasErrors()) reject(new Error(stats!.toString()));
          else resolve();
        },
      );
    });
    page(out, "main.js", false);
  },
};
const withLean = new Set(["vite", "rollup"]);

function page(folder: string, script: string, module: boolean): void {
  writeFileSync(
    path.join(folder, "index.html"),
    `<!doctype html><meta charset="utf-8"><title>calls</title><script ${module ? 'type="module"' : "defer"} src="./${script}"></script>`,
  );
}

describe("in Chromium", { skip: noChromium }, () => {
  let browser: Browser, server: Server, installed: Installed;
  before(async () => {
    installed = install();
    writeFileSync(path.join(installed.app, "every-call.js"), readFileSync(path.join(root, "build/test/every-call.js")));
    writeFileSync(
      path.join(installed.app, "main.js"),
      'import { classNames, results } from "./every-call.js";\nObject.assign(globalThis, { classNames, results });\n',
    );
    writeFileSync(
      path.join(installed.app, "index.html"),
      '<!doctype html><meta charset="utf-8"><title>calls</title><script type="module" src="/main.js"></script>',
    );
    mkdirSync(path.join(installed.app, "plain"));
    writeFileSync(
      path.join(installed.app, "plain/index.html"),
      `<!doctype html><meta charset="utf-8"><title>calls</title>
      <script type="importmap">{ "imports": { "kindling": "/node_modules/kindling/dist/bundle/browser.js" } }</script><script type="module" src="/main.js"></script>`,
    );
    browser = await openChromium();
    // Vite's pages name their files from the root: each build is at the root of a host of its own.
    server = createServer((request, response) => {
      const [host] = request.headers.host!.split("."),
        { pathname } = new URL(request.url!, "http://localhost");
      const within =
        host === "plain"
          ? pathname === "/"
            ? "plain/index.html"
            : pathname
          : `out-${host}/${pathname === "/" ? "index.html" : pathname}`;
      const type = within.endsWith(".js") ? "text/javascript" : "text/html";
      readFile(path.join(installed.app, path.normalize(within))).then(
        (bytes) => response.writeHead(200, { "Content-Type": type }).end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
  });
  after(async () => {
    await browser.close();
    server.close();
    installed.remove();
  });

  async function open(host: string): Promise<Results> {
    const tab = patient(await browser.newPage()),
      errors: string[] = [];
    tab.on("pageerror", (e) => errors.push(String(e)));
    try {
      await tab.goto(`http://${host}.localhost:${(server.address() as AddressInfo).port}/`);
      await tab
        .waitForFunction(() => "results" in globalThis, undefined)
        .catch((e: unknown) => assert.fail(`${String(e)}\n${errors.join("\n")}`));
      const [got, classes] = await tab.evaluate(async () => {
        const page = globalThis as unknown as { results(): Promise<Results>; classNames(): [string, string, string][] };
        return [await page.results(), page.classNames()] as const;
      });
      assert.deepEqual(errors, []);
      assert.ok(classes.length > 220, `${classes.length} classes`);
      assert.deepEqual(
        classes.filter(([, name, key]) => name !== key),
        [],
      );
      return got;
    } finally {
      await tab.close();
    }
  }

  test("the browser's bundle", async () => compare(await open("plain")));
  for (const [name, make] of Object.entries(bundlers)) {
    for (const plugins of withLean.has(name) ? [[], [lean()]] : [[]]) {
      const host = `${name}${plugins.length > 0 ? "-lean" : ""}`;
      test(`what ${name} makes of the package, minified${plugins.length > 0 ? ", with kindling/lean" : ""}`, async () => {
        await make(installed.app, path.join(installed.app, `out-${host}`), plugins);
        compare(await open(host));
      });
    }
  }
});
