// The studio as a command: a run of Node in the page, the package as it is installed, and what the server refuses.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
