// One block of 16 float32 normals, as PyTorch's AVX2 kernel computes it.
//
// The kernel takes log, sin and cos from Cephes' single-precision polynomials (S. Moshier), eight lanes at a time, and
// the compiler fuses its multiplications with its additions. All of that is float32, so here every step is rounded with
// Math.fround. `fr(a * b + c)` is a fused multiply-add of float32 values: the product is exact in a double. (The sum is
// then rounded twice, which matters about once in 2^29.)

const fr = Math.fround;
const f32 = new Float32Array(1);
const i32 = new Int32Array(f32.buffer);

const SQRT_HALF = fr(0.707106781186547524);
const LN2_HIGH = 0.693359375,
  LN2_LOW = fr(-2.1219444e-4);
const L0 = fr(7.0376836292e-2),
  L1 = fr(-1.151461031e-1),
  L2 = fr(1.167699874e-1);
const L3 = fr(-1.2420140846e-1),
  L4 = fr(1.4249322787e-1),
  L5 = fr(-1.6668057665e-1);
const L6 = fr(2.0000714765e-1),
  L7 = fr(-2.4999993993e-1),
  L8 = fr(3.3333331174e-1);

const TWO_PI = fr(2 * Math.PI),
  FOUR_OVER_PI = fr(1.27323954473516);
const PI4_A = -0.78515625,
  PI4_B = fr(-2.4187564849853515625e-4),
  PI4_C = fr(-3.77489497744594108e-8);
const C0 = fr(2.443315711809948e-5),
  C1 = fr(-1.388731625493765e-3),
  C2 = fr(4.166664568298827e-2);
const S0 = fr(-1.9515295891e-4),
  S1 = fr(8.3321608736e-3),
  S2 = fr(-1.6666654611e-1);

/** The logarithm of a float32 in (0, 1]. */
function log32(u: number): number {
  f32[0] = u;
  let e = (i32[0]! >>> 23) - 126;
  i32[0] = (i32[0]! & 0x7fffff) | 0x3f000000;
  const m = f32[0]!; // u = m · 2^e with m in [0.5, 1)
  let x = fr(m - 1);
  if (m < SQRT_HALF) {
    e -= 1;
    x = fr(x + m);
  }
  const z = fr(x * x);
  let y = fr(L0 * x + L1);
  y = fr(y * x + L2);
  y = fr(y * x + L3);
  y = fr(y * x + L4);
  y = fr(y * x + L5);
  y = fr(y * x + L6);
  y = fr(y * x + L7);
  y = fr(y * x + L8);
  y = fr(y * x);
  y = fr(y * z + fr(e * LN2_LOW));
  y = fr(y - z * 0.5);
  x = fr(x + y);
  return fr(e * LN2_HIGH + x);
}

/**
 * Turns the uniforms `d[at … at + 15]` into normals in place: `d[j]` and `d[j + 8]` become a pair. `mean` and `std` are
 * float32 values.
 */
export function normalBlock32(d: Float32Array, at: number, mean: number, std: number): void {
  for (let j = at; j < at + 8; j++) {
    const radius = fr(Math.sqrt(fr(-2 * log32(fr(1 - d[j]!)))));
    const theta = fr(TWO_PI * d[j + 8]!);
    // The octant, rounded up to an even one, then what is left of the angle, in [-π/4, π/4].
    const octant = (Math.trunc(fr(theta * FOUR_OVER_PI)) + 1) & ~1;
    let x = fr(octant * PI4_A + theta);
    x = fr(octant * PI4_B + x);
    x = fr(octant * PI4_C + x);
    const z = fr(x * x);
    let c = fr(C0 * z + C1);
    c = fr(c * z + C2);
    c = fr(c * z);
    c = fr(c * z - z * 0.5);
    c = fr(c + 1);
    let s = fr(S0 * z + S1);
    s = fr(s * z + S2);
    s = fr(s * z);
    s = fr(s * x + x);
    const swap = (octant & 2) !== 0;
    const cosTheta = ((octant - 2) & 4) === 0 ? -(swap ? s : c) : swap ? s : c;
    const sinTheta = (octant & 4) !== 0 ? -(swap ? c : s) : swap ? c : s;
    d[j] = fr(radius * cosTheta) * std + mean;
    d[j + 8] = fr(radius * sinTheta) * std + mean;
  }
}
