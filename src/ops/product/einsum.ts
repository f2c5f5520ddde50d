import { needTensors } from "../../core/check.js";
import { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { product } from "../../util/array.js";
import { bmm, mm } from "./contract.js";
import { sum } from "../reduce/reduce.js";
import { diagonal, expand, permute, reshape, squeeze, unsqueeze } from "../view/view.js";
import { mul } from "../pointwise/arithmetic.js";

// Einstein's summation: each dimension has a letter, letters that the result lacks are summed over. Products over
// common letters are products of matrices; two tensors at a time, first those whose product is smallest relative to its
// operands.

/** A tensor whose dimensions have a label each, all different. */
interface Term {
  readonly t: Tensor;
  readonly labels: readonly string[];
}

const bad = (sentence: string, fix: string): never => fail("einsum", `einsum(): ${sentence}`, fix);
const letter = /[a-zA-Z]/;

/** The labels of one part of an equation; "..." stands for an ellipsis. `who` names the part in sentences. */
function parse(part: string, start: number, who: string, dots: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < part.length; i++) {
    const c = part[i]!;
    if (c === " ") continue;
    if (c === ".") {
      if (out.includes("..."))
        bad(`found '.' for ${who} for which an ellipsis was already found`, "write ... once for each operand.");
      if (part.slice(i, i + 3) !== "...")
        bad(`found '.' for ${who} that is not part of any ellipsis${dots}`, "an ellipsis has three dots.");
      out.push("...");
      i += 2;
    } else {
      if (!letter.test(c))
        bad(
          `invalid subscript given at index ${start + i} in the equation string, subscripts must be in [a-zA-Z]`,
          'write a letter for each dimension, such as "ij,jk->ik".',
        );
      out.push(c);
    }
  }
  return out;
}

/**
 * Sums of products by the letters of dimensions: `"ij,jk->ik"` multiplies matrices, `"ii"` is a trace, `"ij->j"` sums over rows.
 *
 * The dimensions of each operand come before `->`, those of the result after it; letters that the result omits are
 * summed over. Without `->` the result has the letters that occur once, in alphabetical order. `...` stands for any
 * number of dimensions, which broadcast; sizes of 1 broadcast as well. Operands are given one by one or in an array.
 *
 * @throws KindlingError `einsum` for an equation that does not fit the tensors.
 * @example
 * einsum("ij,kj->ik", ones(2, 3), ones(4, 3)).shape; // → 2,4
 * einsum("...ii->...i", tensor([[1, 2], [3, 4]])).tolist(); // → 1,4
 */
export function einsum(equation: string, ...operands: [...Tensor[]] | [readonly Tensor[]]): Tensor {
  const tensors =
    operands.length === 1 && !(operands[0] instanceof Tensor)
      ? (operands[0] as readonly Tensor[])
      : (operands as Tensor[]);
  needTensors(tensors, "einsum");
  if (typeof equation !== "string" || tensors.length === 0)
    bad(
      "must specify the equation string and at least one operand, or at least one operand and its subscripts list",
      'for example einsum("ij,jk->ik", a, b).',
    );
  const arrow = equation.indexOf("->");
  const left = arrow < 0 ? equation : equation.slice(0, arrow);
  let start = 0;
  const parts = left.split(",").map((part, i) => {
    const labels = parse(part, start, `operand ${i}`, "");
    start += part.length + 1;
    return labels;
  });
  if (parts.length > tensors.length)
    bad("fewer operands were provided than specified in the equation", 'a comma stands between operands: "ij,jk".');
  if (parts.length < tensors.length)
    bad("more operands were provided than specified in the equation", 'a comma stands between operands: "ij,jk".');

  // The dimensions under an ellipsis are labelled from the right: they broadcast.
  const covered = tensors.map((t, i) => {
    const own = parts[i]!.filter((l) => l !== "...").length,
      nd = t.shape.length,
      has = parts[i]!.includes("...");
    if (has ? own > nd : own !== nd)
      bad(
        `the number of subscripts in the equation (${own}) ${has ? "is more than" : "does not match"} the number of dimensions (${nd}) for operand ${i}${has ? "" : " and no ellipsis was given"}`,
        "write one letter for each dimension, or ... for the first ones.",
      );
    return has ? nd - own : 0;
  });
  const most = Math.max(0, ...covered);
  const dotLabels = (n: number): string[] => Array.from({ length: n }, (_, i) => `.${most - n + i}`);
  const spread = (labels: readonly string[], n: number): string[] =>
    labels.flatMap((l) => (l === "..." ? dotLabels(n) : [l]));

  const sizes = new Map<string, number>();
  const terms = tensors.map((t, i) => {
    const labels = spread(parts[i]!, covered[i]!);
    const term = distinct(t, labels, i);
    term.labels.forEach((l, d) => {
      const n = term.t.shape[d]!,
        seen = sizes.get(l) ?? 1;
      if (n !== 1 && seen !== 1 && n !== seen) {
        bad(
          l.startsWith(".")
            ? `dimension ${Number(l.slice(1)) - (most - covered[i]!)} covered by ellipsis in operand ${i}has size ${n} which does not broadcast with previously seen ellipsis with size ${seen} for the respective dimension`
            : `subscript ${l} has size ${n} for operand ${i} which does not broadcast with previously seen size ${seen}`,
          "one letter stands for one size.",
        );
      }
      if (n !== 1 || !sizes.has(l)) sizes.set(l, n);
    });
    return term;
  });
  const output =
    arrow < 0 ? implicit(parts, most) : explicit(equation.slice(arrow + 2), arrow + 2, dotLabels(most), sizes);
  return arrange(contract(terms, new Set(output)), output, sizes);
}

/** Repeated labels of one tensor: its diagonal. */
function distinct(t: Tensor, labels: readonly string[], operand: number): Term {
  const out = labels.slice();
  let x = t;
  for (let j = 0; j < out.length; j++) {
    const i = out.indexOf(out[j]!);
    if (i === j) continue;
    if (x.shape[i] !== x.shape[j])
      bad(
        `subscript ${out[j]} is repeated for operand ${operand} but the sizes don't match, ${x.shape[j]} != ${x.shape[i]}`,
        "one letter stands for one size.",
      );
    const l = out[j]!;
    x = diagonal(x, 0, i, j); // which comes last
    out.splice(j, 1);
    out.splice(i, 1);
    out.push(l);
    j = -1;
  }
  return { t: x, labels: out };
}

function implicit(parts: readonly (readonly string[])[], dots: number): string[] {
  const all = parts.flat().filter((l) => l !== "...");
  const once = all.filter((l) => all.indexOf(l) === all.lastIndexOf(l)).sort();
  return [...Array.from({ length: dots }, (_, i) => `.${i}`), ...once];
}

function explicit(text: string, start: number, dots: readonly string[], sizes: ReadonlyMap<string, number>): string[] {
  const out = parse(text, start, "output", " (...)");
  out.forEach((l, i) => {
    if (l === "...") return;
    if (out.indexOf(l) !== i) bad(`output subscript ${l} appears more than once in the output`, "write it once.");
    if (!sizes.has(l))
      bad(
        `output subscript ${l} does not appear in the equation for any input operand`,
        "behind -> stand letters of the operands.",
      );
  });
  return out.flatMap((l) => (l === "..." ? dots : [l]));
}

/** Multiplies until one term is left. */
function contract(terms: readonly Term[], output: ReadonlySet<string>): Term {
  const left = terms.slice();
  while (left.length > 1) {
    const [i, j] = left.length === 2 ? [0, 1] : bestPair(left, output);
    const needed = neededBesides(left, i, j, output);
    const made = pair(left[i]!, left[j]!, needed);
    left.splice(j, 1);
    left[i] = made;
  }
  const last = left[0]!;
  return sumOut(
    last,
    last.labels.filter((l) => !output.has(l)),
  );
}

const neededBesides = (terms: readonly Term[], i: number, j: number, output: ReadonlySet<string>): Set<string> =>
  new Set([...output, ...terms.flatMap((t, k) => (k === i || k === j ? [] : t.labels))]);

/** The two terms whose product is smallest, less what it replaces (greedy, as opt_einsum does it). */
function bestPair(terms: readonly Term[], output: ReadonlySet<string>): [number, number] {
  let best: [number, number] = [0, 1],
    least = Infinity;
  for (let i = 0; i < terms.length; i++) {
    for (let j = i + 1; j < terms.length; j++) {
      const [a, b] = [terms[i]!, terms[j]!];
      const needed = neededBesides(terms, i, j, output);
      const size = new Map<string, number>();
      for (const { t, labels } of [a, b])
        labels.forEach((l, d) => size.set(l, Math.max(size.get(l) ?? 0, t.shape[d]!)));
      let n = 1;
      for (const [l, s] of size) if (needed.has(l)) n *= s;
      const cost = n - a.t.count - b.t.count;
      if (cost < least) {
        least = cost;
        best = [i, j];
      }
    }
  }
  return best;
}

function sumOut(x: Term, gone: readonly string[]): Term {
  if (gone.length === 0) return x;
  return {
    t: sum(x.t, { dim: gone.map((l) => x.labels.indexOf(l)), dtype: x.t.dtype }),
    labels: x.labels.filter((l) => !gone.includes(l)),
  };
}

function dropOnes(x: Term, gone: readonly string[]): Term {
  if (gone.length === 0) return x;
  return {
    t: squeeze(
      x.t,
      gone.map((l) => x.labels.indexOf(l)),
    ),
    labels: x.labels.filter((l) => !gone.includes(l)),
  };
}

/** The product of two terms, summed over the labels that are no longer needed. */
function pair(x: Term, y: Term, needed: ReadonlySet<string>): Term {
  // A dimension of size 1 paired with a larger one is not a common dimension: without it, the other is simply free (or
  // summed).
  const size = (t: Term, l: string): number => t.t.shape[t.labels.indexOf(l)]!;
  const both = x.labels.filter((l) => y.labels.includes(l));
  let a = dropOnes(
    x,
    both.filter((l) => size(x, l) === 1 && size(y, l) !== 1),
  );
  let b = dropOnes(
    y,
    both.filter((l) => size(y, l) === 1 && size(x, l) !== 1),
  );
  a = sumOut(
    a,
    a.labels.filter((l) => !b.labels.includes(l) && !needed.has(l)),
  );
  b = sumOut(
    b,
    b.labels.filter((l) => !a.labels.includes(l) && !needed.has(l)),
  );
  const common = a.labels.filter((l) => b.labels.includes(l));
  const batch = common.filter((l) => needed.has(l)),
    inner = common.filter((l) => !needed.has(l));
  const freeA = a.labels.filter((l) => !common.includes(l)),
    freeB = b.labels.filter((l) => !common.includes(l));
  const labels = [...batch, ...freeA, ...freeB];
  if (inner.length === 0) return { t: mul(arrange(a, labels), arrange(b, labels)), labels };
  const order = (t: Term, ...groups: (readonly string[])[]): Tensor => {
    const p = permute(
      t.t,
      groups.flat().map((l) => t.labels.indexOf(l)),
    );
    let d = 0;
    return reshape(
      p,
      groups.map((g) => product(p.shape.slice(d, (d += g.length)))),
    );
  };
  const shape = [...batch, ...freeA].map((l) => size(a, l)).concat(freeB.map((l) => size(b, l)));
  const out =
    batch.length === 0
      ? mm(order(a, freeA, inner), order(b, inner, freeB))
      : bmm(order(a, batch, freeA, inner), order(b, batch, inner, freeB));
  return { t: reshape(out, shape), labels };
}

/** The dimensions in the order of `labels`; those that the term lacks have size 1, or are stretched to `sizes`. */
function arrange(x: Term, labels: readonly string[], sizes?: ReadonlyMap<string, number>): Tensor {
  const own = labels.filter((l) => x.labels.includes(l));
  let t = own.every((l, i) => x.labels[i] === l)
    ? x.t
    : permute(
        x.t,
        own.map((l) => x.labels.indexOf(l)),
      );
  labels.forEach((l, d) => {
    if (!own.includes(l)) t = unsqueeze(t, d);
  });
  return sizes === undefined || labels.every((l, d) => t.shape[d] === sizes.get(l))
    ? t
    : expand(
        t,
        labels.map((l) => sizes.get(l)!),
      );
}
