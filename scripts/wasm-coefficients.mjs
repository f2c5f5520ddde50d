// `node scripts/wasm-coefficients.mjs > src/render/wasm/coefficients.ts`: the polynomials of the mathematical functions
// of WebAssembly kernels (src/render/wasm/math.ts).
//
// Each function is summed from its power series in fixed-point numbers of 320 bits, interpolated at the zeros of a
// Chebyshev polynomial (which comes within a small factor of the best polynomial of that degree), and the interpolating
// polynomial is multiplied out. Nothing is rounded before the end.

const BITS = 320n,
  ONE = 1n << BITS;
const fixed = (x) => {
  // exact: a double is a whole number of 2^-1074
  let shift = 0n;
  while (!Number.isInteger(x)) {
    x *= 2;
    shift++;
  }
  return (BigInt(x) << BITS) >> shift;
};
const mul = (a, b) => (a * b) >> BITS;
const div = (a, b) => (a << BITS) / b;
const number = (a) => Number(a) / Number(ONE);

/** Σ t_k with t_0 = first and t_(k+1) = next(t_k, k). */
function sum(first, next) {
  let total = 0n;
  for (let t = first, k = 0n; t > 1n || t < -1n; t = next(t, k), k++) total += t;
  return total;
}
/** Σ z^k · coefficient(k), where coefficient gives [numerator, denominator]. */
function series(z, coefficient) {
  let total = 0n;
  for (let power = ONE, k = 0n; power > 1n || power < -1n; power = mul(power, z), k++) {
    const [n, d] = coefficient(k);
    total += (power * n) / d;
  }
  return total;
}
const exp = (x) => sum(ONE, (t, k) => mul(t, x) / (k + 1n));
const arctanOfInverse = (n) => sum(ONE / n, (t, k) => (-t * (2n * k + 1n)) / ((2n * k + 3n) * n * n));
const PI = 16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n); // Machin 1706
function sqrt(x) {
  let r = fixed(Math.sqrt(number(x)));
  for (let i = 0; i < 5; i++) r = (r + div(x, r)) / 2n; // Newton: the digits double
  return r;
}
const LN2 = 2n * sum(ONE / 3n, (t, k) => (t * (2n * k + 1n)) / ((2n * k + 3n) * 9n)); // 2 artanh(1/3)
const erf = (x) =>
  mul(
    div(2n * ONE, sqrt(PI)),
    sum(x, (t, k) => (-mul(t, mul(x, x)) * (2n * k + 1n)) / ((k + 1n) * (2n * k + 3n))),
  );
const sign = (k) => (k % 2n === 0n ? 1n : -1n);
const product = (from, to) => {
  let p = 1n;
  for (let i = from; i <= to; i++) p *= i;
  return p;
};

/** What is left of each function when the terms that are written out in math.ts are taken away. */
const tails = {
  // (e^r − 1 − r) / r²
  exp: (r) => sum(ONE / 2n, (t, k) => mul(t, r) / (k + 3n)),
  // (ln((1 + s)/(1 − s)) / s − 2) / s², z = s²
  log: (z) => series(z, (k) => [2n, 2n * k + 3n]),
  // the same after its first term, 2/3
  log2nd: (z) => series(z, (k) => [2n, 2n * k + 5n]),
  // (sin x / x − 1) / x², z = x²
  sin: (z) => sum(-ONE / 6n, (t, k) => -mul(t, z) / ((2n * k + 4n) * (2n * k + 5n))),
  // (cos x − 1 + x²/2) / x⁴
  cos: (z) => sum(ONE / 24n, (t, k) => -mul(t, z) / ((2n * k + 5n) * (2n * k + 6n))),
  // (asin x / x − 1) / x²
  asin: (z) => series(z, (k) => [product(1n, 2n * k + 2n), product(1n, k + 1n) ** 2n * 4n ** (k + 1n) * (2n * k + 3n)]),
  // (atan x / x − 1) / x²
  atan: (z) => series(z, (k) => [-sign(k), 2n * k + 3n]),
  // (tanh x / x − 1) / x²
  tanh: (z) => {
    const sinh = sum(ONE, (t, k) => mul(t, z) / ((2n * k + 2n) * (2n * k + 3n)));
    const cosh = sum(ONE, (t, k) => mul(t, z) / ((2n * k + 1n) * (2n * k + 2n)));
    return div(div(sinh, cosh) - ONE, z);
  },
  // erf x / x − 1
  erf: (z) => {
    const x = sqrt(z);
    return div(erf(x), x) - ONE;
  },
  // e^(x²) erfc x, as a function of u = 1 / (1 + x / 2)
  erfc: (u) => {
    const x = 2n * (div(ONE, u) - ONE);
    return mul(exp(mul(x, x)), ONE - erf(x));
  },
};

/** The polynomial of this degree through f at the Chebyshev points of [from, to]; lowest power first. */
function interpolate(f, from, to, degree) {
  const points = Array.from({ length: degree + 1 }, (_, i) =>
    fixed((from + to) / 2 + ((to - from) / 2) * Math.cos((Math.PI * (2 * i + 1)) / (2 * degree + 2))),
  );
  const differences = points.map(f); // Newton's divided differences
  for (let order = 1; order <= degree; order++) {
    for (let i = degree; i >= order; i--)
      differences[i] = div(differences[i] - differences[i - 1], points[i] - points[i - order]);
  }
  let p = [differences[degree]];
  for (let i = degree - 1; i >= 0; i--)
    p = [differences[i] - mul(p[0], points[i]), ...p.slice(1).map((c, k) => p[k] - mul(c, points[i])), p[p.length - 1]];
  return p.map(number);
}

const LN2_HALF = 0.3466,
  S2 = 0.029438,
  QUARTER_PI2 = 0.61686,
  TAN_EIGHTH2 = 0.171573;
/** name: [from, to, degree for float32, degree for float64]. */
const plan = {
  exp: [-LN2_HALF, LN2_HALF, 4, 9],
  log: [0, S2, 3, 6],
  log2nd: [0, S2, null, 6],
  sin: [0, QUARTER_PI2, 3, 6],
  cos: [0, QUARTER_PI2, 3, 6],
  asin: [0, 0.25, 5, 12],
  atan: [0, TAN_EIGHTH2, 4, 11],
  tanh: [0, 0.390625, 4, 10],
  erf: [0, 1, 6, 13],
  erfc: [0.25, 2 / 3, 6, 14],
};

if (process.argv.includes("--errors")) {
  for (const [name, [from, to, ...degrees]] of Object.entries(plan)) {
    for (const degree of degrees) {
      if (degree === null) continue;
      const p = interpolate(tails[name], from, to, degree).map(fixed);
      let worst = 0;
      for (let i = 1; i < 200; i++) {
        const z = fixed(from + ((to - from) * i) / 200);
        const error = p.reduceRight((a, c) => mul(a, z) + c, 0n) - tails[name](z);
        worst = Math.max(worst, Math.abs(number(error)));
      }
      console.log(name, degree, "absolute error of the tail 2^", Math.log2(worst).toFixed(1));
    }
  }
  process.exit();
}

const text = (coefficients, digits) => `[${coefficients.map((c) => String(Number(c.toPrecision(digits)))).join(", ")}]`;
/** A constant for each function, so that a bundle has those of the functions that it has. */
const rows = Object.entries(plan)
  .map(([name, [from, to, single, double]]) => {
    const precise = text(interpolate(tails[name], from, to, double), 17);
    return single === null
      ? `export const ${name} = ${precise} as const;`
      : `export const ${name} = {\n  single: ${text(interpolate(tails[name], from, to, single), 12)},\n  double: ${precise},\n} as const;`;
  })
  .join("\n");
/** x as a sum of doubles: the first ones of `width` bits, so that a product with a small whole number is exact. */
function parts(x, width, count) {
  const out = [];
  let rest = x;
  for (let i = 0; i < count; i++) {
    const drop = BigInt(rest.toString(2).length) - BigInt(i === count - 1 ? 53 : width);
    const part = (rest >> drop) << drop;
    out.push(number(part));
    rest -= part;
  }
  return out;
}
// 2/π beyond what 320 bits hold: the first 19 words of its fraction, with a guard word.
const wide = BigInt(64 * 21);
const wideArctan = (n) => {
  let t = (1n << wide) / n,
    total = 0n;
  for (let k = 0n; t > 0n; k++) {
    total += (sign(k) * t) / (2n * k + 1n);
    t /= n * n;
  }
  return total;
};
const twoOverPi = ((2n << (2n * wide)) / (16n * wideArctan(5n) - 4n * wideArctan(239n))) >> 128n;

console.log(`// Written by scripts/wasm-coefficients.mjs, which says how. Lowest powers first.

// For results of float32 and of float64, or of float64 alone.
${rows}

/** ln 2 − Math.LN2. */
export const LN2_TAIL = ${number(LN2 - fixed(Math.LN2))};
/** 1/ln 2 − Math.LOG2E. */
export const LOG2E_TAIL = ${number(div(ONE, LN2) - fixed(Math.LOG2E))};
/** π/2 as a sum; the first two have 33 bits. */
export const HALF_PI = [${parts(PI / 2n, 33, 3).join(", ")}] as const;
/** The first 1216 bits of the fraction of 2/π. */
export const TWO_OVER_PI = 0x${twoOverPi.toString(16).padStart(304, "0")}n;`);
