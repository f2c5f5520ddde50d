// Every op of ONNX that kindling computes, by its name.

import type { Rules } from "../call.js";
import { control } from "./control.js";
import { gathering } from "./gather.js";
import { pointwise } from "./pointwise.js";
import { product } from "./product.js";
import { recurrents } from "./recurrent.js";
import { reduce } from "./reduce.js";
import { shape } from "./shape.js";
import { signal } from "./signal.js";
import { windows } from "./window.js";

export const rules: ReadonlyMap<string, Rules[string]> = new Map(
  [pointwise, reduce, shape, gathering, windows, product, recurrents, signal, control].flatMap((r) =>
    Object.entries(r),
  ),
);
