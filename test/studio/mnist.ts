// Chapter 5 as a learner walks through it: reading what is drawn, and training in the page.

import assert from "node:assert/strict";
import { inStudio, runProgram, shown, until } from "./browser.js";

inStudio("mnist: reads what is drawn by keys, and takes it back", "#/mnist", async (page) => {
  await page.waitForSelector("[data-ready]");
  await page.waitForFunction(() => document.querySelector("[data-digit]")?.textContent === "4", null);
  assert.ok(await shown(page, "[data-p='4']") > 0.9);
  await page.click("button:has-text('Clear')");
  await page.waitForFunction(() => document.body.textContent!.includes("Draw something."), null);
  // A one: pen down, fourteen down, pen up.
  const pad = "[aria-label^='Drawing pad']";
  for (let i = 0; i < 7; i++) await page.press(pad, "ArrowUp");
  await page.press(pad, " ");
  for (let i = 0; i < 14; i++) await page.press(pad, "ArrowDown");
  await page.press(pad, " ");
  await page.waitForFunction(() => document.querySelector("[data-digit]")?.textContent === "1", null);
  await page.waitForFunction(() => location.hash.includes("drawn="), null);
  await page.press(pad, "Backspace");
  await page.waitForFunction(() => document.body.textContent!.includes("Draw something."), null);
});

inStudio("mnist: trains in the page to what the program beside gives in Node", "#/mnist?seed=4", async (page) => {
  await page.waitForSelector("[data-ready]");
  await page.click("button:has-text('10 steps')");
  await until(page, "[data-step]", 10);
  const [loss] = (await runProgram(page)).split("\n").map(Number);
  assert.ok(Math.abs(await shown(page, "[data-loss]") - loss!) < 1e-4, `${await shown(page, "[data-loss]")} on the page, ${loss} in Node`);
  await page.click("button:has-text('10 steps')");
  await page.waitForSelector("[data-accuracy]");
});

inStudio("mnist: files that are not MNIST's, a damaged drawing in the address", "#/mnist?drawn=123&seed=1", async (page) => {
  await page.waitForSelector("[data-ready]");
  assert.ok((await page.textContent(".notices"))!.includes("a drawing, but it is damaged"));
  await page.setInputFiles("[aria-label='files of MNIST']", { name: "train-labels-idx1-ubyte", mimeType: "", buffer: Buffer.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9) });
  await page.waitForSelector("[data-problem]");
  assert.match((await page.textContent("[data-problem]"))!, /two of MNIST's files.*the pictures are missing/);
});
