// What every chapter's stage has to keep: all of it is on one screen, what a hand does is seen at once, and nothing is lost by
// looking elsewhere.

import assert from "node:assert/strict";
import { inStudio, type Page, shown, until } from "./browser.js";

export const chapters = ["count", "step", "break", "bend", "convolution", "mnist", "gpt", "yours"] as const;

/** What of a stage is not in view, is covered, or is too small to be looked at: sentences. */
const hidden = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const stage = document.querySelector("[data-chapter]:not([hidden]) .stage")!;
    const found: string[] = [];
    const seen = (e: Element): boolean => {
      // What is in a menu that is closed, or hidden on screens of this size, is not meant.
      if (e.closest("details:not([open])") !== null && e.closest("summary") === null) return false;
      return e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
    };
    if (scrollY !== 0) found.push("the page was scrolled");
    const must = {
      "a button that trains": "button.primary",
      "a figure": ".cell",
      "a curve": "canvas",
      "a slider": "input.scrubber",
    };
    for (const [what, selector] of Object.entries(must))
      if (![...stage.querySelectorAll(selector)].some(seen)) found.push(`there is no ${what}`);
    for (const e of stage.querySelectorAll("button, input, select, summary, canvas, .cell, p, [role=application]")) {
      if (!seen(e) || e.classList.contains("visually-hidden") || e.closest(".visually-hidden") !== null) continue;
      const r = e.getBoundingClientRect();
      const name = `${e.tagName.toLowerCase()} ${e.getAttribute("aria-label") ?? e.className} “${e.textContent!.trim().slice(0, 30)}”`;
      if (r.top < 0 || r.left < 0 || r.bottom > innerHeight + 0.5 || r.right > innerWidth + 0.5)
        found.push(`${name} reaches from ${r.left}, ${r.top} to ${r.right}, ${r.bottom}`);
      // Nothing sticks out of the cell that it stands in, unless the cell is one that scrolls.
      const cell = e.parentElement!.closest(".cell, .lines");
      if (cell !== null && e.closest(".formula, .what, .inputs, .numbers, .message") === null) {
        const c = cell.getBoundingClientRect();
        if (r.bottom > c.bottom + 1 || r.right > c.right + 1 || r.top < c.top - 1 || r.left < c.left - 1)
          found.push(`${name} sticks out of its cell ${cell.className}: ${r.top}…${r.bottom} in ${c.top}…${c.bottom}`);
      }
      if (e.tagName === "CANVAS" && (r.width < 12 || r.height < 12))
        found.push(`${name} has ${r.width} × ${r.height} pixels`);
    }
    for (const e of stage.querySelectorAll(".curve canvas")) {
      const { height, width } = e.getBoundingClientRect();
      if (height < 50 || width < 120) found.push(`the curve has ${width} × ${height} pixels`);
    }
    // The slider has the width of what is plotted above it, to the pixel that its thumb is wide.
    for (const e of stage.querySelectorAll("input.scrubber")) {
      const s = e.getBoundingClientRect(),
        c = e.parentElement!.querySelector("canvas")!.getBoundingClientRect();
      if (Math.abs(s.left + 8 - (c.left + 46)) > 1 || Math.abs(s.right - 8 - (c.right - 14)) > 1)
        found.push(`the slider reaches from ${s.left} to ${s.right}, the chart from ${c.left} to ${c.right}`);
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push("the page is wider than the screen");
    return found;
  });

for (const chapter of chapters) {
  for (const [width, height] of [
    [1280, 720],
    [360, 740],
  ] as const) {
    inStudio(
      `${chapter}: all of the stage is in view at ${width} × ${height}, before and while it trains`,
      `#/${chapter}`,
      async (page) => {
        await page.waitForSelector("[data-ready]");
        await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
        assert.deepEqual(await hidden(page), []);
        await page.click(".stage button.primary");
        // The lines that run are lit, in the program beside or, where there is no room, with the buttons.
        await page.waitForFunction(
          () =>
            [...document.querySelectorAll(".line.lit, .lines .lit")].some((e) => {
              const r = e.getBoundingClientRect();
              return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight;
            }),
          null,
        );
        await page.evaluate(() => new Promise((r) => setTimeout(r, 300)));
        assert.deepEqual(await hidden(page), []);
        // Not one line of the program is cut off at the side.
        assert.deepEqual(
          await page.evaluate(() =>
            [...document.querySelectorAll(".code .line")]
              .filter((l) => l.scrollWidth > l.clientWidth + 1)
              .map((l) => l.textContent),
          ),
          [],
        );
      },
      { viewport: { width, height } },
    );
  }

  inStudio(
    `${chapter}: the tour points at what is in view, can be used, and is not under its own card`,
    `#/${chapter}`,
    async (page) => {
      await page.waitForSelector("[data-ready]");
      await page.press("button:has-text('Show me around')", "Enter");
      for (let i = 0; ; i++) {
        await page.waitForSelector(`[data-tour='${i}']`);
        await page.waitForSelector(".toured");
        const found = await page.evaluate(() => {
          const t = document.querySelector(".toured")!.getBoundingClientRect(),
            c = document.querySelector("[data-tour]")!.getBoundingClientRect();
          const bad: string[] = [];
          if (t.bottom < 60 || t.top > innerHeight - 20 || t.height === 0)
            bad.push(`it lies at ${t.top} to ${t.bottom}`);
          if (t.height < innerHeight - 80 && (t.top < -1 || t.bottom > innerHeight + 1))
            bad.push(`it reaches from ${t.top} to ${t.bottom}`);
          const over =
            Math.max(0, Math.min(t.right, c.right) - Math.max(t.left, c.left)) *
            Math.max(0, Math.min(t.bottom, c.bottom) - Math.max(t.top, c.top));
          if (over > 0.35 * t.width * t.height) bad.push(`the card covers ${over} of ${t.width * t.height}`);
          if (c.left < 0 || c.top < 0 || c.right > innerWidth || c.bottom > innerHeight)
            bad.push("the card is not in view");
          for (const s of document.querySelectorAll<HTMLInputElement>(".toured input.scrubber"))
            if (s.disabled) bad.push("the slider has no past");
          return bad;
        });
        assert.deepEqual(found, [], `stop ${i + 1}`);
        if (
          !(await page.evaluate(() =>
            [...document.querySelectorAll("[data-tour] button")].some((b) => b.textContent!.includes("Next")),
          ))
        )
          break;
        await page.press("[data-tour] button:has-text('Next')", "Enter");
      }
    },
    { viewport: { width: 1280, height: 720 }, reducedMotion: "reduce" },
  );
}

inStudio("going to another chapter and back loses nothing", "#/count?seed=4", async (page) => {
  const go = async (chapter: string): Promise<void> => {
    await page.click(`nav a[href='#/${chapter}']`);
    await page.waitForSelector(`[data-chapter='${chapter}']:not([hidden]) [data-ready]`);
  };
  const text = (chapter: string): Promise<string> =>
    page.evaluate((c) => {
      const stage = document.querySelector(`[data-chapter='${c}'] .stage`)!;
      const values = [...stage.querySelectorAll<HTMLInputElement>("input, select")].map((e) => e.value);
      const data = [...stage.querySelectorAll("data")].map((e) => e.getAttribute("value"));
      return JSON.stringify([values, data]);
    }, chapter);
  const at = "[data-chapter='count'] [data-step]";
  await until(page, at, 0);
  await page.click("[data-bit='3']");
  await page.click(".train");
  await page.waitForFunction((s) => Number(document.querySelector(s)!.getAttribute("value")) > 20, at);
  // It trains while one leaves: that pauses it.
  await go("convolution");
  await page.click("[data-chapter='convolution'] button:has-text('Train')");
  await page.waitForFunction(() => Number(document.querySelector("[data-steps]")!.getAttribute("value")) > 20, null);
  await go("yours");
  await page.click("[data-chapter='yours'] button:has-text('10 steps')");
  await until(page, "[data-chapter='yours'] [data-step]", 10);
  await page.waitForFunction(
    () => document.querySelector("[data-chapter='yours'] .train")!.textContent!.includes("Train"),
    null,
  );
  const before = { count: await text("count"), convolution: await text("convolution"), yours: await text("yours") };
  await go("step");
  for (const chapter of ["convolution", "count", "yours"] as const) {
    await go(chapter);
    assert.equal(await text(chapter), before[chapter], chapter);
  }
  // The past is there, too, and the address says where one is.
  await go("count");
  const step = await shown(page, at);
  await page.waitForFunction((s) => location.hash.includes(`step=${s}`) && location.hash.includes("seed=4"), step);
  await page.press("[data-chapter='count'] [aria-label='time']", "ArrowLeft");
  await until(page, at, step - 1);
  // An address with settings is another matter: that chapter begins anew.
  await page.evaluate(() => {
    location.hash = "#/count?seed=9";
  });
  await page.waitForFunction(
    (s) =>
      document.querySelector(s)?.getAttribute("value") === "0" &&
      document.querySelector<HTMLInputElement>("[data-chapter='count'] [aria-label='seed']")!.value === "9",
    at,
  );
});

for (const [chapter, first] of [
  ["mnist", "button:has-text('10 steps')"],
  ["yours", "button:has-text('10 steps')"],
] as const) {
  inStudio(
    `${chapter}: from a moment of the past training goes on as it did the first time`,
    `#/${chapter}`,
    async (page) => {
      await page.waitForSelector("[data-ready]");
      const more = async (to: number): Promise<void> => {
        await page.click(first);
        await until(page, "[data-step]", to);
        await page.waitForFunction(() => document.querySelector(".train")!.textContent!.includes("Train"), null);
      };
      for (const to of [10, 20, 30]) await more(to);
      const loss = await shown(page, "[data-loss]");
      // Back by the slider, to a step of which the weights are known.
      for (const at of [25, 20]) {
        await page.press(".stage .scrubber", "ArrowLeft");
        await page.waitForFunction(
          (to) => document.querySelector(".time span")!.textContent!.endsWith(`at step ${to}`),
          at,
        );
      }
      await page.click(".fork");
      await until(page, "[data-step]", 20);
      await more(30);
      assert.ok(
        Math.abs((await shown(page, "[data-loss]")) - loss) < 1e-5 * loss,
        `${await shown(page, "[data-loss]")} and ${loss}`,
      );
    },
  );
}

inStudio(
  "every chapter leads to the words, and each word's figure is in the chapter where it first appears",
  "#/words",
  async (page) => {
    await page.waitForSelector(".words figure");
    const words = await page.evaluate(() =>
      [...document.querySelectorAll(".words figure")].map((f) => ({
        id: f.id,
        figure: f.querySelector("svg")!.childElementCount > 0,
        chapter: f.parentElement!.nextElementSibling!.querySelector("a")!.getAttribute("href")!.slice(2),
      })),
    );
    assert.equal(words.length, 9);
    for (const { id, figure, chapter } of words) {
      assert.ok(figure, id);
      await page.click(`nav a[href='#/${chapter}']`);
      await page.waitForSelector(`[data-chapter='${chapter}']:not([hidden]) [data-ready]`);
      await page.waitForSelector("a.words");
      // It comes when it is about to be seen.
      await page.evaluate(async (c) => {
        for (const e of document.querySelectorAll(`[data-chapter='${c}'] .word`)) {
          e.scrollIntoView();
          await new Promise((r) => setTimeout(r, 50));
        }
      }, chapter);
      await page.waitForFunction(([c, w]) => document.querySelector(`[data-chapter='${c}'] #${w}`) !== null, [
        chapter,
        id,
      ] as const);
    }
  },
);
