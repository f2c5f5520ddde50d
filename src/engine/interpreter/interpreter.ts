import type { Kernel } from "../../ir/kernel.js";
import { verify } from "../../ir/verify.js";
import { nestOf } from "../../render/nest/build.js";
import type { Accumulator, Atom, Int, Operation, Source, Statement } from "../../render/nest/nest.js";
import { plainSchedule } from "../../render/nest/schedule.js";
import { isFloat, type TypedArray } from "../../shape/dtype.js";
import type { Engine, Executable } from "../engine.js";
import { binaryOf, castOf, compareOf, loaded, rounding, stored, unaryOf, type Value } from "./scalars.js";
import { withVerifiedKernels } from "../../util/features.js";

// Kernels without generated code, for environments that forbid it: every statement of the plainest nest is a closure
// over its operands' slots. The results equal the js engine's bit for bit, in the same order.

/** The engine below the js engine. */
export const interpreterEngine: Engine = { name: "interpreter", worthwhile: 0, prepare: interpreted };

type Run = () => void;

function interpreted(kernel: Kernel): Executable {
  if (withVerifiedKernels) verify(kernel);
  const nest = nestOf(kernel, plainSchedule(kernel.axes));
  let buffers: readonly TypedArray[] = [];
  // The current values of names: values, and whole numbers. A constant also has a slot, which is never written.
  const held: Value[] = [],
    ints = held as number[],
    places = new Map<string, number>();
  const place = (x: Int | Atom): number => {
    if (typeof x !== "string") return held.push(typeof x === "number" ? x : x.value) - 1;
    let at = places.get(x);
    if (at === undefined) places.set(x, (at = held.push(0) - 1));
    return at;
  };

  /** A sum of whole numbers and products of two. */
  const sum = (terms: readonly (Int | readonly [Int, Int])[]): (() => number) => {
    const factors = terms.map((t) => (typeof t === "object" ? t : [t, 1]).map(place));
    return () => {
      let n = 0;
      for (let i = 0; i < factors.length; i++) n += ints[factors[i]![0]!]! * ints[factors[i]![1]!]!;
      return n;
    };
  };
  /** Stores a value in its slot. */
  const put = (name: string, get: () => Value): Run => {
    const to = place(name);
    return () => {
      held[to] = get();
    };
  };

  const all = (list: readonly Statement[]): Run => {
    const runs = list.map(statement);
    return () => {
      for (let i = 0; i < runs.length; i++) runs[i]!();
    };
  };
  const statement = (s: Statement): Run => {
    switch (s.kind) {
      case "index":
        return put(s.name, sum(s.terms));
      case "let":
        return put(s.name, valueOf(s.value));
      case "count":
        return put(s.name, s.first ? () => 0 : sum([s.name, 1]));
      case "begin": {
        const { name, first } = s.acc,
          best = put(`${name}i`, () => 0),
          start = put(name, () => first.value);
        return () => {
          start();
          best();
        };
      }
      case "accumulate":
        return accumulate(s.acc, s.terms[0]!);
      case "store": {
        const [x, at] = [place(s.value), place(s.at)],
          form = stored(s.dtype),
          { buffer } = s;
        return () => {
          (buffers[buffer] as unknown as Value[])[ints[at]!] = form(held[x]!);
        };
      }
      case "loop": {
        const [from, to, at] = [s.from, s.to, s.counter].map(place) as [number, number, number],
          { body } = s.turns[0]!;
        const run = dot(from, to, at, body);
        if (run !== null) return run;
        const turn = all(body);
        return () => {
          for (let i = ints[from]!, n = ints[to]!; i < n; i++) {
            ints[at] = i;
            turn();
          }
        };
      }
      default:
        throw new Error(`${s.kind} in a plain nest`);
    }
  };

  const valueOf = (o: Operation | Source): (() => Value) => {
    if (o.kind === "load") {
      const at = place(o.at),
        from = loaded(o.dtype),
        { buffer } = o;
      return from === null ? () => buffers[buffer]![ints[at]!]! : () => from(buffers[buffer]![ints[at]!]!);
    }
    if (o.kind === "axis") {
      const get = sum(o.terms);
      return () => BigInt(get());
    }
    if (o.kind === "result") {
      const { name, counter, dtype } = o.from,
        at = place(counter === null ? name : `${name}i`),
        form = counter === null ? rounding(dtype) : (BigInt as (x: Value) => Value);
      return () => form(held[at]!);
    }
    const [x = 0, y = 0, z = 0] = o.args.map(place);
    if (o.kind === "where") return () => (held[x] ? held[y]! : held[z]!);
    if (o.kind === "unary" || o.kind === "cast") {
      const f = o.kind === "unary" ? unaryOf(o.fn, o.of) : castOf(o.of, o.dtype);
      return () => f(held[x]!);
    }
    if (o.kind === "splat") return () => held[x]!;
    const f = o.kind === "binary" ? binaryOf(o.fn, o.of) : compareOf(o.fn);
    return () => f(held[x]!, held[y]!);
  };

  /** One more term: floats are added up in double, as is a product within a sum. */
  const accumulate = (
    { name, fn, dtype, counter }: Accumulator,
    { x, y }: { readonly x: Atom; readonly y: Atom | null },
  ): Run => {
    const acc = place(name),
      a = place(x);
    if (fn === "sum" || fn === "prod") {
      const sums = fn === "sum";
      if (!isFloat(dtype)) {
        const f = binaryOf(sums ? "add" : "mul", dtype);
        return put(name, () => f(held[acc]!, held[a]!));
      }
      const numbers = ints,
        b = y === null ? place(1) : place(y);
      return sums
        ? () => {
            numbers[acc]! += numbers[a]! * numbers[b]!;
          }
        : () => {
            numbers[acc]! *= numbers[a]!;
          };
    }
    // The first extremum, NaN counting as one.
    const up = fn === "max" || fn === "argmax",
      best = place(`${name}i`),
      now = place(counter ?? 0);
    return () => {
      const v = held[a]!,
        b = held[acc]!;
      if ((up ? v > b : v < b) || (v !== v && b === b)) {
        held[acc] = v;
        held[best] = held[now]!;
      }
    };
  };

  /** A sum of products of plain numbers from memory, the main work of most models, has its own loop. */
  const dot = (from: number, to: number, at: number, body: readonly Statement[]): Run | null => {
    const [i, x, j, y, last] = body;
    if (i?.kind !== "index" || j?.kind !== "index" || x?.kind !== "let" || y?.kind !== "let") return null;
    if (last?.kind !== "accumulate" || last.terms[0]!.y === null) return null;
    const loads = [x.value, y.value].map((v) => (v.kind === "load" && loaded(v.dtype) === null ? v.buffer : -1)),
      [p, q] = loads as [number, number];
    if (p < 0 || q < 0 || body.length > 5) return null;
    // A position's last term belongs to the innermost loop.
    const [s, t] = [i, j].map(({ terms }) => {
      const by = terms.at(-1)!;
      return place(typeof by === "object" ? by[1] : 1);
    }) as [number, number];
    const [first, second] = [sum(i.terms), sum(j.terms)],
      acc = place(last.acc.name);
    return () => {
      ints[at] = ints[from]!;
      const a = buffers[p] as Float64Array,
        b = buffers[q] as Float64Array,
        [ds, dt] = [ints[s]!, ints[t]!];
      let total = ints[acc]!;
      for (let n = ints[to]! - ints[from]!, u = first(), v = second(); n > 0; n--, u += ds, v += dt)
        total += a[u]! * b[v]!;
      ints[acc] = total;
    };
  };

  const sizes = Array.from({ length: nest.ints }, (_, i) => place(`n${i}`)),
    scalars = nest.params.map((d, i) => ({ at: place(`p${i}`), round: isFloat(d) ? rounding(d) : null }));
  const run = all(nest.body);
  return (b, n, p) => {
    buffers = b;
    sizes.forEach((at, i) => {
      held[at] = n[i]!;
    });
    scalars.forEach(({ at, round }, i) => {
      held[at] = round === null ? p[i]! : round(p[i]!);
    });
    try {
      run();
    } finally {
      buffers = [];
    } // a kernel keeps no memory alive
  };
}
