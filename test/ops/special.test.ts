import { describe, test } from "node:test";
import assert from "node:assert/strict";
import * as kindling from "kindling";
import { type Tensor, tensor } from "kindling";
import { readGolden } from "../goldens.js";

// Special functions over their whole range, against values of 50 digits: float64 to a relative 1e-12, float32 to the
// last place or so.

const golden = readGolden<Record<string, number[][]>>("special");
type Fn = (...xs: Tensor[]) => Tensor;
const orders: Record<string, Fn> = {
  polygamma1: (x) => kindling.polygamma(1, x!),
  polygamma3: (x) => kindling.polygamma(3, x!),
};
const functionOf = (name: string): Fn =>
  orders[name] ?? (name.split(".").reduce<unknown>((o, key) => (o as Record<string, unknown>)[key], kindling) as Fn);

/** Where a function goes through 0 between points where it is large, only the absolute error is small. */
const absolute: Record<string, number> = {
  lgamma: 1e-14,
  digamma: 1e-13,
  "special.besselJ0": 1e-14,
  "special.besselJ1": 1e-14,
  "special.besselY0": 1e-14,
  "special.besselY1": 1e-14,
  "special.airyAi": 1e-14,
};

describe("special functions", () => {
  for (const [name, rows] of Object.entries(golden)) {
    test(name, () => {
      const inputsOf = (d: "float32" | "float64"): Tensor[] =>
        rows[0]!.slice(1).map((_, i) =>
          tensor(
            rows.map((r) => r[i]!),
            { dtype: d },
          ),
        );
      const exact = functionOf(name)(...inputsOf("float64")).tolist() as number[];
      rows.forEach((row, i) => {
        const want = row[row.length - 1]!;
        assert.ok(
          Math.abs(exact[i]! - want) <= 1e-12 * Math.abs(want) + (absolute[name] ?? 0),
          `${name}(${row.slice(0, -1).join(", ")}) is ${want}, not ${exact[i]}`,
        );
      });
      // float32 is what float64 gives for the same argument, rounded.
      const single = functionOf(name)(...inputsOf("float32")).tolist() as number[],
        wide = functionOf(name)(...inputsOf("float32").map((x) => x.double())).tolist() as number[];
      single.forEach((v, i) =>
        assert.ok(
          Object.is(v, Math.fround(wide[i]!)),
          `${name}(${rows[i]!.slice(0, -1).join(", ")}) is ${wide[i]}, not ${v}`,
        ),
      );
    });
  }
});
