import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { exactly } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { label } from "../../ops/label.js";
import { permute, reshape } from "../../ops/view/view.js";
import { range, showShape } from "../../util/array.js";

const bad = (sentence: string, fix: string): never => fail("shuffle", sentence, fix);

function spatialOf(
  x: Tensor,
  name: string,
  factor: number,
  what: string,
): readonly [lead: readonly number[], c: number, h: number, w: number] {
  needTensor(x, name);
  const nd = x.shape.length;
  if (nd < 3)
    bad(
      `${name} expects input to have at least 3 dimensions, but got input with ${nd} dimension(s)`,
      "the dimensions are [batch, channels, height, width].",
    );
  if (!(Number.isInteger(factor) && factor > 0))
    bad(`${name} expects a positive ${what}, but got ${factor}`, "choose a whole number from 1 on.");
  return [x.shape.slice(0, -3), x.shape[nd - 3]!, x.shape[nd - 2]!, x.shape[nd - 1]!];
}

/** Arguments of {@link pixelShuffle}, by name. */
interface UpscaleFactorNamed {
  /** The factor by which each side grows. */
  upscaleFactor: number;
}
/**
 * Moves channels into space: `[…, C · r², H, W]` gives `[…, C, H · r, W · r]`, where r is `upscaleFactor` (Shi et al.
 * 2016).
 *
 * @throws KindlingError `shuffle`.
 * @example
 * F.pixelShuffle(zeros(1, 8, 3, 3), 2).shape; // → 1,2,6,6
 */
export function pixelShuffle(x: Tensor, upscaleFactor: number): Tensor;
/**
 * Rearranges channels into space: `[…, C·r², H, W]` to `[…, C, H·r, W·r]`, where r is `upscaleFactor`. Takes all
 * arguments after the first by name.
 */
export function pixelShuffle(x: Tensor, options: UpscaleFactorNamed): Tensor;
export function pixelShuffle(x: Tensor, ...args: unknown[]): Tensor {
  const [upscaleFactor] = exactly<[number]>("pixelShuffle", ["upscaleFactor"], args);
  const r = upscaleFactor,
    [lead, c, h, w] = spatialOf(x, "pixel_shuffle", r, "upscale_factor"),
    n = lead.length;
  if (c % (r * r) !== 0)
    bad(
      `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${c} is not divisible by ${r * r}`,
      "give the layer before it a multiple of as many channels.",
    );
  const apart = reshape(x, [...lead, c / (r * r), r, r, h, w]);
  return label(
    reshape(permute(apart, [...range(n + 1), n + 3, n + 1, n + 4, n + 2]), [...lead, c / (r * r), h * r, w * r]),
    "PixelShuffleBackward0",
  );
}

/** Arguments of {@link pixelUnshuffle}, by name. */
interface DownscaleFactorNamed {
  /** The factor by which each side shrinks. */
  downscaleFactor: number;
}
/**
 * The inverse of {@link pixelShuffle}: `[…, C, H · r, W · r]` gives `[…, C · r², H, W]`, where r is `downscaleFactor`.
 *
 * @throws KindlingError `shuffle`.
 * @example
 * F.pixelUnshuffle(zeros(1, 2, 6, 6), 2).shape; // → 1,8,3,3
 */
export function pixelUnshuffle(x: Tensor, downscaleFactor: number): Tensor;
/**
 * The inverse of {@link pixelShuffle}: `[…, C, H · r, W · r]` gives `[…, C · r², H, W]`, where r is `downscaleFactor`.
 * Takes all arguments after the first by name.
 */
export function pixelUnshuffle(x: Tensor, options: DownscaleFactorNamed): Tensor;
export function pixelUnshuffle(x: Tensor, ...args: unknown[]): Tensor {
  const [downscaleFactor] = exactly<[number]>("pixelUnshuffle", ["downscaleFactor"], args);
  const r = downscaleFactor,
    [lead, c, h, w] = spatialOf(x, "pixel_unshuffle", r, "downscale_factor"),
    n = lead.length;
  if (h % r !== 0)
    bad(
      `pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=${h} is not divisible by ${r}`,
      "pad or crop the picture, or choose another factor.",
    );
  if (w % r !== 0)
    bad(
      `pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)=${w} is not divisible by ${r}`,
      "pad or crop the picture, or choose another factor.",
    );
  const apart = reshape(x, [...lead, c, h / r, r, w / r, r]);
  return label(
    reshape(permute(apart, [...range(n + 1), n + 2, n + 4, n + 1, n + 3]), [...lead, c * r * r, h / r, w / r]),
    "PixelUnshuffleBackward0",
  );
}

/** Arguments of {@link channelShuffle}, by name. */
interface GroupsNamed {
  /** The number of groups that the channels are divided into. */
  groups: number;
}
/**
 * Channels of `[N, C, …]` reordered: the first of each group, then the second of each, and so on (Zhang et al. 2018).
 * `groups` must divide C.
 *
 * @throws KindlingError `shuffle`.
 * @example
 * F.channelShuffle(tensor([[[1], [2], [3], [4]]]), 2).tolist(); // → 1,3,2,4
 */
export function channelShuffle(x: Tensor, groups: number): Tensor;
/**
 * Channels of `[N, C, …]` reordered: the first of each group, then the second of each, and so on (Zhang et al. 2018).
 * `groups` must divide C. Takes all arguments after the first by name.
 */
export function channelShuffle(x: Tensor, options: GroupsNamed): Tensor;
export function channelShuffle(x: Tensor, ...args: unknown[]): Tensor {
  const [groups] = exactly<[number]>("channelShuffle", ["groups"], args);
  needTensor(x, "channelShuffle");
  if (x.shape.length < 3)
    bad(
      `channel_shuffle expects input with > 2 dims, but got input with sizes ${showShape(x.shape)}`,
      "unsqueeze(0) it.",
    );
  const [n, c] = [x.shape[0]!, x.shape[1]!];
  if (!(Number.isInteger(groups) && groups > 0))
    bad(
      `Number of groups to divide channels in must be positive. Value of groups:${groups}`,
      "choose a number from 1 on.",
    );
  if (c % groups !== 0)
    bad(
      `Number of channels must be divisible by groups. Got ${c} channels and ${groups} groups.`,
      "choose a number that divides the channels.",
    );
  const rest = x.shape.slice(2),
    nd = rest.length;
  return reshape(
    permute(reshape(x, [n, groups, c / groups, ...rest]), [0, 2, 1, ...range(nd).map((d) => d + 3)]),
    x.shape,
  );
}
