// Chapter 3 as a learner walks through it: what the page says is what the program beside says in Node, word for word and to the line.

import assert from "node:assert/strict";
import { readGolden } from "../goldens.js";
import { inStudio, runProgram, shown } from "./browser.js";

const golden = readGolden<{ dead: number[]; cliff: number }>("studio");

const words = {
  rate: "loss grew",
  "zero-grad": "gradients of step 1 are still being added",
  shape: "Using a target size",
  "dead-relu": "`relu` outputs 0",
  size: "mat1 and mat2 shapes cannot be multiplied",
  softmax: "CrossEntropyLoss applies softmax itself",
  labels: "int64",
};

for (const [what, part] of Object.entries(words)) {
  inStudio(`break: ${what}: the terminal's diagnosis`, `#/break?what=${what}`, async (page) => {
    await page.waitForSelector("[data-said]");
    const said = (await page.textContent("[data-said]"))!,
      name = (await page.textContent(".code h2"))!;
    assert.ok(said.includes(part), said);
    const printed = await runProgram(page, what === "size" || what === "labels" ? 1 : 0);
    assert.ok(printed.includes(said), `the page says\n${said}\nand the terminal\n${printed}`);
    // The line that is marked is the one that the terminal names: at the end of a warning, or first in an error's stack.
    const marked = await page.evaluate(() =>
      [...document.querySelectorAll(".line.reported")].map((l) => l.getAttribute("data-line")),
    );
    const named = new RegExp(`[(/]${name}:(\\d+):\\d+\\)|\\(at ${name}:(\\d+):`).exec(printed);
    assert.deepEqual(marked, what === "rate" ? [] : [named![1] ?? named![2]]);
  });
}

for (const [what, part] of Object.entries({
  rate: "[not-finite]",
  "zero-grad": "Call `optimizer.zeroGrad()` before `backward()`",
  shape: "y.unsqueeze(1)",
  "dead-relu": "another seed",
  softmax: "softmax itself",
})) {
  inStudio(
    `break: ${what}: explain(model, loss) finds it, as the terminal prints it`,
    `#/break?what=${what}&explain=1`,
    async (page) => {
      await page.waitForSelector("[data-explained]");
      const explained = (await page.textContent("[data-explained]"))!;
      assert.ok(explained.includes(part) && /thing.? cannot work/.test(explained), explained);
      assert.ok((await runProgram(page)).includes(explained));
      await page.click("button:has-text('A layer of the wrong size')");
      await page.waitForFunction(() => document.body.textContent!.includes("The program does not get that far."), null);
    },
  );
}

inStudio(
  "break: the cliff lies where the rate is too large to learn, and a thousand seeds train",
  "#/break?seed=2&relu=no",
  async (page) => {
    await page.waitForSelector("[data-cliff]");
    const cliff = await shown(page, "[data-cliff]");
    assert.ok(Math.abs(cliff - golden.cliff) < 0.002, `${cliff} on the page, ${golden.cliff} in PyTorch`);
    await page.click("button:has-text('Train a thousand')");
    await page.waitForSelector("button:has-text('Again')");
    assert.equal(Number(await page.textContent("[data-dead]")), golden.dead.length);
    for (const seed of golden.dead.slice(0, 5)) {
      await page.fill("[aria-label='which seed']", String(seed));
      await page.waitForFunction((s) => document.body.textContent!.includes(`seed ${s}: born dead`), seed);
    }
  },
);
