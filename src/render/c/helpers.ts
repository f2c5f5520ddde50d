// Functions in C that kernels call: operations for which C has no operator, or one with different rules from the
// reference. `T` is the element type, `NAME` the function's own name. A unit holds those that its kernels use.

/** For float and for double: `F` is the suffix of C's functions. */
const perFloat = (text: string): readonly [string, string] => [text.replaceAll("F(", "f("), text.replaceAll("F(", "(")];
const libm = (name: string): readonly [string, string] => perFloat(`static inline T NAME(T x) { return ${name}F(x); }`);
const libm2 = (name: string): readonly [string, string] =>
  perFloat(`static inline T NAME(T x, T y) { return ${name}F(x, y); }`);

/** Of floats: for float, for double. */
export const floatHelpers = {
  abs: libm("__builtin_fabs"),
  sign: perFloat("static inline T NAME(T x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }"),
  floor: libm("__builtin_floor"),
  ceil: libm("__builtin_ceil"),
  round: libm("__builtin_rint"),
  trunc: libm("__builtin_trunc"),
  sqrt: libm("__builtin_sqrt"),
  exp: libm("exp"),
  exp2: libm("exp2"),
  expm1: libm("expm1"),
  log: libm("log"),
  log2: libm("log2"),
  log10: libm("log10"),
  log1p: libm("log1p"),
  sin: libm("sin"),
  cos: libm("cos"),
  tan: libm("tan"),
  asin: libm("asin"),
  acos: libm("acos"),
  atan: libm("atan"),
  sinh: libm("sinh"),
  cosh: libm("cosh"),
  tanh: libm("tanh"),
  asinh: libm("asinh"),
  acosh: libm("acosh"),
  atanh: libm("atanh"),
  erf: libm("erf"),
  pow: libm2("pow"),
  atan2: libm2("atan2"),
  fmod: libm2("fmod"),
  nextafter: libm2("nextafter"),
  // A comparison with NaN is false; an operand that is NaN wins.
  max: perFloat("static inline T NAME(T x, T y) { return x > y || x != x ? x : y; }"),
  min: perFloat("static inline T NAME(T x, T y) { return x < y || x != x ? x : y; }"),
  // Python's: the remainder has the sign of the divisor, and a zero quotient that of x/y.
  mod: perFloat(
    "static inline T NAME(T x, T y) { T m = fmodF(x, y); return m != 0 && (y < 0) != (m < 0) ? m + y : m; }",
  ),
  floordiv: perFloat(`static inline T NAME(T a, T b) {
  double x = a, y = b;
  if (y == 0) return (T)(x / y);
  double m = fmod(x, y), d = (x - m) / y;
  if (m != 0 && (y < 0) != (m < 0)) d -= 1;
  if (d == 0) return __builtin_copysignF((T)0, (T)(x / y));
  double w = __builtin_floor(d);
  return (T)(d - w > 0.5 ? w + 1 : w);
}`),
} as const;

/** Of integers; `*bad` becomes 1 where the reference refuses to divide. The quotient of the smallest number and −1 does not fit: it wraps. */
export const integerHelpers = {
  abs: "static inline T NAME(T x) { return x < 0 ? (T)-x : x; }",
  sign: "static inline T NAME(T x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }",
  max: "static inline T NAME(T x, T y) { return x > y ? x : y; }",
  min: "static inline T NAME(T x, T y) { return x < y ? x : y; }",
  div: `static inline T NAME(T x, T y, int32_t *bad) {
  if (y == 0) { *bad = 1; return 0; }
  return y == (T)-1 && (T)-1 < 0 ? (T)-x : (T)(x / y);
}`,
  fmod: `static inline T NAME(T x, T y, int32_t *bad) {
  if (y == 0) { *bad = 1; return 0; }
  return y == (T)-1 && (T)-1 < 0 ? 0 : (T)(x % y);
}`,
  mod: `static inline T NAME(T x, T y, int32_t *bad) {
  if (y == 0) { *bad = 1; return 0; }
  T m = y == (T)-1 && (T)-1 < 0 ? 0 : (T)(x % y);
  return m != 0 && (y < 0) != (m < 0) ? (T)(m + y) : m;
}`,
  floordiv: `static inline T NAME(T x, T y, int32_t *bad) {
  if (y == 0) { *bad = 1; return 0; }
  if (y == (T)-1 && (T)-1 < 0) return (T)-x;
  T q = (T)(x / y);
  return x % y != 0 && (x < 0) != (y < 0) ? (T)(q - 1) : q;
}`,
  gcd: `static inline T NAME(T x, T y) {
  while (y != 0) { T r = y == (T)-1 && (T)-1 < 0 ? 0 : (T)(x % y); x = y; y = r; }
  return x < 0 ? (T)-x : x;
}`,
  pow: `static inline T NAME(T x, T y) {
  if (y < 0) return x == 1 ? 1 : x == (T)-1 ? (y % 2 == 0 ? 1 : (T)-1) : 0;
  uint64_t out = 1, b = (uint64_t)(int64_t)x;
  for (int64_t e = y; e > 0; e >>= 1, b *= b) if (e & 1) out *= b;
  return (T)out;
}`,
  // Shifts like the machine's instruction: by the count modulo 64, or modulo 32 for shorter numbers.
  shl: `static inline T NAME(T x, T y) {
  return sizeof(T) == 8 ? (T)((uint64_t)x << (y & 63)) : (T)((uint32_t)x << (y & 31));
}`,
  shr: "static inline T NAME(T x, T y) { return (T)(x >> (y & (sizeof(T) == 8 ? 63 : 31))); }",
} as const;

/** Conversions. Floats to integers truncate; values that do not fit become the result of the CPU's instruction. */
export const conversions = {
  toInt64: `static inline int64_t toInt64(double x) {
  return x >= -9223372036854775808.0 && x < 9223372036854775808.0 ? (int64_t)x : INT64_MIN;
}`,
  toInt32: `static inline int32_t toInt32(double x) {
  return x > -9223372036854775808.0 && x < 9223372036854775808.0 ? (int32_t)(int64_t)x : 0;
}`,
  halfToFloat: `static inline float halfToFloat(uint16_t h) {
  uint32_t e = (h >> 10) & 31, m = h & 1023, bits;
  float f;
  if (e == 0) { f = (float)m * 0x1p-24f; return h & 0x8000 ? -f : f; }
  bits = (uint32_t)(h & 0x8000) << 16 | (e == 31 ? 0x7f800000 : (e + 112) << 23) | m << 13;
  __builtin_memcpy(&f, &bits, 4);
  return f;
}`,
  floatToHalf: `static inline uint16_t floatToHalf(float x) {
  uint32_t bits;
  __builtin_memcpy(&bits, &x, 4);
  uint32_t sign = (bits >> 16) & 0x8000, a = bits & 0x7fffffff;
  if (a > 0x7f800000) return (uint16_t)(sign | 0x7e00);
  if (a >= 0x477ff000) return (uint16_t)(sign | 0x7c00);
  if (a < 0x38800000) return (uint16_t)(sign | (uint32_t)__builtin_rintf(__builtin_fabsf(x) * 0x1p24f));
  return (uint16_t)(sign | (a + 0xfff + ((a >> 13) & 1) - 0x38000000) >> 13);
}`,
  bfloat16ToFloat: `static inline float bfloat16ToFloat(uint16_t h) {
  uint32_t bits = (uint32_t)h << 16;
  float f;
  __builtin_memcpy(&f, &bits, 4);
  return f;
}`,
  floatToBfloat16: `static inline uint16_t floatToBfloat16(float x) {
  uint32_t bits;
  __builtin_memcpy(&bits, &x, 4);
  if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(0x7fc0 | ((bits >> 16) & 0x8000));
  return (uint16_t)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}`,
  nextafterBfloat16: `static inline float nextafterBfloat16(float x, float y) {
  if (x != x || y != y) return __builtin_nanf("");
  if (x == y) return y;
  if (x == 0) return y > 0 ? 0x1p-133f : -0x1p-133f;
  uint32_t bits;
  __builtin_memcpy(&bits, &x, 4);
  bits += (y > x) == (x > 0) ? 0x10000 : -0x10000;
  __builtin_memcpy(&x, &bits, 4);
  return x;
}`,
} as const;
