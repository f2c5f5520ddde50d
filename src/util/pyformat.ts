// Python's number formats, digit for digit. JavaScript's toFixed and toExponential also work on the exact value of a
// double, but where two decimals are equally near they take the larger one; Python takes the one with an even last digit.

/** `"{:.{digits}f}".format(x)`, for 0 to 100 digits. */
export function formatFixed(x: number, digits: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const a = Math.abs(x);
  // From 1e21 on toFixed falls back to exponents; such a double is an integer.
  const s = a < 1e21 ? a.toFixed(digits) : BigInt(a).toString() + (digits > 0 ? "." + "0".repeat(digits) : "");
  return sign(x) + (isTie(a, digits) ? toEvenDigit(s, s.length - 1) : s);
}

/** `"{:.{digits}e}".format(x)`, for 0 to 100 digits: an exponent has a sign and at least two digits. */
export function formatExponent(x: number, digits: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const [mantissa, exponent] = decimal(Math.abs(x), digits);
  const e = String(Math.abs(exponent)).padStart(2, "0");
  return `${sign(x)}${mantissa}e${exponent < 0 ? "-" : "+"}${e}`;
}

/** `"{:.{digits}g}".format(x)`, for 1 to 101 significant digits. */
export function formatGeneral(x: number, digits: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const [, exponent] = decimal(Math.abs(x), digits - 1);
  if (exponent >= -4 && exponent < digits) return stripZeros(formatFixed(x, digits - 1 - exponent));
  const [mantissa, power] = formatExponent(x, digits - 1).split("e");
  return `${stripZeros(mantissa!)}e${power!}`;
}

/** `repr(x)` of a Python float: the shortest digits that read back as x, with an exponent below 1e-4 and from 1e16. */
export function formatRepr(x: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const [mantissa, power] = Math.abs(x).toExponential().split("e") as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${sign(x)}${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const s = String(Math.abs(x)); // JavaScript writes no exponent between 1e-6 and 1e21
  return sign(x) + (s.includes(".") ? s : s + ".0");
}

/** A number as Python prints it; a whole one as an int, since JavaScript cannot tell 1 from 1.0. */
export function formatNumber(x: number): string {
  return Number.isSafeInteger(x) ? String(x) : formatRepr(x);
}

const nonFinite = (x: number): string => (Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf");

const sign = (x: number): string => (x < 0 || Object.is(x, -0) ? "-" : "");

/** Mantissa with `digits` decimals, and exponent, of a ≥ 0. */
function decimal(a: number, digits: number): [mantissa: string, exponent: number] {
  const [mantissa, power] = a.toExponential(digits).split("e") as [string, string];
  const exponent = Number(power);
  // A tie that was rounded up to the next power of ten ended in 9 before and ends in 0 now: already even.
  return [isTie(a, digits - exponent) ? toEvenDigit(mantissa, mantissa.length - 1) : mantissa, exponent];
}

/**
 * Is a ≥ 0 exactly half-way between two neighbours with `digits` decimals (negative: tens, hundreds …)?
 * a·10^d = m + ½ means that a·2^(d+1)·5^d is odd; a double is an integer over a power of two and 5^d is odd, so
 * a·2^(d+1) alone must be an odd integer, and multiplying by a power of two is exact.
 */
function isTie(a: number, digits: number): boolean {
  if (digits >= 0) return (a * 2 ** (digits + 1)) % 2 === 1;
  if (!Number.isInteger(a)) return false;
  const unit = 10n ** BigInt(-digits);
  return (BigInt(a) % unit) * 2n === unit;
}

/** A tie went up to the digit at `i`: where that digit is odd, the even neighbour is one less. */
function toEvenDigit(s: string, i: number): string {
  const d = s.charCodeAt(i) - 48;
  return d % 2 === 1 ? s.slice(0, i) + String(d - 1) + s.slice(i + 1) : s;
}

const stripZeros = (s: string): string => (s.includes(".") ? s.replace(/\.?0+$/, "") : s);
