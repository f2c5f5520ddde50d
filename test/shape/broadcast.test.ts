import { describe, test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { arange, KindlingError } from "kindling";
import { broadcastShapes, broadcastsTo, commonShape } from "#src/shape/broadcast.js";
import { counted, elements, filledShapes, flat, product, read, shapes, unravel } from "./model.js";

type Shape = readonly number[];
const attempt = (f: () => Shape): Shape | null => {
  try {
    return f();
  } catch (e) {
    assert.ok(e instanceof KindlingError && e.code === "broadcast");
    return null;
  }
};

/** The rule, one dimension at a time from the last. */
function model(a: Shape, b: Shape): Shape | null {
  const out: number[] = [];
  for (let i = 1; i <= Math.max(a.length, b.length); i++) {
    const x = a[a.length - i] ?? 1,
      y = b[b.length - i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return null;
    out.unshift(x === 1 ? y : x);
  }
  return out;
}

/** Shapes that often fit together: pieces of one shape with some sizes set to 1. */
const related = fc
  .tuple(
    filledShapes(),
    fc.array(fc.nat(15), { minLength: 3, maxLength: 3 }),
    fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }),
  )
  .map(([shape, masks, cuts]) =>
    masks.map((m, i) => shape.slice(Math.min(cuts[i]!, shape.length)).map((n, d) => ((m >> d) & 1 ? 1 : n))),
  );
const triples = fc.oneof(related, fc.tuple(shapes(), shapes(), shapes()));

describe("broadcasting", () => {
  test("follows the rule, whichever comes first", () => {
    fc.assert(
      fc.property(triples, ([a, b]) => {
        const want = model(a!, b!);
        assert.deepEqual(
          attempt(() => broadcastShapes(a!, b!)),
          want,
        );
        assert.deepEqual(
          attempt(() => broadcastShapes(b!, a!)),
          want,
        );
        assert.deepEqual(commonShape([a!, b!]), want);
        if (want !== null) assert.ok(broadcastsTo(a!, want) && broadcastsTo(b!, want));
      }),
    );
  });

  test("of three shapes does not depend on the grouping", () => {
    fc.assert(
      fc.property(triples, ([a, b, c]) => {
        const both = (x: Shape | null, y: Shape | null): Shape | null =>
          x === null || y === null ? null : attempt(() => broadcastShapes(x, y));
        const left = both(both(a!, b!), c!),
          right = both(a!, both(b!, c!));
        assert.deepEqual(left, right);
        assert.deepEqual(commonShape([a!, b!, c!]), left);
      }),
    );
  });

  test("stretches to itself, to larger shapes, and to nothing else", () => {
    fc.assert(
      fc.property(triples, ([a, b]) => {
        assert.ok(broadcastsTo(a!, a!));
        const joined = model(a!, b!);
        assert.equal(
          broadcastsTo(a!, b!),
          joined !== null && joined.length === b!.length && joined.every((n, i) => n === b![i]),
        );
      }),
    );
  });

  test("computes element by element", () => {
    fc.assert(
      fc.property(related, ([a, b]) => {
        const shape = model(a!, b!)!;
        const x = counted(a!),
          y = counted(b!);
        const pick = (m: typeof x, index: number[]): number =>
          read(
            m,
            m.shape.map((n, d) => (n === 1 ? 0 : index[index.length - m.shape.length + d]!)),
          );
        const want = Array.from({ length: product(shape) }, (_, i) => {
          const at = unravel(i, shape);
          return pick(x, at) * 1000 + pick(y, at);
        });
        const got = arange(product(a!))
          .reshape(a!)
          .mul(1000)
          .add(arange(product(b!)).reshape(b!));
        assert.deepEqual([got.shape, elements(got)], [shape, want]);
        assert.equal(flat(x).length, product(a!));
      }),
    );
  });

  test("says which sizes do not fit", () => {
    assert.throws(
      () => broadcastShapes([2, 3], [4]),
      /^KindlingError: The size of tensor a \(3\) must match the size of tensor b \(4\) at non-singleton dimension 1\n/,
    );
  });
});
