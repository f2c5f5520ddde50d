// Chapter 7 as a learner walks through it: what the small GPT reads and writes, its attention, and training on any text;
// the numbers against the library in Node.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { F, loadWeights, noGrad, type Tensor, tensor } from "kindling";
import { GPT } from "../../examples/gpt/model.js";
import { makeText } from "../../examples/gpt/rhymes.js";
import { downloaded, inStudio, root, runProgram, shown, until } from "./browser.js";

const text = makeText(40_000, 0),
  alphabet = [...new Set(text)].sort();
const size = { vocabulary: alphabet.length, context: 32, width: 32, heads: 4, layers: 2 };

function pageModel(): GPT {
  const bytes = readFileSync(path.join(root, "studio/public/gpt.bin"));
  const values = new Float32Array(
    Uint32Array.from(new Uint16Array(new Uint8Array(bytes).buffer), (h) => h << 16).buffer,
  );
  const model = new GPT(size);
  let at = 0;
  noGrad(() => {
    for (const p of model.parameters()) p.copy_(tensor([...values.subarray(at, (at += p.numel()))]).reshape(p.shape));
  });
  assert.equal(at, values.length);
  return model;
}

inStudio(
  "gpt: its expectations are those of the library with the same weights",
  "#/gpt?prompt=Who+mocked+the+cat%3F+The+c&k=99&temperature=1",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    const numbers = [..."Who mocked the cat? The c"].map((c) => alphabet.indexOf(c));
    const p = noGrad(() =>
      F.softmax((pageModel()(tensor([numbers], { dtype: "int64" })) as Tensor).select(1, -1), -1),
    ).flatten();
    for (const c of ["r", "a"])
      assert.ok(
        Math.abs((await shown(page, `[data-p='${c}']`)) - (p.get(alphabet.indexOf(c)) as Tensor).item()) < 1e-5,
        c,
      );
    assert.ok((await shown(page, "[data-p='r']")) > 0.9, "the cat was mocked by the crow");
  },
);

inStudio(
  "gpt: a row of attention is softmax of its scores, and adds up to 1",
  "#/gpt?layer=0&head=2",
  async (page) => {
    await page.waitForSelector("[data-weight]");
    const row = async (): Promise<string> => {
      const rows = await page.evaluate(() =>
        [...document.querySelectorAll("[data-row] [data-weight]")].map((e) => ({
          p: Number(e.getAttribute("value")),
          text: e.closest("p")!.textContent!,
        })),
      );
      assert.equal(rows.length, 4);
      let sum = 0;
      for (const { p, text: said } of rows) {
        const [, above, below] = /= ([\d.e+-]+) \/ ([\d.e+-]+) =/.exec(said) ?? assert.fail(said);
        assert.ok(Math.abs(Number(above) / Number(below) - p) < 0.01, said);
        sum += p;
      }
      assert.ok(sum > 0 && sum <= 1 + 1e-6);
      return (await page.textContent("[data-row]"))!;
    };
    const before = await row();
    // What is shown fits together at every moment, also while the other head's scores are on their way.
    await page.selectOption("[aria-label='head']", "0");
    await row();
    await page.waitForFunction((b) => document.querySelector("[data-row]")!.textContent !== b, before);
    await row();
  },
  { late: 300 },
);

inStudio(
  "gpt: trained from scratch it comes to what the program beside comes to, and its text gets better",
  "#/gpt",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    await page.click("button:has-text('From scratch')");
    await until(page, "[data-step]", 0);
    const first = await shown(page, "[data-test]");
    assert.ok(first > 3, `held out, before: ${first}`);
    for (let i = 1; i <= 4; i++) {
      await page.click("button:has-text('10 steps')");
      await until(page, "[data-step]", i * 10);
    }
    const ours = await shown(page, "[data-test]");
    const theirs = Number((await runProgram(page, 0, { "text.txt": text })).split("\n")[0]);
    assert.ok(Math.abs(ours - theirs) < 1e-4 * theirs, `${ours} on the page, ${theirs} in Node`);
    assert.ok(ours < 0.85 * first, `${first} → ${ours}`);
    const saved = await downloaded(page, "button:has-text('Save gpt.pt')");
    new GPT(size).loadStateDict(loadWeights(readFileSync(saved.file)));
  },
);

inStudio(
  "gpt: the page's weights write in rhymes; temperature and top-k change what comes",
  "#/gpt?prompt=Here+is+the+&temperature=0.1&k=1",
  async (page) => {
    await page.waitForFunction(() => (document.querySelector("[data-written]")?.textContent ?? "").length > 100, null);
    const sure = (await page.textContent("[data-written]"))!;
    assert.match(sure, /that \w+ the \w+\n/);
    await page.click("button:has-text('again')");
    await page.waitForFunction((s) => document.querySelector("[data-written]")!.textContent === s, sure);
  },
);

inStudio(
  "gpt: a text of one's own is learned; one too short is refused with how much is needed",
  "#/gpt",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    await page.fill("[aria-label='your text']", "short");
    await page.click("button:has-text('Learn from this')");
    await page.waitForSelector("[data-problem]");
    assert.match((await page.textContent("[data-problem]"))!, /5 characters; at least 340/);
    await page.fill("[aria-label='your text']", "one two three four five six seven eight nine ten. ".repeat(20));
    await page.click("button:has-text('Learn from this')");
    await page.waitForFunction(
      () => document.querySelector("[data-text]")!.textContent!.includes("1\u202f000 characters"),
      null,
    );
    await page.waitForFunction(() => Number(document.querySelector("[data-step]")!.getAttribute("value")) > 160, null);
    await page.click("button:has-text('Pause')");
    assert.ok((await shown(page, "[data-test]")) < 2);
    // Back to an earlier moment, and on from there.
    await page.evaluate(() => {
      const slider = document.querySelector<HTMLInputElement>("[aria-label='time']")!;
      slider.value = "20";
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await page.click("button:has-text('Go on from here')");
    await until(page, "[data-step]", 20);
  },
);
