import { needTensor } from "../../core/check.js";
import { empty, full } from "../../core/dispatch.js";
import { unheard } from "../../core/recorder.js";
import type { Tensor } from "../../core/tensor.js";
import { byName } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { warn } from "../../diagnose/warn.js";
import { dtypeInfo, isComplex, isSmooth, partType } from "../../shape/dtype.js";
import { normalizeDim } from "../../shape/shape.js";
import { showShape } from "../../util/array.js";
import { contiguous } from "../pointwise/cast.js";
import { complex, imag, real, viewAsComplex, viewAsReal } from "../complex/parts.js";
import { c2c, c2r, r2c } from "./ops.js";
import { constantPad } from "../window/pad.js";
import { padAs, type PadMode, padWith } from "../window/pad-modes.js";
import { indexAdd } from "../indexing/index-put.js";
import { minOf } from "../reduce/reduce.js";
import { expand, narrow, reshape, squeeze, transpose, unfold, unsqueeze } from "../view/view.js";
import { abs, square } from "../pointwise/unary.js";
import { div, mul } from "../pointwise/arithmetic.js";

// Fourier transforms of the windows of a signal, and the inverse (aten/src/ATen/native/SpectralOps.cpp).

/** Options of {@link stft}. */
export interface StftOptions {
  /** The step between windows. Default: a quarter of `nFft`. */
  hopLength?: number | null;
  /** The length of the window, padded with zeros on both sides to `nFft`. Default `nFft`. */
  winLength?: number | null;
  /** The factors of each window, `[winLength]`, such as `hannWindow(n)`. Default: ones. */
  window?: Tensor | null;
  /** Whether the signal is padded on both sides, so that window t has its middle at t · hopLength. Default true. */
  center?: boolean;
  /** The padding mode. Default "reflect". */
  padMode?: PadMode;
  /** Whether the result is divided by √nFft. Default false. */
  normalized?: boolean;
  /**
   * Whether to return only the half of the frequencies that the other half mirrors. Default: true for real signals and
   * windows.
   */
  onesided?: boolean | null;
  /** Whether the result is complex; otherwise the parts are a last dimension. Default: whether the signal or the window is. */
  returnComplex?: boolean | null;
}
const stftNames = [
  "hopLength",
  "winLength",
  "window",
  "center",
  "padMode",
  "normalized",
  "onesided",
  "returnComplex",
] as const;

/** All arguments of {@link stft} after the signal, by name. */
export interface StftNamed extends StftOptions {
  /** The length of each transform. */
  nFft: number;
}
/** `nFft` and the others by name, all by position (with a final object for the remaining ones), or all by name. */
export type StftArguments =
  | [nFft: number, options?: StftOptions]
  | [nFft: number, ...rest: StftRest]
  | [named: StftNamed];
export type StftRest = [
  hopLength?: number | null | StftOptions,
  winLength?: number | null | StftOptions,
  window?: Tensor | null | StftOptions,
  center?: boolean | StftOptions,
  padMode?: PadMode | StftOptions,
  normalized?: boolean | StftOptions,
  onesided?: boolean | null | StftOptions,
  returnComplex?: boolean | null,
];

/** Options of {@link istft}. */
export interface IstftOptions extends Omit<StftOptions, "padMode" | "returnComplex"> {
  /** The length of the signal, which is padded with zeros or truncated. Default: the length that the windows cover. */
  length?: number | null;
  /** Whether the signal is complex. Default false. */
  returnComplex?: boolean;
}
const istftNames = [
  "hopLength",
  "winLength",
  "window",
  "center",
  "normalized",
  "onesided",
  "length",
  "returnComplex",
] as const;
/** All arguments of {@link istft} after the transform, by name. */
export interface IstftNamed extends IstftOptions {
  /** The length of each transform. */
  nFft: number;
}
/** `nFft` and the others by name, all by position (with a final object for the remaining ones), or all by name. */
export type IstftArguments =
  | [nFft: number, options?: IstftOptions]
  | [nFft: number, ...rest: IstftRest]
  | [named: IstftNamed];
export type IstftRest = [
  hopLength?: number | null | IstftOptions,
  winLength?: number | null | IstftOptions,
  window?: Tensor | null | IstftOptions,
  center?: boolean | IstftOptions,
  normalized?: boolean | IstftOptions,
  onesided?: boolean | null | IstftOptions,
  length?: number | null | IstftOptions,
  returnComplex?: boolean,
];

const typeOf = (x: Tensor): string =>
  isComplex(x.dtype) ? `CPU${dtypeInfo[x.dtype].scalarType}Type` : `torch.${dtypeInfo[x.dtype].scalarType}Tensor`;
const shown = (v: boolean | number | null | undefined): string =>
  v === null || v === undefined ? "None" : String(Number(v));
const windowText = (w: Tensor | null): string => (w === null ? "None" : `${typeOf(w)}{${showShape(w.shape)}}`);

/** The window, padded with zeros on both sides if it is shorter than the transform. */
function wholeWindow(window: Tensor | null, like: Tensor, length: number, n: number): Tensor {
  const w = window ?? full([length], partType(like.dtype), 1),
    left = Math.floor((n - length) / 2);
  return length === n ? w : constantPad(w, [left], [n - length - left], 0);
}

/** A signal with nFft / 2 elements more on both sides. */
function padded(x: Tensor, n: number, mode: PadMode): Tensor {
  const nd = x.shape.length,
    around = [Math.floor(n / 2), Math.floor(n / 2)];
  const wide = reshape(x, [...Array<number>(Math.max(0, 3 - nd)).fill(1), ...x.shape]);
  const more = (t: Tensor): Tensor => (mode === "constant" ? padWith(t, around, 0) : padAs(t, around, mode));
  const out = isComplex(x.dtype) ? complex(more(real(wide)), more(imag(wide))) : more(wide);
  return reshape(out, out.shape.slice(3 - Math.min(nd, 3)));
}

/** The short-time Fourier transform: a signal `[L]` or a batch of them `[B, L]` is cut into windows of `nFft` numbers every `hopLength`, and each is transformed: `[frequencies, frames]`, or `[B, frequencies, frames]`. */
export function stft(x: Tensor, nFft: number, ...rest: StftRest): Tensor {
  needTensor(x, "stft");
  const o = byName<StftOptions>("stft", stftNames, rest),
    window = o.window ?? null;
  const hop = o.hopLength ?? Math.floor(nFft / 4),
    length = o.winLength ?? nFft,
    anyComplex = isComplex(x.dtype) || (window !== null && isComplex(window.dtype));
  const returnComplex = o.returnComplex ?? anyComplex;
  if (o.returnComplex === undefined || o.returnComplex === null) {
    if (!returnComplex)
      warn(
        "stft-parts",
        "stft will soon require the return_complex parameter be given for real inputs, and will further require that return_complex=True in a future PyTorch release.",
      );
  }
  const signal = o.center === false || x.shape.length > 3 ? x : padded(x, nFft, o.padMode ?? "reflect");
  const refuse = (what: string, fix: string): never =>
    fail(
      "stft",
      `stft(${typeOf(x)}${showShape(signal.shape)}, n_fft=${nFft}, hop_length=${hop}, win_length=${length}, window=${windowText(window)}, normalized=${shown(o.normalized ?? false)}, onesided=${shown(o.onesided)}, return_complex=${shown(o.returnComplex)}) : ${what}`,
      fix,
    );
  if (!isSmooth(x.dtype)) refuse("expected a tensor of floating point or complex values", "convert first: x.float().");
  const nd = signal.shape.length;
  if (nd !== 1 && nd !== 2) refuse("expected a 1D or 2D tensor", "a signal is [L], a batch of signals [B, L].");
  const n = signal.shape[nd - 1]!;
  if (!(Number.isInteger(nFft) && nFft > 0 && nFft <= n))
    refuse(`expected 0 < n_fft < ${n}, but got n_fft=${nFft}`, "the window is longer than the signal.");
  if (!(Number.isInteger(hop) && hop > 0))
    refuse(`expected hop_length > 0, but got hop_length=${hop}`, "leave hopLength out: it is nFft / 4.");
  if (!(Number.isInteger(length) && length > 0 && length <= nFft))
    refuse(`expected 0 < win_length <= n_fft, but got win_length=${length}`, "leave winLength out: it is nFft.");
  if (window !== null && (window.shape.length !== 1 || window.shape[0] !== length))
    refuse(
      `expected a 1D window tensor of size equal to win_length=${length}, but got window with size ${showShape(window.shape)}`,
      "for example hannWindow(winLength).",
    );
  if (o.onesided === true && anyComplex)
    fail(
      "stft",
      "Cannot have onesided output if window or input is complex",
      "only real signals have a mirrored spectrum.",
    );
  const cut = unfold(nd === 1 ? unsqueeze(signal, 0) : signal, 1, nFft, hop);
  const frames = window === null && length === nFft ? cut : mul(cut, wholeWindow(window, x, length, nFft));
  const scale = o.normalized === true ? 1 / Math.sqrt(nFft) : 1;
  const whole = anyComplex || o.onesided === false;
  const spectrum = transpose(
    whole
      ? c2c(isComplex(frames.dtype) ? frames : complex(frames, full(frames.shape, frames.dtype, 0)), 2, false, scale)
      : r2c(frames, 2, scale),
    1,
    2,
  );
  const out = nd === 1 ? squeeze(spectrum, 0) : spectrum;
  return returnComplex ? out : viewAsReal(out);
}

/** Overlap-adds frames `[B, frames, n]`, each `hop` after the previous one: `[B, total]`. */
function overlapped(frames: Tensor, hop: number, total: number): Tensor {
  const [batch, count, n] = frames.shape as [number, number, number],
    at = empty([count * n], "int64"),
    places = at.storage.data as BigInt64Array;
  for (let t = 0, p = at.offset; t < count; t++) for (let j = 0; j < n; j++) places[p++] = BigInt(t * hop + j);
  return indexAdd(full([batch, total], frames.dtype, 0), 1, at, reshape(frames, [batch, count * n]));
}

/** The inverse of {@link stft}, exact or closest: `[frequencies, frames]`, or a batch of them, complex, or with the parts as a last dimension. */
export function istft(x: Tensor, nFft: number, ...rest: IstftRest): Tensor {
  needTensor(x, "istft");
  const o = byName<IstftOptions>("istft", istftNames, rest),
    window = o.window ?? null,
    center = o.center ?? true;
  const hop = o.hopLength ?? Math.floor(nFft / 4),
    length = o.winLength ?? nFft,
    whole = isComplex(x.dtype),
    nd = x.shape.length + (whole ? 1 : 0);
  const call = `istft(${typeOf(x)}${showShape(x.shape)}, n_fft=${nFft}, hop_length=${hop}, win_length=${length}, window=${windowText(window)}, center=${shown(center)}, normalized=${shown(o.normalized ?? false)}, onesided=${shown(o.onesided)}, length=${shown(o.length)}, return_complex=${shown(o.returnComplex ?? false)})`;
  const refuse = (what: string, fix: string): never => fail("stft", `${call} ${what}`, fix);
  const sizes = whole ? [...x.shape, 2] : x.shape,
    frames = sizes[normalizeDim(-2, nd)]!,
    frequencies = sizes[normalizeDim(-3, nd)]!;
  if (x.count === 0) refuse(": input tensor cannot be empty.", "give at least one frame.");
  if (nd !== 3 && nd !== 4)
    refuse(
      `: expected a tensor with 3 or 4 dimensions, but got ${nd}`,
      "the input is [frequencies, frames], or [B, frequencies, frames].",
    );
  if (sizes[nd - 1] !== 2)
    refuse(
      `: expected the last dimension to be 2 (corresponding to real and imaginary parts), but got ${sizes[nd - 1]}`,
      "pass the output of stft, or a complex tensor.",
    );
  const onesided = o.onesided ?? frequencies !== nFft;
  if (onesided && Math.floor(nFft / 2) + 1 !== frequencies)
    refuse(
      `: expected the frequency dimension (3rd to the last) of the input tensor to match n_fft / 2 + 1 when onsided=True, but got ${frequencies}`,
      "pass the nFft and onesided of stft.",
    );
  if (!onesided && nFft !== frequencies)
    refuse(
      `: expected the frequency dimension (3rd to the last) of the input tensor to match n_fft when onsided=False, but got ${frequencies}`,
      "pass the nFft and onesided of stft.",
    );
  if (!(hop > 0 && hop <= length))
    refuse(": expected 0 < hop_length <= win_length", "leave hopLength out: it is nFft / 4.");
  if (!(length > 0 && length <= nFft)) refuse(": expected 0 < win_length <= n_fft", "leave winLength out: it is nFft.");
  if (window !== null && (window.shape.length !== 1 || window.shape[0] !== length))
    refuse(
      ": Invalid window shape. window has to be 1D and length of `win_length`",
      "for example hannWindow(winLength).",
    );
  if (o.returnComplex === true && onesided)
    fail(
      "stft",
      "Cannot have onesided output if window or input is complex",
      "the signal of half a spectrum is real: leave returnComplex out.",
    );
  if (o.returnComplex !== true && window !== null && isComplex(window.dtype))
    fail("stft", "Complex windows are incompatible with return_complex=False", "pass { returnComplex: true }.");
  const pairs = whole ? x : viewAsComplex(contiguous(x)),
    spectrum = transpose(nd === 3 ? unsqueeze(pairs, 0) : pairs, 1, 2); // [B, frames, frequencies]
  const scale = o.normalized === true ? 1 / Math.sqrt(nFft) : 1 / nFft;
  const cut =
    o.returnComplex === true
      ? c2c(spectrum, 2, true, scale)
      : c2r(onesided ? spectrum : narrow(spectrum, 2, 0, Math.floor(nFft / 2) + 1), 2, nFft, scale);
  const w = wholeWindow(window, x, length, nFft),
    total = nFft + hop * (frames - 1);
  const start = center ? Math.floor(nFft / 2) : 0,
    end = typeof o.length === "number" ? start + o.length : center ? total - start : total;
  const kept = (t: Tensor): Tensor => narrow(t, 1, start, Math.max(0, Math.min(end, total) - start));
  // Each position was multiplied by the window of every covering frame, and is again here, so divide by the sum of
  // squares.
  const signal = kept(overlapped(mul(cut, w), hop, total)),
    weight = kept(
      overlapped(
        expand(reshape(isComplex(w.dtype) ? mul(w, w) : square(w), [1, 1, nFft]), [1, frames, nFft]),
        hop,
        total,
      ),
    );
  if (unheard(() => minOf(abs(weight)).item() < 1e-11))
    refuse(
      "window overlap add min: 1",
      "some samples are covered by no window, or only by zeros: use a smaller hopLength, or center.",
    );
  const out = div(signal, weight),
    single = nd === 3 ? squeeze(out, 0) : out;
  if (end <= total) return single;
  warn(
    "stft-length",
    "The length of signal is shorter than the length parameter. Result is being padded with zeros in the tail. Please check your center and hop_length settings.",
  );
  return constantPad(
    single,
    Array<number>(single.shape.length).fill(0),
    [...Array<number>(single.shape.length - 1).fill(0), end - total],
    0,
  );
}
