// Chapter 6 as a learner walks through it: a table, layers, training, files from and to a live PyTorch; and all that can
// be wrong with what is put in.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { python, runPython } from "../python.js";
import { downloaded, inStudio, runProgram, shown, until } from "./browser.js";

inStudio("yours: the project trains in Node to the numbers on the page", "#/yours?data=rings&layers=8+Tanh&seed=3", async (page) => {
  await until(page, "[data-step]", 0);
  for (let i = 1; i <= 3; i++) {
    await page.click("button:has-text('10 steps')");
    await until(page, "[data-step]", i * 10);
  }
  const csv = await downloaded(page, "button:has-text('data.csv')");
  const [train, test] = (await runProgram(page, 0, { "data.csv": readFileSync(csv.file, "utf8") })).split("\n").map(Number);
  assert.ok(Math.abs(await shown(page, "[data-loss]") - train!) < 1e-5, `${await shown(page, "[data-loss]")} on the page, ${train} in Node`);
  assert.ok(Math.abs(await shown(page, "[data-test]") - test!) < 1e-5);
  const zip = await downloaded(page, "button:has-text('As a project')");
  assert.equal(zip.name, "yours.zip");
  const text = readFileSync(zip.file, "latin1");
  for (const name of ["yours/main.ts", "yours/data.csv", "yours/package.json", "yours/tsconfig.json"]) assert.ok(text.includes(name), name);
});

inStudio("yours: what is wrong with a table is said with its line, and nothing is lost", "#/yours", async (page) => {
  await until(page, "[data-step]", 0);
  await page.fill("[aria-label='your table']", "a,b\n1,2\n2,\n3,x\n4,5,6\n5,5\n6,6\n7,7\n");
  await page.click("text=Use this table");
  await page.waitForFunction(() => document.querySelectorAll("[data-remark]").length === 3, null);
  const remarks = await page.evaluate(() => [...document.querySelectorAll("[data-remark]")].map((e) => e.textContent).join(" "));
  for (const part of ["Row 5 is left out: there are 2 columns", "Row 3 is left out: a cell is empty", "Row 4 is left out: something that is no number"]) assert.ok(remarks.includes(part), remarks);
  assert.match((await page.textContent("[data-table]"))!, /4 rows, 1 input → b/);
  await page.fill("[aria-label='your table']", "just words");
  await page.click("text=Use this table");
  await page.waitForSelector("[data-problem]");
  assert.match((await page.textContent("[data-table]"))!, /4 rows/);
});

inStudio("yours: layers by hand, a rate of 10^9, an address that was edited", "#/yours?layers=16+Rleu&data=mine", async (page) => {
  await until(page, "[data-step]", 0);
  const said = await page.textContent(".notices");
  assert.ok(said!.includes("“16 Rleu”, cannot be read") && said!.includes("no sample called “mine”"), said!);
  await page.click(".layers + .controls >> text=ReLU");
  await page.waitForFunction(() => location.hash.includes("ReLU"), null);
  await page.fill("[aria-label='learning rate']", "1e9");
  await page.press("[aria-label='learning rate']", "Enter");
  await page.click("button:has-text('10 steps')");
  await until(page, "[data-step]", 10);
  await page.waitForFunction(() => document.querySelector(".notices")!.textContent!.includes("far beyond the cliff"), null);
});

inStudio("yours: a file that is no .pt gets the library's sentence", "#/yours", async (page) => {
  await until(page, "[data-step]", 0);
  await page.setInputFiles("[aria-label='a .pt file']", { name: "holiday.jpg", mimeType: "image/jpeg", buffer: Buffer.from("\xff\xd8\xff\xe0 not a model", "latin1") });
  await page.waitForSelector("[data-file-problem]");
  assert.match((await page.textContent("[data-file-problem]"))!, /^holiday\.jpg: .{20}/);
});

inStudio("yours: PyTorch reads the model, and the page reads PyTorch's file", "#/yours?data=rings&layers=8+Tanh&seed=3", async (page) => {
  if (python?.torch !== true) return;
  await until(page, "[data-step]", 0);
  const model = await downloaded(page, "button:text-is('cnn.pt')");
  const out = runPython("import sys, torch; m = torch.load(sys.argv[1]); print(type(m).__name__, [tuple(p.shape) for p in m.parameters()], m(torch.zeros(1, 2)).shape)", model.file);
  assert.equal(out.trim(), "Sequential [(8, 2), (8,), (2, 8), (2,)] torch.Size([1, 2])");
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-studio-"));
  try {
    const file = path.join(folder, "cnn.pt");
    runPython("import sys, torch; torch.manual_seed(1); m = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.BatchNorm2d(4)); torch.save(m.state_dict(), sys.argv[1])", file);
    await page.setInputFiles("[aria-label='a .pt file']", file);
    await page.waitForSelector("[data-file]");
    assert.equal(await page.textContent("[data-file]"), "cnn.pt: 7 tensors, 57 numbers");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
