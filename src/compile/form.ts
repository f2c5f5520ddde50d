import { copyOf, overwrite } from "../core/dispatch.js";
import { needsGrad } from "../core/graph.js";
import { allocate } from "../core/storage.js";
import { Tensor } from "../core/tensor.js";
import { unwatched } from "../core/recorder.js";
import { fail, KindlingError } from "../diagnose/error.js";
import type { DType } from "../shape/dtype.js";
import { sameArray } from "../util/array.js";
import { isNamedTuple, namedTuple } from "../util/named-tuple.js";
import { withInstances } from "../util/features.js";

// The form of a compiled function's arguments and results: nested arrays and plain objects of tensors, and other
// values.

export type Form =
  /** A tensor whose values change in each call: number `index`. `strides` is null for row-major. */
  | {
      readonly kind: "tensor";
      readonly index: number;
      /** A tensor that occurred earlier in the value. */ readonly again: boolean;
      /** A gradient flows to it. */ readonly grad: boolean;
      readonly shape: readonly number[];
      readonly strides: readonly number[] | null;
      readonly dtype: DType;
    }
  | { readonly kind: "array"; readonly items: readonly Form[] }
  | {
      readonly kind: "object";
      readonly tuple: boolean;
      readonly keys: readonly string[];
      readonly items: readonly Form[];
    }
  /** An instance of a class with tensors in its fields: only this one, or any if `only` is null. */
  | {
      readonly kind: "instance";
      readonly prototype: object;
      readonly only: object | null;
      readonly keys: readonly string[];
      readonly items: readonly Form[];
    }
  /** The same each time: a number, a string, a model, a parameter. */
  | { readonly kind: "value"; readonly value: unknown };

export function isPlain(v: unknown): v is Record<string, unknown> {
  if (typeof v !== "object" || v === null) return false;
  const p: unknown = Object.getPrototypeOf(v);
  return p === Object.prototype || p === null || isNamedTuple(v);
}

/** A copy with the same memory layout as `t`, including gaps: it replaces an argument, so that the function sees the same strides. */
export function standIn(t: Tensor): Tensor {
  if (t.dense) return copyOf(t);
  const { shape, strides } = t;
  const out = new Tensor(
    allocate(
      t.dtype,
      shape.reduce((span, n, d) => span + (n - 1) * strides[d]!, 1),
    ),
    shape,
    strides,
    0,
    t.dtype,
  );
  overwrite(out, t);
  return out;
}

/**
 * The form of a value. Tensors accepted by `own` are numbered and added to `tensors`, each once; others are values.
 * `grad`, for arguments: whether a gradient flows to one; instances of classes have forms only there. Throws
 * `compile-container` for containers that could hide tensors.
 */
export function formOf(
  v: unknown,
  tensors: Tensor[],
  own: (t: Tensor) => boolean,
  grad: ((t: Tensor) => boolean) | null = null,
): Form {
  if (v instanceof Tensor) {
    if (!own(v)) return { kind: "value", value: v };
    const known = tensors.indexOf(v);
    return {
      kind: "tensor",
      index: known < 0 ? tensors.push(v) - 1 : known,
      again: known >= 0,
      grad: grad?.(v) ?? false,
      shape: v.shape,
      strides: v.dense ? null : v.strides,
      dtype: v.dtype,
    };
  }
  if (Array.isArray(v)) return { kind: "array", items: v.map((x: unknown) => formOf(x, tensors, own, grad)) };
  if (v instanceof Map || v instanceof Set)
    fail(
      "compile-container",
      `a compiled function takes and returns arrays and plain objects of tensors, but got a ${v.constructor.name}`,
      v instanceof Map ? "Object.fromEntries(map) makes an object of it." : "[...set] makes an array of it.",
    );
  if (!isPlain(v))
    return (
      (grad === null || !withInstances ? null : instanceForm(v, tensors, own, grad)) ?? { kind: "value", value: v }
    );
  const keys = Object.keys(v);
  return { kind: "object", tuple: isNamedTuple(v), keys, items: keys.map((key) => formOf(v[key], tensors, own, grad)) };
}

/** The maximum nesting depth of instances to search. */
const DEEP = 3;
let depth = 0;

/** The form of an instance of the program's classes, by its fields; null for one that holds no tensors of `own`, or whose fields cannot be set. */
function instanceForm(
  v: unknown,
  tensors: Tensor[],
  own: (t: Tensor) => boolean,
  grad: (t: Tensor) => boolean,
): Form | null {
  if (typeof v !== "object" || v === null || depth === DEEP || ArrayBuffer.isView(v) || unwatched in v) return null;
  const fields = Object.entries(Object.getOwnPropertyDescriptors(v)).filter(([, d]) => d.enumerable === true);
  if (!fields.some(([, d]) => typeof d.value === "object") || fields.some(([, d]) => d.writable !== true)) return null;
  const before = tensors.length;
  depth++;
  try {
    const items = fields.map(([, d]) => formOf(d.value, tensors, own, grad));
    if (!items.some(holdsTensors)) return null;
    const prototype = Object.getPrototypeOf(v) as object;
    return { kind: "instance", prototype, only: v, keys: fields.map(([key]) => key), items };
  } catch (error) {
    if (!(error instanceof KindlingError)) throw error;
    tensors.length = before; // a Map or a Set in a field, which is allowed in any object
    return null;
  } finally {
    depth--;
  }
}

const holdsTensors = (f: Form): boolean => f.kind === "tensor" || ("items" in f && f.items.some(holdsTensors));

/** The common form of two calls: a form of `a` in which instances that differ may be any. */
export function common(a: Form, b: Form): Form {
  if (!("items" in a) || !("items" in b)) return a;
  const items = a.items.map((x, i) => common(x, b.items[i]!));
  return a.kind === "instance" && b.kind === "instance"
    ? { ...a, items, only: a.only === b.only ? a.only : null }
    : { ...a, items };
}

/** Whether a value has a form. Collects the tensors in `tensors`. */
export function matches(f: Form, v: unknown, tensors: Tensor[]): boolean {
  switch (f.kind) {
    case "tensor":
      if (
        !(v instanceof Tensor) ||
        v.dtype !== f.dtype ||
        (v.wantsGrad || v.node !== null || (v.viewOf !== null && v.viewOf.epoch !== v.viewOf.base.epoch)
          ? !f.grad || !needsGrad(v)
          : f.grad) ||
        !sameArray(v.shape, f.shape)
      )
        return false;
      if (f.strides === null ? !v.dense : v.dense || !sameArray(v.strides, f.strides)) return false;
      if (f.again) return tensors[f.index] === v;
      tensors[f.index] = v;
      return true;
    case "array":
      if (!Array.isArray(v) || v.length !== f.items.length) return false;
      for (let i = 0; i < f.items.length; i++) if (!matches(f.items[i]!, v[i], tensors)) return false;
      return true;
    case "object": {
      if (!isPlain(v) || isNamedTuple(v) !== f.tuple) return false;
      let n = 0;
      for (const _ in v) n++;
      if (n !== f.keys.length) return false;
      for (let i = 0; i < f.keys.length; i++)
        if (!((f.keys[i] as string) in v) || !matches(f.items[i]!, v[f.keys[i]!], tensors)) return false;
      return true;
    }
    case "instance":
      return withInstances && matchesInstance(f, v, tensors);
    case "value":
      return Object.is(f.value, v);
  }
}
function matchesInstance(f: InstanceForm, v: unknown, tensors: Tensor[]): boolean {
  if (typeof v !== "object" || v === null || Object.getPrototypeOf(v) !== f.prototype) return false;
  if (f.only !== null && v !== f.only) return false;
  const keys = Object.keys(v),
    fields = v as Record<string, unknown>;
  if (keys.length !== f.keys.length) return false;
  for (let i = 0; i < keys.length; i++)
    if (keys[i] !== f.keys[i] || !matches(f.items[i]!, fields[keys[i]!], tensors)) return false;
  return true;
}

/** Whether a value has a form, ignoring the memory layout of its tensors. */
export function alike(f: Form, v: unknown): boolean {
  switch (f.kind) {
    case "tensor":
      return v instanceof Tensor && v.dtype === f.dtype && sameArray(v.shape, f.shape);
    case "array":
      return Array.isArray(v) && v.length === f.items.length && f.items.every((x, i) => alike(x, v[i]));
    case "object":
      return (
        isPlain(v) &&
        Object.keys(v).join("\n") === f.keys.join("\n") &&
        f.items.every((x, i) => alike(x, v[f.keys[i]!]))
      );
    case "instance":
      return v === f.only;
    case "value":
      return Object.is(f.value, v);
  }
}

/** Views of the same elements. */
export function samePlace(a: Tensor, b: Tensor): boolean {
  return (
    a.storage === b.storage &&
    a.dtype === b.dtype &&
    a.offset === b.offset &&
    sameArray(a.shape, b.shape) &&
    sameArray(a.strides, b.strides)
  );
}

/** Whether two forms are the same. */
export function sameForm(a: Form, b: Form): boolean {
  switch (a.kind) {
    case "tensor":
      return (
        b.kind === "tensor" &&
        a.index === b.index &&
        a.again === b.again &&
        a.grad === b.grad &&
        a.dtype === b.dtype &&
        sameArray(a.shape, b.shape) &&
        (a.strides === null || b.strides === null ? a.strides === b.strides : sameArray(a.strides, b.strides))
      );
    case "array":
      return (
        b.kind === "array" && a.items.length === b.items.length && a.items.every((x, i) => sameForm(x, b.items[i]!))
      );
    case "object":
      return (
        b.kind === "object" &&
        a.tuple === b.tuple &&
        a.keys.join("\n") === b.keys.join("\n") &&
        a.items.every((x, i) => sameForm(x, b.items[i]!))
      );
    case "instance":
      return (
        withInstances &&
        b.kind === "instance" &&
        a.prototype === b.prototype &&
        a.keys.join("\n") === b.keys.join("\n") &&
        a.items.every((x, i) => sameForm(x, b.items[i]!))
      );
    case "value":
      return (
        b.kind === "value" &&
        (Object.is(a.value, b.value) ||
          (a.value instanceof Tensor && b.value instanceof Tensor && samePlace(a.value, b.value)))
      );
  }
}

/** A value of this form with these tensors. */
export function build(f: Form, tensors: readonly Tensor[]): unknown {
  switch (f.kind) {
    case "tensor":
      return tensors[f.index];
    case "array":
      return f.items.map((x) => build(x, tensors));
    case "object": {
      const fields = Object.fromEntries(f.keys.map((key, i) => [key, build(f.items[i]!, tensors)]));
      return f.tuple ? namedTuple(fields) : fields;
    }
    case "instance":
      return withInstances ? buildInstance(f, tensors) : null;
    case "value":
      return f.value;
  }
}

/** The instance itself, whose methods and private fields nothing else has; `lend` puts it back. */
function buildInstance(f: InstanceForm, tensors: readonly Tensor[]): unknown {
  f.keys.forEach((key, i) => {
    if (holdsTensors(f.items[i]!)) (f.only as Record<string, unknown>)[key] = build(f.items[i]!, tensors);
  });
  return f.only;
}

type InstanceForm = Form & { readonly kind: "instance" };
const instancesIn = (f: Form): InstanceForm[] =>
  "items" in f ? [...f.items.flatMap(instancesIn), ...(f.kind === "instance" ? [f] : [])] : [];

/**
 * A value of the form of arguments with these tensors, and a function that restores the fields of its instances. It
 * returns the name of a class if the fields were changed in the meantime, else null.
 */
export function lend(f: Form, tensors: readonly Tensor[]): [value: unknown, giveBack: () => string | null] {
  const instances = instancesIn(f).map((i) => ({ ...i, fields: i.only as Record<string, unknown> }));
  const held = (): unknown[][] => instances.map(({ keys, fields }) => keys.map((key) => fields[key]));
  const before = held(),
    value = build(f, tensors),
    during = held();
  const giveBack = (): string | null => {
    let changed: string | null = null;
    instances.forEach(({ keys, fields, prototype }, n) => {
      if (Object.keys(fields).length !== keys.length) changed = prototype.constructor.name;
      keys.forEach((key, i) => {
        if (Object.is(fields[key], during[n]![i])) fields[key] = before[n]![i];
        else changed = prototype.constructor.name;
      });
    });
    return changed;
  };
  return [value, giveBack];
}
