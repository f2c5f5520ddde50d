// Chapter 1 as a learner walks through it; its numbers against the library's and PyTorch's.

import assert from "node:assert/strict";
import { readGolden } from "../goldens.js";
import { inStudio, runProgram, shown, until } from "./browser.js";

const golden = readGolden<{ losses: [number, number][]; first: number[] }>("weekend");
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 + 1e-5 * Math.abs(b);

inStudio("count: trains as PyTorch does", "#/count?seed=1&lr=0.01", async (page) => {
  await until(page, "[data-step]", 0);
  const bars = await page.evaluate(() => [...document.querySelectorAll("[data-weight]")].map((e) => e.textContent!.replace("−", "-")));
  assert.deepEqual(bars, golden.first.map((w) => `${w < 0 ? "" : "+"}${w.toFixed(2)}`));
  let compared = 0;
  for (const [step, loss] of golden.losses.slice(0, 4)) {
    while (await shown(page, "[data-step]") < step) {
      const before = await shown(page, "[data-step]");
      await page.click("text=Step");
      await until(page, "[data-step]", before + 1);
    }
    const here = await shown(page, "[data-loss]");
    assert.ok(near(here, loss), `step ${step}: ${here} on the page, ${loss} in PyTorch`);
    compared++;
  }
  assert.equal(compared, 4);
});

inStudio("count: the program beside gives the numbers on the page", "#/count?seed=5&lr=0.02&step=1234", async (page) => {
  await until(page, "[data-step]", 1234);
  const [loss] = (await runProgram(page)).split("\n");
  assert.ok(near(await shown(page, "[data-loss]"), Number(loss)), `${await shown(page, "[data-loss]")} on the page, ${loss} in Node`);
});

inStudio("count: bits flip, weights move by keys, time goes back and another way", "#/count?seed=1&step=200", async (page) => {
  await until(page, "[data-step]", 200);
  const answer = await page.textContent("[data-answer]");
  await page.press("[data-bit='0']", "Enter");
  await page.waitForFunction((a) => document.querySelector("[data-answer]")!.textContent !== a, answer);
  assert.equal(await page.getAttribute("[data-bit='0']", "aria-pressed"), "false");
  assert.equal(await page.textContent("[data-share='0']"), "0");
  await page.press("[aria-label='time']", "ArrowLeft");
  await until(page, "[data-step]", 199);
  await page.click("text=Go on from here");
  await page.waitForFunction(() => (document.querySelector(".scrub + button") as HTMLButtonElement).disabled, null);
  await page.click("text=Step");
  await until(page, "[data-step]", 200);
  const loss = await shown(page, "[data-loss]");
  await page.press("[aria-label='weight 3']", "ArrowRight");
  await page.waitForFunction((l) => Number(document.querySelector("[data-loss]")!.getAttribute("value")) !== l, loss);
  await page.waitForFunction(() => location.hash.includes("w="), null);
});

inStudio("count: trains while it is watched, and stops", "#/count", async (page) => {
  await until(page, "[data-step]", 0);
  await page.click(".train");
  await page.waitForFunction(() => Number(document.querySelector("[data-step]")!.getAttribute("value")) > 5, null);
  await page.click(".train");
  await page.waitForFunction(() => document.querySelector(".train")!.textContent!.includes("Train"), null);
  const step = await shown(page, "[data-step]");
  await page.waitForFunction((s) => location.hash.includes(`step=${s}`), step);
});

inStudio("count: a wrong address gets a sentence and a default", "#/count?seed=abc&lr=1e10&step=-3&w=zzzz", async (page) => {
  await until(page, "[data-step]", 0);
  const said = await page.textContent(".notices");
  for (const part of ["seed “abc”", "learning rate “1e10”", "This is 0.01 instead"]) assert.ok(said!.includes(part), `${part} is not in: ${said}`);
  await page.fill("[aria-label='learning rate']", "fast");
  await page.press("[aria-label='learning rate']", "Enter");
  await page.waitForFunction(() => document.querySelector(".notices")!.textContent!.includes("“fast” is no learning rate"), null);
});
