import { formatGeneral } from "../../util/pyformat.js";

// One axis of a plot: the positions of values between its ends, and its ticks.

/** A tick: its value and its label. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** An axis from 0 to 1. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly ticks: readonly Tick[];
}

/** The position of a value: 0 at the low end, 1 at the high end; NaN if it cannot be shown. */
export function placeOf(scale: Scale, v: number): number {
  const { low, high, log } = scale;
  if (log) return v > 0 ? (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low)) : NaN;
  if (!Number.isFinite(v)) return NaN;
  // Halves, if the difference of two large numbers is not finite.
  return Number.isFinite(high - low) ? (v - low) / (high - low) : (v / 2 - low / 2) / (high / 2 - low / 2);
}

/**
 * The axis for values: with `about` ticks at round numbers. Values that are not finite, or not above 0 on a logarithmic
 * axis, are ignored.
 */
export function scaleOf(values: Iterable<number>, log: boolean, about: number): Scale {
  let low = Infinity,
    high = -Infinity;
  for (const v of values) {
    if (!Number.isFinite(v) || (log && v <= 0)) continue;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (low > high) [low, high] = log ? [0.1, 1] : [0, 1];
  if (log) return logScale(low, high, about);
  if (low === high) {
    const pad = Math.max(Math.abs(low) / 10, 1e-300) || 1;
    low = Math.max(low - (low === 0 ? 1 : pad), -Number.MAX_VALUE);
    high = Math.min(high + (high === 0 ? 1 : pad), Number.MAX_VALUE);
  }
  const raw = (high / 2 - low / 2) * (2 / about),
    power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((m) => m * power >= raw * 0.9999) ?? 10) * power;
  const ticks: Tick[] = [];
  // Numbers so close to one another or 0 that there is no round one between them.
  if (!(step > 0 && Number.isFinite(step) && low + step > low && high - step < high))
    return { low, high, log, ticks: ends(low, high) };
  const first = Math.ceil(low / step - 1e-9);
  for (let i = first; i * step <= Math.min(Number.MAX_VALUE, high + step * 1e-9) && i < first + 50; i++) {
    const value = i === 0 ? 0 : Number((i * step).toPrecision(12));
    const p = placeOf({ low, high, log, ticks }, value);
    if (p > -1e-6 && p < 1 + 1e-6) ticks.push({ value, label: formatGeneral(value, 6) });
  }
  return { low, high, log, ticks: ticks.length === 0 ? ends(low, high) : ticks };
}

const ends = (low: number, high: number): Tick[] =>
  [low, high].map((value) => ({ value, label: formatGeneral(value, 6) }));

function logScale(low: number, high: number, about: number): Scale {
  if (!(Math.log(low) < Math.log(high))) {
    low = low / 2 || low; // the smallest number has no half
    high = Math.min(2 * high, Number.MAX_VALUE);
  }
  const first = Math.ceil(Math.log10(low) - 1e-9),
    last = Math.floor(Math.log10(high) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / about));
  const decades: number[] = [];
  for (let e = first; e <= last; e += every) decades.push(10 ** e);
  const within = (values: readonly number[]): Tick[] =>
    values.flatMap((value) => {
      const p = placeOf({ low, high, log: true, ticks: [] }, value);
      return p > -1e-6 && p < 1 + 1e-6 ? [{ value, label: formatGeneral(value, 6) }] : [];
    });
  let ticks = within(decades);
  // Less than a decade: a few numbers in between.
  if (ticks.length < 2) {
    const between = [low, Math.sqrt(low) * Math.sqrt(high), high];
    ticks = within(between.map((v) => Number(v.toPrecision(2))));
    if (ticks.length < 2) ticks = within(between);
  }
  return { low, high, log: true, ticks };
}
