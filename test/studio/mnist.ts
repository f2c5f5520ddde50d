// Chapter 6 as a learner walks through it: reading what is drawn, and training in the page.

import assert from "node:assert/strict";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { datasets, type Tensor } from "kindling";
import { python, runPython } from "../python.js";
import { inStudio, root, runProgram, shown, until } from "./browser.js";

inStudio("mnist: reads what is drawn by keys, and takes it back", "#/mnist", async (page) => {
  await page.waitForSelector("[data-ready]");
  await page.waitForFunction(() => document.querySelector("[data-digit]")?.textContent === "4", null);
  assert.ok((await shown(page, "[data-p='4']")) > 0.9);
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

inStudio("mnist: reads what is drawn with a pointer, wherever on the pad", "#/mnist", async (page) => {
  await page.waitForSelector("[data-ready]");
  await page.click("button:has-text('Clear')");
  await page.waitForFunction(() => document.body.textContent!.includes("Draw something."), null);
  const pad = await page.evaluate(() => {
    const { x, y, width } = document.querySelector("[aria-label^='Drawing pad']")!.getBoundingClientRect();
    return { x, y, width };
  });
  const at = (x: number, y: number): Promise<void> => page.mouse.move(pad.x + x * pad.width, pad.y + y * pad.width);
  // A small seven in a corner.
  await at(0.06, 0.08);
  await page.mouse.down();
  for (const [x, y] of [
    [0.15, 0.08],
    [0.26, 0.08],
    [0.22, 0.18],
    [0.18, 0.28],
    [0.14, 0.4],
  ] as const)
    await at(x, y);
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelector("[data-digit]")?.textContent === "7", null);
  await page.click("button:has-text('Undo')");
  await page.waitForFunction(() => document.body.textContent!.includes("Draw something."), null);
});

inStudio("mnist: the probabilities are those that PyTorch computes with the same weights", "#/mnist", async (page) => {
  if (python?.torch !== true) return;
  await page.waitForSelector("[data-ready]");
  await page.click("button:has-text('One of kindling')");
  await page.waitForFunction(() => document.body.textContent!.includes("(it is a"), null);
  const pixels = new datasets.SyntheticDigits(1, { seed: 1 }).data.flatten().tolist() as number[];
  const theirs = JSON.parse(
    runPython(
      `
import json, sys, torch, torch.nn.functional as F
values = torch.frombuffer(bytearray(open(sys.argv[1], "rb").read()), dtype=torch.float32)
p, at = [], 0
for shape in [(8, 1, 3, 3), (8,), (16, 8, 3, 3), (16,), (10, 400), (10,)]:
    n = torch.Size(shape).numel()
    p.append(values[at:at + n].reshape(shape))
    at += n
assert at == len(values)
x = (torch.tensor(json.loads(sys.argv[2])) / 255 - 0.1307) / 0.3081
x = F.max_pool2d(F.relu(F.conv2d(x.reshape(1, 1, 28, 28), p[0], p[1])), 2)
x = F.max_pool2d(F.relu(F.conv2d(x, p[2], p[3])), 2)
print(json.dumps(F.softmax(F.linear(x.flatten(1), p[4], p[5]), 1)[0].tolist()))
`,
      path.join(root, "studio/public/mnist.bin"),
      JSON.stringify(pixels),
    ),
  ) as number[];
  await page.waitForFunction(
    ([d, v]) => Math.abs(Number(document.querySelector(`[data-p='${d}']`)!.getAttribute("value")) - v!) < 1e-4,
    [theirs.indexOf(Math.max(...theirs)), Math.max(...theirs)],
  );
  for (const [d, v] of theirs.entries())
    assert.ok(Math.abs((await shown(page, `[data-p='${d}']`)) - v) < 1e-5, `${d}: ${v}`);
});

inStudio("mnist: trains on files of MNIST's form, plain or gzipped", "#/mnist?seed=2", async (page) => {
  await page.waitForSelector("[data-ready]");
  const digits = new datasets.SyntheticDigits(600, { seed: 5 });
  const idx = (shape: number[], bytes: Uint8Array): Uint8Array =>
    Buffer.concat([
      Buffer.of(0, 0, 8, shape.length),
      ...shape.map((n) => Buffer.of(n >> 24, n >> 16, n >> 8, n)),
      bytes,
    ]);
  const flat = (t: Tensor): Uint8Array => Uint8Array.from(t.flatten().tolist() as number[]);
  await page.setInputFiles("[aria-label='files of MNIST']", [
    { name: "train-labels-idx1-ubyte", mimeType: "", buffer: idx([600], flat(digits.targets.to("uint8"))) },
    { name: "train-images-idx3-ubyte.gz", mimeType: "", buffer: gzipSync(idx([600, 28, 28], flat(digits.data))) },
  ]);
  await page.waitForFunction(
    () => document.body.textContent!.includes("540 digits of train-images-idx3-ubyte.gz"),
    null,
  );
  await page.click("button:has-text('10 steps')");
  await until(page, "[data-step]", 10);
  assert.ok((await shown(page, "[data-loss]")) < 2.6);
});

inStudio("mnist: trains in the page to what the program beside gives in Node", "#/mnist?seed=4", async (page) => {
  await page.waitForSelector("[data-ready]");
  await page.click("button:has-text('10 steps')");
  await until(page, "[data-step]", 10);
  const [loss] = (await runProgram(page)).split("\n").map(Number);
  assert.ok(
    Math.abs((await shown(page, "[data-loss]")) - loss!) < 1e-4,
    `${await shown(page, "[data-loss]")} on the page, ${loss} in Node`,
  );
  await page.click("button:has-text('10 steps')");
  await page.waitForSelector("[data-accuracy]");
});

inStudio(
  "mnist: files that are not MNIST's, a damaged drawing in the address",
  "#/mnist?drawn=123&seed=1",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    assert.ok((await page.textContent(".notices"))!.includes("a drawing, but it is damaged"));
    await page.setInputFiles("[aria-label='files of MNIST']", {
      name: "train-labels-idx1-ubyte",
      mimeType: "",
      buffer: Buffer.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9),
    });
    await page.waitForSelector("[data-problem]");
    assert.match((await page.textContent("[data-problem]"))!, /two of MNIST's files.*the pictures are missing/);
  },
);
