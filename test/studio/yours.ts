// Chapter 8 as a learner walks through it: a table, layers, training, files from and to a live PyTorch; and all that can
// be wrong with what is put in.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { safetensors } from "kindling";
import { python, runPython } from "../python.js";
import { downloaded, inStudio, runProgram, shown, until } from "./browser.js";

inStudio(
  "yours: the project trains in Node to the numbers on the page",
  "#/yours?data=rings&layers=8+Tanh&seed=3",
  async (page) => {
    await until(page, "[data-step]", 0);
    for (let i = 1; i <= 3; i++) {
      await page.click("button:has-text('10 steps')");
      await until(page, "[data-step]", i * 10);
    }
    const csv = await downloaded(page, "button:has-text('data.csv')");
    const [train, test] = (await runProgram(page, 0, { "data.csv": readFileSync(csv.file, "utf8") }))
      .split("\n")
      .map(Number);
    assert.ok(
      Math.abs((await shown(page, "[data-loss]")) - train!) < 1e-5,
      `${await shown(page, "[data-loss]")} on the page, ${train} in Node`,
    );
    assert.ok(Math.abs((await shown(page, "[data-test]")) - test!) < 1e-5);
    const zip = await downloaded(page, "button:has-text('As a project')");
    assert.equal(zip.name, "yours.zip");
    const text = readFileSync(zip.file, "latin1");
    for (const name of ["yours/main.ts", "yours/data.csv", "yours/package.json", "yours/tsconfig.json"])
      assert.ok(text.includes(name), name);
  },
);

inStudio(
  "yours: the address brings training back",
  "#/yours?data=wave&layers=8+Tanh&seed=5&lr=0.02&step=120",
  async (page) => {
    await until(page, "[data-step]", 120);
    const loss = await shown(page, "[data-loss]");
    await page.waitForFunction(
      () => location.hash.includes("step=120") && !document.querySelector(".train")!.textContent!.includes("Pause"),
      null,
    );
    const address = page.url();
    await page.goto("about:blank");
    await page.goto(address);
    await until(page, "[data-step]", 120);
    assert.equal(await shown(page, "[data-loss]"), loss);
  },
);

inStudio("yours: tables of four rows, of names alone, and of a hundred thousand rows", "#/yours", async (page) => {
  await until(page, "[data-step]", 0);
  for (const [text, says] of [
    ["a;b\n1,5;2\n2,5;3\n3,5;4\n4,5;6", "4 rows, 1 input → b"],
    ['[{"a":1,"b":2},{"a":2,"b":3},{"a":3,"b":5},{"a":4,"b":5}]', "4 rows, 1 input → b"],
    ['name,"kind, of"\n1,x\n2,"a ""q"""\n3,x\n4,x', '4 rows, 1 input → kind, of (x, a "q")'],
  ] as const) {
    await page.fill("[aria-label='your table']", text);
    await page.click("button:has-text('Use this table')");
    await page.waitForFunction((s) => document.querySelector("[data-table]")!.textContent === s, says);
    await until(page, "[data-step]", 0);
    await page.click("button:has-text('10 steps')");
    await until(page, "[data-step]", 10);
  }
  await page.fill("[aria-label='your table']", "a,b,c");
  await page.click("button:has-text('Use this table')");
  await page.waitForFunction(
    () => document.querySelector("[data-problem]")?.textContent?.startsWith("That is a row of names"),
    null,
  );
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i % 100},${i % 7},${(i % 100) + (i % 7)}`).join("\n");
  await page.setInputFiles("[aria-label='a table from a file']", {
    name: "big.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(rows),
  });
  await page.waitForFunction(
    () => document.querySelector("[data-table]")!.textContent!.startsWith("100000 rows, 2 inputs"),
    null,
  );
});

inStudio("yours: what is wrong with a table is said with its line, and nothing is lost", "#/yours", async (page) => {
  await until(page, "[data-step]", 0);
  await page.fill("[aria-label='your table']", "a,b\n1,2\n2,\n3,x\n4,5,6\n5,5\n6,6\n7,7\n");
  await page.click("button:has-text('Use this table')");
  await page.waitForFunction(() => document.querySelectorAll("[data-remark]").length === 3, null);
  const remarks = await page.evaluate(() =>
    [...document.querySelectorAll("[data-remark]")].map((e) => e.textContent).join(" "),
  );
  for (const part of [
    "Row 5 is left out: there are 2 columns",
    "Row 3 is left out: a cell is empty",
    "Row 4 is left out: something that is no number",
  ])
    assert.ok(remarks.includes(part), remarks);
  assert.match((await page.textContent("[data-table]"))!, /4 rows, 1 input → b/);
  await page.fill("[aria-label='your table']", "just words");
  await page.click("button:has-text('Use this table')");
  await page.waitForSelector("[data-problem]");
  assert.match((await page.textContent("[data-table]"))!, /4 rows/);
});

inStudio(
  "yours: layers by hand, a rate of 10^9, an address that was edited",
  "#/yours?layers=16+Rleu&data=mine",
  async (page) => {
    await until(page, "[data-step]", 0);
    const said = await page.textContent(".notices");
    assert.ok(said!.includes("“16 Rleu”, cannot be read") && said!.includes("no sample called “mine”"), said!);
    await page.click(".layers + .controls >> text=ReLU");
    await page.waitForFunction(() => location.hash.includes("ReLU"), null);
    await page.fill("[aria-label='learning rate']", "1e9");
    await page.press("[aria-label='learning rate']", "Enter");
    await page.click("button:has-text('10 steps')");
    await until(page, "[data-step]", 10);
    await page.waitForFunction(
      () => document.querySelector(".notices")!.textContent!.includes("One step with lr = 1e+09 takes the loss from"),
      null,
    );
  },
  { late: 200 }, // the step that is judged is the first of the ten, though the trainer answers later
);

inStudio("yours: a file that is no .pt gets the library's sentence", "#/yours", async (page) => {
  await until(page, "[data-step]", 0);
  await page.setInputFiles("[aria-label='a .pt file']", {
    name: "holiday.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("\xff\xd8\xff\xe0 not a model", "latin1"),
  });
  await page.waitForSelector("[data-file-problem]");
  assert.match((await page.textContent("[data-file-problem]"))!, /^holiday\.jpg: .{20}/);
});

inStudio(
  "yours: PyTorch reads the model, and the page reads PyTorch's file",
  "#/yours?data=rings&layers=8+Tanh&seed=3",
  async (page) => {
    if (python?.torch !== true) return;
    await until(page, "[data-step]", 0);
    const model = await downloaded(page, "button:text-is('cnn.pt')");
    const printed = runPython(
      "import sys, torch; m = torch.load(sys.argv[1]); print(type(m).__name__, [tuple(p.shape) for p in m.parameters()], m(torch.zeros(1, 2)).shape)",
      model.file,
    );
    assert.equal(printed.trim(), "Sequential [(8, 2), (8,), (2, 8), (2,)] torch.Size([1, 2])");
    const folder = mkdtempSync(path.join(tmpdir(), "kindling-studio-"));
    try {
      const file = path.join(folder, "cnn.pt");
      runPython(
        "import sys, torch; torch.manual_seed(1); m = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.BatchNorm2d(4)); torch.save(m.state_dict(), sys.argv[1])",
        file,
      );
      await page.setInputFiles("[aria-label='a .pt file']", file);
      await page.waitForSelector("[data-file]");
      assert.equal(await page.textContent("[data-file]"), "cnn.pt: 7 tensors, 57 numbers");
      await page.click("button:has-text('Use these weights')");
      await page.waitForFunction(
        () =>
          document
            .querySelector("[data-file-problem]")
            ?.textContent?.includes("Error(s) in loading state_dict for Sequential"),
        null,
      );
      // Weights that fit: those of the model above, all halved in Python; into the network, and out as safetensors.
      runPython(
        "import sys, torch; m = torch.load(sys.argv[1]); torch.save({k: v / 2 for k, v in m.state_dict().items()}, sys.argv[2])",
        model.file,
        file,
      );
      await page.setInputFiles("[aria-label='a .pt file']", file);
      await page.waitForFunction(
        () => document.querySelector("[data-file]")?.textContent === "cnn.pt: 4 tensors, 42 numbers",
        null,
      );
      const loss = await shown(page, "[data-loss]");
      await page.click("button:has-text('Use these weights')");
      await page.waitForFunction(
        (l) => Number(document.querySelector("[data-loss]")!.getAttribute("value")) !== l,
        loss,
      );
      const out = await downloaded(page, "button:text-is('model.safetensors')");
      const again = await downloaded(page, "button:text-is('Save as safetensors')");
      assert.equal(again.name, "cnn.safetensors");
      assert.deepEqual(readFileSync(out.file), readFileSync(again.file));
      assert.equal(
        safetensors
          .load(new Uint8Array(readFileSync(out.file)))
          .get("0.weight")!
          .numel(),
        16,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

inStudio(
  "yours: a map of a hundred points and more in each direction, held-out rows hollow; layers as TypeScript writes them",
  "#/yours?layers=8+Tanh",
  async (page) => {
    await until(page, "[data-step]", 0);
    // Along a line through the middle the colour changes in many small steps, not in a few large ones.
    await page.click("button:has-text('10 steps')");
    // It says at once that it was heard.
    await page.waitForFunction(
      () =>
        document.querySelector(".train")!.textContent!.includes("Pause") ||
        document.querySelector("[data-step]")!.getAttribute("value") === "10",
      null,
    );
    for (let i = 1; i <= 5; i++) {
      await until(page, "[data-step]", i * 10);
      await page.click("button:has-text('10 steps')");
    }
    await until(page, "[data-step]", 60);
    const steps = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>(".square canvas")!;
      const { data } = canvas.getContext("2d")!.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 1);
      const colours: string[] = [];
      for (let x = 0; x < canvas.width; x++) colours.push(data.subarray(4 * x, 4 * x + 4).join());
      return new Set(colours).size;
    });
    assert.ok(steps > 60, `${steps} colours along the middle`);
    await page.click("summary:has-text('numbers to learn')");
    assert.equal(await page.textContent("details pre"), "new nn.Linear(2, 8),\nnew nn.Tanh(),\nnew nn.Linear(8, 2)");
  },
);
