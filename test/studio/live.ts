// The studio as a command: a run of Node in the page, the package as it is installed, and what the server refuses.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { inStudio, missing, root, serve, shown } from "./browser.js";

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

test("live: the server speaks to this machine, of the site alone", { skip: missing }, async () => {
  const { server, address } = await serve(command);
  try {
    for (const [name, status] of [["", 200], ["icon.svg", 200], ["nothing", 404], ["..%2f..%2fpackage.json", 404], ["%00", 404], ["%zz", 400]] as const) {
      assert.equal((await fetch(address + name)).status, status, name);
    }
    assert.equal((await fetch(address, { method: "POST" })).status, 405);
  } finally {
    server.kill();
  }
});

test("live: a program's own messages, pages that do not read, HEAD, and signals", { skip: missing }, async () => {
  const folder = mkdtempSync(path.join(root, "build/studio-run-"));
  const file = path.join(folder, "talks.mjs"), pid = path.join(folder, "pid");
  writeFileSync(file, `
    import { writeFileSync } from "node:fs";
    for (const m of [null, 1, "x", [], {}, { kind: "loss" }, { kind: "loss", steps: 3, losses: [1] }, { kind: "bar" }, { kind: "end", code: 0 }]) process.send(m);
    process.on("SIGTERM", () => {}); // one that does not listen
    writeFileSync(${JSON.stringify(pid)}, String(process.pid));
    setInterval(() => console.log("x".repeat(60000)), 5);`);
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
    await Promise.race([closed, new Promise((_, reject) => setTimeout(() => reject(new Error("the page is still sent what it does not read")), 3000))]);
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

test("live: wrong commands get a sentence", () => {
  const said = (...args: string[]): string => {
    const done = spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
    assert.notEqual(done.status, 0);
    assert.doesNotMatch(done.stderr, /^\s+at /m);
    return done.stderr;
  };
  assert.match(said("studio", "--port", "many"), /--port wants a number from 0 to 65535, but got many/);
  assert.match(said("studio", "--fast"), /no option "--fast"/);
  assert.match(said("stduio"), /no command "stduio"/);
  assert.match(said("studio", "--run"), /--run wants the program to run/);
});

inStudio("live: from an installed package, in a folder of any name", "about:blank", async (page) => {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling studio "));
  const at = path.join(folder, "node_modules/kindling");
  try {
    mkdirSync(at, { recursive: true });
    for (const part of ["dist", "studio/dist", "package.json"]) cpSync(path.join(root, part), path.join(at, part), { recursive: true });
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
