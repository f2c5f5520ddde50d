import { needTensor } from "../core/check.js";
import { edgeOf, gradFnOf, needsGrad } from "../core/graph.js";
import { complexForms } from "../core/complex.js";
import { copyOf } from "../core/dispatch.js";
import { Node } from "../core/node.js";
import { changes, recorder } from "../core/recorder.js";
import { type GradHook, Tensor } from "../core/tensor.js";
import { pythonNames } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { synchronous } from "../diagnose/sync.js";
import * as arithmetic from "../ops/pointwise/arithmetic.js";
import { adjoint, conjOf } from "../ops/product/adjoint.js";
import type { Arg } from "../core/op.js";
import * as cast from "../ops/pointwise/cast.js";
import * as gamma from "../ops/special/gamma.js";
import * as indexPutOps from "../ops/indexing/index-put.js";
import { publicFunction } from "./api/argument-types.js";
import * as views from "../ops/view/view.js";
import { type DType, dtypeInfo, isComplex, isSmooth } from "../shape/dtype.js";
import { getDefaultDType, type ScalarValue } from "../shape/promotion.js";
import { checkShape, normalizeDim } from "../shape/shape.js";
import { sameArray, showShape } from "../util/array.js";
import * as convert from "./convert.js";
import { finish, tensor, type TensorData, type TensorOptions } from "./creation.js";
import { setData } from "./data.js";
import { formatTensor } from "./format.js";
import * as functions from "./functions.js";
export type { GradFn } from "./members.js";
import * as aliases from "./api/aliases/methods.js";
import * as compare from "./api/compare.js";
import * as indexing from "./api/indexing.js";
import * as inplaceAliases from "./api/aliases/in-place.js";
import * as inplace from "./api/inplace.js";
import * as matrix from "./api/matrix.js";
import * as onlyMethods from "./api/only-methods.js";
import * as order from "./api/order.js";
import * as pointwise from "./api/pointwise.js";
import * as product from "./api/product.js";
import * as rearrange from "./api/rearrange.js";
import * as reduce from "./api/reduce.js";
import * as specialMethods from "./api/special-methods.js";
import * as view from "./api/view.js";
import * as orders from "./order.js";
import { setImplicit } from "./implicit.js";
import { iterate } from "./indexing.js";
import { to as convertTo, type ToArgs } from "./to.js";
import { where as choose } from "../ops/pointwise/where.js";
import { withFirstRun } from "../util/features.js";

// The methods of Tensor. Functions that are also methods are in api/, with their documentation; methods that are not
// functions are in api/only-methods.ts and api/inplace.ts; properties and methods with several signatures are in
// members.ts.

const ops = {
  ...pointwise,
  ...specialMethods,
  ...compare,
  ...reduce,
  ...order,
  ...product,
  ...matrix,
  ...view,
  ...rearrange,
  ...indexing,
  ...aliases,
  ...onlyMethods,
  ...inplace,
  ...inplaceAliases,
} as const;

/** A function's type without its first argument, the tensor. */
type Method<F> = F extends (x: never, ...rest: infer A) => infer R ? (...args: A) => R : never;
/** The functions of a module as methods: with the tensor as `this` instead of the first argument, and with their documentation. */
type Methods<M> = { [K in keyof M]: Method<M[K]> };
interface OpMethods
  extends
    Methods<typeof pointwise>,
    Methods<typeof specialMethods>,
    Methods<typeof compare>,
    Methods<typeof reduce>,
    Methods<typeof order>,
    Methods<typeof product>,
    Methods<typeof matrix>,
    Methods<typeof view>,
    Methods<typeof rearrange>,
    Methods<typeof indexing>,
    Methods<typeof aliases>,
    Methods<typeof onlyMethods>,
    Methods<typeof inplace>,
    Methods<typeof inplaceAliases> {}

declare module "../core/tensor.js" {
  interface Tensor extends OpMethods {}
}

Object.defineProperty(Node.prototype, "nextFunctions", {
  get(this: Node) {
    return this.next;
  },
});

function checkedOther(method: string, t: Tensor): Tensor {
  needTensor(t, method, "other");
  return t;
}

/** A method without arguments, and one that takes another tensor. */
const alone = (name: string, f: (x: Tensor) => unknown): ((x: Tensor) => unknown) => publicFunction(name, [], f);
const withOther = (name: string, f: (x: Tensor, o: Tensor) => Tensor): ((x: Tensor, o: Tensor) => Tensor) =>
  publicFunction(name, ["other"], (x: Tensor, o: Tensor) => f(x, checkedOther(name, o)));
const to = (name: string, d: DType): ((x: Tensor) => unknown) => alone(name, (x) => cast.cast(x, d));
const created = ["dtype", "requiresGrad", "device"];

const more: Record<PropertyKey, (x: Tensor, ...args: never[]) => unknown> = {
  nonzero: indexPutOps.nonzero as never,
  polygamma: publicFunction("polygamma", ["n"], (x: Tensor, n: number) => gamma.polygamma(n, x)),
  where: publicFunction("where", ["condition", "other"], (x: Tensor, condition: Tensor, y: Arg) =>
    choose(condition, x, y),
  ),
  var: functions.variance,
  max: functions.max,
  min: functions.min,
  median: orders.median,
  nanmedian: orders.nanmedian,
  unique: orders.unique,
  uniqueConsecutive: orders.uniqueConsecutive,
  item: alone("item", convert.item),
  dim: alone("dim", (x) => x.shape.length),
  numel: alone("numel", (x) => x.count),
  size: publicFunction("size", ["dim"], (x: Tensor, d?: number) =>
    d === undefined ? x.shape.slice() : x.shape[normalizeDim(d, x.shape.length)],
  ),
  stride: publicFunction("stride", ["dim"], (x: Tensor, d?: number) =>
    d === undefined ? x.strides.slice() : x.strides[normalizeDim(d, x.shape.length)],
  ),
  storageOffset: alone("storageOffset", (x) => x.offset),
  isContiguous: alone("isContiguous", (x) => x.dense),
  elementSize: alone("elementSize", (x) => dtypeInfo[x.dtype].bytes),
  to: (x, ...args) => convertTo(x, ...(args as unknown as ToArgs)),
  type: publicFunction("type", ["dtype"], (x: Tensor, d: DType) => cast.cast(x, d)),
  float: to("float", "float32"),
  cfloat: to("cfloat", "complex64"),
  cdouble: to("cdouble", "complex128"),
  double: to("double", "float64"),
  half: to("half", "float16"),
  bfloat16: to("bfloat16", "bfloat16"),
  long: to("long", "int64"),
  int: to("int", "int32"),
  short: to("short", "int16"),
  char: to("char", "int8"),
  byte: to("byte", "uint8"),
  bool: to("bool", "bool"),
  viewAs: withOther("viewAs", (x, o) => views.viewAs(x, o.shape)),
  reshapeAs: withOther("reshapeAs", (x, o) => views.reshape(x, o.shape)),
  expandAs: withOther("expandAs", (x, o) => views.expand(x, o.shape)),
  typeAs: withOther("typeAs", (x, o) => cast.cast(x, o.dtype)),
  requiresGrad_: publicFunction("requiresGrad_", ["requiresGrad"], (x: Tensor, on = true) => {
    x.requiresGrad = on;
    return x;
  }),
  retainGrad: alone("retainGrad", retainGrad),
  registerHook: publicFunction("registerHook", ["hook"], registerHook),
  detach_: alone("detach_", (x: Tensor) => {
    if (x.viewOf !== null)
      fail("detach-view", "Can't detach views in-place. Use detach() instead.", "write x = x.detach().");
    x.node = null;
    x.wantsGrad = false;
    x.accumulator = null;
    changes.requiresGrad++;
    return x;
  }),
  newTensor: publicFunction(
    "newTensor",
    ["data"],
    (x: Tensor, data: TensorData, o?: TensorOptions) => tensor(data, { dtype: x.dtype, ...o }),
    created,
  ),
  newEmpty: publicFunction(
    "newEmpty",
    ["size"],
    (x: Tensor, size: readonly number[], o?: TensorOptions) => filledLike(x, size, 0, o),
    created,
  ),
  newZeros: publicFunction(
    "newZeros",
    ["size"],
    (x: Tensor, size: readonly number[], o?: TensorOptions) => filledLike(x, size, 0, o),
    created,
  ),
  newOnes: publicFunction(
    "newOnes",
    ["size"],
    (x: Tensor, size: readonly number[], o?: TensorOptions) => filledLike(x, size, 1, o),
    created,
  ),
  newFull: publicFunction(
    "newFull",
    ["size", "fillValue"],
    (x: Tensor, size: readonly number[], value: ScalarValue, o?: TensorOptions) => filledLike(x, size, value, o),
    created,
  ),
  numpy: alone("numpy", convert.toTypedArray),
  toString: (x: Tensor) => show(x),
  [Symbol.iterator]: iterate,
};

function filledLike(x: Tensor, size: readonly number[], value: ScalarValue, o: TensorOptions = {}): Tensor {
  checkShape(size);
  return finish(views.expand(tensor(value, { dtype: o.dtype ?? x.dtype }), size).clone(), o);
}

function define(name: PropertyKey, f: (x: Tensor, ...args: never[]) => unknown): void {
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...args: never[]): unknown {
      return f(this, ...args);
    },
    writable: true,
    configurable: true,
  });
}
for (const [name, f] of Object.entries(ops)) define(name, f as (x: Tensor, ...args: never[]) => unknown);
for (const name of Reflect.ownKeys(more)) define(name, more[name]!);

const getter = (name: string, get: (x: Tensor) => unknown, set?: (x: Tensor, v: never) => void): void => {
  Object.defineProperty(Tensor.prototype, name, {
    get(this: Tensor) {
      return get(this);
    },
    set(this: Tensor, v: never) {
      if (set) set(this, v);
      else
        fail(
          "argument",
          `attribute '${name}' of 'torch._C._TensorBase' objects is not writable`,
          "make another tensor.",
        );
    },
    configurable: true,
  });
};
getter("requiresGrad", needsGrad, (x, on: boolean) => {
  if (!on && gradFnOf(x) !== null)
    fail(
      "requires-grad-leaf",
      "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
      "detach() it first.",
    );
  if (on && !isSmooth(x.dtype))
    fail(
      "grad-dtype",
      "only Tensors of floating point dtype can require gradients",
      `this tensor is ${x.dtype}: use .float().`,
    );
  if (x.wantsGrad !== on) changes.requiresGrad++;
  x.wantsGrad = gradFnOf(x) === null ? on : x.wantsGrad;
});
getter(
  "grad",
  (x) => {
    recorder?.gradient(x, false);
    return x.gradient;
  },
  (x, g: Tensor | null) => {
    if (g !== null) {
      if (!(g instanceof Tensor))
        fail(
          "grad-assign",
          `assigned grad expected to be a Tensor or null but got grad of type ${typeof g}`,
          `pass a tensor of the shape ${showShape(x.shape)}, or null.`,
        );
      if (!sameArray(g.shape, x.shape))
        fail(
          "grad-assign",
          "assigned grad has data of a different size",
          `the tensor is ${showShape(x.shape)}, the gradient ${showShape(g.shape)}.`,
        );
      if (g.dtype !== x.dtype)
        fail(
          "grad-assign",
          "assigned grad has data of a different type",
          `the tensor is ${x.dtype}, the gradient ${g.dtype}.`,
        );
    }
    recorder?.gradient(x, true);
    x.gradient = g;
  },
);
getter("gradFn", gradFnOf);
getter("retainsGrad", (x) => x.keepsGrad);
getter("isLeaf", (x) => gradFnOf(x) === null);
getter("ndim", (x) => x.shape.length);
setImplicit(define, getter);
getter("length", (x) => x.shape[0] ?? fail("index-0d", "len() of a 0-d tensor", "item() gives its number."));
getter("device", () => "cpu");
getter("T", (x) =>
  views.permute(
    x,
    x.shape.map((_, i) => x.shape.length - 1 - i),
  ),
);
const needMatrix = (x: Tensor, name: string): Tensor =>
  x.shape.length === 1
    ? fail(
        "too-few-dims",
        `tensor.${name} is only supported on matrices or batches of matrices. Got 1-D tensor.`,
        "unsqueeze(0) it.",
      )
    : x;
getter("mT", (x) => (x.shape.length === 0 ? x : views.transpose(needMatrix(x, "mT"), -2, -1)));
getter("mH", (x) => (x.shape.length === 0 ? conjOf(x) : adjoint(needMatrix(x, "mH"))));
getter("H", (x) => {
  const nd = x.shape.length;
  if (nd !== 0 && nd !== 2)
    fail(
      "too-few-dims",
      `tensor.H is only supported on matrices (2-D tensors). Got ${nd}-D tensor.${nd > 2 ? " For batches of matrices, consider using tensor.mH" : ""}`,
      "use mT for batches, unsqueeze(0) for vectors.",
    );
  return nd === 0 ? conjOf(x) : adjoint(x);
});
getter("real", (x) => (isComplex(x.dtype) ? complexForms.real(x) : x));
getter("imag", (x) => complexForms.imag(x));
getter("data", (x) => views.detach(x), setData);

function retainGrad(x: Tensor): void {
  const node = gradFnOf(x);
  if (node === null) {
    if (!x.wantsGrad)
      fail("retain-grad", "can't retain_grad on Tensor that has requires_grad=False", "call x.requiresGrad_() first.");
    return;
  }
  if (x.keepsGrad) return;
  x.keepsGrad = true;
  (node.pre ??= []).push((g) => {
    x.gradient = x.gradient === null ? copyKeeping(g) : arithmetic.add(x.gradient, g);
    return g;
  });
}
/** A gradient that others may change later is copied; one with a graph keeps its graph. */
const copyKeeping = (g: Tensor): Tensor => (g.node === null ? copyOf(g) : cast.clone(g));

function registerHook(x: Tensor, hook: GradHook): { remove(): void } {
  const asked = synchronous(hook, "registerHook");
  if (!needsGrad(x))
    fail(
      "retain-grad",
      "cannot register a hook on a tensor that doesn't require gradient",
      "call x.requiresGrad_() first.",
    );
  const node = edgeOf(x)!;
  const run = (g: Tensor): Tensor => {
    const r = asked(g);
    g.storage.claimed = true; // the hook may have kept it, so it cannot become a .grad
    if (r === undefined) return g;
    r.storage.claimed = true;
    if (!sameArray(r.shape, g.shape))
      fail(
        "hook-shape",
        `hook '${hook.name}' has changed the size of value`,
        "return a gradient of the same shape, or nothing.",
      );
    return r;
  };
  const set = (hooks: typeof node.pre): void => {
    node.pre = hooks;
    if (node.leaf !== null) changes.requiresGrad++; // plans look again
  };
  set([...(node.pre ?? []), run]);
  return {
    remove: () => {
      set(node.pre?.filter((f) => f !== run) ?? null);
    },
  };
}

/** A tensor as PyTorch prints it. */
export function show(x: Tensor): string {
  recorder?.refuse("printing");
  convert.noticed(x);
  const f = gradFnOf(x);
  return formatTensor(
    { data: x.storage.data, dtype: x.dtype, shape: x.shape, strides: x.strides, offset: x.offset },
    { ...(f ? { gradFn: f.name } : {}), requiresGrad: x.wantsGrad && f === null, defaultDtype: getDefaultDType() },
  );
}
// Called by Node's console.log; the symbol is shared by name, so this needs nothing from Node.
Object.defineProperty(Tensor.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Tensor): string {
    return show(this);
  },
});
if (withFirstRun) pythonNames(Tensor.prototype, "Tensor");
