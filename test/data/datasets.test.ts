import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { data, datasets, fromTypedArray, KindlingError, manualSeed, tensor, transforms, type Tensor } from "kindling";
import { download } from "#src/data/datasets/download-node.js";
import { serve, type Server } from "./server.js";

const { readIdx, gunzip, MNIST, FashionMNIST, CIFAR10, SyntheticDigits } = datasets;
const root = mkdtempSync(join(tmpdir(), "kindling-datasets-"));
after(() => rmSync(root, { recursive: true, force: true }));
const code = (f: () => unknown, want: string, message: RegExp): void =>
  assert.throws(f, (e) => e instanceof KindlingError && e.code === want && message.test(e.message));

/** An IDX file of uint8. */
function idx(shape: number[], values: (i: number) => number): Uint8Array {
  const n = shape.reduce((a, b) => a * b, 1),
    out = new Uint8Array(4 + 4 * shape.length + n),
    view = new DataView(out.buffer);
  out.set([0, 0, 8, shape.length]);
  shape.forEach((s, i) => view.setUint32(4 + 4 * i, s));
  for (let i = 0; i < n; i++) out[4 + 4 * shape.length + i] = values(i);
  return out;
}
const images = idx([5, 28, 28], (i) => (i * 31) % 256),
  labels = idx([5], (i) => 9 - i);
function folder(name: string, files: Record<string, Uint8Array>): string {
  for (const [file, bytes] of Object.entries(files)) {
    mkdirSync(join(root, name, file, ".."), { recursive: true });
    writeFileSync(join(root, name, file), bytes);
  }
  return join(root, name);
}
const parts = (prefix: string, gz: boolean): Record<string, Uint8Array> =>
  Object.fromEntries(
    Object.entries({ "t10k-images-idx3-ubyte": images, "t10k-labels-idx1-ubyte": labels }).map(([k, v]) => [
      `${prefix}${k}${gz ? ".gz" : ""}`,
      gz ? gzipSync(v) : v,
    ]),
  );

describe("files of MNIST's form", () => {
  const forTest = { train: false };
  test("plain, compressed, and as torchvision lays them out, used as they are", () => {
    for (const [name, files] of Object.entries({
      plain: parts("", false),
      gz: parts("", true),
      torchvision: parts("MNIST/raw/", false),
      raw: parts("raw/", true),
    })) {
      const set = new MNIST(folder(name, files), forTest);
      assert.deepEqual(
        [set.length, set.data.shape, set.data.dtype, set.targets.tolist(), set.targets.dtype],
        [5, [5, 28, 28], "uint8", [9, 8, 7, 6, 5], "int64"],
      );
      assert.equal(set.data.get(4, 27, 27).item(), ((5 * 784 - 1) * 31) % 256);
    }
    assert.equal(new MNIST(pathToFileURL(join(root, "plain")), forTest).length, 5);
    assert.equal(new MNIST({ images, labels }).get(2)[1], 7);
    assert.equal(new FashionMNIST(join(root, "plain"), forTest).classes[9], "Ankle boot");
  });
  test("samples and batches, with transforms", () => {
    const set = new MNIST({ images, labels });
    const [x, y] = set.get(-1);
    assert.deepEqual([x.shape, x.dtype, y], [[1, 28, 28], "uint8", 5]);
    const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.1307], [0.3081])]);
    const whole = new MNIST({ images, labels }, { transform, targetTransform: (l) => l % 2 });
    const one = new MNIST({ images, labels }, { transform: (t) => transform(t), targetTransform: (l) => l % 2 }); // a function may do anything: picture by picture
    const batches = (d: datasets.ImageDataset): unknown =>
      [...new data.DataLoader(d, { batchSize: 2 })].map(([a, b]) => [a.shape, a.tolist(), b.tolist(), b.dtype]);
    assert.deepEqual(batches(whole), batches(one));
    assert.deepEqual(
      batches(new MNIST({ images, labels })),
      [
        ...new data.DataLoader(set, {
          batchSize: 2,
          collateFn: (s) => data.defaultCollate(s.map(([a, b]) => [a, BigInt(b)] as const)),
        }),
      ].map(([a, b]) => [a.shape, a.tolist(), b.tolist(), b.dtype]),
    );
    assert.deepEqual(whole.take(3).targets.tolist(), [9, 8, 7]);
  });
  test("random transforms are applied picture by picture", () => {
    const set = new MNIST(
      { images, labels },
      { transform: new transforms.Compose([new transforms.ToTensor(), new transforms.RandomRotation(20)]) },
    );
    manualSeed(0);
    const [batch] = [...new data.DataLoader(set, { batchSize: 5 })];
    assert.deepEqual(batch![0].shape, [5, 1, 28, 28]);
    assert.notDeepEqual(batch![0].get(0).tolist(), batch![0].get(1).tolist());
  });
  test("what is missing or damaged is said, with the name", () => {
    code(
      () => new MNIST(join(root, "nowhere"), forTest),
      "data-missing",
      /^Dataset not found\. You can use download=True to download it\n.*t10k-images-idx3-ubyte \(or t10k-images-idx3-ubyte\.gz\) of MNIST is in none of/,
    );
    const cut = gzipSync(images);
    code(
      () =>
        new MNIST(
          folder("cut", { ...parts("", true), "t10k-images-idx3-ubyte.gz": cut.subarray(0, cut.length - 20) }),
          forTest,
        ),
      "data-file",
      /t10k-images-idx3-ubyte\.gz is not a complete gzip file/,
    );
    code(
      () => new MNIST({ images: images.subarray(0, 100), labels }),
      "data-file",
      /5 × 28 × 28 elements should be 3920 bytes, but there are 84/,
    );
    code(() => new MNIST({ images: labels, labels: images }), "data-file", /./);
    code(() => new MNIST({ images, labels: idx([4], () => 1) }), "data-file", /there are 5 pictures but 4 labels/);
    code(
      () => new MNIST({ images, labels: idx([5], () => 10) }),
      "data-file",
      /there is a label 10, but there are 10 classes/,
    );
    code(() => readIdx(Uint8Array.of(1, 2, 3, 4)), "data-file", /does not begin like one/);
    code(() => readIdx(Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0)), "data-file", /its elements are of type 13/);
    code(() => readIdx(new Uint8Array(0)), "data-file", /does not begin like one/);
    code(() => readIdx(gzipSync(labels)), "data-file", /it is compressed/);
    code(
      () => new MNIST({ images, labels: idx([5, 1], () => 1) }),
      "data-file",
      /labels must have one dimension, but got shape \[5, 1\]/,
    );
    const html = folder("html", { ...parts("", true), "t10k-labels-idx1-ubyte.gz": Buffer.from("<html>") });
    code(
      () => new MNIST(html, forTest),
      "data-file",
      /t10k-labels-idx1-ubyte\.gz is not a complete IDX file: it does not begin like one/,
    );
    mkdirSync(join(root, "folders", "t10k-images-idx3-ubyte"), { recursive: true });
    code(() => new MNIST(join(root, "folders"), forTest), "data-missing", /t10k-images-idx3-ubyte/);
    code(
      () => new MNIST(3 as unknown as string),
      "data",
      /^MNIST takes the folder of its files, or their bytes, but got number/,
    );
    code(
      () => new FashionMNIST(new URL("http://localhost/data")),
      "data",
      /^FashionMNIST takes a folder, but http:\/\/localhost\/data is not one/,
    );
    assert.deepEqual(
      [tensor(Buffer.from([7, 9])), fromTypedArray(Buffer.from([7, 9]))].map((t) => [t.dtype, t.tolist()]),
      [
        ["uint8", [7, 9]],
        ["uint8", [7, 9]],
      ],
    );
    assert.deepEqual(
      new MNIST({ images: Buffer.from(images), labels: Buffer.from(labels) }).targets.tolist(),
      [9, 8, 7, 6, 5],
    );
  });
  test("a gzip file that unpacks out of all proportion is refused, whatever size it says", async () => {
    const zeros = gzipSync(new Uint8Array(2 ** 26 + 2 ** 22)),
      lies = Buffer.from(zeros),
      parts = Buffer.concat([gzipSync(new Uint8Array(2 ** 26)), gzipSync(Buffer.from("x"))]);
    lies.writeUInt32LE(7, lies.length - 4);
    for (const bytes of [zeros, lies, parts]) {
      await assert.rejects(
        gunzip(bytes),
        (e) =>
          e instanceof KindlingError && e.code === "data-file" && /unpacks to more than 67108864 bytes/.test(e.message),
      );
      code(
        () =>
          new MNIST(folder("bomb", { "t10k-images-idx3-ubyte.gz": bytes, "t10k-labels-idx1-ubyte": labels }), forTest),
        "data-file",
        /unpacks to more than 67108864 bytes/,
      );
    }
    assert.equal((await gunzip(zeros, { maxBytes: 2 ** 27 })).length, 2 ** 26 + 2 ** 22);
  });
  test("gunzip, as browsers do it", async () => {
    assert.deepEqual(readIdx(await gunzip(gzipSync(labels))).tolist(), [9, 8, 7, 6, 5]);
    await assert.rejects(
      gunzip(gzipSync(labels).subarray(0, 10)),
      (e) => e instanceof KindlingError && e.code === "data-file",
    );
  });
});

describe("CIFAR10", () => {
  const record = (label: number, red: number): Uint8Array =>
    Uint8Array.from({ length: 3073 }, (_, i) => (i === 0 ? label : i <= 1024 ? red : i % 256));
  test("is read from the binary files", () => {
    const set = new CIFAR10(
      folder("cifar", { "cifar-10-batches-bin/test_batch.bin": Buffer.concat([record(3, 7), record(9, 200)]) }),
      { train: false },
    );
    assert.deepEqual(
      [set.length, set.data.shape, set.targets.tolist(), set.classes[3]],
      [2, [2, 3, 32, 32], [3, 9], "cat"],
    );
    assert.deepEqual([set.get(1)[0].get(0, 31, 31).item(), set.get(1)[0].get(1, 0, 0).item()], [200, 1025 % 256]);
    assert.deepEqual([...new data.DataLoader(set, { batchSize: 2 })][0]![0].shape, [2, 3, 32, 32]);
    assert.equal(new CIFAR10([record(1, 1)]).length, 1);
  });
  test("what is missing or damaged is said", () => {
    code(() => new CIFAR10(join(root, "cifar")), "data-missing", /data_batch_1\.bin, data_batch_2\.bin/);
    code(() => new CIFAR10([record(1, 1).subarray(1)]), "data-file", /3072 bytes are not a whole number of images/);
    const archive = gzipSync(Buffer.alloc(2048));
    const cut = folder("cut archive", { "cifar-10-binary.tar.gz": archive.subarray(0, archive.length - 9) });
    code(
      () => new CIFAR10(cut, { download: true }),
      "data-file",
      /cifar-10-binary\.tar\.gz is not a complete gzip file/,
    );
    assert.deepEqual(readdirSync(cut), ["cifar-10-binary.tar.gz"]);
  });
});

describe("downloads", () => {
  let server: Server;
  const content = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7) % 256));
  const md5 = createHash("md5").update(content).digest("hex");
  before(async () => {
    server = await serve(folder("served", { "good.bin": content, "bad.bin": Buffer.from("something else") }));
  });
  after(() => server.close());
  const target = (name: string): string => join(root, name);

  test("are checked, kept, and go to the next address where one fails", () => {
    download([`${server.url}nothing.bin`, `${server.url}bad.bin`, `${server.url}good.bin`], target("a.bin"), md5);
    assert.deepEqual(readFileSync(target("a.bin")), content);
    assert.ok(!existsSync(target("a.bin.part")));
  });
  test("go on where they stopped", async () => {
    writeFileSync(target("b.bin.part"), content.subarray(0, 3000));
    download([`${server.url}good.bin`], target("b.bin"), md5);
    assert.deepEqual(readFileSync(target("b.bin")), content);
    assert.ok((await server.log()).includes("/good.bin bytes=3000-"));
    writeFileSync(target("c.bin.part"), content); // all of it was there already
    download([`${server.url}good.bin`], target("c.bin"), md5);
    assert.deepEqual(readFileSync(target("c.bin")), content);
  });
  test("begin again where what is left is of something else", () => {
    writeFileSync(target("d.bin.part"), "not the beginning of it");
    download([`${server.url}good.bin`], target("d.bin"), md5);
    assert.deepEqual(readFileSync(target("d.bin")), content);
  });
  test("that fail say what each address answered, and leave no file", () => {
    code(
      () => download([`${server.url}nothing.bin`, `${server.url}bad.bin`], target("e.bin"), md5),
      "data-download",
      /nothing\.bin: 404 Not Found; .*bad\.bin: the file there is another one/,
    );
    assert.ok(!existsSync(target("e.bin")));
    code(
      () => new MNIST(join(root, "empty"), { download: true, mirrors: [`${server.url}mnist/`] }),
      "data-download",
      /train-images-idx3-ubyte\.gz: 404/,
    );
  });
  test("take no more than the file that is wanted may have", () => {
    code(
      () => download([`${server.url}good.bin`], target("f.bin"), md5, 4000),
      "data-download",
      /more than 4000 bytes/,
    );
    assert.ok(!existsSync(target("f.bin")) && !existsSync(target("f.bin.part")));
    writeFileSync(target("g.bin.part"), content.subarray(0, 3000)); // and not in parts either
    code(
      () => download([`${server.url}good.bin`], target("g.bin"), md5, 4000),
      "data-download",
      /more than 4000 bytes/,
    );
  });
  test("nothing is fetched unasked", async () => {
    const known = (await server.log()).length;
    code(() => new MNIST(join(root, "unasked"), { mirrors: [server.url] }), "data-missing", /./);
    assert.equal((await server.log()).length, known);
  });
});

describe("SyntheticDigits", () => {
  const sum = (x: Tensor): string =>
    createHash("sha256")
      .update(x.toTypedArray() as Uint8Array)
      .digest("hex")
      .slice(0, 16);
  test("are the same for a seed, whatever n, and others for another", () => {
    const a = new SyntheticDigits(40, { seed: 1 }),
      b = new SyntheticDigits(60, { seed: 1 }),
      c = new SyntheticDigits(40, { seed: 2 });
    assert.deepEqual(a.data.tolist(), b.data.narrow(0, 0, 40).tolist());
    assert.deepEqual(a.targets.tolist(), b.targets.narrow(0, 0, 40).tolist());
    assert.notEqual(sum(a.data), sum(c.data));
  });
  test("have MNIST's form: ink in the middle on an empty border, every digit", () => {
    const set = new SyntheticDigits(500);
    assert.deepEqual([set.data.shape, set.data.dtype, set.targets.dtype], [[500, 28, 28], "uint8", "int64"]);
    const mean = set.data.float().mean().item();
    assert.ok(mean > 20 && mean < 45, `mean ${mean}`);
    const border = set.data.narrow(1, 0, 1).float().mean().item();
    assert.ok(border < 0.5, `border ${border}`);
    assert.equal(new Set(set.targets.tolist() as number[]).size, 10);
    const perPicture = set.data.float().mean([1, 2]);
    assert.ok(perPicture.min().item() > 5, "no picture is empty");
  });
  test("how many, and of which seed, are checked", () => {
    code(() => new SyntheticDigits(0), "data", /the number of digits to draw/);
  });
});
