// The derivatives of gamma and Dirichlet samples by their parameters: implicit reparameterization gradients (M.
// Figurnov, S. Mohamed and A. Mnih, "Implicit reparameterization gradients", 2018), by the approximations that PyTorch
// computes (aten/src/ATen/native/Distributions.h). Plain numbers, in double precision.

const psi = [
  8.33333333333333333333e-2, -2.10927960927960927961e-2, 7.57575757575757575758e-3, -4.16666666666666666667e-3,
  3.96825396825396825397e-3, -8.33333333333333333333e-3, 8.33333333333333333333e-2,
];

/** The digamma function (Cephes). */
function digamma(x: number): number {
  if (x === 0) return Infinity;
  let mirror = 0;
  if (x < 0) {
    if (x === Math.floor(x)) return Infinity;
    mirror = -Math.PI / Math.tan(Math.PI * x);
    x = 1 - x;
  }
  let sum = 0;
  for (; x < 10; x++) sum -= 1 / x;
  const z = 1 / (x * x),
    y = x < 1e17 ? z * psi.reduce((a, c) => a * z + c) : 0;
  return sum + Math.log(x) - 0.5 / x - y + mirror;
}

/** A polynomial, the lowest coefficient first. */
const poly = (x: number, c: readonly number[]): number => c.reduceRight((sum, a) => sum * x + a);
const numeral = (x: number): number => (Number.isNaN(x) ? 0 : x);

/** Numerator and denominator of a rational function of u = log(x / α), each coefficient a polynomial of v = log α. */
const byRatio = [
  [
    [0.16009398, -0.094634809, 0.025146376, -0.0030648343],
    [0.53487893, 0.1298071, 0.065735949, -0.0015649758],
    [0.040121004, -0.0065914022, -0.0026286047, -0.0013441777],
  ],
  [
    [1, 0.32668115, 0.10406089, 0.0014179084],
    [0.16639465, 0.020070113, -0.0035938915, -0.00058392623],
    [0.017050642, -0.0021309326, 0.00085092367, -1.5247877e-7],
  ],
] as const;

/** dx/dα of a gamma number x of the shape α and the scale 1. */
export function gammaSlope(alpha: number, x: number): number {
  if (x < 0.8) {
    // a Taylor series
    let numerator = 1,
      denominator = alpha,
      first = 1 / alpha,
      second = 1 / (alpha * alpha);
    for (let i = 1; i <= 5; i++) {
      numerator *= -x / i;
      denominator++;
      first += numerator / denominator;
      second += numerator / (denominator * denominator);
    }
    const power = Math.pow(x, alpha),
      density = Math.pow(x, alpha - 1) * Math.exp(-x);
    return numeral(-((Math.log(x) - digamma(alpha)) * power * first - power * second) / density);
  }
  if (alpha > 8) {
    // Rice's saddle point expansion
    if (0.9 * alpha <= x && x <= 1.1 * alpha) {
      const a = 1 + 24 * alpha * (1 + 12 * alpha);
      const b = 1440 * (alpha * alpha) + 6 * x * (53 - 120 * x) - (65 * x * x) / alpha + alpha * (107 + 3600 * x);
      return (a * b) / (1244160 * (alpha * alpha) * (alpha * alpha));
    }
    const root = Math.sqrt(8 * alpha),
      near = root / (alpha - x),
      far = Math.pow(x - alpha - alpha * Math.log(x / alpha), -1.5);
    const term =
      Math.log(x / alpha) * (x < alpha ? near - far : near + far) -
      (Math.sqrt(2 / alpha) * (alpha + x)) / ((alpha - x) * (alpha - x));
    return (-(1 + (1 / (12 * alpha)) * (1 + 1 / (24 * alpha))) * x * term) / root;
  }
  const u = Math.log(x / alpha),
    v = Math.log(alpha),
    [p, q] = byRatio;
  return Math.exp(
    poly(
      u,
      p.map((c) => poly(v, c)),
    ) /
      poly(
        u,
        q.map((c) => poly(v, c)),
      ),
  );
}

/** dx/dα of a beta number x near 0, by a Taylor series. */
function nearZero(x: number, alpha: number, beta: number): number {
  const factor = digamma(alpha) - digamma(alpha + beta) - Math.log(x);
  let numerator = 1,
    series = (1 / alpha) * (factor + 1 / alpha);
  for (let i = 1; i <= 10; i++) {
    numerator *= ((i - beta) * x) / i;
    series += (numerator / (alpha + i)) * (factor + 1 / (alpha + i));
  }
  return numeral(x * Math.pow(1 - x, -beta) * series);
}

/** dx/dβ of a beta number x near 0, by a Taylor series. */
function nearZeroByBeta(x: number, alpha: number, beta: number): number {
  const factor = digamma(alpha + beta) - digamma(beta);
  let numerator = 1,
    betas = 1,
    slopes = 0,
    series = factor / alpha;
  for (let i = 1; i <= 8; i++) {
    numerator *= -x / i;
    slopes = slopes * (beta - i) + betas;
    betas *= beta - i;
    series += (numerator / (alpha + i)) * (slopes + factor * betas);
  }
  return numeral(-Math.pow(1 - x, 1 - beta) * series);
}

/** dx/dα of a beta number x where α and β are large, by Rice's saddle point expansion. */
function ofLarge(x: number, alpha: number, beta: number): number {
  const total = alpha + beta,
    mean = alpha / total,
    std = Math.sqrt((alpha * beta) / (total + 1)) / total;
  if (mean - 0.1 * std <= x && x <= mean + 0.1 * std) {
    // apart, since the terms below are infinite at the mean
    const b2 = beta * beta;
    const sum =
      47 * x * b2 * b2 +
      alpha *
        ((43 + 20 * (16 + 27 * beta) * x) * b2 * beta +
          alpha *
            (3 * (59 + 180 * beta - 90 * x) * b2 +
              alpha * ((453 + 1620 * beta * (1 - x) - 455 * x) * beta + alpha * (8 * (1 - x) * (135 * beta - 11)))));
    return (
      ((((1 + 12 * alpha) * (1 + 12 * beta)) / (total * total) / (1 - x)) * sum) /
      (12960 * alpha * alpha * alpha * b2 * (1 + 12 * total))
    );
  }
  const prefactor = -x / Math.sqrt((2 * alpha * beta) / total),
    stirling = (z: number): number => 1 + 1 / (12 * z) + 1 / (288 * z * z);
  const off = alpha * (x - 1) + beta * x;
  const term1 =
    (2 * alpha * alpha * (x - 1) + alpha * beta * (x - 1) - x * beta * beta) /
    (Math.sqrt((2 * alpha) / beta) * Math.pow(total, 1.5) * off * off);
  const term2 = 0.5 * Math.log(alpha / (total * x)),
    term3 = Math.sqrt((8 * alpha * beta) / total) / off;
  const term4 = Math.pow(beta * Math.log(beta / (total * (1 - x))) + alpha * Math.log(alpha / (total * x)), -1.5);
  return (
    ((stirling(alpha) * stirling(beta)) / stirling(total)) *
    prefactor *
    (term1 + term2 * (term3 + (x < mean ? term4 : -term4)))
  );
}

/** A correction of an analytic approximation: by powers of u = log x and a = log α − u, polynomials of b. */
const correction = [
  [
    [
      [1.003668233, -0.01061107488, -0.0657888334, 0.01201642863],
      [0.6336835991, -0.3557432599, 0.05486251648, -0.001465281033],
      [-0.03276231906, 0.004474107445, 0.002429354597, -0.0001557569013],
    ],
    [
      [0.221950385, -0.3187676331, 0.01799915743, 0.01074823814],
      [-0.2951249643, 0.06219954479, 0.01535556598, 0.001550077057],
      [0.02155310298, 0.004170831599, 0.001292462449, 6.976601077e-5],
    ],
    [
      [-0.05980841433, 0.008441916499, 0.01085618172, 0.002319392565],
      [0.02911413504, 0.01400243777, -0.002721828457, 0.000751041181],
      [0.005900514878, -0.001936558688, -9.495446725e-6, 5.385558597e-5],
    ],
  ],
  [
    [
      [1, -0.02924021934, -0.04438342661, 0.007285809825],
      [0.6357567472, -0.3473456711, 0.05454656494, -0.002407477521],
      [-0.03301322327, 0.004845219414, 0.00231480583, -0.0002307248149],
    ],
    [
      [0.5925320577, -0.1757678135, 0.01505928619, 0.000564515273],
      [0.1014815858, -0.06589186703, 0.01272886114, -0.0007316646956],
      [-0.007258481865, 0.001096195486, 0.0003934994223, -4.12701925e-5],
    ],
    [
      [0.06469649321, -0.0236701437, 0.002902096474, -5.896963079e-5],
      [0.001925008108, -0.002869809258, 0.0008000589141, -6.063713228e-5],
      [-0.0003477407336, 6.959756487e-5, 1.097287507e-5, -1.650964693e-6],
    ],
  ],
] as const;

/** dx/dα of a beta number x of α and total − α, divided by 1 − x: the building block of Dirichlet gradients. */
export function dirichletSlope(x: number, alpha: number, total: number): number {
  const beta = total - alpha,
    boundary = total * x * (1 - x);
  if (x <= 0.5 && boundary < 2.5) return nearZero(x, alpha, beta);
  if (x >= 0.5 && boundary < 0.75) return -nearZeroByBeta(1 - x, beta, alpha);
  if (alpha > 6 && beta > 6) return ofLarge(x, alpha, beta);
  const u = Math.log(x),
    a = Math.log(alpha) - u,
    b = Math.log(total) - a;
  const [p, q] = correction.map((rows) =>
    poly(
      u,
      rows.map((row) =>
        poly(
          a,
          row.map((c) => poly(b, c)),
        ),
      ),
    ),
  );
  return (p! / q!) * ((x * (digamma(total) - digamma(alpha))) / beta);
}
