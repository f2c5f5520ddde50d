// Chapter 5 as a learner walks through it; the maps against the library's.

import assert from "node:assert/strict";
import { readGolden } from "../goldens.js";
import { inStudio, type Page, runProgram, shown } from "./browser.js";

const golden = readGolden<{ map: number[][] }>("studio");

/** Ends the training, if it has not come to its end by itself meanwhile: then no button says "Pause" any more. */
async function pause(page: Page): Promise<void> {
  await page.evaluate(() => {
    const button = document.querySelector<HTMLButtonElement>("button.primary")!;
    if (button.textContent!.includes("Pause")) button.click();
  });
  await page.waitForFunction(() => !document.querySelector("button.primary")!.textContent!.includes("Pause"), null);
}

inStudio(
  "convolution: a cell of the map is what the program beside computes in Node",
  "#/convolution?stride=2&padding=1",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    const map = JSON.parse(
      /\[[\s\d,.[\]-]*\]\s*\]/.exec(await runProgram(page))![0].replace(/,(\s*\])/g, "$1"),
    ) as number[][];
    assert.deepEqual(map, golden.map);
    assert.equal(await page.textContent("[data-size]"), "6");
    assert.equal(await shown(page, "[data-cell]"), map[2]![3]!);
    await page.press("[aria-label^='Map, 6']", "ArrowDown");
    await page.waitForFunction(
      (v) => Number(document.querySelector("[data-cell]")!.getAttribute("value")) === v,
      map[3]![3]!,
    );
  },
  { reducedMotion: "reduce" },
);

inStudio(
  "convolution: the window slides by itself until it is taken; all grids have cells of one size, with their numbers",
  "#/convolution",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    const formula = (): Promise<string | null> => page.textContent(".sum");
    const before = await formula();
    await page.waitForFunction((b) => document.querySelector(".sum")!.textContent !== b, before);
    await page.press("[aria-label^='Map, 10']", "ArrowLeft");
    await page.waitForSelector(".slide[aria-pressed='false']");
    const cells = await page.evaluate(() =>
      [...document.querySelectorAll(".grids > div")].map((d) =>
        d.querySelector(".table") === null
          ? d.querySelector("canvas")!.getBoundingClientRect().width /
            (/, (\d+) by/.exec(d.querySelector("[aria-label]")!.getAttribute("aria-label")!)![1] as unknown as number)
          : d.querySelector("input")!.getBoundingClientRect().width - 1,
      ),
    );
    assert.equal(cells.length, 3);
    for (const c of cells) assert.ok(Math.abs(c - cells[0]!) < 0.6, cells.join(" "));
  },
);

inStudio(
  "convolution: the first loss of the search is the one that the program beside prints",
  "#/convolution",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    await page.click("button:has-text('Train')");
    await page.waitForFunction(() => Number(document.querySelector("[data-steps]")!.getAttribute("value")) >= 20, null);
    await page.click("button:has-text('Pause')");
    await page.waitForFunction(() => document.querySelector("button.primary")!.textContent!.includes("Train"), null);
    await page.click(".curve summary");
    await page.waitForSelector(".curve tbody td");
    const first = await page.evaluate(() => document.querySelector(".curve tbody td:last-child")!.textContent!);
    const printed = Number(/^0 (\S+)$/m.exec(await runProgram(page))![1]);
    assert.equal(first, printed.toPrecision(3));
  },
);

for (const [name, hidden, begin] of [
  ["random numbers", "0", "random"],
  ["another seed, to a kernel of the list", "3", "random"],
  ["the reader's kernel, to one of the list", "4", "own"],
  ["random numbers, to the reader's kernel", "6", "random"],
] as const) {
  inStudio(
    `convolution: training from ${name} gives what the program beside gives in Node`,
    "#/convolution?padding=2",
    async (page) => {
      await page.waitForSelector("[data-ready]");
      await page.fill("[aria-label='kernel row 1, column 1']", "0.5");
      await page.press("[aria-label='kernel row 1, column 1']", "Enter");
      await page.selectOption("[aria-label='to be found']", hidden);
      await page.selectOption("[aria-label='begin with']", begin);
      await page.waitForFunction(() => document.querySelector("[data-steps]")?.getAttribute("value") === "0", null);
      await page.click("button:has-text('Train')");
      await page.waitForFunction(
        () => Number(document.querySelector("[data-steps]")!.getAttribute("value")) >= 50,
        null,
      );
      await pause(page);
      const steps = await shown(page, "[data-steps]"),
        loss = await shown(page, "[data-loss]");
      const printed = await runProgram(page),
        last = Number(new RegExp(`^${steps - 1} (\\S+)$`, "m").exec(printed)![1]);
      assert.ok(
        Math.abs(loss - last) < 1e-5 + 1e-4 * last,
        `${loss} on the page, ${last} in Node after ${steps} steps`,
      );
      const first = Number(
        /-?[\d.]+(e-?\d+)?/.exec(
          printed.slice(printed.lastIndexOf(`\n${steps - 1} `) + `\n${steps - 1} ${last}`.length),
        )![0],
      );
      assert.ok(
        Math.abs((await shown(page, "[data-first]")) - first) < 1e-4,
        `${await shown(page, "[data-first]")} on the page, ${first} in Node`,
      );
    },
  );
}

inStudio(
  "convolution: drawing and turning the kernel by keys; a kernel that is no number",
  "#/convolution",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    await page.fill("[aria-label='kernel row 1, column 1']", "many");
    await page.press("[aria-label='kernel row 1, column 1']", "Enter");
    await page.press("[aria-label='kernel row 2, column 2']", "ArrowUp");
    await page.waitForFunction(
      () => document.querySelector(".notices")!.textContent!.includes("“many” is not a number for a kernel"),
      null,
    );
    const before = await shown(page, "[data-cell]");
    for (let i = 0; i < 3; i++) await page.press("[aria-label^='Picture, 12']", "ArrowDown");
    for (let i = 0; i < 3; i++) await page.press("[aria-label^='Picture, 12']", "ArrowRight");
    await page.press("[aria-label^='Picture, 12']", " ");
    await page.waitForFunction(
      (b) => Number(document.querySelector("[data-cell]")!.getAttribute("value")) !== b,
      before,
    );
  },
  { reducedMotion: "reduce" },
);

inStudio("convolution: training finds the kernel; a layer's numbers", "#/convolution", async (page) => {
  await page.waitForSelector("[data-numbers]");
  assert.equal(await shown(page, "[data-numbers]"), 8 * 9 + 8);
  await page.fill("[aria-label='channels in']", "3");
  await page.waitForFunction(
    () => document.querySelector("[data-numbers]")!.getAttribute("value") === String(8 * 3 * 9 + 8),
    null,
  );
  await page.click("button:has-text('Train')");
  await page.waitForFunction(() => Number(document.querySelector("[data-steps]")!.getAttribute("value")) >= 600, null);
  await pause(page);
});

inStudio(
  "convolution: a kernel turned by hand is trained away from where it was, and can be what has to be found",
  "#/convolution",
  async (page) => {
    await page.waitForSelector("[data-ready]");
    await page.fill("[aria-label='kernel row 1, column 1']", "3");
    await page.press("[aria-label='kernel row 1, column 1']", "Enter");
    await page.selectOption("[aria-label='begin with']", "own");
    await page.waitForFunction(() => document.querySelector("[data-first]")!.getAttribute("value") === "3", null);
    await page.click("button:has-text('Train')");
    await page.waitForFunction(() => Number(document.querySelector("[data-first]")!.getAttribute("value")) < 0, null);
    await pause(page);
    await page.selectOption("[aria-label='to be found']", "6");
    await page.waitForFunction(() => document.querySelector("[data-first]")!.getAttribute("value") === "3", null);
  },
  { late: 120 }, // training begins while what came before is still being shown
);
