// The studio as a command: a run of Node in the page, the package as it is installed, and what the server refuses.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { patiently } from "../patience.js";
import { inStudio, missing, type Page, root, serve, shown } from "./browser.js";

const command = path.join(root, "dist/cli/main-node.js");

const program = `
import { nn, optim, tensor, manualSeed } from "kindling";
manualSeed(1);
const model = new nn.Linear(1, 1), criterion = new nn.MSELoss(), optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
const x = tensor([[1], [2], [3]]), y = tensor([2, 4, 6]);
let loss;
for (let i = 0; i < 300; i++) { optimizer.zeroGrad(); loss = criterion(model(x), y); loss.backward(); optimizer.step(); }
console.log("the last loss is", loss.item());
`;

inStudio("live: without a program the page says how", "#/live", async (page) => {
  await page.waitForFunction(() => document.body.textContent!.includes("npx kindling studio --run train.js"), null);
});

inStudio("live: a run of Node, shown while it goes on and after", "about:blank", async (page) => {
  const folder = mkdtempSync(path.join(root, "build/studio-run-"));
  const file = path.join(folder, "train.mjs");
  writeFileSync(file, program);
  const { server, address } = await serve(command, "--run", file);
  try {
    await page.goto(`${address}#/live`);
    await page.waitForFunction(() => document.querySelector(".state")?.textContent?.includes("done"), null);
    assert.equal(await shown(page, "[data-step]"), 299);
    const printed = Number(/the last loss is (\S+)/.exec((await page.textContent("[data-out]"))!)![1]);
    assert.equal(await shown(page, "[data-loss]"), printed);
    assert.match((await page.textContent("[data-said]"))!, /^kindling warning: Using a target size/);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Runs a program under the studio, opens its page, and waits until it ended. */
async function watched(
  page: Page,
  source: string,
  words: readonly string[],
  f: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(root, "build/studio-run-"));
  const file = path.join(folder, "train.mjs");
  writeFileSync(file, source);
  const { server, address } = await serve(command, ...words.map((w) => (w === "PROGRAM" ? file : w)));
  try {
    await page.goto(`${address}#/live`);
    await page.waitForFunction(
      () => /done|failed|ended/.test(document.querySelector(".state")?.textContent ?? ""),
      null,
    );
    await f(folder);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const [what, source, wanted] of [
  [
    "an error of the library",
    `import { tensor } from "kindling";\ntensor([1, 2]).matmul(tensor([1, 2, 3]));`,
    /inconsistent tensor size[\s\S]*train\.mjs:2/,
  ],
  [
    "an error of the program's",
    `await Promise.reject(new TypeError("no such file of digits"));`,
    /TypeError: no such file of digits[\s\S]*train\.mjs:1/,
  ],
  ["a program that cannot be read", `const = 3;`, /train\.mjs:1[\s\S]*SyntaxError/],
  [
    "one that says why it ends",
    `console.error("\\r 10%|#   | 1/10\\r\\u001b[31mThe data is missing.\\u001b[0m"); process.exit(3);`,
    /^The data is missing\.$/,
  ],
] as const) {
  inStudio(`live: ${what} is shown, not only its code`, "about:blank", async (page) => {
    await watched(page, source, ["--run", "PROGRAM"], async () => {
      assert.match((await page.textContent("[data-error]"))!, wanted);
      assert.match((await page.textContent(".state"))!, /failed with code [13]/);
    });
  });
}

inStudio("live: several losses, weights and gradients, as the program has them", "about:blank", async (page) => {
  const source = `
import { nn, optim, tensor, manualSeed, noGrad } from "kindling";
manualSeed(1);
class Net extends nn.Module { first = new nn.Linear(3, 4); second = new nn.Linear(4, 1); forward(x) { return this.second(this.first(x).tanh()); } }
const net = new Net(), other = new nn.Linear(3, 1), a = new optim.SGD(net.parameters(), { lr: 0.01 }), b = new optim.SGD(other.parameters(), { lr: 0.01 });
const x = tensor([[1, 2, 3], [0, 1, 0]]), y = tensor([[1], [0]]);
let lossNet, lossOther;
for (let i = 0; i < 40; i++) {
  a.zeroGrad(); lossNet = nn.functional.mseLoss(net(x), y);
  lossNet.backward();
  a.step();
  b.zeroGrad(); lossOther = nn.functional.mseLoss(other(x), y);
  lossOther.backward();
  b.step();
}
const c = new optim.SGD(net.parameters(), { lr: 0 });
await new Promise((r) => setTimeout(r, 400)); // looked at anew
c.step();
console.log(JSON.stringify([lossNet.item(), lossOther.item(), ...net.namedParameters().map(([n, p]) => [n, Math.sqrt(p.detach().pow(2).mean().item()), Math.sqrt(p.grad.pow(2).mean().item())])]));
`;
  await watched(page, source, ["--run", "PROGRAM"], async () => {
    const [net, other, ...parameters] = JSON.parse((await page.textContent("[data-out]"))!) as [
      number,
      number,
      ...[string, number, number][],
    ];
    assert.equal(await shown(page, "[data-loss='lossNet']"), net);
    assert.equal(await shown(page, "[data-loss='lossOther']"), other);
    assert.equal(parameters.length, 4);
    for (const [name, weight, gradient] of parameters) {
      const cells = await page.evaluate(
        (n) => [...document.querySelectorAll(`[data-parameter='${n}'] td`)].map((e) => e.textContent!),
        name,
      );
      assert.deepEqual(
        cells.slice(3).map(Number),
        [weight, gradient].map((v) => Number(v.toPrecision(3))),
        name,
      );
    }
  });
});

inStudio(
  "live: options after the program's name are the program's, those before it kindling's",
  "about:blank",
  async (page) => {
    const says = `console.log(JSON.stringify(process.argv.slice(2)));`;
    for (const [words, given] of [
      [
        ["--run", "PROGRAM", "--port", "1", "--lr=3", "-h", "--run"],
        ["--port", "1", "--lr=3", "-h", "--run"],
      ],
      [["--run", "--port", "0", "PROGRAM", "x"], ["x"]],
      [
        ["--run", "--", "PROGRAM", "--", "y"],
        ["--", "y"],
      ],
    ] as const)
      await watched(page, says, words, async () => {
        assert.deepEqual(JSON.parse((await page.textContent("[data-out]"))!), given);
      });
  },
);

test("live: the server speaks to this machine, of the site alone", { skip: missing }, async () => {
  const { server, address } = await serve(command);
  try {
    for (const [name, status] of [
      ["", 200],
      ["icon.svg", 200],
      ["nothing", 404],
      ["..%2f..%2fpackage.json", 404],
      ["%00", 404],
      ["%zz", 400],
    ] as const) {
      assert.equal((await fetch(address + name)).status, status, name);
    }
    assert.equal((await fetch(address, { method: "POST" })).status, 405);
  } finally {
    server.kill();
  }
});

test("live: files are packed as the browser asks, and arrive whole", { skip: missing }, async () => {
  const { server, address } = await serve(command);
  const ask = (
    name: string,
    accepts: string | undefined,
    method = "GET",
  ): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> =>
    new Promise((resolve, reject) => {
      request(address + name, { method, headers: accepts === undefined ? {} : { "accept-encoding": accepts } }, (r) => {
        const chunks: Buffer[] = [];
        r.on("data", (c: Buffer) => chunks.push(c));
        r.on("end", () => resolve({ headers: r.headers, body: Buffer.concat(chunks) }));
      })
        .on("error", reject)
        .end();
    });
  try {
    const site = path.join(root, "studio/dist"),
      script = `assets/${readdirSync(path.join(site, "assets")).find((f) => f.startsWith("main-"))!}`;
    for (const name of ["index.html", script, "icon.svg", "mnist.bin", "gpt.bin"]) {
      const whole = readFileSync(path.join(site, name)),
        packable = !name.endsWith(".bin");
      for (const [accepts, wanted] of [
        ["gzip, deflate, br, zstd", "br"],
        ["gzip", "gzip"],
        ["GZIP;Q=1.0, br;q=0.1", "gzip"],
        ["br;q=0, gzip;q=0.5", "gzip"],
        ["*", "br"],
        ["*;q=0", undefined],
        ["br;q=0", undefined],
        ["identity", undefined],
        ["identity, gzip;q=0.5", undefined],
        ["deflate", undefined],
        ["", undefined],
        ["br;q=x", undefined],
        [undefined, undefined],
      ] as const) {
        const { headers, body } = await ask(name, accepts),
          encoding = packable ? wanted : undefined;
        assert.equal(headers["content-encoding"], encoding, `${name}: ${accepts}`);
        assert.equal(headers.vary, packable ? "accept-encoding" : undefined);
        assert.equal(Number(headers["content-length"]), body.length);
        assert.deepEqual(
          encoding === "br" ? brotliDecompressSync(body) : encoding === "gzip" ? gunzipSync(body) : body,
          whole,
        );
        if (encoding !== undefined && whole.length > 1000)
          assert.ok(body.length < 0.6 * whole.length, `${name}: ${body.length} of ${whole.length}`);
        const head = await ask(name, accepts, "HEAD");
        assert.equal(head.body.length, 0);
        assert.deepEqual({ ...head.headers, date: "" }, { ...headers, date: "" });
      }
    }
  } finally {
    server.kill();
  }
});

test("live: a program's own messages, pages that do not read, HEAD, and signals", { skip: missing }, async () => {
  const folder = mkdtempSync(path.join(root, "build/studio-run-"));
  const file = path.join(folder, "talks.mjs"),
    pid = path.join(folder, "pid");
  writeFileSync(
    file,
    `
    import { writeFileSync } from "node:fs";
    for (const m of [null, 1, "x", [], {}, { kind: "loss" }, { kind: "loss", steps: 3, losses: [1] }, { kind: "bar" }, { kind: "end", code: 0 }]) process.send(m);
    process.on("SIGTERM", () => {}); // one that does not listen
    writeFileSync(${JSON.stringify(pid)}, String(process.pid));
    setInterval(() => console.log("x".repeat(60000)), 5);`,
  );
  const { server, address } = await serve(command, "--run", file);
  const held: Socket[] = [];
  try {
    const head = await fetch(`${address}live`, { method: "HEAD", signal: AbortSignal.timeout(3000) });
    assert.equal(head.headers.get("content-type"), "text/event-stream");
    // A page that asks and never reads is let go.
    const socket = connect(Number(new URL(address).port), "127.0.0.1").pause();
    held.push(socket);
    socket.write("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const closed = once(socket, "close");
    socket.resume();
    await patiently("a page that does not read is let go", closed);
    assert.equal((await fetch(address)).status, 200);
    const child = Number(readFileSync(pid, "utf8"));
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
    assert.throws(() => process.kill(child, 0), { code: "ESRCH" });
  } finally {
    for (const s of held) s.destroy();
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});

inStudio("live: after the first visit every chapter is there without the server", "about:blank", async (page) => {
  const { server, address } = await serve(command);
  try {
    await page.goto(address);
    await page.waitForSelector("[data-ready]");
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null);
    const ended = once(server, "exit");
    server.kill();
    await ended;
    for (const chapter of ["count", "step", "break", "bend", "convolution", "mnist", "gpt", "yours"]) {
      await page.goto("about:blank");
      await page.goto(`${address}#/${chapter}`);
      await page.waitForSelector("[data-ready]");
      await page.waitForSelector(`nav [aria-current][href='#/${chapter}']`);
    }
  } finally {
    server.kill();
  }
});

inStudio(
  "live: a chapter that cannot be loaded says so in its place, and no other is shown under its name",
  "about:blank",
  async (page) => {
    const { server, address } = await serve(command);
    try {
      await page.goto(address);
      await page.waitForSelector("[data-ready]");
      const ended = once(server, "exit");
      server.kill();
      await ended;
      await page.evaluate(() => {
        location.hash = "#/yours";
      });
      await page.waitForSelector("[data-failed]");
      // The chapter before is kept, and not to be seen.
      assert.equal(
        await page.evaluate(
          () => [...document.querySelectorAll("h1")].filter((h) => h.getClientRects().length > 0).length,
        ),
        0,
      );
    } finally {
      server.kill();
    }
  },
  { serviceWorkers: "block" },
);

test("live: wrong commands get a sentence", () => {
  const said = (...args: string[]): string => {
    const done = spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
    assert.notEqual(done.status, 0);
    assert.doesNotMatch(done.stderr, /^\s+at /m);
    return done.stderr;
  };
  assert.match(said("studio", "--port", "many"), /--port takes a number from 0 to 65535, but got many/);
  assert.match(said("studio", "--fast"), /no option "--fast"/);
  assert.match(said("stduio"), /no command "stduio"/);
  assert.match(said("studio", "--run"), /--run takes the program to run/);
  assert.match(said("studio", "--run", "--"), /--run takes the program to run/);
  assert.match(said("studio", "--run", "--fast", "train.js"), /no option "--fast".*go after its name/s);
  assert.match(said("studio", "train.js"), /kindling studio --run train\.js/);
});

inStudio("live: from an installed package, in a folder of any name", "about:blank", async (page) => {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling studio "));
  const at = path.join(folder, "node_modules/kindling");
  try {
    mkdirSync(at, { recursive: true });
    for (const part of ["dist", "studio/dist", "package.json"])
      cpSync(path.join(root, part), path.join(at, part), { recursive: true });
    const { server, address } = await serve(path.join(at, "dist/cli/main-node.js"));
    try {
      await page.goto(address);
      await page.waitForSelector("[data-ready]");
    } finally {
      server.kill();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
