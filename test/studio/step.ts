// Chapter 2 as a learner walks through it: one step, each number against the library's.

import assert from "node:assert/strict";
import { readGolden } from "../goldens.js";
import { inStudio, runProgram, shown } from "./browser.js";

const golden = readGolden<{ step: { loss: number; gradients: number[] } }>("studio").step;

inStudio(
  "step: one step, line by line, as the program beside computes it in Node",
  "#/step?seed=1&before=2&list=7&weight=4",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    const printed = await runProgram(page);
    const loss = Number(/^[\d.]+$/m.exec(printed)![0]);
    const numbers = printed.match(/-?\d+\.\d+(e-?\d+)?/g)!.map(Number);
    assert.equal(numbers.length, 34); // before, loss, gradients, after
    const lit = (): Promise<string> => page.evaluate(() => document.querySelector(".line.lit")!.textContent!);
    assert.match(await lit(), /const sum = l1\(x\)/);
    for (const line of [/F\.relu/, /criterion\(output, y\)/]) {
      await page.click("button:has-text('Next line')");
      await page.waitForFunction(
        (l) => new RegExp(l).test(document.querySelector(".line.lit")!.textContent!),
        line.source,
      );
    }
    assert.equal(await shown(page, "[data-loss]"), loss);
    for (const line of [/zeroGrad/, /loss\.backward/]) {
      await page.click("button:has-text('Next line')");
      await page.waitForFunction(
        (l) => new RegExp(l).test(document.querySelector(".line.lit")!.textContent!),
        line.source,
      );
    }
    assert.ok(Math.abs(loss - golden.loss) < 1e-5 * golden.loss);
    for (let j = 0; j <= 10; j++)
      assert.ok(
        Math.abs((await shown(page, `[data-grad='${j}']`)) - golden.gradients[j]!) <
          1e-5 + 1e-5 * Math.abs(golden.gradients[j]!),
        `gradient ${j} of PyTorch`,
      );
    for (let j = 0; j <= 10; j++)
      assert.ok(Math.abs((await shown(page, `[data-grad='${j}']`)) - numbers[12 + j]!) < 1e-6, `gradient ${j}`);
    await page.click("button:has-text('Next line')");
    await page.waitForSelector("[data-after]");
    assert.ok((await shown(page, "[data-after]")) < loss);
    await page.click("button:has-text('Next step')");
    await page.waitForFunction(() => location.hash.includes("before=3"), null);
  },
);

inStudio("step: a nudge by hand gives the gradient", "#/step?seed=1&weight=2&before=3", async (page) => {
  await page.waitForSelector("[data-slope]");
  for (let i = 0; i < 12; i++) await page.press("[aria-label='size of the nudge']", "ArrowLeft");
  await page.waitForFunction(() => document.body.textContent!.includes("They agree."), null);
  assert.ok(Math.abs((await shown(page, "[data-slope]")) - (await shown(page, "[data-grad='2']"))) < 0.02);
});
