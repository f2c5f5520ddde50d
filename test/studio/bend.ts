// Chapter 4 as a learner walks through it: a line fails, four units bend it, forty points are learned by heart; every
// number against the program beside, in Node.

import assert from "node:assert/strict";
import { loadWeights, nn, tensor, type Tensor } from "kindling";
import { readFileSync } from "node:fs";
import { python, runPython } from "../python.js";
import { downloaded, inStudio, type Page, runProgram, shown, until } from "./browser.js";

const accuracy = async (page: Page): Promise<number> =>
  Number((await page.textContent("[data-accuracy]"))!.split(" ")[0]);
for (const settings of [
  "layers=4&noise=0.05&seed=3",
  "data=spiral&layers=6+5&activation=ReLU&points=60&optimizer=SGD&lr=0.2&decay=0.01",
  "data=quarters&layers=8&activation=Sigmoid&dropout=0.3",
]) {
  inStudio(
    `bend: ${settings} trains in Node to the numbers on the page`,
    `#/bend?${settings}&step=60`,
    async (page) => {
      await until(page, "[data-step]", 60);
      const [train, heldOut, right] = (await runProgram(page)).split("\n").map(Number);
      assert.ok(
        Math.abs((await shown(page, "[data-loss]")) - train!) < 1e-5,
        `${await shown(page, "[data-loss]")} on the page, ${train} in Node`,
      );
      assert.ok(Math.abs((await shown(page, "[data-test]")) - heldOut!) < 1e-5);
      assert.equal(await accuracy(page), Math.round(right! * 100));
    },
  );
}

inStudio(
  "bend: a line cannot part two rings, and four units can",
  "#/bend?layers=none&noise=0.05&step=500",
  async (page) => {
    await until(page, "[data-step]", 500);
    assert.ok((await accuracy(page)) < 70, `${await accuracy(page)} % by a line`);
  },
);
inStudio("bend: four units part them", "#/bend?layers=4&noise=0.05&step=300", async (page) => {
  await until(page, "[data-step]", 300);
  assert.ok((await accuracy(page)) >= 95, `${await accuracy(page)} %`);
});

inStudio(
  "bend: few points and many units: the held-out curve turns and rises; weight decay holds it back",
  "#/bend",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    const held: number[] = [],
      train: number[] = [];
    for (const preset of ["Learning by heart", "Held back"]) {
      await page.selectOption("[aria-label='things to try']", preset);
      await page.selectOption("[aria-label='speed']", "3");
      await page.waitForFunction(
        () => Number(document.querySelector("[data-step]")!.getAttribute("value")) > 1000,
        null,
      );
      await page.click("button:has-text('Pause')");
      await page.waitForSelector("button:has-text('▶ Train')");
      held.push(await shown(page, "[data-test]"));
      train.push(await shown(page, "[data-loss]"));
    }
    assert.ok(held[0]! > 1.5, `by heart, the loss on held-out points is ${held[0]}`);
    assert.ok(train[0]! < 0.3, `and ${train[0]} on those learned from`);
    assert.ok(held[1]! < 0.7, `with weight decay it is ${held[1]}`);
  },
);

inStudio(
  "bend: early stopping goes back to the best step",
  "#/bend?layers=24&activation=ReLU&noise=0.25&points=40",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    await page.click("text=stop early");
    await page.selectOption("[aria-label='speed']", "3");
    await page.click(".train");
    await page.waitForFunction(
      () => document.querySelector(".two-lines")?.textContent?.startsWith("Stopped early"),
      null,
    );
    const step = await shown(page, "[data-step]");
    assert.ok(step > 0 && step < 200, `stopped at ${step}`);
    assert.ok((await shown(page, "[data-test]")) < 0.5);
  },
);

inStudio(
  "bend: the scrubber shows an earlier network, and the run goes on from there",
  "#/bend?step=200",
  async (page) => {
    await until(page, "[data-step]", 200);
    const late = await shown(page, "[data-loss]");
    await page.evaluate(() => {
      const slider = document.querySelector<HTMLInputElement>("[aria-label='time']")!;
      slider.value = "50";
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await until(page, "[data-step]", 50);
    const early = await shown(page, "[data-loss]");
    assert.ok(early > late);
    await page.click("button:has-text('Back to now')");
    await until(page, "[data-step]", 200);
    assert.equal(await shown(page, "[data-loss]"), late);
    await page.evaluate(() => {
      const slider = document.querySelector<HTMLInputElement>("[aria-label='time']")!;
      slider.value = "50";
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await until(page, "[data-step]", 50);
    await page.click("button:has-text('Go on from here')");
    await page.waitForSelector("button:has-text('Back to now')[disabled]");
    await page.click("button:has-text('10 steps')");
    await until(page, "[data-step]", 60);
  },
);

inStudio(
  "bend: layers and units are added and removed; what an address has wrong is said",
  "#/bend?layers=4+99&data=moons",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    const said = (await page.textContent(".notices"))!;
    assert.ok(said.includes("4 99") && said.includes("moons"), said);
    await page.click("[aria-label='add a layer']");
    await page.click("[aria-label='layer 2: more units']");
    await page.waitForFunction(
      () => location.hash.includes("layers=4%2B5") || location.hash.includes("layers=4+5"),
      null,
    );
    await page.click("[aria-label='remove a layer']");
    await page.click("[aria-label='remove a layer']");
    await page.waitForFunction(() => location.hash.includes("layers=none"), null);
  },
);

inStudio("bend: bend.pt is the model, in Node and in PyTorch", "#/bend?layers=5&seed=2&step=50", async (page) => {
  await until(page, "[data-step]", 50);
  const { name, file } = await downloaded(page, "button:has-text('Save bend.pt')");
  assert.equal(name, "bend.pt");
  const model = new nn.Sequential(new nn.Linear(2, 5), new nn.Tanh(), new nn.Linear(5, 1));
  model.loadStateDict(loadWeights(readFileSync(file)));
  const ours = (model(tensor([[0.1, -0.2]])) as Tensor).item();
  if (python?.torch !== true) return;
  const theirs = Number(
    runPython(`import torch; print(torch.load(${JSON.stringify(file)})(torch.tensor([[0.1, -0.2]])).item())`),
  );
  assert.ok(Math.abs(ours - theirs) < 1e-6, `${ours} ${theirs}`);
});
