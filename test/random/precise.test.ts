import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cos, fma, log, pow, sin } from "#src/random/precise.js";
import { ulps } from "./golden.js";

// Exact arithmetic on doubles: each is an integer times 2^-1074.
function exact(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & (2n ** 52n - 1n);
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return bits >> 63n ? -size : size;
}

/** The double nearest to `n · 2^-2148`, ties to even: JavaScript's conversion of integers, at a scale without subnormals. */
const nearest = (n: bigint): number => {
  const size = n < 0n ? -n : n;
  const shift = Math.max(0, size.toString(2).length - 1000);
  const sticky = size & ((1n << BigInt(shift)) - 1n) ? 1n : 0n;
  const value = Number((size >> BigInt(shift)) | sticky);
  let r = value;
  for (let e = shift - 2148; e < 0;) {
    const step = Math.max(e, -1000);
    r *= 2 ** step;
    e -= step;
  }
  return n < 0n ? -r : r;
};

const ordinary = fc.double({ min: -1e60, max: 1e60, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-60);

test("fma rounds once", () => {
  const check = (a: number, b: number, c: number): void => {
    const want = nearest(exact(a) * exact(b) + (exact(c) << 1074n));
    assert.ok(Object.is(fma(a, b, c) + 0, want + 0), `fma(${a}, ${b}, ${c}) is ${fma(a, b, c)}, not ${want}`);
  };
  check(0.1, 10, -1); // the plain expression gives 0
  check(1 + 2 ** -52, 1 + 2 ** -52, -1);
  check(2 ** 53 + 2, 1 + 2 ** -52, 2 ** -60); // a tie that the last term breaks
  check(2 ** 53 + 2, 1 + 2 ** -52, -(2 ** -60));
  check(3, 5, 0);
  fc.assert(fc.property(ordinary, ordinary, ordinary, check), { seed: 1, numRuns: 1000 });
  fc.assert(
    fc.property(ordinary, ordinary, fc.double({ min: -4, max: 4, noNaN: true }), (a, b, c) => check(a, b, c * a * b)),
    { seed: 2, numRuns: 2000 },
  );
});

test("fma of what overflows or is infinite is what the plain expression is", () => {
  assert.equal(fma(1e300, 1e300, 0), Infinity);
  assert.equal(fma(1, 2, Infinity), Infinity);
  assert.ok(Number.isNaN(fma(NaN, 1, 1)));
  assert.equal(fma(1e305, 2, 1), 2e305);
});

// Values whose correct rounding was worked out with 140 bits (mpmath); V8's or the C library's differ for most of them.
const wanted = {
  log: [
    [0.7262417456500755, -0.3198723365947881],
    [0.6376070915502954, -0.45003302931218786],
    [0.05909634160198096, -2.8285862583138153],
    [0.9033907198556762, -0.1016001282787786],
    [0.5265009788132612, -0.6415020883153217],
    [0.2953380613074732, -1.2196346082315248],
    [0.776378169946157, -0.2531155451019479],
    [0.7348539361469343, -0.3080835258486957],
    [0.5, -0.6931471805599453],
    [0.9999999999999999, -1.1102230246251565e-16],
    [1.1102230246251565e-16, -36.7368005696771],
    [1.0000000000000002, 2.2204460492503128e-16],
    [0.7071067811865475, -0.34657359027997275],
    [0.7071067811865476, -0.3465735902799726],
    [10.0, 2.302585092994046],
    [1e-300, -690.7755278982137],
  ] as [number, number][],
  sin: [
    [4.223554994770705, -0.8828810152366146],
    [0.1896513566649548, 0.1885165142737721],
    [3.758563062630019, -0.578566779003813],
    [6.111782561619836, -0.1705647068195257],
    [2.9357124044574006, 0.204428898509831],
    [4.208775553145296, -0.8758444671312823],
    [1.874751959199537, 0.9541600487898722],
    [0.6767620223016528, 0.6262719690086721],
    [3.141592653589793, 1.2246467991473532e-16],
    [6.283185307179586, -2.4492935982947064e-16],
    [1.5707963267948966, 1.0],
    [0.7853981633974483, 0.7071067811865475],
    [2.356194490192345, 0.7071067811865476],
    [1e-9, 1e-9],
    [4.71238898038469, -1.0],
  ] as [number, number][],
  cos: [
    [2.0817792775178874, -0.4890348757530539],
    [4.083211964745749, -0.5884795644998689],
    [2.0361489796700263, -0.4487379823002275],
    [0.7331495867699503, 0.7430703460142075],
    [5.476200406837568, 0.6916790936019691],
    [2.4505685481324475, -0.7705937294706523],
    [4.964409553191963, 0.2493612109746096],
    [4.577227221402924, -0.13475059643617235],
    [3.141592653589793, -1.0],
    [6.283185307179586, 1.0],
    [1.5707963267948966, 6.123233995736766e-17],
    [0.7853981633974483, 0.7071067811865476],
    [2.356194490192345, -0.7071067811865475],
    [1e-9, 1.0],
    [4.71238898038469, -1.8369701987210297e-16],
  ] as [number, number][],
};

test("powers are rounded correctly", () => {
  // Worked out with 60 digits (Python's decimal).
  const powers: [number, number, number][] = [
    [0.23796462709189137, 1.7924283750053953, 0.07628570131546987],
    [0.36995516654807925, 1.6238974372364032, 0.19893831033238166],
    [0.625720304108054, 10.687986382132276, 0.006663691153447579],
    [0.013167991554874137, 1.1871620162325367, 0.005855514015685331],
    [0.25935401432800764, 3.8864982055853345, 0.005273465352774419],
    [0.9956448355104628, 2.056954594939643, 0.991062241332084],
    [0.8364614512743888, 2.0322616974385124, 0.6956484731876316],
    [0.6390681405441619, 5.678658418084417, 0.0786626882649369],
    [0.6348606582851885, 1.1467837988291127, 0.5939020211606553],
    [0.5231812103833013, 1.3350879940634441, 0.42109089172614517],
    [0.6714114753695926, 10.856526165986228, 0.01323423805747203],
    [0.7582302462868173, 1.6573671919393542, 0.6321007337381332],
    [0.3012676595157123, 16.644086487356315, 2.126378493541719e-9],
    [0.8655272369789456, 2.046803787323727, 0.7440908759239057],
    [0.999999999999, 1e10, 0.9900500527652406],
    [2.5, 700.25, 4.544551952819622e278],
  ];
  for (const [x, y, z] of powers) assert.equal(pow(x, y), z, `pow(${x}, ${y})`);
  assert.equal(pow(0.5, 2000), 0);
  assert.equal(pow(2, 2000), Infinity);
  assert.equal(pow(0.5, 1060), 2 ** -1060);
  fc.assert(
    fc.property(
      fc.double({ min: 1e-10, max: 1e10, noNaN: true }),
      fc.double({ min: -25, max: 25, noNaN: true }),
      (x, y) => ulps(pow(x, y), x ** y) <= 2,
    ),
    { seed: 5, numRuns: 2000 },
  );
});

test("log, sin and cos are rounded correctly", () => {
  for (const [x, y] of wanted.log) assert.equal(log(x), y, `log(${x})`);
  for (const [x, y] of wanted.sin) assert.equal(sin(x), y, `sin(${x})`);
  for (const [x, y] of wanted.cos) assert.equal(cos(x), y, `cos(${x})`);
  assert.ok(Object.is(log(1), 0));
  assert.equal(sin(0), 0);
  assert.equal(cos(0), 1);
});

test("log, sin and cos stay beside the engine's own", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => ulps(log(x), Math.log(x)) <= 1),
    { seed: 3, numRuns: 2000 },
  );
  const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
  fc.assert(
    fc.property(angle, (x) => ulps(sin(x), Math.sin(x)) <= 1 && ulps(cos(x), Math.cos(x)) <= 1),
    { seed: 4, numRuns: 2000 },
  );
});
