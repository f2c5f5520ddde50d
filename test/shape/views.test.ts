import { describe, test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { arange, slice, type Tensor } from "kindling";
import { build, counted, elements, filledShapes, flat, type Model, product, ravel, read, unravel } from "./model.js";

// Any chain of views gives what the same chain gives on nested arrays, and shares its storage unless reshape had to copy.

interface State {
  t: Tensor;
  m: Model;
  copied: boolean;
}
type Step = (s: State, n: (below: number) => number) => State;

const same = (s: State, t: Tensor, m: Model): State => ({ t, m, copied: s.copied });
const without = <T>(list: readonly T[], i: number): T[] => list.filter((_, j) => j !== i);
const inserted = <T>(list: readonly T[], i: number, v: T): T[] => [...list.slice(0, i), v, ...list.slice(i)];

/** Each takes numbers to choose by, and leaves the state as it is where it does not apply. */
const steps: Record<string, Step> = {
  transpose: (s, n) => {
    const nd = s.m.shape.length;
    if (nd === 0) return s;
    const a = n(nd),
      b = n(nd),
      swap = <T>(l: readonly T[]): T[] => l.map((v, i) => (i === a ? l[b]! : i === b ? l[a]! : v));
    return same(
      s,
      s.t.transpose(a - nd, b),
      build(swap(s.m.shape), (i) => read(s.m, swap(i))),
    );
  },
  permute: (s, n) => {
    const nd = s.m.shape.length,
      order: number[] = [];
    for (let i = 0; i < nd; i++) order.splice(n(i + 1), 0, i);
    return same(
      s,
      s.t.permute(order),
      build(
        order.map((d) => s.m.shape[d]!),
        (i) =>
          read(
            s.m,
            s.m.shape.map((_, d) => i[order.indexOf(d)]!),
          ),
      ),
    );
  },
  slice: (s, n) => {
    const nd = s.m.shape.length;
    if (nd === 0) return s;
    const d = n(nd),
      size = s.m.shape[d]!,
      from = n(size + 1),
      to = from + n(size - from + 1),
      step = 1 + n(3);
    const count = Math.max(0, Math.ceil((to - from) / step));
    const index = Array.from({ length: nd }, (_, i) => (i === d ? slice(from, to, step) : ":"));
    return same(
      s,
      s.t.get(...index),
      build(
        s.m.shape.map((v, i) => (i === d ? count : v)),
        (i) =>
          read(
            s.m,
            i.map((v, j) => (j === d ? from + v * step : v)),
          ),
      ),
    );
  },
  select: (s, n) => {
    const nd = s.m.shape.length;
    if (nd === 0) return s;
    const d = n(nd),
      size = s.m.shape[d]!;
    if (size === 0) return s;
    const at = n(size);
    return same(
      s,
      s.t.select(d - nd, at - size),
      build(without(s.m.shape, d), (i) => read(s.m, inserted(i, d, at))),
    );
  },
  unsqueeze: (s, n) => {
    const d = n(s.m.shape.length + 1);
    return same(
      s,
      s.t.unsqueeze(d),
      build(inserted(s.m.shape, d, 1), (i) => read(s.m, without(i, d))),
    );
  },
  squeeze: (s) => {
    const kept = s.m.shape.flatMap((v, d) => (v === 1 ? [] : [d]));
    return same(
      s,
      s.t.squeeze(),
      build(
        kept.map((d) => s.m.shape[d]!),
        (i) =>
          read(
            s.m,
            s.m.shape.map((_, d) => (kept.includes(d) ? i[kept.indexOf(d)]! : 0)),
          ),
      ),
    );
  },
  expand: (s, n) => {
    const front = n(2),
      shape = [...Array<number>(front).fill(2), ...s.m.shape.map((v) => (v === 1 ? 1 + n(3) : v))];
    if (product(shape) > 500) return s;
    return same(
      s,
      s.t.expand(shape.map((v, d) => (d >= front && v === s.m.shape[d - front] ? -1 : v))),
      build(shape, (i) =>
        read(
          s.m,
          i.slice(front).map((v, d) => (s.m.shape[d] === 1 ? 0 : v)),
        ),
      ),
    );
  },
  diagonal: (s, n) => {
    const nd = s.m.shape.length;
    if (nd < 2) return s;
    const a = n(nd),
      b = (a + 1 + n(nd - 1)) % nd,
      offset = n(5) - 2;
    const [rows, cols] = [s.m.shape[a]!, s.m.shape[b]!];
    const size = Math.max(0, offset >= 0 ? Math.min(rows, cols - offset) : Math.min(rows + offset, cols));
    const kept = s.m.shape.flatMap((_, d) => (d === a || d === b ? [] : [d]));
    return same(
      s,
      s.t.diagonal(offset, a, b),
      build([...kept.map((d) => s.m.shape[d]!), size], (i) =>
        read(
          s.m,
          s.m.shape.map((_, d) =>
            d === a
              ? i[kept.length]! + Math.max(0, -offset)
              : d === b
                ? i[kept.length]! + Math.max(0, offset)
                : i[kept.indexOf(d)]!,
          ),
        ),
      ),
    );
  },
  unfold: (s, n) => {
    const nd = s.m.shape.length;
    if (nd === 0) return s;
    const d = n(nd),
      have = s.m.shape[d]!,
      size = n(have + 1),
      step = 1 + n(2),
      windows = Math.floor((have - size) / step) + 1;
    return same(
      s,
      s.t.unfold(d, size, step),
      build([...s.m.shape.map((v, i) => (i === d ? windows : v)), size], (i) =>
        read(
          s.m,
          s.m.shape.map((_, j) => (j === d ? i[j]! * step + i[nd]! : i[j]!)),
        ),
      ),
    );
  },
  reshape: (s, n) => {
    const total = product(s.m.shape),
      shape: number[] = [];
    if (total === 0) return s;
    for (let rest = total; rest > 1 || n(3) === 0;) {
      const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((v) => rest % v === 0);
      const v = divisors[n(divisors.length)]!;
      shape.push(v);
      rest /= v;
      if (shape.length > 4) {
        shape.push(rest);
        break;
      }
    }
    const wanted = n(2) === 0 && shape.length > 0 ? shape.map((v, d) => (d === 0 ? -1 : v)) : shape;
    const t = s.t.reshape(wanted),
      values = flat(s.m);
    return { t, m: build(shape, (i) => values[ravel(i, shape)]!), copied: s.copied || t.storage !== s.t.storage };
  },
};
const names = Object.keys(steps);

const chains = fc.record({
  shape: filledShapes(),
  chain: fc.array(fc.tuple(fc.constantFrom(...names), fc.array(fc.nat(1000), { minLength: 8, maxLength: 8 })), {
    maxLength: 6,
  }),
});

function run(shape: number[], chain: readonly (readonly [string, readonly number[]])[]): { base: Tensor; end: State } {
  const base = arange(product(shape)).reshape(shape);
  let s: State = { t: base, m: counted(shape), copied: false };
  for (const [name, choices] of chain) {
    let c = 0;
    s = steps[name]!(s, (below) => choices[c++ % choices.length]! % below);
  }
  return { base, end: s };
}

describe("views", () => {
  test("any chain of views shows what the same chain shows on nested arrays", () => {
    fc.assert(
      fc.property(chains, ({ shape, chain }) => {
        const { base, end } = run(shape, chain);
        assert.deepEqual([end.t.shape, elements(end.t)], [[...end.m.shape], flat(end.m)]);
        if (!end.copied) assert.equal(end.t.storage, base.storage, "a view has copied");
      }),
      { numRuns: 600 },
    );
  });

  test("contiguous() and clone() keep the values and lie in row-major order", () => {
    fc.assert(
      fc.property(chains, ({ shape, chain }) => {
        const {
          end: { t, m },
        } = run(shape, chain);
        for (const c of [t.contiguous(), t.clone()]) {
          assert.ok(c.isContiguous());
          assert.deepEqual([c.shape, elements(c)], [[...m.shape], flat(m)]);
        }
        assert.equal(t.contiguous() === t, t.isContiguous());
        assert.notEqual(t.clone().storage, t.storage);
        assert.deepEqual(Array.from(t.toTypedArray() as BigInt64Array, Number), flat(m));
      }),
    );
  });

  test("a change through a view is seen in its base, and only where the view looks", () => {
    fc.assert(
      fc.property(chains, ({ shape, chain }) => {
        const { base, end } = run(shape, chain);
        const seen = flat(end.m);
        if (end.copied || new Set(seen).size !== seen.length) return; // a place twice: writing is refused or ambiguous
        end.t.add_(1000);
        assert.deepEqual(
          elements(base),
          Array.from({ length: product(shape) }, (_, i) => (seen.includes(i) ? i + 1000 : i)),
        );
      }),
    );
  });

  test("arithmetic does not care about the layout", () => {
    fc.assert(
      fc.property(chains, ({ shape, chain }) => {
        const {
          end: { t, m },
        } = run(shape, chain);
        assert.deepEqual(
          elements(t.mul(2).add(t)),
          flat(m).map((v) => 3 * v),
        );
        assert.equal(
          t.sum().item(),
          flat(m).reduce((a, b) => a + b, 0),
        );
        if (m.shape.length > 0 && product(m.shape) > 0) {
          const last = m.shape[m.shape.length - 1]!,
            sums: number[] = [];
          flat(m).forEach((v, i) => {
            sums[Math.floor(i / last)] = (sums[Math.floor(i / last)] ?? 0) + v;
          });
          assert.deepEqual(elements(t.sum(-1)), sums);
          assert.deepEqual(
            elements(t.argmax(-1)),
            sums.map((_, r) => {
              const row = flat(m).slice(r * last, (r + 1) * last);
              return row.indexOf(Math.max(...row));
            }),
          );
        }
      }),
    );
  });

  test("view() copies never: it gives the same storage or an error", () => {
    fc.assert(
      fc.property(chains, ({ shape, chain }) => {
        const {
          end: { t, m },
        } = run(shape, chain);
        const flatShape = [product(m.shape)];
        try {
          assert.equal(t.view(flatShape).storage, t.storage);
        } catch (e) {
          assert.match(String(e), /view size is not compatible with input tensor's size and stride/);
          assert.ok(!t.isContiguous());
        }
        assert.deepEqual(unravel(0, []), []);
      }),
    );
  });
});
