import { formatFixed, formatGeneral, formatRepr } from "../util/pyformat.js";

// The text of a progress bar: pure functions of the numbers it shows. Formats and rounding are tqdm's.

/** The values of a bar. Times are seconds. */
export interface Meter {
  /** Iterations done. */
  readonly n: number;
  /** Iterations expected; 0 or undefined where unknown. */
  readonly total: number | undefined;
  readonly elapsed: number;
  /**
   * The width of the whole line, in characters; undefined: a bar of 10 characters, whatever the line's width; 0: no
   * bar.
   */
  readonly columns: number | undefined;
  readonly description: string;
  readonly postfix: string;
  readonly unit: string;
  /** Draws with `0-9#` instead of block elements. */
  readonly ascii: boolean;
  /** Iterations a second; undefined: those since the start. */
  readonly rate: number | undefined;
  /** Iterations done before the start. */
  readonly initial: number;
}

/** One line, such as `desc:  76%|███████▌  | 760/1000 [00:01<00:00, 612.50it/s, loss=0.01]`. */
export function formatMeter(m: Meter): string {
  // A total that has been exceeded is wrong, and 0 is meaningless: both count as unknown.
  const total = m.total === undefined || m.n >= m.total + 0.5 ? 0 : m.total;
  const rate = m.rate ?? (m.elapsed > 0 ? (m.n - m.initial) / m.elapsed : 0);
  const description = m.description === "" ? "" : oneLine(m.description) + ": ";
  const postfix = m.postfix === "" ? "" : ", " + oneLine(m.postfix);
  const elapsed = formatInterval(m.elapsed);
  const speed = formatRate(rate, m.unit);
  if (total === 0) return trim(`${description}${m.n}${m.unit} [${elapsed}, ${speed}${postfix}]`, m.columns);

  const share = m.n / total;
  const remaining = rate > 0 ? formatInterval((total - m.n) / rate) : "?";
  const left = `${description}${formatFixed(share * 100, 0).padStart(3)}%`;
  const right = ` ${m.n}/${total} [${elapsed}<${remaining}, ${speed}${postfix}]`;
  if (m.columns === 0) return left + right;
  const width = m.columns === undefined ? 10 : Math.max(1, m.columns - displayWidth(left + right) - 2);
  return trim(`${left}|${drawBar(share, width, m.ascii ? " 123456789#" : " ▏▎▍▌▋▊▉█")}|${right}`, m.columns);
}

/** `share` (0 to 1) of `width` cells filled; `symbols` go from an empty cell to a full one. */
export function drawBar(share: number, width: number, symbols: string): string {
  const steps = symbols.length - 1;
  const filled = Math.trunc(share * width * steps);
  const full = Math.floor(filled / steps);
  if (full >= width) return symbols[steps]!.repeat(width);
  return symbols[steps]!.repeat(full) + symbols[filled % steps]! + symbols[0]!.repeat(width - full - 1);
}

/** Seconds (not negative) as `MM:SS`, from an hour on as `H:MM:SS`. */
export function formatInterval(seconds: number): string {
  const whole = Math.trunc(seconds);
  const two = (x: number): string => String(x).padStart(2, "0");
  const h = Math.floor(whole / 3600);
  const clock = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return h > 0 ? `${h}:${clock}` : clock;
}

/** `612.50it/s`; if an iteration takes longer than a second, ` 2.50s/it`. */
function formatRate(rate: number, unit: string): string {
  if (rate === 0) return `?${unit}/s`;
  const two = (x: number): string => formatFixed(x, 2).padStart(5);
  return 1 / rate > 1 ? `${two(1 / rate)}s/${unit}` : `${two(rate)}${unit}/s`;
}

/** A number of a postfix: three significant digits, unless its full form is no longer. Integers count as such. */
export function formatPostfix(x: number | bigint): string {
  const short = formatGeneral(Number(x), 3).replace(/e([+-])0/, "e$1");
  const full = typeof x === "bigint" || Number.isInteger(x) ? BigInt(x).toString() : formatRepr(x);
  return short.length < full.length ? short : full;
}

// Line breaks would break the bar.
const oneLine = (s: string): string => s.trim().replace(/\s*[\r\n]\s*/g, " ");

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const characterWidth = (c: string): number => (c > "\u10ff" && wide.test(c) ? 2 : 1);

/** Columns that `s` takes in a terminal: East Asian wide characters and emoji take two. */
export function displayWidth(s: string): number {
  let width = 0;
  for (const c of s) width += characterWidth(c);
  return width;
}

/** Truncates to `columns`. */
function trim(s: string, columns: number | undefined): string {
  if (columns === undefined || columns === 0) return s;
  let width = 0;
  let kept = "";
  for (const c of s) {
    width += characterWidth(c);
    if (width > columns) break;
    kept += c;
  }
  return kept;
}
