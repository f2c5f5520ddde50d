import { Numbers } from "./equal.js";
import { type Dim, type Expr, type IndexMap, operands } from "./expr.js";
import type { Kernel } from "./kernel.js";

/**
 * A kernel in a form that a reader understands:
 *
 *     linear(in0: float32, in1: float32, in2: float32)
 *       for i0 < n0, i1 < n1
 *         out0[n3*i0 + i1] = add(sum over r2 < n2 of mul(in0[…], in1[…]), in2[i1])
 *
 * Expressions that are used several times get a separate line, `v0 = …`.
 */
export function printKernel(kernel: Kernel): string {
  const axisName = (i: number): string => `${kernel.axes[i]?.kind === "reduce" ? "r" : "i"}${i}`;
  const dim = (d: Dim): string => (typeof d === "number" ? String(d) : `n${d.arg}`);
  const index = (m: IndexMap): string => {
    const terms = m.strides.flatMap((s, i) => (s === 0 ? [] : [s === 1 ? axisName(i) : `${dim(s)}*${axisName(i)}`]));
    if (m.offset !== 0) terms.unshift(dim(m.offset));
    return terms.join(" + ") || "0";
  };
  const numbers = new Numbers(),
    uses = usesOf(kernel, numbers),
    names = new Map<number, string>(),
    shared: string[] = [];
  const expr = (e: Expr): string => {
    const n = numbers.of(e);
    if (operands(e).length === 0 || uses.get(n)! < 2) return text(e);
    let name = names.get(n);
    if (name === undefined) {
      const value = text(e);
      names.set(n, (name = `v${names.size}`));
      shared.push(`    ${name} = ${value}`);
    }
    return name;
  };
  const text = (e: Expr): string => {
    switch (e.kind) {
      case "const":
        return `${String(e.value)}:${e.dtype}`;
      case "param":
        return `p${e.param}`;
      case "load":
        return `in${e.input}[${index(e.index)}]`;
      case "axis":
        return axisName(e.axis);
      case "unary":
        return `${e.fn}(${expr(e.x)})`;
      case "binary":
      case "compare":
        return `${e.fn}(${expr(e.x)}, ${expr(e.y)})`;
      case "where":
        return `where(${expr(e.cond)}, ${expr(e.x)}, ${expr(e.y)})`;
      case "cast":
        return `${e.dtype}(${expr(e.x)})`;
      case "reduce":
        return `${e.fn} over ${e.axes.map((a) => `${axisName(a)} < ${dim(kernel.axes[a]?.size ?? 0)}`).join(", ")} of ${expr(e.x)}`;
    }
  };
  const args = [...kernel.inputs.map((d, i) => `in${i}: ${d}`), ...kernel.params.map((d, i) => `p${i}: ${d}`)];
  const loops = kernel.axes.flatMap((a, i) => (a.kind === "parallel" ? [`${axisName(i)} < ${dim(a.size)}`] : []));
  const outputs = kernel.outputs.map((o, i) => `    out${i}[${index(o.index)}] = ${expr(o.value)}`);
  return [`${kernel.name}(${args.join(", ")})`, `  for ${loops.join(", ") || "one point"}`, ...shared, ...outputs].join(
    "\n",
  );
}

/** The number of uses of each expression of a kernel, by its number. */
function usesOf(kernel: Kernel, numbers: Numbers): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const use = (e: Expr): void => {
    const n = numbers.of(e),
      before = uses.get(n) ?? 0;
    uses.set(n, before + 1);
    if (before === 0) operands(e).forEach(use);
  };
  for (const o of kernel.outputs) use(o.value);
  return uses;
}
