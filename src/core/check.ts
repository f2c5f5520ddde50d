import { pythonType, snake } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import type { Operand, Live } from "./op.js";
import { Tensor } from "./tensor.js";

// Each op checks its arguments on entry, in PyTorch's words. TypeScript catches most mistakes before the program runs;
// JavaScript, and values of type any, get this far.

/** Rejects values that are not tensors. `op` and `name` are the function's and its argument's names, in camelCase. */
export function needTensor(x: unknown, op: string, name = "input"): asserts x is Tensor {
  if (!(x instanceof Tensor)) refuse(x, op, name);
}

/** Rejects values that are neither a tensor nor a number, boolean or bigint. */
export function needArg(x: unknown, op: string, name = "other"): asserts x is Operand {
  if (!(x instanceof Tensor) && typeof x !== "number" && typeof x !== "boolean" && typeof x !== "bigint" && !isLive(x))
    refuse(x, op, name);
}

/** Whether an operand is a live number in its box. */
export const isLive = (x: unknown): x is Live => typeof x === "function" && (x as Partial<Live>).live === true;

/** Rejects values that are not lists of tensors. */
export function needTensors(list: unknown, op: string, name = "tensors"): asserts list is readonly Tensor[] {
  if (!Array.isArray(list))
    fail(
      "argument",
      `${snake(op)}(): argument '${name}' must be tuple of Tensors, not ${pythonType(list)}`,
      `pass the tensors in one array: ${op}([a, b]).`,
    );
  (list as unknown[]).forEach((x, i) => {
    if (!(x instanceof Tensor))
      fail("argument", `expected Tensor as element ${i} in argument 0, but got ${pythonType(x)}`, remedy(x));
  });
}

function refuse(x: unknown, op: string, name: string): never {
  return fail("argument", `${snake(op)}(): argument '${name}' must be Tensor, not ${pythonType(x)}`, remedy(x));
}

function remedy(x: unknown): string {
  if (x === undefined)
    return "it is undefined here: an argument that was forgotten, a variable that was never set, a misspelt field, or a function without `return`.";
  if (x === null) return "it is null here; a `.grad`, for example, is null until backward() has run.";
  if (Array.isArray(x) || ArrayBuffer.isView(x)) return "make a tensor of the array first: tensor([…]).";
  if (typeof x === "string") return `${JSON.stringify(x)} is text: convert it first, with Number(…).`;
  if (typeof x === "function") return "it is a function or a model that was not called: model(x) gives a tensor.";
  if (typeof x === "object")
    return "values" in x && "indices" in x
      ? "max and min along a dimension give { values, indices }: take .values."
      : "re" in x && "im" in x
        ? "a complex number among operands is a tensor without dimensions: tensor({ re: 0, im: 1 })."
        : "a plain object holds no numbers: take the tensor out of it.";
  return `make a tensor of it first: tensor(${String(x)}).`;
}
