// Batches that threads make.
// Not against plans: threads compute, and the loader only moves what they send.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { data, KindlingError, manualSeed, type Tensor } from "kindling";
import parts, { type Counts } from "./counts.js";
import make from "./squares.js";

const workerModule = new URL("./squares.js", import.meta.url);
const shown = (b: [Tensor, Tensor, string[]]): unknown => [
  b[0].tolist(),
  b[1].tolist(),
  b[2].map((t) => t.replace(/ of .*/, "")),
];

test("batches from workers are those without, in the same order, with for and with for await", async () => {
  const options = { batchSize: 4, shuffle: true };
  manualSeed(3);
  const wanted = [...new data.DataLoader(make({ length: 22 }), options)].map(shown);
  manualSeed(3);
  const loader = new data.DataLoader(make({ length: 22 }), {
    ...options,
    numWorkers: 2,
    workerModule,
    workerData: { length: 22 },
  });
  assert.deepEqual([...loader].map(shown), wanted);
  manualSeed(3);
  const got: unknown[] = [];
  for await (const b of loader) got.push(shown(b));
  assert.deepEqual(got, wanted);
  assert.match([...loader][0]![2][0]!, / of 2$/);
  assert.equal(data.getWorkerInfo(), null);
});

test("an error in a worker is thrown where its batch is wanted, and the loop can be left early", async () => {
  const loader = new data.DataLoader(make({ length: 12 }), {
    batchSize: 2,
    numWorkers: 2,
    workerModule,
    workerData: { length: 12, fails: 5 },
  });
  const seen: unknown[] = [];
  assert.throws(() => {
    for (const b of loader) seen.push(b[1].tolist());
  }, /sample 5 is broken/);
  assert.deepEqual(seen, [
    [0, 1],
    [2, 3],
  ]);
  await assert.rejects(async () => {
    for await (const b of loader) assert.ok(b);
  }, /sample 5 is broken/);
  for (const b of loader) {
    assert.ok(b);
    break;
  }
  for await (const b of loader) {
    assert.ok(b);
    break;
  }
});

test("threads take turns with streams, each with its own, as in PyTorch", async () => {
  const run = async (workerData: Counts, o: data.DataLoaderOptions<number, Tensor | number>): Promise<string> => {
    const loader = new data.DataLoader(parts(workerData), {
      numWorkers: workerData.ends.length,
      workerModule: new URL("./counts.js", import.meta.url),
      workerData,
      ...o,
    });
    const show = (b: Tensor | number): string => (typeof b === "number" ? `${b}` : `${b.tolist()}`);
    const now = [...loader].map(show),
      later: string[] = [];
    for await (const b of loader) later.push(show(b));
    assert.deepEqual(later, now);
    for (const b of loader) {
      assert.notEqual(b, null);
      break;
    }
    return now.join(" ");
  };
  // list(DataLoader(…, batch_size=2, num_workers=2))
  assert.equal(await run({ ends: [10, 10] }, { batchSize: 2 }), "0,2 1,3 4,6 5,7 8 9");
  assert.equal(await run({ ends: [3, 14], late: true }, { batchSize: 2 }), "0,2 1,3 5,7 9,11 13");
  assert.equal(await run({ ends: [10, 3, 10] }, { batchSize: 2, dropLast: true }), "0,3 2,5 6,9");
  assert.equal(await run({ ends: [0, 4] }, { batchSize: null }), "1 3");
  await assert.rejects(run({ ends: [10, 10], fails: 4 }, { batchSize: 2 }), /sample 4 is broken/);
});

test("a module that is not there, or gives no dataset, is said", () => {
  const load = (module: URL): unknown => [...new data.DataLoader([1, 2], { numWorkers: 1, workerModule: module })];
  assert.throws(
    () => load(new URL("./nothing.js", import.meta.url)),
    (e) => e instanceof KindlingError && e.code === "data-workers",
  );
  assert.throws(() => load(new URL("../goldens.js", import.meta.url)), /is neither a dataset/);
});

describe("a thread that dies, or never answers, ends the loop with an error that says why", () => {
  const dying = new URL("./dying.js", import.meta.url);
  const ways: [way: string, code: string, message: RegExp, timeout?: number][] = [
    ["exit", "data-workers", /^DataLoader worker \(thread 0\) exited unexpectedly\n.*exit code is 7/],
    [
      "throws in a callback",
      "data-workers",
      /^DataLoader worker \(thread 0\) exited unexpectedly\n.*RangeError: nobody hears me/,
    ],
    [
      "rejects unheard",
      "data-workers",
      /^DataLoader worker \(thread 0\) exited unexpectedly\n.*TypeError: nobody awaits me/,
    ],
    ["waits", "data-workers", /^DataLoader timed out after 0.01 seconds/, 0.01],
    ["error of kindling", "broadcast", /^The size of tensor a \(2\) must match the size of tensor b \(3\)/],
  ];
  for (const [way, code, message, timeout] of ways) {
    test(way, async () => {
      const loader = new data.DataLoader(
        Array.from({ length: 12 }, (_, i) => i),
        {
          batchSize: 2,
          numWorkers: 2,
          workerModule: dying,
          workerData: way,
          ...(timeout === undefined ? {} : { timeout }),
        },
      );
      const right = (e: unknown): boolean => e instanceof KindlingError && e.code === code && message.test(e.message);
      assert.throws(() => {
        for (const b of loader) assert.ok(b);
      }, right);
      await assert.rejects(async () => {
        for await (const b of loader) assert.ok(b);
      }, right);
    });
  }
  test("a timeout is a number of seconds", () => {
    assert.throws(
      () => new data.DataLoader([1], { timeout: -1 }),
      (e) => e instanceof KindlingError && e.message.startsWith("timeout option should be non-negative"),
    );
  });
});
