// How the page writes numbers: the same everywhere, with a real minus sign and a fixed width where they stand in columns.

/** `+0.53`, `−1.20`: the sign always, so that colour is never the only cue; an exact zero has none. */
export function signed(v: number, digits = 2): string {
  if (!Number.isFinite(v) || v === 0) return plain(v, digits);
  const text = Math.abs(v) >= 10_000 ? Math.abs(v).toExponential(1) : Math.abs(v).toFixed(digits);
  return `${v < 0 ? "−" : "+"}${text}`;
}

/** `0.53`, `−1.20`, `3.1e+21`, `nan`. */
export function plain(v: number, digits = 2): string {
  if (Number.isNaN(v)) return "nan";
  if (!Number.isFinite(v)) return v < 0 ? "−inf" : "inf";
  const a = Math.abs(v);
  const text = a >= 100_000 ? a.toExponential(1) : a.toFixed(digits);
  return v < 0 ? `−${text}` : text;
}

/** A loss: three significant digits, small ones as 2.7e-10. */
export function short(v: number): string {
  if (!Number.isFinite(v)) return plain(v);
  const a = Math.abs(v);
  const text = a !== 0 && (a < 0.001 || a >= 100_000) ? a.toExponential(1) : a >= 100 ? a.toFixed(0) : a.toPrecision(3);
  return v < 0 ? `−${text}` : text;
}

/** `1 234 567` with thin spaces. */
export function count(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** A number as a programmer writes it in code. */
export function literal(v: number): string {
  return v !== 0 && (Math.abs(v) < 1e-4 || Math.abs(v) >= 1e15) ? v.toExponential() : String(v);
}
