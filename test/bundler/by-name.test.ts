import assert from "node:assert/strict";
import path from "node:path";
import { after, describe, test } from "node:test";
import { fold } from "#src/bundler/fold.js";
import { missingMarkers } from "#src/bundler/lean-node.js";
import { Library } from "#src/bundler/library-node.js";
import { callsByName, type Context, escaping } from "#src/bundler/program-node.js";
import { edit, type Tree } from "#src/bundler/syntax.js";
import { bundlers, cleanUp, missing, run, write } from "./bundlers.js";

// What a program reaches by a name that it puts together, or hands on as a whole, works with kindling/lean, or says what to write.

after(cleanUp);

const skip = await missing("rolldown");
const { bundle } = bundlers["rolldown"]!;
const { parseAst } = skip === false ? ((await import("rollup/parseAst")) as { parseAst(code: string): unknown }) : {};
const context = { parse: (code: string) => parseAst!(code) } as Context;

/** The text of a name that no file has as a word. */
const hidden = (name: string): string => `[${[...name].map((c) => `"${c}"`).join()}].join("")`;
const made = async (source: string): Promise<unknown> => run(await bundle(write(source), true));
const from = 'from "kindling"';

describe("a namespace that a program uses as a whole has all that its members need", { skip }, () => {
  const train = "m(ones(1, 2)).sum().backward(); o.step(); globalThis.made = m.weight.grad.shape;";
  const programs: Record<string, readonly [source: string, made: unknown]> = {
    "nn[name]": [
      `import { nn, ones } ${from}; const m = new nn[${hidden("TransformerEncoderLayer")}](4, 2); globalThis.made = m(ones(1, 2, 4)).shape;`,
      [1, 2, 4],
    ],
    "F[name]": [
      `import { F, ones } ${from}; globalThis.made = F[${hidden("crossEntropy")}](ones(1, 2), ones(1, 2)).shape;`,
      [],
    ],
    "optim[name]": [
      `import { nn, ones, optim } ${from}; const m = new nn.Linear(2, 1), o = new optim[${hidden("RMSprop")}](m.parameters(), { lr: 0.1, momentum: 0.9, centered: true }); ${train}`,
      [1, 2],
    ],
    "optim.lrScheduler[name]": [
      `import { nn, ones, optim } ${from}; const m = new nn.Linear(2, 1), o = new optim.SGD(m.parameters(), { lr: 1 }), s = new optim.lrScheduler[${hidden("OneCycleLR")}](o, { maxLr: 1, totalSteps: 4 }); ${train} s.step();`,
      [1, 2],
    ],
    "transforms[name]": [
      `import { ones, transforms } ${from}; globalThis.made = new transforms[${hidden("Normalize")}]([0.5], [0.5])(ones(1, 2, 2)).shape;`,
      [1, 2, 2],
    ],
    "linalg[name]": [
      `import { eye, linalg } ${from}; globalThis.made = linalg[${hidden("svd")}](eye(2)).S.tolist();`,
      [1, 1],
    ],
    "distributions[name]": [
      `import { distributions } ${from}; globalThis.made = new distributions[${hidden("Gamma")}](1, 1).sample([3]).shape;`,
      [3],
    ],
    "const { Linear } = nn": [
      `import { nn, ones } ${from}; const { Linear } = nn; globalThis.made = new Linear(2, 1)(ones(1, 2)).shape;`,
      [1, 1],
    ],
    "const { [name]: Layer } = nn": [
      `import { nn, ones } ${from}; const { [${hidden("LSTM")}]: Layer } = nn; globalThis.made = new Layer(2, 1)(ones(1, 2))[0].shape;`,
      [1, 1],
    ],
    "Reflect.construct": [
      `import { nn, ones } ${from}; globalThis.made = Reflect.construct(nn[${hidden("Bilinear")}], [2, 2, 1])(ones(1, 2), ones(1, 2)).shape;`,
      [1, 1],
    ],
    "{ ...nn }": [
      `import { nn, ones } ${from}; const all = { ...nn }; globalThis.made = new all[${hidden("GRU")}](2, 1)(ones(1, 2))[0].shape;`,
      [1, 1],
    ],
    "another name": [
      `import { nn as layers, ones } ${from}; globalThis.made = new layers[${hidden("GELU")}]()(ones(2)).shape;`,
      [2],
    ],
    "import * as k": [
      `import * as k ${from}; globalThis.made = new k.nn[${hidden("LayerNorm")}](2)(k.ones(2)).shape;`,
      [2],
    ],
  };
  for (const [name, [source, expected]] of Object.entries(programs))
    test(name, async () => {
      assert.deepEqual(await made(source), expected);
    });
  test("re-exported by another file", async () => {
    const other = path.basename(write(`export { nn } ${from};`));
    assert.deepEqual(
      await made(
        `import { ones } ${from}; import { nn } from "./${other}"; globalThis.made = new nn[${hidden("RNN")}](2, 1)(ones(1, 2))[0].shape;`,
      ),
      [1, 1],
    );
  });
});

describe(
  "a method that was left out says so where it is called by a name that the program puts together",
  { skip },
  () => {
    const calls: Record<string, readonly [source: string, name: string]> = {
      "of a tensor": [`import { ones } ${from}; ones(2)[${hidden("cumprod")}](0);`, "cumprod"],
      "of a tensor, through a variable": [
        `import { ones } ${from}; const x = ones(2), f = x[${hidden("cumprod")}]; f.call(x, 0);`,
        "cumprod",
      ],
      "of a tensor, by Reflect": [
        `import { ones } ${from}; const x = ones(2); Reflect.apply(Reflect.get(x, ${hidden("erfinv")}), x, []);`,
        "erfinv",
      ],
      "of a model": [`import { nn } ${from}; new nn.Linear(1, 1)[${hidden("stateDict")}]();`, "stateDict"],
      "of an optimizer": [
        `import { nn, optim } ${from}; new optim.SGD(new nn.Linear(1, 1).parameters())[${hidden("stateDict")}]();`,
        "stateDict",
      ],
      "of random": [`import { random } ${from}; random[${hidden("gauss")}](0, 1);`, "gauss"],
      "of a generator": [`import { Generator } ${from}; new Generator()[${hidden("getState")}]();`, "getState"],
    };
    for (const [name, [source, method]] of Object.entries(calls))
      test(name, async () => {
        await assert.rejects(made(source), (e: Error & { code?: string }) => {
          assert.equal(e.code, "left-out");
          assert.ok(
            e.message.includes(`the method ${method}()`) && e.message.includes(`lean({ keep: ["${method}"] })`),
          );
          return true;
        });
      });
  },
);

test("a class that is called without new stops the build", { skip }, async () => {
  await assert.rejects(
    made(`import { nn as layers } ${from}; globalThis.made = layers.Linear(2, 1);`),
    /layers\.Linear is a class, so write new layers\.Linear\(…\)/,
  );
  assert.deepEqual(
    await made(`import { F, nn, ones } ${from}; globalThis.made = F.relu(new nn.Linear(2, 1)(ones(1, 2))).shape;`),
    [1, 1],
  );
});

test("which programs use a namespace as a whole", { skip }, () => {
  const namespaces = new Library(context).namespaces();
  const found = (text: string, entry = false): string =>
    [...escaping(new Map([["a.js", text]]), new Set(entry ? ["a.js"] : []), namespaces)].map((n) => n.name).join();
  const whole: readonly [text: string, names: string][] = [
    ["new nn[kind]()", "nn"],
    ["f(nn)", "nn"],
    ["const layers = nn;", "nn"],
    ["const all = { nn };", "nn"],
    ["new nn.Linear(1, 1); class A extends nn.Module {}", ""],
    ["// all of nn\n/* nn */ nn.ReLU", ""],
    ['const text = "nn", o = { nn: 1 }; o.nn', ""],
    ["nn.utils[name]", "utils"],
    ["nn.utils.rnn.packSequence(x)", ""],
    ["data[0]", ""], // not imported here
  ];
  for (const [text, names] of whole) assert.equal(found(`import { nn, ones } ${from};\n${text}`), names, text);
  for (const text of [
    'const { nn } = await import("kindling"); new nn[kind]();',
    'const k = await import("kindling"); new k.nn[kind]();',
    'import("kindling").then(({ nn }) => new nn[kind]());',
  ])
    assert.equal(found(text), "nn", text);
  assert.equal(found('const { nn } = await import("kindling"); new nn.ReLU();'), "");
  assert.equal(found('const k = await import("kindling"); k[name];').includes("optim"), true);
  assert.equal(found(`export { nn } ${from};`), "");
  assert.equal(found(`export { nn } ${from};`, true), "nn");
  assert.equal(found(`export * ${from};`, true).includes("optim"), true);
});

test("which programs may call methods by names that they put together", () => {
  for (const text of ["x[name]()", "x[a + b](1)", "x[names[0]]?.()", "this.x[`f${n}`]()", "const { [k]: f } = x;"])
    assert.equal(callsByName(text), true, text);
  for (const text of [
    'x["sum"]()',
    "x[0]()",
    "values[i] + (1)",
    "[1, 2].map(f)",
    "const [a] = (1);",
    "// x[name]()\n0",
  ])
    assert.equal(callsByName(text), false, text);
});

test("constants decide what is left of a text", { skip }, () => {
  const left = (code: string, yes: boolean): string =>
    edit(code, fold(parseAst!(code) as Tree, new Map([["on", yes]]))).replaceAll(/\s+/g, " ");
  for (const [code, yes, no] of [
    ["if (on) f();", "f();", ";"],
    ["if (!on) f(); else g();", "g();", "f();"],
    ["x = on ? f : g;", "x = f;", "x = g;"],
    ["x = on && f();", "x = f();", "x = false;"],
    ["x = (on || y) && z;", "x = z;", "x = (y) && z;"],
    ["x = y && on;", "x = y && true;", "x = y && false;"],
    ["function h() { if (!on) return 1; f(); }", "function h() { ; f(); }", "function h() { return 1;}"],
    ["o.on = { on: 1, [on]: 2 };", "o.on = { on: 1, [true]: 2 };", "o.on = { on: 1, [false]: 2 };"],
  ] as const) {
    assert.equal(left(code, true), yes, code);
    assert.equal(left(code, false), no, code);
  }
});

test("what the plugin looks for in the library is there; where it is not, the build stops", { skip }, async () => {
  assert.deepEqual(missingMarkers(new Library(context)), []);
  const changed = (from: RegExp, to: string): string[] =>
    missingMarkers(new Library({ ...context, parse: (code: string) => parseAst!(code.replace(from, to)) }));
  for (const [from, to, problem] of [
    [/\bwithExplain\b/g, "withText", "withText, which bundler/features.ts does not know"],
    [/\bwithComplex &&|if \(withComplex\)/g, "", "wiring.js does not use withComplex"],
    [/\btoJSON\b/g, "toText", "no class has toJSON"],
    [/\buncloneable\b/g, "single", "no class has the field uncloneable"],
    [/"A model cannot be cloned[^"]*";/g, "", "0 functions begin with a text"],
    [/\btakes\b/g, "reads", "nothing calls takes"],
    [/getter\("mT"/g, 'property("mT"', 'no getter("mT", …)'],
    [/\bconst table\b/g, "const all", "argument-kinds.js has no table"],
    [/\bconst ops\b/g, "const all", "tensor/methods.js has no method add"],
  ] as const)
    assert.ok(
      changed(from, to).some((p) => p.includes(problem)),
      problem,
    );
});
