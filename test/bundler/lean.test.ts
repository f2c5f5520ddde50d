import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { load, manualSeed, nn, random, saveBytes } from "kindling";
import { lean, type LeanOptions } from "#src/bundler/lean-node.js";
import { weekend } from "../browser/weekend.js";

// Programs bundled with kindling/lean do what they do without; what they do not name is left out.

const root = path.resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(path.join(root, "build/lean-"));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Plugin {
  name: string;
  load?(id: string): string | null;
  resolveId?(id: string): string | null;
}
type Rolldown = (
  o: object,
) => Promise<{ generate(o: object): Promise<{ output: [{ code: string }] }>; close(): Promise<void> }>;
const rolldown = await import("rolldown").then(
  (m) => m.rolldown as unknown as Rolldown,
  () => null,
);
const skip = rolldown === null ? `there is no rolldown for ${process.platform} ${process.arch}` : false;

async function bundled(input: string, options?: LeanOptions, plugins: readonly Plugin[] = []): Promise<string> {
  const made = await rolldown!({
    input,
    cwd: root,
    platform: "browser",
    logLevel: "silent",
    plugins: [...plugins, lean(options)],
  });
  try {
    return (await made.generate({ format: "esm" })).output[0].code;
  } finally {
    await made.close();
  }
}
let files = 0;
function write(source: string, ending = "js"): string {
  const file = path.join(folder, `p${files++}.${ending}`);
  writeFileSync(file, source);
  return file;
}
const run = async (code: string): Promise<{ readonly x?: unknown; readonly weekend?: typeof weekend }> =>
  (await import(pathToFileURL(write(code, "mjs")).href)) as object;

test(
  "the weekend program gives the same losses, compiled, and does without hundreds of methods",
  { skip },
  async () => {
    const code = await bundled(path.join(root, "build/test/browser/weekend.js"));
    const made = await run(code);
    manualSeed(0);
    assert.deepEqual(made.weekend!(3, 20), weekend(3, 20));
    for (const name of ["matrixExp", "istft", "cholesky"]) assert.doesNotMatch(code, new RegExp(`\\b${name}:`), name);
    for (const name of ["reduceAngle", "erfLanes", "sinhLanes", "upperFraction", "gcdBig = ", "nextafter32 = "])
      assert.doesNotMatch(code, new RegExp(name), `${name}: no op of the program computes with it`);
  },
);

test(
  "an op brings the functions that engines compute it by: alone in a bundle, eager and compiled, it gives what Node gives",
  { skip },
  async () => {
    const one = ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "asinh", "acosh", "atanh", "erf"];
    const two = ["atan2", "fmod", "remainder", "floorDivide", "nextafter", "igamma", "igammac", "gcd"];
    const calls = new Map([
      ...one.map((name) => [name, `a.${name}()`] as const),
      ...two.map((name) => [name, `a.${name}(b)`] as const),
    ]);
    /** A program that imports kindling from there and calls these, twice as a plan. */
    const program = (from: string, names: Iterable<string>): string => `
    import { compile, tensor } from "${from}";
    const run = (f) => { const g = compile(f); return [f, g, g, g].map((h) => h().tolist()); };
    const whole = [tensor([12, 7, -3], { dtype: "int64" }), tensor([8, 21, 2], { dtype: "int64" })], floats = whole.map((t) => t.float().div(16));
    export const x = {};
    ${[...names].map((name) => `{ const [a, b] = ${name === "gcd" ? "whole" : "floats"}; x.${name} = run(() => ${calls.get(name)}); }`).join("\n")}`;
    const node = pathToFileURL(
      write(program(pathToFileURL(path.join(root, "dist/bundle/node.js")).href, calls.keys()), "mjs"),
    );
    const { x: expected } = (await import(node.href)) as { x: Record<string, unknown> };
    for (const name of calls.keys()) {
      const { x } = await run(await bundled(write(program("kindling", [name]))));
      assert.deepEqual((x as Record<string, unknown>)[name], expected[name], name);
    }
  },
);

test("a method stays if its name is a word anywhere in the program, in any of its files", { skip }, async () => {
  const other = write('export const name = "cumsum", f = (t) => { const { flip } = t; return flip.call(t, 0); };');
  const { x } = await run(
    await bundled(
      write(
        `import { tensor } from "kindling"; import { name, f } from "./${path.basename(other)}"; const t = tensor([1, 2, 3]); export const x = [t[name](0).tolist(), f(t).tolist(), t.var().item()];`,
      ),
    ),
  );
  assert.deepEqual(x, [[1, 3, 6], [3, 2, 1], 1]);
});

test("a file of which only types are imported adds no word", { skip }, async () => {
  const other = write(
    'import { ones } from "kindling";\nexport interface Shape { n: number }\nexport const f = () => ones(3).kthvalue(1);\n',
    "ts",
  );
  for (const [how, there] of [
    ["import type { Shape }", false],
    ["import type * as shapes", false],
    ["import { f, type Shape }", true],
  ] as const) {
    const code = await bundled(
      write(
        `import { ones } from "kindling";\n${how} from "./${path.basename(other)}";\nexport const x = ones(2).sum().item();\n${there ? "f();" : ""}\n`,
        "ts",
      ),
    );
    assert.equal(/\bkthvalue\b/.test(code), there, how);
  }
});

test("a page names its program with quotes or without", { skip }, async () => {
  const program = path.basename(
    write('import { tensor } from "kindling"; export const x = tensor([1, 2]).cumprod(0).tolist();'),
  );
  for (const src of [`"./${program}"`, `./${program}`]) {
    const page = write(`<script type=module src=${src}></script>`, "html");
    const asModule: Plugin = {
      name: "page",
      load: (id) => (id.endsWith(".html") ? `export * from "./${program}";` : null),
    };
    assert.deepEqual((await run(await bundled(page, {}, [asModule]))).x, [1, 2]);
  }
});

test(
  "methods of modules go with the others, and stay where the program or the library calls them",
  { skip },
  async () => {
    const source = (more: string): string =>
      `import { nn, saveBytes, tensor } from "kindling"; const m = new nn.Linear(2, 1); export const x = [m(tensor([1, 2])).shape, ${more}];`;
    const small = await bundled(write(source("0")));
    for (const name of ["loadStateDict", "registerFullBackwardHook", "setState"])
      assert.doesNotMatch(small, new RegExp(`^\\s*${name}\\(`, "m"), name);
    const { x } = await run(await bundled(write(source('[...m.stateDict().keys()], m["get" + "Parameter"], m.T'))));
    assert.deepEqual(x, [[1], ["weight", "bias"], undefined, undefined]);
  },
);

test("keep and drop have the last word", { skip }, async () => {
  const program = write(
    'import { tensor } from "kindling"; const t = tensor([3, 1]); export const x = [typeof t["cum" + "prod"], typeof t.sort, [2, 1].sort()];',
  );
  assert.deepEqual((await run(await bundled(program))).x, ["undefined", "function", [1, 2]]);
  assert.deepEqual((await run(await bundled(program, { keep: ["cumprod"], drop: ["sort"] }))).x, [
    "function",
    "undefined",
    [1, 2],
  ]);
});

test("a program that loads has the layers that it names, not all", { skip }, async () => {
  const code = await bundled(
    write('import { load, nn } from "kindling"; export const x = (bytes) => load(bytes, { GRU: nn.GRU });'),
  );
  assert.match(code, /static name = .*layer\(this, "GRU"\)/);
  assert.doesNotMatch(code, /static name = .*layer\(this, "(LSTM|Linear|TransformerEncoderLayer)"\)/);
});

test("load says which layer of a file a bundle lacks, and how to name it; Node has all", { skip }, async () => {
  const bytes = saveBytes(new nn.Sequential(new nn.Conv2d(1, 1, 1)));
  const loads = async (classes: string): Promise<unknown> => {
    const { x } = await run(
      await bundled(
        write(`import { load, nn } from "kindling"; export const x = (bytes) => String(load(bytes, { ${classes} }));`),
      ),
    );
    return (x as (b: Uint8Array) => string)(bytes);
  };
  await assert.rejects(
    loads("Sequential: nn.Sequential"),
    /the file holds a Conv2d.*\n.*load\(bytes, \{ Conv2d: nn\.Conv2d \}\)/,
  );
  assert.equal(await loads("Sequential: nn.Sequential, Conv2d: nn.Conv2d"), String(load(bytes)));
});

test("of Python's random stay the methods that the program names, and those that they call", { skip }, async () => {
  const code = await bundled(
    write(
      'import { random } from "kindling"; random.seed(5); export const x = [random.sample([1, 2, 3, 4], 2), typeof random["ga" + "uss"]];',
    ),
  );
  random.seed(5);
  assert.deepEqual((await run(code)).x, [random.sample([1, 2, 3, 4], 2), "undefined"]);
});

test(
  "complex arithmetic stays if the program speaks of complex tensors, and says otherwise what is missing",
  { skip },
  async () => {
    assert.deepEqual(
      (
        await run(
          await bundled(
            write(
              'import { complex, tensor } from "kindling"; const z = complex(tensor([1, 2]), tensor([0, 1])); export const x = z.mul(z).sum().item();',
            ),
          ),
        )
      ).x,
      { re: 4, im: 4 },
    );
    const dtype = ["compl", "ex64"],
      hidden = write(
        `import { ones } from "kindling"; export const x = ones(1, { dtype: ${JSON.stringify(dtype)}.join("") }).mul(2).sum().item();`,
      );
    await assert.rejects(bundled(hidden).then(run), /lean\(\{ keep: \["complex"\] \}\)/);
    assert.deepEqual((await run(await bundled(hidden, { keep: ["complex"] }))).x, { re: 2, im: 0 });
  },
);

test("a module that nobody could see stops the build if it says what was left out", { skip }, async () => {
  const program = write(
    'import { tensor } from "kindling"; import { f } from "virtual:f"; export const x = f(tensor([1, 2]));',
  );
  const virtual: Plugin = {
    name: "virtual",
    resolveId: (id) => (id === "virtual:f" ? "\0f" : null),
    load: (id) => (id === "\0f" ? "export const f = (t) => t.cumprod(0).tolist();" : null),
  };
  await assert.rejects(
    bundled(program, {}, [virtual]),
    /methods of tensors that were left out: lean\(\{ keep: \["cumprod","tolist"\] \}\)/,
  );
  assert.deepEqual((await run(await bundled(program, { keep: ["cumprod", "tolist"] }, [virtual]))).x, [1, 2]);
});

test("a tensor becomes text wherever JavaScript makes one: nobody names toString there", { skip }, async () => {
  const { x } = await run(
    await bundled(
      write(
        'import { complex, tensor } from "kindling";\nconst t = tensor([1, 2]);\nexport const x = [String(t), `${t}`, [t].join(), `${complex(tensor([1]), tensor([2]))}`];',
      ),
    ),
  );
  assert.deepEqual(x, ["tensor([1., 2.])", "tensor([1., 2.])", "tensor([1., 2.])", "tensor([1.+2.j])"]);
});

test("what a backward outside of compiled functions needs stays where one may come", { skip }, async () => {
  const program = (compiled: string): Promise<string> =>
    bundled(
      write(
        `import { compile, nn, ones, optim } from "kindling";\nconst model = new nn.Linear(2, 1), opt = new optim.SGD(model.parameters());\n${compiled}\nexport const x = model.weight.grad.tolist();`,
      ),
    );
  const outside = [
    "const net = compile(model);\nfor (let i = 0; i < 4; i++) { opt.zeroGrad(); net(ones(1, 2)).sum().backward(); }",
    "const f = compile((x) => model(x).sum());\nfor (let i = 0; i < 4; i++) { opt.zeroGrad(); f(ones(1, 2)).backward(); }",
    "const faster = compile;\nconst f = faster((x) => model(x).sum());\nfor (let i = 0; i < 4; i++) { opt.zeroGrad(); f(ones(1, 2)).backward(); }",
  ];
  for (const text of outside) {
    const code = await program(text);
    assert.deepEqual((await run(code)).x, [[1, 1]]);
    assert.match(code, /CompiledFunctionBackward/);
  }
  const step = await program(
    "const step = compile((x) => { opt.zeroGrad(); const loss = model(x).sum(); loss.backward(); return loss; });\nfor (let i = 0; i < 4; i++) step(ones(1, 2));",
  );
  assert.deepEqual((await run(step)).x, [[1, 1]]);
  assert.doesNotMatch(step, /CompiledFunctionBackward/);
});

test("methods of modules and optimizers go where nothing calls them", { skip }, async () => {
  const program = (use: string): Promise<string> =>
    bundled(
      write(
        `import { nn, ones, optim, save } from "kindling";\nclass Net extends nn.Module { l = new nn.Linear(2, 1); forward(x) { return this.l(x); } }\nconst model = new Net(), opt = new optim.Adam(model.parameters());\nmodel(ones(1, 2)).sum().backward(); opt.step();\nexport const x = ${use};`,
      ),
    );
  const few = await program("String(model)");
  assert.match(String((await run(few)).x), /^Net\(/);
  assert.doesNotMatch(few, /bfloat16\(\)/);
  const many = await program(
    "[model.double().l.weight.dtype, [...model.stateDict().keys()].join(), model.getParameter('l.bias').shape.join(), Object.keys(opt.stateDict()).join()]",
  );
  assert.deepEqual((await run(many)).x, ["float64", "l.weight,l.bias", "1", "state,param_groups"]);
});

test(
  "explain() of a compiled function stays where it is called as a member; the library's explain alone does without",
  { skip },
  async () => {
    const called = await run(
      await bundled(
        write(
          'import { compile, tensor } from "kindling";\nconst f = compile((t) => t.mul(2));\nfor (let i = 0; i < 3; i++) f(tensor([1]));\nexport const x = f.explain().slice(0, 11);',
        ),
      ),
    );
    assert.equal(called.x, "plan 1 of 1");
    const code = await bundled(
      write(
        'import { compile, explain, nn, tensor } from "kindling";\nconst model = new nn.Linear(1, 1), f = compile((t) => model(t));\nexport const x = String(explain(model, () => f(tensor([1])).sum()));',
      ),
    );
    assert.doesNotMatch(code, /takes anew in each run/);
    assert.match(String((await run(code)).x), /The loss is/);
  },
);
