import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type DType, KindlingError, manualSeed, rand, tensor, type Tensor, transforms as T } from "kindling";
import { readGolden } from "../goldens.js";

interface Case {
  name: string;
  picture: [number, number, number, DType];
  seed: number;
  shape: number[];
  dtype: DType;
  values: number[];
  after: number;
}
const golden = readGolden<{ cases: Case[]; texts: Record<string, string> }>("transforms");
const F = T.functional;

function picture(c: number, h: number, w: number, dtype: DType): Tensor {
  const v = tensor(Array.from({ length: c * h * w }, (_, i) => (i * 7919 + 13) % 256)).reshape(c, h, w);
  return dtype === "uint8" ? v.byte() : v.div(255);
}

const both: Record<string, (x: Tensor) => Tensor> = {
  "pad edge": (x) => F.pad(x, [1, 2, 3, 0], 0, "edge"),
  "rotate 30": (x) => F.rotate(x, 30),
  "rotate 30 bilinear": (x) => F.rotate(x, 30, { interpolation: "bilinear" }),
  "resize 5": (x) => F.resize(x, 5),
  "resize 11x13": (x) => F.resize(x, [11, 13]),
  "affine bilinear": (x) => F.affine(x, 10, [1, -2], 1.2, [5, -3], { interpolation: "bilinear" }),
  brightness: (x) => F.adjustBrightness(x, 1.4),
  contrast: (x) => F.adjustContrast(x, 1.4),
  saturation: (x) => F.adjustSaturation(x, 1.4),
  hue: (x) => F.adjustHue(x, 0.2),
  gray: F.rgbToGrayscale,
};
const cases: Record<string, (x: Tensor) => Tensor> = {
  ...Object.fromEntries(
    Object.entries(both).flatMap(([k, f]) => [
      [`${k} uint8`, f],
      [`${k} float32`, f],
    ]),
  ),
  pad: (x) => F.pad(x, 2, 0.5),
  "pad reflect": (x) => F.pad(x, [3, 2], 0, "reflect"),
  "pad symmetric": (x) => F.pad(x, [3, 2, 1, 4], 0, "symmetric"),
  "pad less": (x) => F.pad(x, [-1, 0, -2, 1]),
  crop: (x) => F.crop(x, 2, 1, 4, 5),
  "crop over the edge": (x) => F.crop(x, -2, 4, 6, 6),
  "center crop": (x) => F.centerCrop(x, [5, 4]),
  "center crop 3": (x) => F.centerCrop(x, 3),
  "center crop larger": (x) => F.centerCrop(x, [12, 4]),
  hflip: F.hflip,
  vflip: F.vflip,
  normalize: (x) => F.normalize(x, [0.1, 0.2, 0.3], [0.4, 0.5, 0.6]),
  "to tensor": F.toTensor,
  "resize not antialiased": (x) => F.resize(x, [4, 5], { antialias: false }),
  "resize nearest": (x) => F.resize(x, [5, 9], { interpolation: "nearest" }),
  "resize with a largest size": (x) => F.resize(x, 6, { maxSize: 8 }),
  "rotate expand": (x) => F.rotate(x, 25, { expand: true }),
  "rotate expand bilinear, fill": (x) => F.rotate(x, 60, { interpolation: "bilinear", expand: true, fill: 0.5 }),
  "rotate 90": (x) => F.rotate(x, 90),
  "rotate center": (x) => F.rotate(x, -40, { center: [2, 3], fill: 0.25 }),
  affine: (x) => F.affine(x, -20, [2, 1], 0.8, 10),
  "affine center, fill": (x) => F.affine(x, 15, [0, 1], 1.1, 0, { fill: 0.5, center: [1, 2] }),
  erase: (x) => F.erase(x, 2, 1, 3, 4, 0.5),
  RandomHorizontalFlip: new T.RandomHorizontalFlip(),
  "RandomVerticalFlip 0.3": new T.RandomVerticalFlip(0.3),
  RandomCrop: new T.RandomCrop(5),
  "RandomCrop padded": new T.RandomCrop([7, 6], { padding: 2, paddingMode: "reflect" }),
  "RandomCrop if needed": new T.RandomCrop(10, { padIfNeeded: true, fill: 1 }),
  RandomRotation: new T.RandomRotation(40),
  "RandomRotation range": new T.RandomRotation([10, 80], { interpolation: "bilinear" }),
  RandomAffine: new T.RandomAffine(20, { translate: [0.2, 0.3], scale: [0.7, 1.3], shear: 10 }),
  "RandomAffine shear": new T.RandomAffine(0, { shear: [-10, 10, -5, 5], interpolation: "bilinear" }),
  RandomErasing: new T.RandomErasing({ p: 0.7 }),
  "RandomErasing noise": new T.RandomErasing({ p: 1, value: "random" }),
  "RandomErasing channels": new T.RandomErasing({ p: 1, scale: [0.1, 0.2], ratio: [0.5, 2], value: [0.1, 0.2, 0.3] }),
  ColorJitter: new T.ColorJitter({ brightness: 0.4, contrast: 0.3, saturation: 0.5, hue: 0.2 }),
  RandomApply: new T.RandomApply([new T.RandomRotation(30), new T.RandomHorizontalFlip()], 0.6),
};

describe("pictures after transforms are torchvision's, and the random stream stands where it does there", () => {
  for (const c of golden.cases) {
    test(`${c.name} (seed ${c.seed})`, () => {
      manualSeed(c.seed);
      const y = cases[c.name]!(picture(...c.picture));
      assert.deepEqual(y.shape, c.shape);
      assert.equal(y.dtype, c.dtype);
      const got = y.reshape(-1).tolist() as number[];
      // A uint8 that lies near a half may fall to either side.
      const tolerance = c.dtype === "uint8" ? 1 : 2e-5;
      const bad = got.filter((v, i) => !(Math.abs(v - c.values[i]!) <= tolerance));
      assert.equal(bad.length, 0, `${got.join()}\nagainst ${c.values.join()}`);
      assert.ok(
        got.filter((v, i) => c.dtype === "uint8" && v !== c.values[i]!).length <= got.length / 20,
        "more than a few are one off",
      );
      assert.ok(Math.abs(rand(1).item() - c.after) < 1e-7, "the stream");
    });
  }
});

describe("transforms", () => {
  test("print as torchvision's", () => {
    const ours: Record<string, unknown> = {
      Compose: new T.Compose([new T.ToTensor(), new T.Normalize([0.1307], [0.3081])]),
      RandomCrop: new T.RandomCrop(28, { padding: 2 }),
      CenterCrop: new T.CenterCrop(5),
      RandomHorizontalFlip: new T.RandomHorizontalFlip(),
      RandomErasing: new T.RandomErasing(),
      RandomAffine: new T.RandomAffine(10, { translate: [0.1, 0.1], scale: [0.9, 1.1] }),
      RandomRotation: new T.RandomRotation(30),
      Pad: new T.Pad(2),
    };
    for (const [name, text] of Object.entries(golden.texts)) assert.equal(String(ours[name]), text);
  });
  test("the modules do what the functions do", () => {
    const x = picture(3, 9, 8, "uint8");
    const same = (a: Tensor, b: Tensor): void => assert.deepEqual([a.dtype, a.tolist()], [b.dtype, b.tolist()]);
    same(new T.Pad([1, 2], { fill: 7 })(x), F.pad(x, [1, 2], 7));
    same(new T.CenterCrop([3, 4])(x), F.centerCrop(x, [3, 4]));
    same(new T.Resize(5)(x), F.resize(x, 5));
    same(new T.Grayscale(3)(x).narrow(0, 1, 1), F.rgbToGrayscale(x));
    same(new T.Lambda((t) => t.mul(2))(x), x.mul(2));
    same(new T.Compose([new T.ToTensor(), new T.Normalize(0.5, 0.5)])(x), x.float().div(255).sub(0.5).div(0.5));
  });
  test("what does not fit is refused", () => {
    const code = (f: () => unknown, message: RegExp): void =>
      assert.throws(f, (e) => e instanceof KindlingError && e.code === "transform" && message.test(e.message));
    const x = picture(1, 8, 7, "float32");
    code(
      () => new T.Normalize([0.5], [0.5])(picture(1, 4, 4, "uint8")),
      /^Input tensor should be a float tensor\. Got uint8\./,
    );
    code(() => F.normalize(x, [0], [0]), /std evaluated to zero/);
    code(() => new T.RandomCrop(9)(x), /^Required crop size \(9, 9\) is larger than input image size \(8, 7\)/);
    code(() => F.pad(x, 8, 0, "reflect"), /^Padding size should be less than the corresponding input dimension/);
    code(() => F.pad(x, [1, 2, 3]), /^Padding must be an int or a 1, 2, or 4 element tuple, not a 3 element tuple/);
    code(() => new T.RandomHorizontalFlip(2), /probability/);
    code(() => new T.ColorJitter({ hue: 0.7 }), /^hue values should be between/);
    code(() => F.adjustBrightness(picture(2, 3, 3, "float32"), 1), /channel values are 1 or 3, but found 2/);
    code(() => F.rotate(tensor([1]), 3), /takes a picture/);
    // Sentences of torchvision: Normalize of three channels must not colour a grey picture.
    code(
      () => new T.Normalize([0.1, 0.2, 0.3], [1, 1, 1])(x),
      /^output with shape \[1, 8, 7\] doesn't match the broadcast shape \[3, 8, 7\]/,
    );
    code(() => new T.Grayscale(2 as 3), /^num_output_channels should be either 1 or 3/);
    code(() => new T.RandomRotation([1, 2, 3] as unknown as number), /^degrees should be a sequence of length 2\./);
    code(
      () => new T.RandomAffine(1, { translate: 0.1 as unknown as [number, number] }),
      /^translate should be a sequence of length 2\./,
    );
    code(
      () => new T.RandomAffine(1, { scale: [1.1] as unknown as [number, number] }),
      /^scale should be a sequence of length 2\./,
    );
    code(() => new T.RandomAffine(1, { shear: [1, 2, 3] }), /^shear should be a sequence of length 2 or 4\./);
    code(() => new T.RandomAffine(1, { shear: -1 }), /^If shear is a single number, it must be positive\./);
    code(() => F.rotate(x, 3, { fill: [1, 2] as unknown as number }), /^fill must be one number for all channels/);
    assert.throws(
      () => new T.RandomCrop(3, { pading: 2 } as T.RandomCropOptions),
      /unexpected keyword argument 'pading'/,
    );
  });
});
