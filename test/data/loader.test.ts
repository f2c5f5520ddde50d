import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  arange,
  compile,
  data,
  datasets,
  type Diagnosis,
  Generator,
  KindlingError,
  manualSeed,
  onDiagnosis,
  rand,
  resetDiagnosis,
  Tensor,
  tensor,
} from "kindling";
import { readGolden } from "../goldens.js";

const {
  BatchSampler,
  DataLoader,
  RandomSampler,
  randomSplit,
  SubsetRandomSampler,
  TensorDataset,
  WeightedRandomSampler,
} = data;
type Loader = Iterable<readonly Tensor[] | Tensor>;
const golden = readGolden<{ cases: Record<string, { seed: number; value: unknown; after: number[] }> }>("data");

const x = arange(23);
const set = new TensorDataset(x, x.mul(2));
const gen = (seed: number): Generator => new Generator().manualSeed(seed);
const weights = Array.from({ length: 23 }, (_, i) => (i % 4) + 0.5);
const batches = (loader: Loader, epochs = 2): unknown =>
  Array.from({ length: epochs }, () => [...loader].map((b) => (b as Tensor[])[0]!.tolist()));

const cases: Record<string, () => unknown> = {
  shuffle: () => batches(new DataLoader(set, { batchSize: 5, shuffle: true }), 3),
  "shuffle, drop last": () => batches(new DataLoader(set, { batchSize: 5, shuffle: true, dropLast: true })),
  sequential: () => batches(new DataLoader(set, { batchSize: 8 })),
  generator: () => batches(new DataLoader(set, { batchSize: 5, shuffle: true, generator: gen(3) })),
  "random numbers in the loop": () =>
    Array.from({ length: 2 }, () => [
      ...map(new DataLoader(set, { batchSize: 10, shuffle: true }), (b) => [
        ...(b[0]!.tolist() as number[]),
        ...(rand(2).tolist() as number[]),
      ]),
    ]),
  replacement: () =>
    batches(
      new DataLoader(set, { batchSize: 16, sampler: new RandomSampler(set, { replacement: true, numSamples: 70 }) }),
    ),
  "more than all": () =>
    batches(
      new DataLoader(set, { batchSize: 16, sampler: new RandomSampler(set, { numSamples: 50, generator: gen(1) }) }),
    ),
  "as many as all": () =>
    batches(
      new DataLoader(set, { batchSize: 16, sampler: new RandomSampler(set, { numSamples: 46, generator: gen(1) }) }),
    ),
  "subset random": () =>
    batches(new DataLoader(set, { batchSize: 4, sampler: new SubsetRandomSampler([1, 3, 5, 7, 9, 11]) })),
  weighted: () => batches(new DataLoader(set, { batchSize: 8, sampler: new WeightedRandomSampler(weights, 30) })),
  "weighted, each once": () =>
    batches(new DataLoader(set, { batchSize: 8, sampler: new WeightedRandomSampler(weights, 20, false) })),
  "batch sampler": () =>
    batches(new DataLoader(set, { batchSampler: new BatchSampler(new RandomSampler(set), 7, true) })),
  "no batches": () => batches(new DataLoader(set, { batchSize: null, shuffle: true }) as unknown as Loader),
  "two loaders in turns": () => {
    const [a, b] = [
      new DataLoader(set, { batchSize: 6, shuffle: true })[Symbol.iterator](),
      new DataLoader(set, { batchSize: 6, shuffle: true })[Symbol.iterator](),
    ];
    const out: unknown[] = [];
    for (let p = a.next(), q = b.next(); p.done !== true && q.done !== true; p = a.next(), q = b.next())
      out.push([p.value[0]!.tolist(), q.value[0]!.tolist()]);
    return out;
  },
  split: () => randomSplit(Array.from({ length: 20 }), [11, 4, 5]).map((s) => s.indices),
  "split by fractions": () => randomSplit(Array.from({ length: 23 }), [0.5, 0.25, 0.25]).map((s) => s.indices),
  "split, generator": () =>
    randomSplit(Array.from({ length: 10 }), [3, 7], { generator: gen(42) }).map((s) => s.indices),
  "sixty thousand": () =>
    [...new DataLoader(new TensorDataset(arange(60000)), { batchSize: 64, shuffle: true })].flatMap((b, i) =>
      i % 300 === 0 ? [(b[0]!.tolist() as number[]).slice(0, 3)] : [],
    ),
};
function* map<T, R>(of: Iterable<T>, f: (x: T) => R): Iterable<R> {
  for (const v of of) yield f(v);
}
/** float32 as both sides print it. */
const rounded = (v: unknown): unknown =>
  Array.isArray(v) ? v.map(rounded) : typeof v === "number" ? Math.fround(v) : v;

describe("orders are PyTorch's, and the random stream stands where it does there", () => {
  for (const [name, c] of Object.entries(golden.cases)) {
    test(name, () => {
      manualSeed(c.seed);
      assert.deepEqual(rounded(cases[name]!()), rounded(c.value));
      assert.deepEqual(rounded(rand(3).tolist()), rounded(c.after));
    });
  }
  test("every case of the golden is here", () =>
    assert.deepEqual(Object.keys(cases).sort(), Object.keys(golden.cases).sort()));
});

class Pairs extends data.Dataset<[Tensor, number]> {
  get length(): number {
    return 7;
  }
  get(i: number): [Tensor, number] {
    return [tensor([i, i + 0.5]), i];
  }
}

describe("batches", () => {
  test("samples are stacked, numbers become tensors", () => {
    const all = [...new DataLoader(new Pairs(), { batchSize: 3 })];
    assert.deepEqual(
      all.map(([a, b]) => [a.shape, b.tolist(), b.dtype]),
      [
        [[3, 2], [0, 1, 2], "float32"],
        [[3, 2], [3, 4, 5], "float32"],
        [[1, 2], [6], "float32"],
      ],
    );
    assert.deepEqual(all[2]![0].tolist(), [[6, 6.5]]);
  });
  test("every batch of a column has one dtype, that of tensor(), whatever the numbers are", () => {
    const numbers = [0, 1, 2, 0.5, 3, 4, NaN, Infinity, -0, 1e9, 2 ** 40, 7];
    for (const [name, samples] of Object.entries({
      numbers,
      rows: numbers.map((n) => [n, n]),
      objects: numbers.map((n) => ({ n })),
      deep: numbers.map((n) => ({ a: [n, { n }] })),
    })) {
      const leaves = (v: unknown): string[] =>
        v instanceof Tensor ? [v.dtype] : typeof v === "object" && v !== null ? Object.values(v).flatMap(leaves) : [];
      const found = new Set([...new DataLoader<unknown, unknown>(samples, { batchSize: 2 })].flatMap(leaves));
      assert.deepEqual([...found], [tensor(numbers).dtype], name);
    }
    const labels = [
      ...new DataLoader(
        [
          [0.5, 3n],
          [1, 4n],
          [2, 5n],
        ] as [number, bigint][],
        { batchSize: 2 },
      ),
    ];
    assert.deepEqual(
      labels.map(([x, y]) => [x.dtype, y.dtype, y.tolist()]),
      [
        ["float32", "int64", [3, 4]],
        ["float32", "int64", [5]],
      ],
    );
    for (const column of [
      [1, "a"],
      [1n, 2],
      [1, 2n],
      [true, null],
    ] as unknown[][])
      assert.throws(() => data.defaultCollate(column), {
        code: "data-collate",
        message: /a column of the batch holds/,
      });
  });
  test("labels of pictures are int64, by whatever way the batch is made", () => {
    const set = new datasets.SyntheticDigits(6, { transform: (p) => p.float() }),
      other = new datasets.SyntheticDigits(6, { seed: 3 });
    const ways: Record<string, data.Dataset> = {
      set,
      subset: new data.Subset(set, [3, 1]),
      joined: new data.ConcatDataset([set, other]),
      whole: other,
      deep: new data.Subset(new data.ConcatDataset([new data.Subset(set, [1, 2]), other]), [0, 5]),
    };
    for (const [name, d] of Object.entries(ways))
      for (const batch of new DataLoader(d, { batchSize: 4 }))
        assert.equal((batch as Tensor[])[1]!.dtype, "int64", name);
    for (const batch of new DataLoader(new data.StackDataset(set, [0.5, 1, 2, 3, 4, 5]), { batchSize: 4 })) {
      const [[, label], weight] = batch as [[Tensor, Tensor], Tensor];
      assert.deepEqual([label.dtype, weight.dtype], ["int64", "float32"]);
    }
    for (const batch of new DataLoader(new data.StackDataset({ set, weight: [0.5, 1, 2, 3, 4, 5] }), {
      batchSize: 4,
    })) {
      const b = batch as { set: [Tensor, Tensor]; weight: Tensor };
      assert.deepEqual([b.set[1].dtype, b.weight.dtype], ["int64", "float32"]);
    }
  });
  test("defaultCollate takes what PyTorch's takes", () => {
    const c = data.defaultCollate([
      { a: 1, b: [tensor([1]), "x"], c: true, d: 0.5, e: Float32Array.of(1, 2) },
      { a: 2, b: [tensor([2]), "y"], c: false, d: 2, e: Float32Array.of(3, 4) },
    ]);
    assert.deepEqual([c.a.dtype, c.c.dtype, c.d.dtype, c.e.dtype], ["float32", "bool", "float32", "float32"]);
    assert.deepEqual(
      [c.a.tolist(), (c.b[0] as Tensor).tolist(), c.b[1], c.c.tolist(), c.d.tolist(), c.e.tolist()],
      [
        [1, 2],
        [[1], [2]],
        ["x", "y"],
        [true, false],
        [0.5, 2],
        [
          [1, 2],
          [3, 4],
        ],
      ],
    );
    assert.deepEqual([data.defaultCollate([3n, 4n]).tolist(), data.defaultCollate([3n, 4n]).dtype], [[3, 4], "int64"]);
    assert.deepEqual(
      [
        [true, 2],
        [2, true],
        [false, 0.5],
      ].map((b) => {
        const t = data.defaultCollate(b);
        return [t.dtype, t.tolist()];
      }),
      [
        ["float32", [1, 2]],
        ["float32", [2, 1]],
        ["float32", [0, 0.5]],
      ],
    );
    assert.deepEqual(
      (data.defaultCollate([new Map([["k", 1]]), new Map([["k", 2]])]) as unknown as Map<string, Tensor>)
        .get("k")!
        .tolist(),
      [1, 2],
    );
    assert.deepEqual(
      data
        .defaultCollate([
          tensor([
            [1, 2],
            [3, 4],
          ]).t(),
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ])
        .tolist(),
      [
        [
          [1, 3],
          [2, 4],
        ],
        [
          [1, 2],
          [3, 4],
        ],
      ],
    );
  });
  test("without batches samples come as they are, typed arrays as tensors", () => {
    const samples = [...new DataLoader([{ a: Float32Array.of(1, 2), b: [3] }], { batchSize: null })] as unknown as {
      a: Tensor;
      b: number[];
    }[];
    assert.deepEqual([samples[0]!.a.tolist(), samples[0]!.b], [[1, 2], [3]]);
  });
  test("a TensorDataset's batches are those of its samples", () => {
    const odd = new TensorDataset(arange(40).reshape(4, 10).t(), tensor([...Array(10).keys()]).gt(4));
    manualSeed(1);
    const whole = [...new DataLoader(odd, { batchSize: 4, shuffle: true })];
    manualSeed(1);
    const one = [...new DataLoader(odd, { batchSize: 4, shuffle: true, collateFn: (s) => data.defaultCollate(s) })];
    assert.deepEqual(
      whole.map((b) => b.map((t) => [t.dtype, t.tolist()])),
      one.map((b) => b.map((t) => [t.dtype, t.tolist()])),
    );
  });
  test("a changed tensor is seen", () => {
    const t = tensor([
        [1, 2],
        [3, 4],
      ]).t(),
      loader = new DataLoader(new TensorDataset(t), { batchSize: 2 });
    assert.deepEqual([...loader][0]![0]!.tolist(), [
      [1, 3],
      [2, 4],
    ]);
    t.mul_(2);
    assert.deepEqual([...loader][0]![0]!.tolist(), [
      [2, 6],
      [4, 8],
    ]);
  });
  test("subsets, concatenations, stacks", () => {
    const s = new data.Subset(set, [5, 1, 3]);
    assert.deepEqual(
      [...new DataLoader(s, { batchSize: 2 })].map((b) => b[1]!.tolist()),
      [[10, 2], [6]],
    );
    const c = new data.ConcatDataset<readonly Tensor[]>([s, set]);
    assert.equal(c.length, 26);
    assert.deepEqual([c.get(2)[0]!.item(), c.get(3)[0]!.item(), c.get(-1)[0]!.item()], [3, 0, 22]);
    assert.deepEqual(
      [...new DataLoader(new data.StackDataset(["a", "b"], [1, 2]), { batchSize: 2 })].map((b) =>
        String((b as unknown[])[0]),
      ),
      ["a,b"],
    );
    const chained = new data.ChainDataset([[1, 2], [3]]);
    assert.deepEqual(
      [...new DataLoader(chained, { batchSize: 2 })].map((b) => b.tolist()),
      [[1, 2], [3]],
    );
  });
  test("length", () => {
    assert.deepEqual(
      [
        new DataLoader(set, { batchSize: 5 }).length,
        new DataLoader(set, { batchSize: 5, dropLast: true }).length,
        new DataLoader(set, { batchSize: null }).length,
        new DataLoader([1, 2, 3]).length,
      ],
      [5, 4, 23, 3],
    );
  });
  test("for await: samples may be promises, batches come in order and ahead", async () => {
    const made: number[] = [];
    const slow = {
      length: 6,
      get: async (i: number) => {
        await new Promise((r) => setTimeout(r, (6 - i) % 3));
        made.push(i);
        return i;
      },
    };
    const loader = new DataLoader(
      Object.setPrototypeOf(slow, data.Dataset.prototype) as data.Dataset<Promise<number>>,
      { batchSize: 2, prefetchFactor: 2, collateFn: (b) => data.defaultCollate(b as unknown as number[]) },
    );
    const got: unknown[] = [];
    for await (const b of loader) got.push(b.tolist());
    assert.deepEqual(got, [
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    assert.equal(made.length, 6);
    for await (const b of new DataLoader(set, { batchSize: 20 })) {
      assert.equal(b.length, 2);
      break;
    }
  });
  test("the length of a stream: what its class says, as a field or an accessor, or an error", () => {
    class Stream extends data.IterableDataset<number> {
      *[Symbol.iterator]() {
        yield 1;
        yield 2;
        yield 3;
      }
    }
    class Field extends Stream {
      length = 3;
    }
    class Accessor extends Stream {
      get length(): number {
        return 3;
      }
    }
    for (const known of [new Field(), new Accessor(), Object.assign(new Stream(), { length: 3 })]) {
      const loader = new DataLoader<number>(known, { batchSize: 2 });
      assert.deepEqual([loader.length, loader.dataset.length], [2, 3]);
    }
    const loader = new DataLoader(new Stream());
    for (const length of [() => loader.length, () => loader.dataset.length])
      assert.throws(
        length,
        (e) =>
          e instanceof KindlingError &&
          e.code === "data" &&
          e.message.startsWith("object of type 'Stream' has no len()"),
      );
  });
  test("for await takes streams of promises; a loop that is left closes streams and samplers", async () => {
    const closed: string[] = [];
    class Late extends data.IterableDataset<Promise<number>> {
      *[Symbol.iterator](): Iterator<Promise<number>> {
        try {
          for (let i = 0; i < 5; i++) yield Promise.resolve(i);
        } finally {
          closed.push("stream");
        }
      }
    }
    const got: unknown[] = [];
    for await (const b of new DataLoader<unknown, Tensor>(new Late(), { batchSize: 2 })) got.push(b.tolist());
    assert.deepEqual(got, [[0, 1], [2, 3], [4]]);
    for await (const b of new DataLoader<unknown, number>(new Late(), { batchSize: null })) {
      assert.equal(b, 0);
      break;
    }
    const batchSampler = {
      *[Symbol.iterator]() {
        try {
          for (let i = 0; i < 5; i++) yield [i];
        } finally {
          closed.push("sampler");
        }
      },
    };
    for (const b of new DataLoader([1, 2, 3, 4, 5], { batchSampler })) {
      assert.ok(b);
      break;
    }
    for await (const b of new DataLoader([1, 2, 3, 4, 5], { batchSampler })) {
      assert.ok(b);
      break;
    }
    const worked = new DataLoader([1, 2, 3, 4, 5], {
      batchSampler,
      numWorkers: 1,
      workerModule: new URL("./squares.js", import.meta.url),
      workerData: { length: 5 },
    });
    for (const b of worked) {
      assert.ok(b);
      break;
    }
    assert.deepEqual(closed, ["stream", "stream", "sampler", "sampler", "sampler"]);
  });
});

describe("tensors of every dtype", () => {
  const dtypes = [
    "float32",
    "float64",
    "float16",
    "bfloat16",
    "int64",
    "int32",
    "int16",
    "int8",
    "uint8",
    "bool",
    "complex64",
    "complex128",
  ] as const;
  /** Samples that differ in every element; complex ones in both parts. */
  const rows = (dtype: (typeof dtypes)[number], ...shape: number[]): Tensor => {
    const n = shape.reduce((a, b) => a * b, 1);
    const values = Array.from({ length: n }, (_, i) =>
      dtype === "bool" ? i % 3 === 0 : dtype.startsWith("complex") ? { re: i, im: 10 + i } : i,
    );
    return tensor(values, { dtype }).reshape(shape);
  };
  for (const dtype of dtypes) {
    test(dtype, () => {
      for (const shape of [[5], [5, 2], [5, 2, 3], [5, 0]]) {
        for (const x of [
          rows(dtype, ...shape),
          rows(dtype, 5, 1, ...shape.slice(1)).select(1, 0),
          rows(dtype, 2, ...shape).get(1),
        ]) {
          const want = [[0, 1], [2, 3], [4]].map((at) => JSON.stringify(x.get(at)));
          assert.deepEqual(
            [...new data.DataLoader(new data.TensorDataset(x), { batchSize: 2 })].map(([b]) => JSON.stringify(b)),
            want,
            `TensorDataset ${shape.join()}`,
          );
          assert.deepEqual(
            [
              ...new data.DataLoader(
                [0, 1, 2, 3, 4].map((i) => x.get(i)),
                { batchSize: 2 },
              ),
            ].map((b) => JSON.stringify(b)),
            want,
            `collated ${shape.join()}`,
          );
          assert.deepEqual(
            [...new data.DataLoader(new data.Subset(new data.TensorDataset(x), [4, 0]), { batchSize: 2 })].map((b) =>
              JSON.stringify((b as Tensor[])[0]),
            ),
            [JSON.stringify(x.get([4, 0]))],
          );
        }
      }
    });
  }

  test("complex numbers become complex tensors", () => {
    const z = (re: number, im: number): { re: number; im: number } => ({ re, im });
    const mixed = data.defaultCollate([1, z(2, 10), z(3, 20)]);
    assert.deepEqual([mixed.dtype, mixed.real.tolist(), mixed.imag.tolist()], ["complex64", [1, 2, 3], [0, 10, 20]]);
    assert.equal(data.defaultCollate([z(2, 10), 1]).dtype, "complex64");
    const [column, label] = data.defaultCollate<[{ re: number; im: number }, bigint]>([
      [z(1, 2), 3n],
      [z(4, 5), 6n],
    ]);
    assert.deepEqual(
      [column.dtype, column.real.tolist(), column.imag.tolist(), label.tolist()],
      ["complex64", [1, 4], [2, 5], [3, 6]],
    );
    assert.equal(
      [...new data.DataLoader([z(1, 2), z(3, 4), 5], { batchSize: 2 })].map((b) => (b as Tensor).dtype).join(),
      "complex64,float32",
    );
    assert.deepEqual(Object.keys(data.defaultCollate([{ re: 1, im: 2, name: "a" }])), ["re", "im", "name"]); // an object like any other
    assert.throws(
      () => data.defaultCollate([z(1, 2), "x"]),
      (e) => e instanceof KindlingError && e.code === "data-collate",
    );
    assert.throws(
      () => data.defaultCollate([z(1, 2), 1n]),
      (e) => e instanceof KindlingError && e.code === "data-collate",
    );
  });
});

describe("one batch at a time", () => {
  test("iter() gives batches by next()", () => {
    const loader = new data.DataLoader([1, 2, 3, 4, 5], { batchSize: 2 }),
      it = loader.iter();
    assert.deepEqual(it.next().value!.tolist(), [1, 2]);
    assert.deepEqual(
      [...it].map((b) => b.tolist()),
      [[3, 4], [5]],
    );
    assert.deepEqual(it.next(), { value: undefined, done: true });
    const [first] = loader;
    assert.deepEqual(first!.tolist(), [1, 2]);
  });
  test("each begins anew, and draws as a loop does", () => {
    const loader = new data.DataLoader([1, 2, 3, 4, 5, 6], { batchSize: 6, shuffle: true });
    manualSeed(1);
    const a = [loader.iter().next().value!.tolist(), loader.iter().next().value!.tolist()];
    manualSeed(1);
    const b = [[...loader][0]!.tolist(), [...loader][0]!.tolist()];
    assert.deepEqual(a, b);
    assert.throws(
      () => (loader.iter as (o: object) => unknown)({ bogus: 1 }),
      (e) => e instanceof KindlingError && e.code === "option",
    );
  });
});

describe("rules of loaders", () => {
  const code = (f: () => unknown, want: string, message: RegExp): void =>
    assert.throws(f, (e) => e instanceof KindlingError && e.code === want && message.test(e.message));
  test("settings that exclude one another are refused in PyTorch's words", () => {
    code(
      () => new DataLoader(set, { sampler: [1], shuffle: true }),
      "data",
      /^sampler option is mutually exclusive with shuffle/,
    );
    code(
      () => new DataLoader(set, { batchSampler: [[1]], batchSize: 2 }),
      "data",
      /^batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last/,
    );
    code(
      () => new DataLoader(set, { batchSize: null, dropLast: true }),
      "data",
      /^batch_size=None option disables auto-batching and is mutually exclusive with drop_last/,
    );
    code(
      () => new DataLoader(set, { batchSize: 0 }),
      "data",
      /^batch_size should be a positive integer value, but got batch_size=0/,
    );
    code(() => new DataLoader(set, { numWorkers: -1 }), "data", /^num_workers option should be non-negative/);
    code(
      () => new DataLoader(new data.ChainDataset([[1]]), { shuffle: true }),
      "data",
      /^DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle=True/,
    );
    code(() => new DataLoader(3 as unknown as number[]), "data", /^DataLoader takes a dataset, but got number/);
    code(() => new DataLoader(set, { batch_size: 3 } as object), "option", /it is called batchSize here/);
    code(
      () => new DataLoader([], { shuffle: true }),
      "data",
      /^num_samples should be a positive integer value, but got num_samples=0/,
    );
    code(() => new TensorDataset(tensor([1, 2]), tensor([1])), "data", /^Size mismatch between tensors/);
    code(
      () => randomSplit([1, 2, 3], [1, 1]),
      "data",
      /^Sum of input lengths does not equal the length of the input dataset!/,
    );
    code(() => set.get(23), "index-range", /out of range/);
    code(() => new DataLoader(set, { numWorkers: 1 })[Symbol.iterator]().next(), "data-workers", /workerModule/);
  });
  test("numbers that are none", () => {
    assert.deepEqual(
      [...new DataLoader([1, 2, 3], { sampler: [-1, 0] })].map((b) => b.item()),
      [3, 1],
    );
    code(
      () => [...new DataLoader([1, 2], { sampler: [5] })],
      "index-range",
      /^list index out of range\n.*2 samples, but the index is 5/,
    );
    code(() => new data.Subset([1, 2], [9]).get(0), "index-range", /^list index out of range/);
    code(
      () => new data.ConcatDataset([[1], [2]]).get(-3),
      "index-range",
      /^absolute value of index should not exceed dataset length/,
    );
  });
  test("samples that do not fit together", () => {
    code(
      () => data.defaultCollate([[1, 2], [1]]),
      "data-collate",
      /^each element in list of batch should be of equal size/,
    );
    code(
      () => data.defaultCollate([[1, 2], tensor([1, 2])] as unknown[]),
      "data-collate",
      /the first sample is an array, but another one is Tensor/,
    );
    code(
      () => data.defaultCollate([{ a: "x", b: "y" }, { a: "x" }]),
      "data-collate",
      /a sample of the batch has no "b"/,
    );
    code(
      () => data.defaultCollate([new Map([["k", "x"]]), new Map()]),
      "data-collate",
      /a sample of the batch has no "k"/,
    );
    code(() => data.defaultCollate([Promise.resolve(1)]), "data-collate", /found Promise\n.*for await/);
    code(
      () => data.defaultCollate([undefined]),
      "data-collate",
      /default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found undefined/,
    );
    code(
      () => data.defaultCollate([tensor([1]), tensor([1, 2])]),
      "stack-shape",
      /stack expects each tensor to be equal size/,
    );
  });
  test("an empty part of a split is said", () => {
    const said: Diagnosis[] = [];
    const before = onDiagnosis((d) => said.push(d));
    resetDiagnosis();
    try {
      randomSplit([1], [0.5, 0.5]);
    } finally {
      onDiagnosis(before);
      resetDiagnosis();
    }
    assert.match(said[0]!.message, /^Length of split at index 1 is 0\. This might result in an empty dataset\./);
  });
  test("a loader inside of a compiled function is refused", () => {
    code(() => compile(() => [...new DataLoader(set)].length)(), "compile-value", /^a DataLoader/);
  });
});
