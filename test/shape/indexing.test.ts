import { describe, test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { arange, type Index, slice, tensor, zeros } from "kindling";
import { counted, elements, filledShapes, product, ravel, read } from "./model.js";

// get and set against nested arrays: each entry of an index picks a list of positions of its dimension.

/** One entry, and the positions that it picks; `drop` if the dimension disappears. */
interface Entry {
  index: Index;
  picks: number[];
  drop: boolean;
}

const entry = (size: number): fc.Arbitrary<Entry> =>
  fc.oneof(
    fc.integer({ min: -size, max: size - 1 }).map((i): Entry => ({ index: i, picks: [(i + size) % size], drop: true })),
    fc
      .tuple(
        fc.integer({ min: -size - 2, max: size + 2 }),
        fc.integer({ min: -size - 2, max: size + 2 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(7),
      )
      .map(([a, b, step, omit]): Entry => {
        const start = omit & 1 ? null : a,
          end = omit & 2 ? null : b;
        const clip = (v: number): number => Math.min(size, Math.max(0, v < 0 ? v + size : v));
        const picks: number[] = [];
        for (let i = start === null ? 0 : clip(start), to = end === null ? size : clip(end); i < to; i += step)
          picks.push(i);
        return {
          index: omit & 4 ? `${start ?? ""}:${end ?? ""}:${step}` : slice(start, end, step),
          picks,
          drop: false,
        };
      }),
    fc.constant<Entry>({ index: ":", picks: Array.from({ length: size }, (_, i) => i), drop: false }),
  );
/** At most one of the entries is a list of positions, so that where it stands is clear. */
const advanced = (size: number): fc.Arbitrary<Entry> =>
  fc.oneof(
    fc.array(fc.integer({ min: -size, max: size - 1 }), { maxLength: 4 }).map((list): Entry => ({
      index: tensor(list, { dtype: "int64" }),
      picks: list.map((i) => (i + size) % size),
      drop: false,
    })),
    fc
      .array(fc.integer({ min: -size, max: size - 1 }), { minLength: 1, maxLength: 4 })
      .map((list): Entry => ({ index: list, picks: list.map((i) => (i + size) % size), drop: false })),
    fc.array(fc.boolean(), { minLength: size, maxLength: size }).map((mask): Entry => ({
      index: tensor(mask, { dtype: "bool" }),
      picks: mask.flatMap((m, i) => (m ? [i] : [])),
      drop: false,
    })),
  );

const cases = filledShapes(3)
  .filter((s) => s.length > 0)
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      used: fc.integer({ min: 0, max: shape.length }),
      special: fc.integer({ min: -1, max: shape.length - 1 }),
      dots: fc.boolean(),
      entries: fc.tuple(...shape.map(entry)),
      lists: fc.tuple(...shape.map(advanced)),
    }),
  )
  .map(({ shape, used, special, dots, entries, lists }) => {
    const chosen = shape.map((n, d): Entry =>
      d >= used
        ? { index: ":", picks: Array.from({ length: n }, (_, i) => i), drop: false }
        : d === special
          ? lists[d]!
          : entries[d]!,
    );
    // An integer beside a list counts as an index tensor of its own; keep the two apart here.
    const plain =
      special >= 0 && special < used
        ? chosen.map((e, d) =>
            d !== special && e.drop ? { ...e, index: slice(e.picks[0]!, e.picks[0]! + 1), drop: false } : e,
          )
        : chosen;
    const index: Index[] = plain.slice(0, used).map((e) => e.index);
    if (dots) index.push("...");
    return { shape, index, picked: plain };
  });

/** Shape of the result, and the base's flat position of each of its elements. */
function places(shape: readonly number[], picked: readonly Entry[]): { shape: number[]; at: number[] } {
  let at: number[][] = [[]];
  for (const e of picked) at = at.flatMap((prefix) => e.picks.map((p) => [...prefix, p]));
  return { shape: picked.filter((e) => !e.drop).map((e) => e.picks.length), at: at.map((i) => ravel(i, shape)) };
}

describe("indexing", () => {
  test("get picks what the entries say", () => {
    fc.assert(
      fc.property(cases, ({ shape, index, picked }) => {
        const want = places(shape, picked);
        const got = arange(product(shape))
          .reshape(shape)
          .get(...index);
        assert.deepEqual([got.shape, elements(got)], [want.shape, want.at]);
        const m = counted(shape);
        assert.equal(
          shape.every((n) => n > 0)
            ? read(
                m,
                shape.map(() => 0),
              )
            : 0,
          0,
        );
      }),
      { numRuns: 500 },
    );
  });

  test("set writes there and nowhere else", () => {
    fc.assert(
      fc.property(cases, ({ shape, index, picked }) => {
        const want = places(shape, picked);
        const x = arange(product(shape)).reshape(shape);
        x.set(index, -1);
        assert.deepEqual(
          elements(x),
          Array.from({ length: product(shape) }, (_, i) => (want.at.includes(i) ? -1 : i)),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("what was set is what get gives", () => {
    fc.assert(
      fc.property(cases, ({ shape, index, picked }) => {
        const want = places(shape, picked);
        const x = zeros(shape),
          values = arange(want.at.length).float().add(1).reshape(want.shape);
        x.set(index, values);
        if (new Set(want.at).size === want.at.length) assert.deepEqual(elements(x.get(...index)), elements(values));
        else
          want.at.forEach((p, i) => {
            if (want.at.lastIndexOf(p) === i) assert.equal(elements(x)[p], i + 1);
          }); // the last value stays
      }),
      { numRuns: 300 },
    );
  });

  test("the gradient of get goes back to where it came from, once per visit", () => {
    fc.assert(
      fc.property(cases, ({ shape, index, picked }) => {
        const want = places(shape, picked);
        const x = zeros(shape, { requiresGrad: true });
        x.get(...index)
          .sum()
          .backward();
        const counts = Array<number>(product(shape)).fill(0);
        want.at.forEach((p) => {
          counts[p]!++;
        });
        assert.deepEqual(elements(x.grad!), counts);
      }),
      { numRuns: 200 },
    );
  });

  test("null adds a dimension anywhere", () => {
    const x = arange(6).reshape(2, 3);
    assert.deepEqual(x.get(null).shape, [1, 2, 3]);
    assert.deepEqual(x.get(0, null).shape, [1, 3]);
    assert.deepEqual(x.get("...", null).shape, [2, 3, 1]);
    assert.deepEqual(x.get(":", null, [0, 2]).shape, [2, 1, 2]);
  });

  test("iterating gives rows, as views", () => {
    const x = arange(6).reshape(3, 2),
      rows = [...x];
    assert.deepEqual(rows.map(elements), [
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    rows[1]!.zero_();
    assert.deepEqual(elements(x), [0, 1, 0, 0, 4, 5]);
  });
});
