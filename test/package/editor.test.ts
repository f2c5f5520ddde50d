// What an editor shows of the public names, asked of TypeScript's language service as an editor asks it: every function, method,
// class and property has documentation, every function an example, and a signature that a person reads at a glance.
//
// The tests are one per area, named after the folder or file in src/: `npm test -- package/editor -t tensor/api/reduce`.

import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import * as kindling from "kindling";
import ts from "typescript5";
import { root } from "./installed.js";

/** As long as a signature may be, from its name on. */
const readable = 120;

/** What may be missing. */
interface Faults {
  undocumented: string[];
  long: string[];
  noExample: string[];
  bare: string[];
  nameless: string[];
}

/** Longer signatures, each with its reason: what shows the members of a list. */
const exceptions: Record<string, string> = {
  "KindlingError.code": "lists all codes, which an editor then completes",
  dtypes: "lists all dtypes",
  grad: "gives each input's gradient a type of its own, by a type of the list",
  load: "gives a type to each class that it is handed: the constraint of that type is shown where there is none yet",
  "distributions.registerKl":
    "gives its function's arguments the types of the two classes: the constraints of those types are shown",
  "distributions.CumulativeDistributionTransform": "PyTorch's name has 31 letters, and stands three times",
  "distributions.transforms.CumulativeDistributionTransform": "PyTorch's name has 31 letters, and stands three times",
  "distributions.OneHotCategoricalStraightThrough": "PyTorch's name has 32 letters, and stands twice",
  "nn.MultiheadAttention.forward": "eight arguments by place, as in PyTorch, which a call shows one by one",
  "nn.TransformerDecoderLayer.forward": "eight arguments by place, as in PyTorch, which a call shows one by one",
  "nn.TransformerDecoder.forward": "eight arguments by place, as in PyTorch, which a call shows one by one",
  "nn.Transformer.forward": "eleven arguments by place, as in PyTorch, which a call shows one by one",
  "nn.NonDynamicallyQuantizableLinear": "PyTorch's name has 31 letters, and stands twice",
  "nn.AdaptiveLogSoftmaxWithLoss": "PyTorch's name has 26 letters, and stands twice",
  "nn.ConvTranspose1d": "three sizes by place, and a name of 15 letters that stands twice",
  "nn.ConvTranspose2d": "three sizes by place, and a name of 15 letters that stands twice",
  "nn.ConvTranspose3d": "three sizes by place, and a name of 15 letters that stands twice",
  "nn.utils.parametrize.registerParametrization": "types of a namespace in a namespace in a namespace",
  "data.DataLoader": "the types of samples and batches stand three times",
  "data.WeightedRandomSampler": "a name of 21 letters that stands twice",
  "optim.lrScheduler.CosineAnnealingWarmRestarts": "PyTorch's name has 27 letters, and stands twice",
  "optim.swaUtils.AveragedModel": "types of a namespace in a namespace, twice",
};

const probe = path.join(root, "test/package/editor-probe.ts");
const options: ts.CompilerOptions = {
  strict: true,
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  types: [],
  noEmit: true,
};

/** A program that an editor has open. */
function open(text: string): ts.LanguageService {
  const is = (f: string): boolean => path.resolve(f) === probe;
  return ts.createLanguageService({
    getScriptFileNames: () => [probe],
    getScriptVersion: () => "1",
    getScriptSnapshot: (f) => {
      const read = is(f) ? text : ts.sys.readFile(f);
      return read === undefined ? undefined : ts.ScriptSnapshot.fromString(read);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: (o) => ts.getDefaultLibFilePath(o),
    fileExists: (f) => is(f) || ts.sys.fileExists(f),
    readFile: (f) => (is(f) ? text : ts.sys.readFile(f)),
    directoryExists: (f) => ts.sys.directoryExists(f),
    getDirectories: (f) => ts.sys.getDirectories(f),
    ...(ts.sys.realpath ? { realpath: (f: string) => ts.sys.realpath!(f) } : {}),
  });
}

interface Name {
  /** As a program writes it: `F.relu`, `Tensor.add`. */
  readonly name: string;
  /** A line that uses it, and where in the line the name ends, behind which the editor is asked. */
  readonly line: string;
  readonly end: number;
  readonly kind: "function" | "method" | "property" | "class" | "type";
  /** The declaration's file and place, by which names are told apart. */
  readonly at: string;
  readonly area: string;
  /** Whether there are several signatures. */
  readonly overloaded: boolean;
  /** Whether the first signature has a text of its own without an example: a call that type-checks shows that alone. */
  readonly bare: boolean;
  /** The text before a class: a constructor that is not public shows nothing of it. */
  readonly about: {
    readonly documentation: string;
    readonly example: boolean;
    readonly internal: boolean;
    readonly own: boolean;
  } | null;
}

/** A name as a program can import it: one that is a keyword gets another. */
const local = (name: string): string => (name === "var" ? "var_" : name);

/** Every public name: exports, exports of namespaces, and the members of classes. */
function publicNames(): { header: string; names: Name[] } {
  const program = open('import * as kindling from "kindling";\nexport { kindling };\n').getProgram()!;
  const checker = program.getTypeChecker(),
    file = program.getSourceFile(probe)!;
  const kindling =
    checker.getSymbolAtLocation((file.statements[0] as ts.ImportDeclaration).moduleSpecifier) ??
    assert.fail("kindling is not built");
  const names: Name[] = [],
    seen = new Set<string>();

  const declared = (s: ts.Symbol): ts.Declaration | undefined => s.valueDeclaration ?? s.declarations?.[0];
  const place = (d: ts.Declaration): string => path.relative(path.join(root, "dist/types"), d.getSourceFile().fileName);
  const isPublic = (s: ts.Symbol): boolean => {
    const d = declared(s);
    return (
      d !== undefined &&
      !place(d).startsWith("..") &&
      !s.name.startsWith("__") &&
      !/[#@]/.test(s.name) &&
      (ts.getCombinedModifierFlags(d) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0 &&
      !ts.getJSDocTags(d).some((t) => t.tagName.text === "internal")
    );
  };
  const abstract = (d: ts.Node | undefined): boolean =>
    d !== undefined && ts.isClassDeclaration(d) && (ts.getCombinedModifierFlags(d) & ts.ModifierFlags.Abstract) !== 0;
  // A class that is only extended has its example itself. A constructor that it hands on must have no text:
  // what its classes share.
  const bare = (s: ts.Signature | undefined, of: ts.Declaration): boolean =>
    s !== undefined &&
    s.getDocumentationComment(checker).length > 0 &&
    !abstract(of) &&
    (!s.getJsDocTags().some((t) => t.name === "example") ||
      (s.declaration?.kind === ts.SyntaxKind.Constructor && abstract(s.declaration.parent)));
  const push = (
    name: string,
    symbol: ts.Symbol,
    kind: Name["kind"],
    write: (name: string) => [before: string, after: string],
    calls: readonly ts.Signature[],
  ): void => {
    const d = declared(symbol)!,
      at = `${place(d)}:${d.getStart()}`;
    const key = kind === "property" || kind === "method" ? at : `${at} ${name}`;
    if (seen.has(key)) return; // a member that a class inherits
    seen.add(key);
    const [before, after] = write(name);
    const made = kind === "class" && ts.isClassDeclaration(d) ? d.members.find(ts.isConstructorDeclaration) : undefined;
    const about =
      kind === "class"
        ? {
            documentation: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
            example: [
              ...symbol.getJsDocTags(checker),
              ...(checker.getTypeOfSymbol(symbol).getConstructSignatures()[0]?.getJsDocTags() ?? []),
            ].some((t) => t.name === "example"),
            internal: made !== undefined && ts.getJSDocTags(made).some((t) => t.tagName.text === "internal"),
            own:
              made !== undefined && !abstract(d) && !ts.getJSDocTags(made).some((t) => t.tagName.text === "internal"),
          }
        : null;
    names.push({
      name,
      line: before + after,
      end: before.length,
      kind,
      at,
      area: areaOf(place(d)),
      overloaded: calls.length > 1,
      bare: bare(calls[0] ?? checker.getTypeOfSymbol(symbol).getConstructSignatures()[0], d),
      about,
    });
  };

  const members = (owner: string, type: ts.Type, write: (member: string) => [string, string]): void => {
    for (const m of type.getProperties()) {
      if (!isPublic(m) || m.name === "prototype" || m.name === "name" || m.name === "python") continue;
      // A field that holds a layer is read; how the layer is called, its own class says.
      const field = m.valueDeclaration !== undefined && ts.isPropertyDeclaration(m.valueDeclaration),
        held = checker.getTypeOfSymbol(m);
      const calls =
        field && held.isClassOrInterface() && held.symbol.flags & ts.SymbolFlags.Class ? [] : held.getCallSignatures();
      push(
        `${owner}.${m.name}`,
        m,
        calls.length > 0 ? "method" : "property",
        () => {
          const [a, b] = write(m.name);
          return [a, (calls.length > 0 ? "()" : "") + b];
        },
        calls,
      );
    }
  };

  const classes: { name: string; symbol: ts.Symbol }[] = [];
  const ancestors = (s: ts.Symbol): number =>
    (checker.getDeclaredTypeOfSymbol(s) as ts.InterfaceType).isClassOrInterface()
      ? checker
          .getBaseTypes(checker.getDeclaredTypeOfSymbol(s) as ts.InterfaceType)
          .reduce((n, b) => Math.max(n, 1 + (b.symbol ? ancestors(b.symbol) : 0)), 0)
      : 0;
  const visit = (module: ts.Symbol, prefix: string): void => {
    for (const exported of checker.getExportsOfModule(module)) {
      const s = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported,
        name = prefix + local(exported.name);
      if (s.flags & ts.SymbolFlags.ValueModule) {
        if (name !== "nn.functional") visit(s, `${name}.`);
        continue;
      } // F by its long name
      if (declared(s) === undefined) continue;
      if (s.flags & ts.SymbolFlags.Class) {
        push(name, s, "class", (n) => [`new ${n}`, "();"], []);
        classes.push({ name, symbol: s });
      } else if (s.flags & ts.SymbolFlags.Value) {
        const type = checker.getTypeOfSymbol(s),
          calls = type.getCallSignatures(),
          makes = type.getConstructSignatures();
        const kind = calls.length > 0 ? "function" : makes.length > 0 ? "class" : "property";
        push(name, s, kind, (n) => [kind === "class" ? `new ${n}` : n, kind === "property" ? ";" : "();"], calls);
        if (kind === "property" && type.symbol !== undefined && type.symbol.flags & ts.SymbolFlags.Class)
          classes.push({ name: type.symbol.name, symbol: type.symbol });
      } else push(name, s, "type", (n) => [`0 as any as ${n}`, ";"], []);
    }
  };
  visit(kindling, "");
  // Base classes first, so that a member has the name of the class that declares it.
  for (const { name, symbol } of classes.sort((a, b) => ancestors(a.symbol) - ancestors(b.symbol))) {
    const instance = checker.getDeclaredTypeOfSymbol(symbol) as ts.InterfaceType,
      args = instance.typeParameters?.length ?? 0;
    members(name, instance, (m) => [
      `(0 as any as ${name}${args > 0 ? `<${Array(args).fill("any").join(", ")}>` : ""}).${m}`,
      ";",
    ]);
    members(name, checker.getTypeOfSymbol(symbol), (m) => [`${name}.${m}`, ";"]);
  }
  const header = `import { ${checker
    .getExportsOfModule(kindling)
    .map((e) => (local(e.name) === e.name ? e.name : `${e.name} as ${local(e.name)}`))
    .join(", ")} } from "kindling";\n`;
  return { header, names };
}

/** The folder or file that a declaration belongs to, as the tests name it. */
function areaOf(file: string): string {
  const parts = file.replace(/\.d\.ts$/, "").split(path.sep);
  if (parts[0] === "tensor" && parts[1] === "api") return parts.slice(0, 3).join("/");
  const deep =
    (parts[0] === "ops" && (parts[1] === "linalg" || parts[1] === "fft")) ||
    (parts[0] === "nn" && parts[1] === "functional");
  return parts.slice(0, deep ? 2 : 1).join("/");
}

interface Shown {
  readonly name: Name;
  readonly documentation: string;
  readonly example: boolean;
  readonly signatures: readonly string[];
  /** Of a class, the names that its constructor takes in an object, and those that have no text of their own. */
  readonly options: readonly string[];
  readonly silent: readonly string[];
  /** Of a class, whether something stands under its signature while its arguments are written. */
  readonly helps: boolean;
  /** What an editor shows while a call is being written. */
  readonly calls: readonly string[];
}

/** The names that an object among the last arguments of a constructor may have. */
function optionsOf(checker: ts.TypeChecker, type: ts.Type): ts.Symbol[] {
  if (type.isUnionOrIntersection()) return type.types.flatMap((t) => optionsOf(checker, t));
  if (checker.isTupleType(type))
    return checker.getTypeArguments(type as ts.TypeReference).flatMap((t) => optionsOf(checker, t));
  if ((type.flags & ts.TypeFlags.Object) === 0 || type.getCallSignatures().length > 0 || checker.isArrayType(type))
    return [];
  return type
    .getProperties()
    .filter((p) => (p.flags & ts.SymbolFlags.Optional) !== 0 && (p.flags & ts.SymbolFlags.Method) === 0);
}

/**
 * A signature from the name on: "(alias) function abs(x: Tensor): Tensor import abs" as abs(x: Tensor): Tensor.
 */
const fromName = (text: string): string =>
  text
    .replaceAll("nn.functional.", "F.")
    .replace(/\s+/g, " ")
    .replace(/^\([\w ]+\) /, "")
    .replace(/^(const|let|var|function|class|constructor|type|interface) /, "")
    .replace(/( (import|export) \w+( as \w+)?)+$/, "")
    .replace(/^(new )?(\w+(<[^()]*?>)?\.)+/, "")
    .replace(/ \(\+\d+ overloads?\)/, "");

/** What the editor shows of each name. */
function shown({ header, names }: ReturnType<typeof publicNames>): Shown[] {
  let text = header;
  const places = names.map((n) => {
    const at = text.length + n.end;
    text += `${n.line}\n`;
    return at;
  });
  const service = open(text),
    program = service.getProgram()!,
    checker = program.getTypeChecker();
  const made = new Map<number, ts.Type>(); // what is made where, by the end of its name
  for (const s of program.getSourceFile(probe)!.statements)
    if (ts.isExpressionStatement(s) && ts.isNewExpression(s.expression))
      made.set(s.expression.expression.end, checker.getTypeAtLocation(s.expression.expression));
  return names.map((name, i) => {
    const info =
      service.getQuickInfoAtPosition(probe, places[i]! - 1) ?? assert.fail(`the editor shows nothing of ${name.name}`);
    const text = ts.displayPartsToString;
    // One hover shows one form; a call that is being written, all of them.
    const all =
      name.kind === "property" || name.kind === "type"
        ? []
        : (service.getSignatureHelpItems(probe, places[i]! + 1, undefined)?.items ?? []);
    const calls = all.map(
      (f) =>
        `${text(f.prefixDisplayParts)}${f.parameters.map((p) => text(p.displayParts)).join(", ")}${text(f.suffixDisplayParts)}`,
    );
    const forms = name.overloaded ? all : [],
      written = name.overloaded ? calls : [];
    // Each form shows its own text; what has none shows nothing, whatever stands above the first.
    const documentation = forms.some((f) => text(f.documentation) === "") ? "" : text(info.documentation);
    const constructors = made.get(places[i]!)?.getConstructSignatures() ?? [],
      last = constructors[0]?.parameters.at(-1);
    const options = last === undefined ? [] : optionsOf(checker, checker.getTypeOfSymbol(last));
    return {
      options: [...new Set(options.map((o) => o.name))],
      silent: [...new Set(options.filter((o) => o.getDocumentationComment(checker).length === 0).map((o) => o.name))],
      helps: all.every((f) => f.parameters.length === 0 || text(f.documentation) !== ""),
      name,
      calls,
      signatures: [...new Set([text(info.displayParts), ...written].map(fromName))],
      documentation: documentation === "" ? (name.about?.documentation ?? "") : documentation,
      example: name.about?.example === true || (info.tags?.some((t) => t.name === "example") ?? false),
    };
  });
}

/** What needs no example: the second name of a function, and what writes over its tensor, whose function has one. */
const elsewhere = (s: Shown): boolean => /^The same as |^In place: |^`?x ← /.test(s.documentation);

/** What is missing in an area, name by name. */
function faults(here: readonly Shown[]): Faults {
  const wantExamples = here.filter(
    ({ name: { kind, name } }) =>
      kind === "function" ||
      (kind === "method" &&
        /^(Tensor|nn\.Module|optim\.Optimizer|optim\.lrScheduler\.LRScheduler)\.(?!toString)/.test(name)) ||
      (kind === "class" && !name.endsWith("Error")),
  );
  return {
    undocumented: here.filter((s) => s.documentation === "").map((s) => s.name.name),
    long: here
      .filter((s) => s.name.kind !== "type" && s.name.about?.internal !== true && !(s.name.name in exceptions))
      .map((s) => ({ name: s.name.name, text: s.signatures.reduce((a, b) => (b.length > a.length ? b : a)) }))
      .filter(({ text }) => text.length > readable)
      .map(({ name, text }) => `${name}, ${text.length}: ${text}`),
    // The element of a tuple that has no name becomes options_0 or args_0.
    nameless: here.flatMap((s) =>
      s.calls
        .filter((c) => /\b\w+_\d+\??:/.test(c))
        .slice(0, 1)
        .map((c) => `${s.name.name}: ${c}`),
    ),
    bare: wantExamples.filter((s) => s.name.bare && !elsewhere(s)).map((s) => s.name.name),
    noExample: wantExamples.filter((s) => !s.example && !elsewhere(s)).map((s) => s.name.name),
  };
}

describe("in the editor", () => {
  const found = publicNames(),
    all = shown(found),
    areas = [...new Set(all.map((s) => s.name.area))].sort();

  test("the public names are found", () => {
    const count = (kind: Name["kind"]): number => all.filter((s) => s.name.kind === kind).length;
    console.log(
      `${count("function")} functions, ${count("method")} methods, ${count("property")} properties, ${count("class")} classes, ${count("type")} types`,
    );
    for (const name of [
      "Tensor.add",
      "Tensor.item",
      "Tensor.T",
      "add",
      "F.relu",
      "linalg.svd",
      "fft.fft",
      "special.erf",
      "nn.Linear",
      "nn.Module.stateDict",
      "optim.Optimizer.step",
      "data.DataLoader",
      "transforms.Compose",
      "datasets.MNIST",
      "Random.shuffle",
    ]) {
      assert.ok(
        all.some((s) => s.name.name === name),
        `${name} is missing`,
      );
    }
    for (const name in exceptions)
      assert.ok(
        all.some((s) => s.name.name === name),
        `there is no ${name}`,
      );
  });

  test("no documentation breaks off within a bracket", () => {
    const open = all
      .map((s) => ({ name: s.name.name, text: s.documentation.replace(/`[^`]*`/g, "") }))
      .filter(({ text }) => text.split(/[([]/).length !== text.split(/[)\]]/).length);
    assert.deepEqual(
      open.map(({ name, text }) => `${name}: ${text}`),
      [],
    );
  });

  const classes = all.filter(
    (s) => s.name.kind === "class" && s.name.about?.internal !== true && /^(nn|data|optim)$/.test(s.name.area),
  );
  test("an option of a constructor says what it does, where an editor completes it", () => {
    assert.deepEqual(
      classes.filter((s) => s.silent.length > 0).map((s) => `${s.name.name}: ${s.silent.join(", ")}`),
      [],
    );
  });
  test("a constructor names its options, and what they are without", () => {
    assert.ok(classes.filter((s) => s.options.length > 0).length > 100, "they are not found");
    const unnamed = classes
      .map((s) => ({
        name: s.name.name,
        missing: s.options.filter((o) => !new RegExp(`\\b${o}\\b`).test(s.documentation)),
      }))
      .filter(({ missing }) => missing.length > 0);
    assert.deepEqual(
      unnamed.map(({ name, missing }) => `${name}: ${missing.join(", ")}`),
      [],
    );
  });
  test("a constructor says what it makes while its arguments are written", () => {
    assert.deepEqual(
      classes.filter((s) => s.name.about?.own === true && !s.helps).map((s) => s.name.name),
      [],
    );
  });

  test("the call of a layer shows each input by its name", () => {
    const layers = all.flatMap((s) => /^(nn\.[A-Z]\w+)\.forward$/.exec(s.name.name)?.[1] ?? []);
    assert.ok(layers.length > 100, "they are not found");
    const lines = layers.map((name) => `(0 as any as ${name})();\n`),
      text = found.header + lines.join("");
    const service = open(text),
      unnamed: string[] = [];
    lines.reduce((at, line, i) => {
      const help = service.getSignatureHelpItems(probe, at + line.length - 3, undefined),
        forms = help?.items ?? [];
      if (
        forms[help?.selectedItemIndex ?? 0]?.parameters.some((p) =>
          ts.displayPartsToString(p.displayParts).endsWith("never"),
        ) === true
      )
        unnamed.push(`${layers[i]!} shows first what nobody can write`);
      for (const p of forms.flatMap((f) => f.parameters))
        if (/^args(_|$)/.test(p.name)) unnamed.push(`${layers[i]!}: ${ts.displayPartsToString(p.displayParts)}`);
      if (forms.length === 0) unnamed.push(`${layers[i]!} shows nothing`);
      return at + line.length;
    }, found.header.length);
    assert.deepEqual(unnamed, []);
  });

  test("the defaults that documentation names are those of what is made", () => {
    let compared = 0;
    const wrong: string[] = [];
    for (const s of classes) {
      const cls = s.name.name
        .split(".")
        .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], kindling) as new (
        ...args: unknown[]
      ) => Record<string, unknown>;
      let object: Record<string, unknown>;
      try {
        object = new cls(...(s.name.name.startsWith("optim.") ? [[kindling.zeros(2, 2, { requiresGrad: true })]] : []));
      } catch {
        continue;
      } // what takes more than options
      const own = "defaults" in object ? (object["defaults"] as Record<string, unknown>) : object;
      for (const [, name = "", value = ""] of s.documentation.matchAll(
        /(\w+) = (null|true|false|"[^"]*"|\[[^\]]*\]|[−\d][^\s,;]*?)(?=[,;.]?(?:\s|$))/g,
      )) {
        if (!(name in own) || typeof own[name] === "function") continue;
        compared++;
        const [a, b] = value.includes("/")
            ? value.split("/").map(Number)
            : [JSON.parse(value.replaceAll("−", "-")) as unknown, 1],
          is = typeof a === "number" ? a / (b as number) : a;
        if (JSON.stringify(own[name]) !== JSON.stringify(is))
          wrong.push(`${s.name.name}: ${name} = ${value}, but it is ${JSON.stringify(own[name])}`);
      }
    }
    assert.ok(compared > 100, `only ${compared} were compared`);
    assert.deepEqual(wrong, []);
  });

  const what = {
    undocumented: "has documentation",
    long: `has signatures of at most ${readable} characters`,
    noExample: "has examples",
    bare: "shows the example where a call type-checks, too",
    nameless: "shows a name for every argument of a call",
  } as const;
  for (const area of areas) {
    const here = all.filter((s) => s.name.area === area),
      missing = faults(here);
    for (const kind of ["undocumented", "long", "noExample", "bare", "nameless"] as const) {
      test(`${area}: ${what[kind]}`, () => {
        assert.ok(
          missing[kind].length === 0,
          `${missing[kind].length} of ${here.length} names do not\n${missing[kind].join("\n")}\n`,
        );
      });
    }
  }
});
