// Chapter 1 as a learner walks through it; its numbers against the library's and PyTorch's.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { python, runPython } from "../python.js";
import { readGolden } from "../goldens.js";
import { downloaded, inStudio, runProgram, shown, until } from "./browser.js";

const golden = readGolden<{ losses: [number, number][]; first: number[] }>("weekend");
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 + 1e-5 * Math.abs(b);

inStudio("count: trains as PyTorch does", "#/count?seed=1&lr=0.01", async (page) => {
  await until(page, "[data-step]", 0);
  const bars = await page.evaluate(() =>
    [...document.querySelectorAll("[data-weight]")].map((e) => e.textContent!.replace("−", "-")),
  );
  assert.deepEqual(
    bars,
    golden.first.map((w) => `${w < 0 ? "" : "+"}${w.toFixed(2)}`),
  );
  let compared = 0;
  for (const [step, loss] of golden.losses.slice(0, 4)) {
    while ((await shown(page, "[data-step]")) < step) {
      const before = await shown(page, "[data-step]");
      await page.click("button:text-is('Step')");
      await until(page, "[data-step]", before + 1);
    }
    const here = await shown(page, "[data-loss]");
    assert.ok(near(here, loss), `step ${step}: ${here} on the page, ${loss} in PyTorch`);
    compared++;
  }
  assert.equal(compared, 4);
});

inStudio(
  "count: the program beside gives the numbers on the page",
  "#/count?seed=5&lr=0.02&step=1234",
  async (page) => {
    await until(page, "[data-step]", 1234);
    const [loss, unseen] = (await runProgram(page)).split("\n").map(Number);
    assert.ok(
      near(await shown(page, "[data-loss]"), loss!),
      `${await shown(page, "[data-loss]")} on the page, ${loss} in Node`,
    );
    assert.ok(
      near(await shown(page, "[data-unseen]"), unseen!),
      `${await shown(page, "[data-unseen]")} on the page, ${unseen} in Node`,
    );
  },
);

inStudio(
  "count: step by sample, by batch and by epoch, as the program beside does",
  "#/count?seed=3&batch=10",
  async (page) => {
    await until(page, "[data-step]", 0);
    await page.click("button:text-is('Step')");
    await until(page, "[data-step]", 1);
    await page.click("button:text-is('Epoch')");
    await until(page, "[data-step]", 11);
    const [loss] = (await runProgram(page)).split("\n").map(Number);
    assert.ok(
      near(await shown(page, "[data-loss]"), loss!),
      `${await shown(page, "[data-loss]")} on the page, ${loss} in Node`,
    );
    await page.click("summary:has-text('smaller steps')");
    await page.selectOption("[aria-label='a step looks at']", "1");
    await page.click("button:text-is('Epoch')");
    await until(page, "[data-step]", 111);
  },
);

inStudio("count: stops where it was told to, and goes on when told to", "#/count", async (page) => {
  await until(page, "[data-step]", 0);
  await page.click("summary:has-text('smaller steps')");
  await page.fill("[aria-label='stop at step']", "soon");
  await page.press("[aria-label='stop at step']", "Enter");
  await page.waitForFunction(
    () => document.querySelector(".notices")!.textContent!.includes("“soon” is not a step to stop at"),
    null,
  );
  await page.fill("[aria-label='stop at step']", "12");
  await page.press("[aria-label='stop at step']", "Enter");
  await page.click(".train");
  await until(page, "[data-step]", 12);
  await page.waitForFunction(() => document.querySelector(".train")!.textContent!.includes("Train"), null);
  assert.equal(await shown(page, "[data-step]"), 12);
  await page.click("button:text-is('Step')");
  await until(page, "[data-step]", 13);
});

inStudio(
  "count: what is pointed at or has the focus shows its formula; bits and answer change in one frame",
  "#/count?seed=1&step=50",
  async (page) => {
    await until(page, "[data-step]", 50);
    const formula = (): Promise<string> =>
      page.evaluate(() =>
        document.querySelector("[data-formula]")!.textContent!.replace(/\s+/g, " ").replaceAll("−", "-").trim(),
      );
    const numbers = (await formula()).match(/-?[\d.]+/g)!.map(Number);
    const sum = numbers.pop()!;
    assert.equal(numbers.length, 21); // ten bits, ten weights, the bias
    let total = numbers[20]!;
    for (let i = 0; i < 10; i++) total += numbers[2 * i]! * numbers[2 * i + 1]!;
    assert.ok(Math.abs(total - sum) < 0.06, `${total} ${sum}`);
    await page.focus("[data-bit='2']");
    await page.waitForFunction(
      () => /bit 3 × weight 3 = 0 × /.test(document.querySelector("[data-formula]")!.textContent!.replace(/\s+/g, " ")),
      null,
    );
    await page.focus(".cell-of.answer");
    await page.waitForFunction(
      () => document.querySelector("[data-formula]")!.textContent!.includes("a mistake of"),
      null,
    );
    // Every frame that is painted shows a bit and the answer that belongs to it.
    const pairs = await page.evaluate(async () => {
      const seen = new Set<string>();
      document.querySelector<HTMLElement>("[data-bit='2']")!.click();
      for (let i = 0; i < 12; i++) {
        seen.add(
          `${document.querySelector("[data-bit='2']")!.textContent} ${document.querySelector("[data-sum]")!.textContent}`,
        );
        await new Promise((r) => requestAnimationFrame(r));
      }
      return [...seen];
    });
    assert.equal(pairs.length, 2, pairs.join("; "));
  },
);

inStudio("count: cnn.pt goes to PyTorch, is trained there, and comes back", "#/count?seed=1&step=20", async (page) => {
  await until(page, "[data-step]", 20);
  await page.evaluate(() => scrollTo(0, 9999)); // what is below comes when it is looked at
  const { name, file } = await downloaded(page, "button:has-text('Save cnn.pt')");
  assert.equal(name, "cnn.pt");
  await page.setInputFiles("[aria-label='open cnn.pt']", {
    name: "cnn.pt",
    mimeType: "",
    buffer: readFileSync(file).subarray(0, 300),
  });
  await page.waitForSelector("[data-problem]");
  if (python?.torch === true) {
    writeFileSync(
      `${file}.py`,
      `
import sys, torch
class Net(torch.nn.Module):
    def forward(self, x): return torch.relu(self.l1(x))
sys.modules["__main__"].Net = Net
model = torch.load(sys.argv[1])
print(model(torch.tensor([1., 0, 0, 1, 1, 1, 0, 1, 0, 1])).item())
with torch.no_grad():
    model.l1.weight.fill_(1)
    model.l1.bias.fill_(0)
torch.save(model, sys.argv[1] + ".back")
`,
    );
    const answer = Number(runPython(readFileSync(`${file}.py`, "utf8"), file));
    assert.ok(Math.abs(answer - Number(await page.textContent("[data-answer]"))) < 0.006);
    await page.setInputFiles("[aria-label='open cnn.pt']", `${file}.back`);
    await page.waitForFunction(() => document.querySelector("[data-answer]")!.textContent === "6.00", null);
    assert.equal(await shown(page, "[data-loss]"), 0);
  }
});

inStudio(
  "count: bits flip, weights move by keys, time goes back and another way",
  "#/count?seed=1&step=200",
  async (page) => {
    await until(page, "[data-step]", 200);
    const answer = await page.textContent("[data-answer]");
    await page.press("[data-bit='0']", "Enter");
    await page.waitForFunction((a) => document.querySelector("[data-answer]")!.textContent !== a, answer);
    assert.equal(await page.getAttribute("[data-bit='0']", "aria-pressed"), "false");
    assert.equal(await page.textContent("[data-share='0']"), "0");
    await page.press("[aria-label='time']", "ArrowLeft");
    await until(page, "[data-step]", 199);
    await page.click(".fork");
    await page.waitForFunction(() => (document.querySelector(".fork") as HTMLButtonElement).disabled, null);
    await page.click("button:text-is('Step')");
    await until(page, "[data-step]", 200);
    const loss = await shown(page, "[data-loss]");
    await page.press("[aria-label='weight 3']", "ArrowRight");
    await page.waitForFunction((l) => Number(document.querySelector("[data-loss]")!.getAttribute("value")) !== l, loss);
    // The address carries weights and step to another page.
    await page.waitForFunction(() => location.hash.includes("w=") && location.hash.includes("step=200"), null);
    const [address, there] = [page.url(), await shown(page, "[data-loss]")];
    await page.goto("about:blank");
    await page.goto(address);
    await until(page, "[data-step]", 200);
    assert.equal(await shown(page, "[data-loss]"), there);
  },
);

inStudio("count: a chart without a step has no scale", "#/count", async (page) => {
  await until(page, "[data-step]", 0);
  const ink = (): Promise<number> =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>(".curve canvas")!;
      const left = canvas.getContext("2d")!.getImageData(0, 20, 40, canvas.height - 20).data;
      let n = 0;
      for (let i = 3; i < left.length; i += 4) if (left[i]! > 60) n++;
      return n;
    });
  assert.equal(await ink(), 0);
  for (let i = 1; i <= 3; i++) {
    await page.click("button:text-is('Step')");
    await until(page, "[data-step]", i);
  }
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>(".scrubber")!.disabled === false, null);
  assert.ok((await ink()) > 20);
});

inStudio(
  "count: begins with an answer that lives, and shows what is small and what is beyond its scale",
  "#/count",
  async (page) => {
    await until(page, "[data-step]", 0);
    await page.waitForFunction(() => Number(document.querySelector("[data-answer]")!.textContent) > 0.1, null);
    // Whatever is added is to be seen, however small beside the largest.
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll(".row")].map((r) => ({
        adds: r.querySelector(".add")!.textContent!.trim(),
        wide: r.querySelector(".share i")!.getBoundingClientRect().width,
        all: r.querySelector(".share")!.getBoundingClientRect().width,
      })),
    );
    for (const { adds, wide, all } of widths)
      assert.ok(adds === "0" ? wide === 0 : wide >= 1 && wide <= all / 2 + 0.5, `${adds}: ${wide} of ${all}`);
    assert.ok(Math.max(...widths.map((w) => w.wide / w.all)) > 0.45);
    // A weight beyond the bar's end is marked.
    assert.equal(await page.evaluate(() => document.querySelectorAll(".knob.beyond").length), 0);
    const far = Buffer.from(Float32Array.from([3, -3, 1, 1, 1, 1, 1, 1, 1, 1, 0]).buffer).toString("base64url");
    await page.evaluate((w) => {
      location.hash = `#/count?w=${w}`;
    }, far);
    await page.waitForFunction(() => document.querySelectorAll(".knob.beyond").length === 2, null);
    assert.equal(await page.evaluate(() => document.querySelectorAll(".knob.beyond.below").length), 1);
  },
);

inStudio("count: trains while it is watched, and stops", "#/count", async (page) => {
  await until(page, "[data-step]", 0);
  await page.click(".train");
  await page.waitForFunction(() => Number(document.querySelector("[data-step]")!.getAttribute("value")) > 5, null);
  await page.click(".train");
  await page.waitForFunction(() => document.querySelector(".train")!.textContent!.includes("Train"), null);
  const step = await shown(page, "[data-step]");
  await page.waitForFunction((s) => location.hash.includes(`step=${s}`), step);
});

inStudio(
  "count: a wrong address gets a sentence and a default",
  "#/count?seed=-1&lr=NaN&step=-3&w=zzzz&batch=7&bits=12",
  async (page) => {
    await until(page, "[data-step]", 0);
    const said = await page.textContent(".notices");
    for (const part of [
      "seed “-1”",
      "learning rate “NaN”",
      "This is 0.01 instead",
      "weights, but damaged",
      "7 lists in a step",
      "bits “12”",
    ])
      assert.ok(said!.includes(part), `${part} is not in: ${said}`);
    await page.fill("[aria-label='learning rate']", "fast");
    await page.press("[aria-label='learning rate']", "Enter");
    await page.waitForFunction(
      () => document.querySelector(".notices")!.textContent!.includes("“fast” is no learning rate"),
      null,
    );
  },
);

for (const [name, hash, blamed] of [
  ["the learning rate", "#/count?seed=1&lr=1&step=3", /learning rate is too high.*lr = 0\.1,/],
  ["the seed", "#/count?seed=17&step=3", /another seed/],
] as const) {
  inStudio(`count: where every answer is 0, the page blames ${name}, as explain() does in Node`, hash, async (page) => {
    await page.waitForSelector("[data-why]");
    const why = (await page.textContent("[data-why]"))!;
    assert.match(why, blamed);
    const printed = await runProgram(
      page,
      0,
      {},
      (source) =>
        `${source.replace("import { ", "import { explain, ")}\nfor (const f of explain(model, () => criterion(model(x), y), { optimizer }).findings) console.log((f.path === "" ? "" : "\x60" + f.path + "\x60: ") + f.message + " " + f.fix);\n`,
    );
    assert.ok(printed.toLowerCase().includes(why.toLowerCase()), `the page says\n${why}\nand Node\n${printed}`);
  });
}

inStudio(
  "count: weights that were put there are nobody else's fault; a rate beyond the slider gets the library's word",
  "#/count?seed=1",
  async (page) => {
    await until(page, "[data-step]", 0);
    const loss = await shown(page, "[data-loss]");
    await page.fill("[aria-label='learning rate']", "1e6");
    await page.press("[aria-label='learning rate']", "Enter");
    await page.waitForFunction(
      () =>
        /What kindling finds: One step with lr = 1e\+06 takes the loss from 34\.3 to .*Try lr = 1e\+05/.test(
          document.querySelector(".notices")!.textContent!,
        ),
      null,
    );
    assert.equal(await shown(page, "[data-loss]"), loss); // nothing has moved
    for (const which of ["bias", ...Array.from({ length: 10 }, (_, i) => `weight ${i + 1}`)])
      await page.press(`[aria-label='${which}']`, "Home");
    await page.waitForSelector("[data-dead]");
    assert.match((await page.textContent("[data-dead]"))!, /These weights start out that way/);
  },
);

inStudio(
  "count: what is changed faster than the trainer answers is changed",
  "#/count?seed=1",
  async (page) => {
    await until(page, "[data-step]", 0);
    const wanted = Array.from({ length: 11 }, (_, i) => (i % 3) - 1);
    const names = [...Array.from({ length: 10 }, (_, i) => `weight ${i + 1}`), "bias"];
    await page.evaluate(
      ([names, wanted]) => {
        for (const [i, name] of names.entries()) {
          const input = document.querySelector<HTMLInputElement>(`[aria-label='${name}']`)!;
          input.value = String(wanted[i]);
          input.dispatchEvent(new Event("input", { bubbles: true }));
        }
        for (const bit of [0, 2, 5]) document.querySelector<HTMLElement>(`[data-bit='${bit}']`)!.click();
      },
      [names, wanted] as const,
    );
    await page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll("[data-weight]")].every(
          (e, i) => Number(e.textContent!.replace("−", "-")) === wanted[i],
        ),
      wanted,
    );
    await page.waitForFunction(
      () => [...document.querySelectorAll("[data-bit]")].map((e) => e.textContent).join("") === "0011100101",
      null,
    );
  },
  { late: 200 },
);
