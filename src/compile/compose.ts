import { k } from "../ir/builder.js";
import type { Expr, IndexMap } from "../ir/expr.js";
import { collapse, countsAxes, split, withMore } from "./axes.js";
import { rewrite } from "../ir/rewrite.js";
import { eachLoad, type OpenKernel } from "./rewrite.js";

// Substitutes the expression of one kernel (the producer) where another (the consumer) loads its result.
//
// The consumer reads address `offset + Σ t_c · i_c`; the producer stored point (p_0, p_1, …) at `Σ s_i · p_i`, with
// strides like the digits of a number. So each t_c is written in digits of the s_i, and p_i is a sum over the
// consumer's axes, as long as no digit overflows.

/** For each parallel axis of the producer, its start and its step along each axis of the consumer. */
interface Way {
  readonly start: readonly number[];
  readonly moves: readonly (readonly number[])[];
}

/** The axis of the consumer that must be split, with the inner size. */
interface Split {
  readonly axis: number;
  readonly inner: number;
}

function wayFrom(consumer: OpenKernel, index: IndexMap<number>, producer: OpenKernel): Way | Split | null {
  const out = producer.outputs[0]!.index;
  const order = producer.axes
    .flatMap((a, i) => (a.kind === "parallel" && a.size !== 1 ? [i] : []))
    .sort((a, b) => out.strides[b]! - out.strides[a]!);
  const digits = (value: number): number[] | null => {
    let rest = value;
    const d = producer.axes.map(() => 0);
    for (const i of order) {
      d[i] = Math.floor(rest / out.strides[i]!);
      rest -= d[i]! * out.strides[i]!;
    }
    return rest === 0 ? d : null;
  };
  const first = index.offset - out.offset;
  const start = first < 0 ? null : digits(first);
  if (start === null) return null;
  const last = start.slice();
  const moves: number[][] = [];
  for (let c = 0; c < consumer.axes.length; c++) {
    const n = consumer.axes[c]!.size,
      t = n === 1 ? 0 : index.strides[c]!;
    const d = t < 0 ? null : digits(t);
    if (d === null) return null;
    moves.push(d);
    for (const i of order) last[i]! += d[i]! * (n - 1);
  }
  for (const i of order) {
    const size = producer.axes[i]!.size;
    if (last[i]! < size) continue;
    // One axis of the consumer spans this digit and the next, so it can be split.
    const c = moves.findIndex((d) => d[i] === 1 && order.every((j) => j === i || d[j] === 0));
    const n = c < 0 ? 0 : consumer.axes[c]!.size;
    return n > size && n % size === 0 ? { axis: c, inner: size } : null;
  }
  return { start, moves };
}

/** The consumer, with the producer's value for `buffer` computed in place of its loads; null if the points do not correspond. */
export function substitute(given: OpenKernel, from: OpenKernel, buffer: number): OpenKernel | null {
  const producer = collapse(from);
  if (countsAxes(producer)) return null;
  let consumer = given;
  for (let tries = 0; tries < 8; tries++) {
    const ways = new Map<string, { index: IndexMap<number>; way: Way }>();
    let wanted: Split | null = null,
      impossible = false;
    const seen = (index: IndexMap<number>): void => {
      const key = `${index.offset}:${index.strides.join()}`;
      if (ways.has(key)) return;
      const way = wayFrom(consumer, index, producer);
      if (way === null) impossible = true;
      else if ("axis" in way) wanted ??= way;
      else ways.set(key, { index, way });
    };
    for (const o of consumer.outputs)
      eachLoad(o.value, (e) => {
        if (e.input === buffer) seen(e.index);
      });
    if (impossible) return null;
    if (wanted !== null) {
      if (countsAxes(consumer)) return null;
      consumer = split(consumer, (wanted as Split).axis, (wanted as Split).inner);
      continue;
    }
    return inline(consumer, producer, buffer, new Map([...ways].map(([key, { way }]) => [key, way])));
  }
  return null;
}

function inline(
  consumer: OpenKernel,
  producer: OpenKernel,
  buffer: number,
  ways: ReadonlyMap<string, Way>,
): OpenKernel {
  const reducing = producer.axes.flatMap((a, i) => (a.kind === "reduce" ? [i] : []));
  const own = consumer.axes.length;
  // Each different read gets its own reducing axes.
  const values = new Map<string, Expr<number>>();
  let at = own;
  const total = own + ways.size * reducing.length;
  for (const [key, way] of ways) {
    const first = at;
    at += reducing.length;
    const map = (m: IndexMap<number>): IndexMap<number> => {
      const strides = new Array<number>(total).fill(0);
      let offset = m.offset;
      producer.axes.forEach((a, i) => {
        if (a.kind === "reduce") {
          strides[first + reducing.indexOf(i)] = m.strides[i]!;
          return;
        }
        offset += way.start[i]! * m.strides[i]!;
        for (let c = 0; c < own; c++) strides[c]! += way.moves[c]![i]! * m.strides[i]!;
      });
      return { offset, strides };
    };
    values.set(
      key,
      rewrite(producer.outputs[0]!.value, (e) =>
        e.kind === "load"
          ? k.load(e.input, e.dtype, map(e.index))
          : e.kind === "reduce"
            ? k.reduce(
                e.fn,
                e.axes.map((a) => first + reducing.indexOf(a)),
                e.x,
              )
            : e,
      ),
    );
  }
  const wide = withMore(
    consumer,
    Array.from(ways).flatMap(() => reducing.map((i) => producer.axes[i]!)),
  );
  const memo = new Map<Expr<number>, Expr<number>>();
  const f = (e: Expr<number>): Expr<number> =>
    e.kind === "load" && e.input === buffer
      ? values.get(`${e.index.offset}:${e.index.strides.slice(0, own).join()}`)!
      : e;
  return { ...wide, outputs: wide.outputs.map((o) => ({ ...o, value: rewrite(o.value, f, memo) })) };
}
