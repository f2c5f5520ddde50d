// The mathematical functions in WebAssembly over their whole range: every exponent, the special values, and the
// neighbourhoods of poles, zeros and half-integers, against JavaScript's own functions in float64.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { wasm } from "#src/engine/wasm/webassembly.js";
import { encodeModule, FunctionWriter } from "#src/render/wasm/assembler.js";
import { erf as erfExpr } from "#src/functions/erf.js";
import * as hyperbolic from "#src/functions/hyperbolic.js";
import { pow as powExpr } from "#src/functions/power.js";
import * as remainders from "#src/functions/remainder.js";
import * as trigonometry from "#src/functions/trigonometry.js";
import { k } from "#src/ir/builder.js";
import { definitionOf, definitions } from "#src/render/wasm/math-functions.js";
import { MathFunctions, type MathType } from "#src/render/wasm/math.js";

const rare = { ...hyperbolic, ...remainders, ...trigonometry, erf: erfExpr, pow: powExpr };
// Each comes with the first expression that uses it.
const x = k.param(0, "float32");
for (const f of Object.values(rare)) f(x, x);
const names = [...Object.keys(definitions), ...Object.keys(rare)] as MathName[];
type MathName = keyof typeof definitions | keyof typeof rare;

type Floats = Float32Array | Float64Array;

const PAGES = 64,
  PLACE = 1 << 20; // x, y and the result lie a MiB apart
const memory = new wasm!.Memory({ initial: PAGES, maximum: PAGES });

/** The function for whole arrays, as one loop around it in a module. */
function overArrays(name: MathName, type: MathType, fused: boolean): (x: Floats, y: Floats) => Floats {
  const math = new MathFunctions(0, fused);
  const index = math.index(name, type)!;
  const f = new FunctionWriter("apply", ["i32"]);
  const at = f.local("i32");
  const load = type === "v128" ? "v128.load" : (`${type}.load` as const),
    store = type === "v128" ? "v128.store" : (`${type}.store` as const);
  f.i32(0)
    .set(at)
    .loop(at, f.params[0]!, type === "f32" ? 4 : type === "f64" ? 8 : 16, () => {
      f.get(at).get(at).memory(load, 0);
      if (definitionOf(name)!.operands === 2) f.get(at).memory(load, PLACE);
      f.call(index).memory(store, 2 * PLACE);
    });
  const bytes = encodeModule([...math.functions, f], { shared: false, maximumPages: PAGES }, math.constants);
  assert.ok(wasm!.validate(bytes));
  const apply = new wasm!.Instance(new wasm!.Module(bytes), { env: { memory } }).exports["apply"]!;
  const make = type === "f64" ? Float64Array : Float32Array;
  return (x, y) => {
    const n = x.length,
      view = (place: number): Floats => new make(memory.buffer, place, n);
    assert.ok(n * make.BYTES_PER_ELEMENT <= PLACE && n % 4 === 0);
    view(0).set(x);
    view(PLACE).set(y);
    apply(n * make.BYTES_PER_ELEMENT);
    return view(2 * PLACE).slice();
  };
}

// ---- what the results are held against ----

/**
 * Up to 1 the series 2/√π · Σ (−1)^n x^(2n + 1) / (n! (2n + 1)), whose first term is the largest by far; beyond, 1 − erfc x,
 * with erfc x = e^(−x²)/√π / (x + (1/2)/(x + 1/(x + (3/2)/(x + …)))).
 */
function erf(x: number): number {
  const a = Math.abs(x),
    z = x * x;
  if (!(a < 6)) return Math.sign(x);
  if (a > 1) {
    const head = Math.fround(a); // whose square is exact
    let fraction = a;
    for (let n = 300; n > 0; n--) fraction = a + n / 2 / fraction;
    return (
      Math.sign(x) * (1 - (Math.exp(-head * head) * Math.exp((head - a) * (head + a))) / Math.sqrt(Math.PI) / fraction)
    );
  }
  const terms: number[] = [];
  for (let n = 1, power = 1; n < 22; n++) {
    power *= -z / n;
    terms.push(power / (2 * n + 1));
  }
  const rest = terms.reduceRight((s, t) => s + t, 0);
  return x * 1.1283791670955126 + x * 1.1283791670955126 * rest;
}

/** Python's %. */
function mod(x: number, y: number): number {
  const r = x % y;
  return r !== 0 && r < 0 !== y < 0 ? r + y : r;
}
/** PyTorch's floor division: c10/util/div_floor.h. */
function floordiv(x: number, y: number): number {
  if (y === 0) return x / y;
  const r = x % y;
  const d = (x - r) / y - (r !== 0 && r < 0 !== y < 0 ? 1 : 0);
  if (d === 0) return x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  return Math.floor(d) + (d - Math.floor(d) > 0.5 ? 1 : 0);
}

/** C's pow: JavaScript's, but 1 where C says so. */
const pow = (x: number, y: number): number => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y);

const references: { readonly [N in MathName]: (x: number, y: number) => number } = {
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  erf,
  pow,
  atan2: Math.atan2,
  fmod: (x, y) => x % y,
  mod,
  floordiv,
};

// ---- where they are looked at ----

/** Numbers in no order, always the same ones. */
function* noise(): Generator<number, never> {
  for (let s = 0x9e3779b9; ;) {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    yield s >>> 0;
  }
}

const specials = [
  0,
  1,
  2,
  3,
  0.5,
  1.5,
  2.5,
  10,
  100,
  0.625,
  0.25,
  Math.PI,
  Math.PI / 2,
  Math.PI / 4,
  (3 * Math.PI) / 4,
  (3 * Math.PI) / 2,
  2 * Math.PI,
  22 * Math.PI,
  Math.LN2,
  Math.E,
  Math.SQRT2,
  Math.SQRT1_2,
  Math.SQRT2 - 1,
  88.72283,
  88.02969,
  103.97208,
  87.33654,
  709.782712893384,
  710.4758600739439,
  744.4400719213812,
  745.1332191019411,
  708.3964185322641,
  127.5,
  149,
  150,
  1023,
  1074,
  1075,
  2 ** 20,
  2 ** 21,
  2 ** 24 - 1,
  2 ** 24,
  2 ** 52,
  2 ** 53,
  2 ** 60,
  2 ** 62,
  2 ** 63,
  2 ** 66,
  2 ** 100,
  2 ** 126,
  2 ** 127,
  2 ** -126,
  2 ** -149,
  2 ** -130,
  2 ** -1022,
  5e-324,
  2 ** -26,
  2 ** -55,
  3.4028234663852886e38,
  1.7976931348623157e308,
];

/** Both signs of each, and its neighbours. */
function withNeighbours(values: readonly number[], single: boolean): number[] {
  const one = single ? new Float32Array(1) : new Float64Array(1);
  const bits = single ? new Int32Array(one.buffer) : new BigInt64Array(one.buffer);
  const out: number[] = [NaN, Infinity, -Infinity, -0];
  for (const v of values)
    for (let by = -3; by <= 3; by++) {
      one[0] = v;
      if (single) (bits as Int32Array)[0]! += by;
      else (bits as BigInt64Array)[0]! += BigInt(by);
      out.push(one[0]!, -one[0]!);
    }
  return out;
}

/** Every sign and exponent with random fractions. */
function everyExponent(single: boolean, each: number): number[] {
  const random = noise(),
    out: number[] = [];
  const view = new DataView(new ArrayBuffer(8));
  const draw = (): number => random.next().value;
  for (let top = 0; top < (single ? 512 : 4096); top++)
    for (let i = 0; i < each; i++) {
      if (single) view.setUint32(0, ((top << 23) | (draw() >>> 9)) >>> 0);
      else {
        view.setUint32(0, ((top << 20) | (draw() >>> 12)) >>> 0);
        view.setUint32(4, draw());
      }
      out.push(single ? view.getFloat32(0) : view.getFloat64(0));
    }
  return out;
}

/** Where most functions have their bends: evenly from −range to range. */
function evenly(range: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => range * ((2 * i) / (n - 1) - 1));
}

function points(single: boolean): [x: number[], y: number[]] {
  const halves = Array.from({ length: 200 }, (_, i) => (i + 1) / 2),
    quarters = Array.from({ length: 60 }, (_, i) => ((i + 1) * Math.PI) / 4);
  const edge = withNeighbours([...specials, ...halves, ...quarters], single);
  const x = [
    ...edge,
    ...everyExponent(single, single ? 48 : 6),
    ...evenly(1.25, 4000),
    ...evenly(12, 4000),
    ...evenly(120, 3000),
    ...evenly(800, 2000),
  ];
  // Second operands: all pairs of a few special ones; neighbours of the first; and others.
  const few = withNeighbours([0, 0.5, 1, 2, 3, 1e-30, 7e20], single).filter((_, i) => i % 3 === 0 || i < 4);
  const y = x.map((_, i) => x[(i * 7919 + 13) % x.length]!);
  for (const a of few)
    for (const b of few) {
      x.push(a);
      y.push(b);
    }
  const random = noise();
  const unit = (): number => random.next().value / 2 ** 32;
  for (let i = 0; i < 12000; i++) {
    x.push(10 ** (8 * unit() - 4) * (i % 3 === 0 ? -1 : 1));
    y.push(i % 2 === 0 ? 40 * unit() - 20 : Math.round(20 * unit() - 10));
  }
  while (x.length % 4 !== 0) {
    x.push(1);
    y.push(1);
  }
  return [x, y];
}

// ---- how far off they may be ----

/** Units in the last place of a float32, and of a float64. */
const MOST = { single: 2, double: 4 };

/** Distance in units in the last place of `exact`; 0 for the same special value. */
function distance(got: number, exact: number, single: boolean): number {
  if (Number.isNaN(exact) || Number.isNaN(got)) return Number.isNaN(exact) && Number.isNaN(got) ? 0 : Infinity;
  const rounded = single ? Math.fround(exact) : exact;
  if (got === rounded) return got !== 0 || Object.is(got, rounded) ? 0 : Infinity; // the sign of a zero counts
  if (Math.abs(exact) === Infinity) return Infinity;
  const bias = single ? 126 : 1022,
    digits = single ? 23 : 52;
  const exponent = Math.max(-bias, Math.min(Math.floor(Math.log2(Math.abs(exact))), bias + 1));
  // Scaled, so that nothing here is beyond float64. Beyond the largest number lies 2^128 (2^1024), whose place infinity takes.
  const by = exponent < 0 ? 100 : -100;
  const found = Math.abs(got) === Infinity ? Math.sign(got) * 2 ** (bias + 2 + by) : got * 2 ** by;
  return Math.abs(found - exact * 2 ** by) / 2 ** (exponent - digits + by);
}

function check(name: MathName, type: MathType, fused: boolean): void {
  const single = type !== "f64",
    most = single ? MOST.single : MOST.double;
  const [x, y] = single ? singles : doubles;
  const reference = references[name];
  const run = overArrays(name, type, fused);
  const chunk = 65536;
  let worst = 0,
    where = "";
  for (let from = 0; from < x.length; from += chunk) {
    const a = x.subarray(from, from + chunk),
      b = y.subarray(from, from + chunk);
    const got = run(a, b);
    for (let i = 0; i < a.length; i++) {
      const exact = reference(a[i]!, b[i]!),
        d = distance(got[i]!, exact, single);
      if (d > worst) {
        worst = d;
        where = `${name}(${a[i]}${definitionOf(name)!.operands === 2 ? `, ${b[i]}` : ""}) is ${got[i]}, not ${exact}`;
      }
    }
  }
  assert.ok(worst <= most, `${worst} units in the last place: ${where}`);
}

const typed = (single: boolean): [Floats, Floats] => {
  const [x, y] = points(single);
  return single ? [Float32Array.from(x), Float32Array.from(y)] : [Float64Array.from(x), Float64Array.from(y)];
};
const singles = typed(true),
  doubles = typed(false);

/** Whether this runtime has relaxed SIMD. */
const relaxed = ((): boolean => {
  try {
    overArrays("exp", "v128", true);
    return true;
  } catch {
    return false;
  }
})();

for (const fused of [false, true]) {
  describe(
    fused ? "with fused multiply-add" : "without fused multiply-add",
    { skip: fused && !relaxed ? "this runtime has no relaxed SIMD" : false },
    () => {
      for (const name of names) {
        test(`${name} of float32`, () => check(name, "v128", fused));
        test(`${name} of float64`, () => check(name, "f64", fused));
        test(`${name} of one float32 gives the bits that four give`, () => {
          const [x, y] = [singles[0].subarray(0, 20000), singles[1].subarray(0, 20000)];
          const bits = (a: Floats): Int32Array =>
            Int32Array.from(new Int32Array(a.buffer, 0, a.length), (v, i) => (Number.isNaN(a[i]!) ? 0 : v));
          assert.deepEqual(bits(overArrays(name, "f32", fused)(x, y)), bits(overArrays(name, "v128", fused)(x, y)));
        });
      }
    },
  );
}
