import type { Dim } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { printKernel } from "../../ir/print.js";
import { nestOf } from "./build.js";
import type { Accumulator, Atom, Int, Nest, Operation, Place, Source, Statement, Type } from "./nest.js";
import type { Schedule } from "./schedule.js";

/**
 * A nest in a form that a reader understands:
 *
 *     for i0 from 0 to n0, 4 at a time
 *       q0 = 5 + i0*n1
 *       v1: float32 = in0[q0]
 *       a2: float32 = sum of nothing
 *       …
 *     and what is left
 */
export function printNest(nest: Nest): string {
  const atom = (a: Atom): string => (typeof a === "string" ? a : `${String(a.value)}:${a.dtype}`);
  const buffer = (b: number): string => (b < nest.outputs ? `out${b}` : `in${b - nest.outputs}`);
  const dim = (d: Dim): string => (typeof d === "number" ? String(d) : `n${d.arg}`);
  const type = ({ dtype, lanes }: Type): string => (lanes === 1 ? dtype : `${dtype}×${lanes}`);
  const some = (count: Int, lanes: number): string => (count === lanes ? "" : `, the first ${count}`);
  const place = (p: Place): string =>
    p.lanes === 1
      ? `${buffer(p.buffer)}[${p.at}]`
      : `${buffer(p.buffer)}[${p.at}, +${dim(p.stride)}…${some(p.count, p.lanes)}]`;
  const value = (o: Operation | Source): string => {
    switch (o.kind) {
      case "load":
        return place(o);
      case "axis":
        return `int64(${o.terms.join(" + ")})`;
      case "result":
        return `result of ${o.from.name}${o.across ? " across its lanes" : ""}`;
      case "cast":
        return `${o.dtype}(${o.args.map(atom).join(", ")})`;
      default:
        return `${"fn" in o ? o.fn : o.kind}(${o.args.map(atom).join(", ")})`;
    }
  };
  const begun = (a: Accumulator): string =>
    `${a.name}: ${type(a.wide ? { ...a, dtype: "float64" } : a)} = ${a.fn} of nothing`;
  const lines = (list: readonly Statement[]): string[] => list.flatMap(line);
  const indented = (list: readonly Statement[]): string[] => lines(list).map((l) => `  ${l}`);
  const line = (s: Statement): string[] => {
    switch (s.kind) {
      case "index": {
        const sum = s.terms.map((t) => (typeof t === "object" ? t.join("*") : String(t))).join(" + ");
        return [`${s.name} = ${s.most === null ? sum : `at most ${s.most}: ${sum}`}`];
      }
      case "let":
        return [`${s.name}: ${type(s.type)} = ${value(s.value)}`];
      case "begin":
        return [begun(s.acc)];
      case "count":
        return [`${s.name} ${s.first ? "= 0" : "+= 1"}`];
      case "accumulate": {
        const terms = s.terms.map(({ x, y }) => (y === null ? atom(x) : `${atom(x)}*${atom(y)}`));
        return [`${s.acc.name} takes ${terms.join(", ")}${some(s.count, s.acc.lanes)}`];
      }
      case "merge":
        return [`${s.acc.name} takes the part ${s.part.name}`];
      case "store":
        return [`${place(s)} = ${atom(s.value)}`];
      case "loop":
        return s.turns.flatMap((t, i) => [
          `${i === 0 ? `for ${s.counter} from ${s.from} to ${s.to}` : `${s.counter} goes on`}, ${t.cover === "once" ? "once" : t.step === 1 ? "one by one" : `${t.step} at a time`}`,
          ...indented(t.body),
        ]);
      case "block":
        return [`at ${s.counter} = ${s.at}`, ...indented(s.body)];
    }
  };
  return lines(nest.body).join("\n");
}

/** A schedule in one line, naming only non-default settings. */
export function printSchedule(s: Schedule): string {
  const each = (list: readonly number[], what: string): string[] =>
    list.flatMap((n, a) => (n === 1 ? [] : [`${n} ${what} of axis ${a}`]));
  return [
    `loops over ${s.order.map((a) => `i${a}`).join(", ") || "one point"}`,
    ...each(s.lanes, "lanes"),
    ...each(s.tile, "points a turn"),
    ...s.unroll.map((a) => `axis ${a} unrolled`),
    ...s.written.map((a) => `axis ${a} written out`),
    ...(s.together ? ["reductions together"] : []),
    s.sums === "float64" ? "sums in float64" : `sums in parts of ${s.sums.part}`,
    ...(s.shared === null ? [] : [`threads share axis ${s.shared}`]),
  ].join("; ");
}

/** The output of `KINDLING_DEBUG=kernels` for a kernel: the kernel, its schedule, and the statements. */
export const printRun = (engine: string, kernel: Kernel, schedule: Schedule): string =>
  `\n${engine}: ${printKernel(kernel)}\n${printSchedule(schedule)}\n${printNest(nestOf(kernel, schedule))}`;
