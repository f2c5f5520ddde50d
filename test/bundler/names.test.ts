import assert from "node:assert/strict";
import path from "node:path";
import { after, describe, test } from "node:test";
import { bundlers, cleanUp, missing, run, write } from "./bundlers.js";

// Classes have their names in minified programs: the library's own always (every-call.test.ts looks at each), the program's with
// kindling/lean; and no file gets a name that a minifier made.

after(cleanUp);

/** The weekend's program, saved and loaded: as it is, and with the class's name said. */
const weekend = `
import { F, load, nn, optim, saveBytes, tensor } from "kindling";
class Base extends nn.Module { scale = 2; }
class Net extends Base {
  l1 = new nn.Linear(3, 1);
  act = new nn.ReLU();
  forward(x) { return F.relu(this.l1(x)); }
}
const model = new Net(), x = tensor([[1, 2, 3]]), optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
for (let i = 0; i < 3; i++) { optimizer.zeroGrad(); new nn.MSELoss()(model(x), tensor([[6]])).backward(); optimizer.step(); }
function round(options) {
  try {
    const bytes = saveBytes(model, options), back = load(bytes, { Net });
    return { bytes, same: back instanceof Net && back(x).equal(model(x)), scale: back.scale };
  } catch (e) { return { code: e.code, name: e.name, message: e.message }; }
}
globalThis.made = { printed: String(model), layer: String(model.l1), optimizer: String(optimizer).split(" ")[0], plain: round(), told: round({ classes: { Net } }) };
`;
interface Round {
  bytes?: Uint8Array;
  same?: boolean;
  scale?: number;
  code?: string;
  name?: string;
  message?: string;
}
interface Made {
  printed: string;
  layer: string;
  optimizer: string;
  plain: Round;
  told: Round;
}
/** These have minifiers of their own; Vite's is Rolldown's, and Rollup's is webpack's. */
const minifiers = ["esbuild", "rolldown", "webpack"];

const inFile = (bytes: Uint8Array): string =>
  /c(__main__\n\w+)\n/.exec(new TextDecoder("latin1").decode(bytes))?.[1]?.replace("\n", ".") ?? "";

for (const [tool, { bundle, plugin }] of Object.entries(bundlers)) {
  const skip = await missing(tool);
  describe(`minified by ${tool}`, { skip }, () => {
    test(
      "a name that the minifier made is refused with the way out, and with it the file is whole",
      { skip: minifiers.includes(tool) ? false : "it is done by the minifier of another tool" },
      async () => {
        const { plain, told, layer, optimizer } = await run<Made>(await bundle(write(weekend), false));
        assert.deepEqual([plain.code, plain.name], ["save-class", "KindlingError"]);
        assert.match(
          plain.message!,
          /a minifier has renamed a class.*\n.*saveBytes\(model, \{ classes: \{ Net \} \}\).*kindling\/lean/,
        );
        assert.deepEqual([layer, optimizer], ["Linear(in_features=3, out_features=1, bias=True)", "SGD"]);
        assert.deepEqual([told.same, told.scale, inFile(told.bytes!)], [true, 2, "__main__.Net"]);
      },
    );

    test(
      "kindling/lean keeps the names of the program's classes",
      { skip: plugin ? false : "it is no plugin of this tool" },
      async () => {
        const { plain, printed } = await run<Made>(await bundle(write(weekend), true));
        assert.deepEqual(
          [plain.message, plain.same, plain.scale, inFile(plain.bytes!)],
          [undefined, true, 2, "__main__.Net"],
        );
        assert.equal(printed, "Net(\n  (l1): Linear(in_features=3, out_features=1, bias=True)\n  (act): ReLU()\n)");
      },
    );
  });
}

describe("kindling/lean", { skip: await missing("rolldown") }, () => {
  test("keeps names wherever a class may stand, in every file and language of the program, and no others", async () => {
    const base = write(
      'import { nn } from "kindling";\nexport default class Root extends nn.Module { /* class Not extends Module { */ }\nexport class Named extends nn.Module { static get name() { return "Other"; } }',
      "ts",
    );
    const program = write(
      `
      import { nn } from "kindling";
      import Root, { Named } from ${JSON.stringify(`./${path.basename(base)}`)};
      const text = "class Shown extends nn.Module {}";
      const M = nn.Module;
      class Typed<T> extends Root { private x: number = 1; get(v: T): T { return v; } }
      const Expression = class extends M {}, own = { Member: class extends M {} };
      const mixin = (Base: typeof nn.Module) => class Mixed extends Base {};
      class Über extends mixin(M) {}
      class Failure extends Error {}
      class Plain {}
      let late; late = class extends Root {};
      const classes = [Root, Named, Typed, Expression, own.Member, mixin(M), Über, late];
      (globalThis as any).made = [classes.map((c) => c.name), text, Object.getOwnPropertyDescriptor(Failure, "name")!.value !== undefined, Object.getOwnPropertyDescriptor(Plain, "name")!.value !== undefined];
    `,
      "ts",
    );
    const made = await run(await bundlers["rolldown"]!.bundle(program, true));
    assert.deepEqual(made, [
      ["Root", "Other", "Typed", "Expression", "Member", "Mixed", "Über", "late"],
      "class Shown extends nn.Module {}",
      true,
      true,
    ]);
  });
});
