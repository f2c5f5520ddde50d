// README's program and the public types as users meet them: by every way in which TypeScript finds a package, with today's
// compiler and the one before, strictly and without a cast.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { check, compilers, install, root } from "./installed.js";

const readme = readFileSync(path.join(root, "README.md"), "utf8");
const program = /## The weekend program[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? assert.fail("README.md has no weekend program");

/** What the program's names must be, to the letter: a type that is `any` fails, too. */
const types = `
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};
same<typeof model, Net>(true);
const output = model(xTensor);
same<typeof output, Tensor>(true);
same<typeof trained, Net>(true);
const result = trained(tensor([1, 0]));
same<typeof result, Tensor>(true);
same<ReturnType<typeof trained.eval>, Net>(true);
same<typeof trained.l1, nn.Linear>(true);
const text: string = trained.toString();
// @ts-expect-error -- a model takes what its forward takes
trained("ten");
// @ts-expect-error -- and has the fields of its class alone
trained.l2;
const unknown = load("cnn.pt");
same<typeof unknown, unknown>(true);
const weights = load<nn.StateDict>("weights.pt");
same<typeof weights, nn.StateDict>(true);
const bytes = load(new Uint8Array(8), { "mynets.Net": Net });
same<typeof bytes, Net>(true);
`;

describe("the package's types", () => {
  const { app, remove } = install();
  after(remove);
  const ways = {
    "nodenext, as a module": { file: "program.mts", options: { module: "nodenext" } },
    "nodenext, as CommonJS": { file: "program.cts", options: { module: "nodenext" } },
    "a bundler's way": { file: "program.ts", options: { module: "esnext", moduleResolution: "bundler" } },
    "a bundler's way, to keep imports as they are": { file: "program.ts", options: { module: "preserve" } },
  };
  for (const { name, tsc } of compilers) for (const [how, { file, options }] of Object.entries(ways)) {
    const strictest = { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noImplicitOverride: true, isolatedModules: true };
    test(`${name}, ${how}: README's program compiles, and its names have their types`, () => {
      writeFileSync(path.join(app, file), program + types);
      assert.equal(check(app, [file], { ...options, ...strictest, noEmit: true }, tsc), "");
      rmSync(path.join(app, file));
    });
  }
  for (const [how, { file, options }] of Object.entries(ways)) {
    test(`${how}: README's program runs as it was compiled`, () => {
      writeFileSync(path.join(app, file), program);
      assert.equal(check(app, [file], { ...options, outDir: "out" }), "");
      if (options.module !== "preserve") {
        const printed = execFileSync(process.execPath, [path.join("out", file.replace("ts", "js"))], { cwd: app, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
        assert.match(printed, /^tensor\(\[\d\.\d*\], grad_fn=<ReluBackward0>\)\n$/);
      }
      rmSync(path.join(app, file));
      rmSync(path.join(app, "out"), { recursive: true });
    });
  }
});
