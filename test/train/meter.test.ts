import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { displayWidth, drawBar, formatInterval, formatMeter, formatPostfix } from "#src/train/meter.js";
import { readGolden } from "../goldens.js";

interface Golden {
  meters: {
    args: {
      n: number;
      total: number | null;
      elapsed: number;
      ncols: number | null;
      prefix: string;
      postfix: string;
      ascii: boolean;
      unit: string;
      initial: number;
      rate: number | null;
    };
    text: string;
  }[];
  numbers: [number, string][];
}

const golden = readGolden<Golden>("progress");

describe("formatMeter", () => {
  test("draws what tqdm draws", () => {
    assert.ok(golden.meters.length >= 100);
    for (const { args: a, text } of golden.meters) {
      const line = formatMeter({
        n: a.n,
        total: a.total ?? undefined,
        elapsed: a.elapsed,
        columns: a.ncols ?? undefined,
        description: a.prefix,
        postfix: a.postfix,
        unit: a.unit,
        ascii: a.ascii,
        rate: a.rate ?? undefined,
        initial: a.initial,
      });
      assert.equal(line, text, JSON.stringify(a));
    }
  });

  const base = {
    n: 760,
    total: 1000,
    elapsed: 1.241,
    columns: undefined,
    description: "desc",
    postfix: "loss=0.01",
    unit: "it",
    ascii: false,
    rate: 612.5,
    initial: 0,
  };

  test("has tqdm's familiar form", () => {
    assert.equal(formatMeter(base), "desc:  76%|███████▌  | 760/1000 [00:01<00:00, 612.50it/s, loss=0.01]");
    assert.equal(formatMeter({ ...base, total: undefined, description: "", postfix: "" }), "760it [00:01, 612.50it/s]");
    assert.equal(
      formatMeter({ ...base, rate: 0.4, elapsed: 4000 }),
      "desc:  76%|███████▌  | 760/1000 [1:06:40<10:00,  2.50s/it, loss=0.01]",
    );
  });

  test("stays on one line", () => {
    assert.equal(
      formatMeter({ ...base, description: "two\nlines ", postfix: "a=1\n   2" }),
      "two lines:  76%|███████▌  | 760/1000 [00:01<00:00, 612.50it/s, a=1 2]",
    );
  });

  test("fills the width exactly, also with wide characters", () => {
    for (const description of ["", "epoch", "訓練", "🔥"]) {
      assert.equal(displayWidth(formatMeter({ ...base, description, columns: 79 })), 79);
    }
  });
});

test("formatPostfix shows what tqdm's postfix shows", () => {
  assert.ok(golden.numbers.length >= 80);
  for (const [x, text] of golden.numbers) assert.equal(formatPostfix(x), text, String(x));
  assert.equal(formatPostfix(NaN), "nan");
  assert.equal(formatPostfix(-Infinity), "-inf");
  assert.equal(formatPostfix(12345n), "12345");
  assert.equal(formatPostfix(2n ** 62n), "4.61e+18");
});

test("formatInterval has hours only where there are any", () => {
  assert.deepEqual([0, 59.9, 60, 3599, 3600, 36000, 360000].map(formatInterval), [
    "00:00",
    "00:59",
    "01:00",
    "59:59",
    "1:00:00",
    "10:00:00",
    "100:00:00",
  ]);
});

test("drawBar fills by eighths", () => {
  const symbols = " ▏▎▍▌▋▊▉█";
  assert.equal(drawBar(0, 4, symbols), "    ");
  assert.equal(drawBar(1, 4, symbols), "████");
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((i) => drawBar(i / 16, 2, symbols)),
    ["▏ ", "▎ ", "▍ ", "▌ ", "▋ ", "▊ ", "▉ ", "█ "],
  );
});
