import { FunctionWriter, type Local } from "./assembler.js";
import { TWO_OVER_PI } from "./coefficients.js";

// Functions of one float64 for rare cases that vectors skip because they need integers or loops.

/** Zero bits before 2/π, so that the window below may begin before its first digit. */
const PAD = 64n,
  WORDS = 20n;

/**
 * `reduceAngle(x)`, |x| ≥ 2^20: x = n · π/2 + r with |r| ≤ π/4, as the vector (r, n mod 4, with the sign of x).
 *
 * Payne & Hanek 1983: x = m · 2^e with m of 53 bits, and whole turns of x · 2/π do not matter, so 192 bits of 2/π,
 * beginning where m · 2^e · bit is less than 4, are enough: 3 words, high, middle, low. The product modulo 2^192 is the
 * quadrant (2 bits) and its fraction.
 */
export function reduceAngle(name: string): FunctionWriter {
  const f = new FunctionWriter(name, ["f64"], "v128");
  const [x] = f.params as [Local];
  const i64 = (): Local => f.local("i64");
  const [bits, m, at, shift, n] = [i64(), i64(), i64(), i64(), i64()];
  f.get(x)
    .op("i64.reinterpret_f64")
    .tee(bits)
    .i64((1n << 52n) - 1n)
    .op("i64.and")
    .i64(1n << 52n)
    .op("i64.or")
    .set(m);
  // e = exponent − 1075; the window begins 2 bits before bit e of 2/π.
  f.get(bits)
    .i64(52n)
    .op("i64.shr_u")
    .i64(0x7ffn)
    .op("i64.and")
    .i64(1077n - PAD)
    .op("i64.sub")
    .tee(at)
    .i64(63n)
    .op("i64.and")
    .set(shift);
  f.get(at).i64(6n).op("i64.shr_s").set(at);
  // Four words of the table, from word `at`: the table is a chain of selects.
  const words = [i64(), i64(), i64(), i64()];
  const table = TWO_OVER_PI; // WORDS − 1 words
  const word = (i: bigint): bigint =>
    i < 1n || i >= WORDS ? 0n : (table >> (64n * (WORDS - 1n - i))) & 0xffffffffffffffffn;
  words.forEach((w, j) => {
    for (let i = 0n; i < WORDS - 3n; i++)
      f.i64(word(i + BigInt(j)))
        .get(w)
        .get(at)
        .i64(i)
        .op("i64.eq", "select")
        .set(w);
  });
  const window = [0, 1, 2].map((j) => {
    const w = i64();
    f.get(words[j]!)
      .get(shift)
      .op("i64.shl")
      .get(words[j + 1]!)
      .i64(1n)
      .op("i64.shr_u")
      .i64(63n)
      .get(shift)
      .op("i64.sub", "i64.shr_u", "i64.or")
      .set(w);
    return w;
  });
  const [high, middle, low] = window as [Local, Local, Local];
  const carried = i64();
  // high : middle = m · (high : middle : low) >> 64
  f.get(m).get(middle).op("i64.mul");
  highProduct(f, m, low);
  f.op("i64.add").set(carried);
  f.get(m).get(high).op("i64.mul");
  highProduct(f, m, middle);
  f.op("i64.add");
  f.get(carried).get(m).get(middle).op("i64.mul", "i64.lt_u", "i64.extend_i32_u", "i64.add").set(high);
  // The nearest quadrant, and the remainder as a signed fraction of 2^126.
  f.get(high)
    .i64(1n << 61n)
    .op("i64.add")
    .i64(62n)
    .op("i64.shr_u")
    .set(n);
  f.get(high)
    .get(n)
    .i64(62n)
    .op("i64.shl", "i64.sub", "f64.convert_i64_s")
    .f64(2 ** 64)
    .op("f64.mul");
  f.get(carried)
    .op("f64.convert_i64_u", "f64.add")
    .f64((Math.PI / 2) * 2 ** -126)
    .op("f64.mul");
  f.f64(1).get(x).op("f64.copysign", "f64.mul", "f64x2.splat");
  f.get(n).op("f64.convert_i64_u").f64(1).get(x).op("f64.copysign", "f64.mul").lane("f64x2.replace_lane", 1);
  return f;
}

/** Leaves the upper 64 bits of a · b, unsigned, on the stack: four products of halves. */
function highProduct(f: FunctionWriter, a: Local, b: Local): void {
  const mask = 0xffffffffn;
  const lower = (l: Local): void => {
    f.get(l).i64(mask).op("i64.and");
  };
  const upper = (l: Local): void => {
    f.get(l).i64(32n).op("i64.shr_u");
  };
  const cross = f.local("i64"),
    other = f.local("i64");
  upper(a);
  lower(b);
  f.op("i64.mul");
  lower(a);
  lower(b);
  f.op("i64.mul").i64(32n).op("i64.shr_u", "i64.add").set(cross);
  lower(a);
  upper(b);
  f.op("i64.mul");
  lower(cross);
  f.op("i64.add").set(other);
  upper(a);
  upper(b);
  f.op("i64.mul");
  upper(cross);
  f.op("i64.add");
  upper(other);
  f.op("i64.add");
}

/** `remainder(x, y)`: C's fmod, exact: long division in base 2. Each step is exact, so the result is. */
export function remainder(name: string): FunctionWriter {
  const f = new FunctionWriter(name, ["f64", "f64"], "f64");
  const [x, y] = f.params as [Local, Local];
  const a = f.local("f64"),
    b = f.local("f64"),
    s = f.local("f64");
  f.get(x).op("f64.abs").set(a).get(y).op("f64.abs").tee(b).set(s);
  // Only for 0 < b and a < ∞ is there anything to do.
  f.get(a)
    .f64(Infinity)
    .op("f64.lt")
    .get(b)
    .f64(0)
    .op("f64.gt", "i32.and")
    .when(
      () => {
        // s = b · 2^i: the largest that is not above a
        f.while(
          () => f.get(s).get(a).f64(0.5).op("f64.mul", "f64.le"),
          () => f.get(s).get(s).op("f64.add").set(s),
        );
        f.while(
          () => f.get(a).get(b).op("f64.ge"),
          () => {
            f.get(a)
              .get(s)
              .op("f64.ge")
              .when(() => f.get(a).get(s).op("f64.sub").set(a));
            f.get(s).f64(0.5).op("f64.mul").set(s);
          },
        );
        f.get(a).get(x).op("f64.copysign").set(a);
      },
      () => f.f64(NaN).set(a), // 0 divides nothing, and ∞ leaves no rest
    );
  return f.get(a);
}
