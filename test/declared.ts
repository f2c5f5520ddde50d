// What the package's types say of the arguments of every public function, method and constructor.

import path from "node:path";
import ts from "typescript5";

/** One argument: what it may be ("number", "boolean", "string", "null", "any", "other"), and where it stands; -1 where only a name reaches it. */
export interface Declared {
  readonly name: string;
  readonly kinds: ReadonlySet<string>;
  readonly place: number;
}

/** Types whose objects are values, never options. */
const values = new Set([
  "Tensor",
  "Parameter",
  "Generator",
  "Map",
  "ReadonlyMap",
  "Iterable",
  "ReadonlyArray",
  "Size",
  "Slice",
  "Complex",
]);

/** The arguments of all public names: "F.relu", "nn.Linear", "Tensor.add", "nn.Linear()" for the call of a layer, "data.DataLoader.all" for a method. */
export function declared(root: string): ReadonlyMap<string, readonly Declared[]> {
  const entry = path.join(root, "dist/node.d.ts");
  const program = ts.createProgram([entry], {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
    noEmit: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker(),
    found = new Map<string, readonly Declared[]>();
  const flag = (t: ts.Type, f: ts.TypeFlags): boolean => (t.flags & f) !== 0;
  const isList = (t: ts.Type): boolean => checker.isArrayType(t) || checker.isTupleType(t);

  function isOptions(t: ts.Type): boolean {
    if (!flag(t, ts.TypeFlags.Object) && !t.isIntersection()) return false;
    if (
      isList(t) ||
      t.getCallSignatures().length > 0 ||
      t.getConstructSignatures().length > 0 ||
      values.has(t.symbol?.name)
    )
      return false;
    const properties = checker.getPropertiesOfType(t);
    return (
      properties.length > 0 &&
      !properties.some((p) => p.name === "re" || p.name === "length" || p.name.startsWith("__@")) &&
      !((t.symbol?.flags ?? 0) & ts.SymbolFlags.Class)
    );
  }
  const optionsOf = (t: ts.Type): ts.Type[] => (t.isUnion() ? t.types.flatMap(optionsOf) : isOptions(t) ? [t] : []);

  function kindsOf(t: ts.Type, to = new Set<string>()): Set<string> {
    if (t.isUnion()) for (const u of t.types) kindsOf(u, to);
    else if (flag(t, ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike)) to.add("number");
    else if (flag(t, ts.TypeFlags.BooleanLike)) to.add("boolean");
    else if (flag(t, ts.TypeFlags.StringLike)) to.add("string");
    else if (flag(t, ts.TypeFlags.Null)) to.add("null");
    else if (flag(t, ts.TypeFlags.TypeParameter))
      kindsOf(checker.getBaseConstraintOfType(t) ?? checker.getAnyType(), to);
    else if (flag(t, ts.TypeFlags.Any | ts.TypeFlags.Unknown)) to.add("any");
    else if (!flag(t, ts.TypeFlags.Undefined | ts.TypeFlags.Void) && !isOptions(t)) to.add("other");
    return to;
  }

  function argumentsOf(signatures: readonly ts.Signature[]): Declared[] {
    const all = new Map<string, { name: string; kinds: Set<string>; place: number }>();
    const note = (name: string, t: ts.Type, place: number): void => {
      const at = all.get(name) ?? { name, kinds: new Set<string>(), place };
      kindsOf(t, at.kinds);
      all.set(name, { ...at, place: Math.max(at.place, place) });
    };
    const parameter = (name: string, t: ts.Type, place: number): void => {
      note(name, t, place);
      for (const o of optionsOf(t))
        for (const p of checker.getPropertiesOfType(o)) note(p.name, checker.getTypeOfSymbol(p), -1);
    };
    const rest = (t: ts.Type, at: number): void => {
      if (t.isUnion()) for (const u of t.types) rest(u, at);
      else if (flag(t, ts.TypeFlags.TypeParameter)) rest(checker.getBaseConstraintOfType(t) ?? t, at);
      else if (checker.isTupleType(t))
        checker.getTypeArguments(t as ts.TypeReference).forEach((e, i) => parameter(`#${at + i}`, e, at + i));
      else if (checker.isArrayType(t)) note("...", checker.getAnyType(), at);
    };
    for (const s of signatures) {
      s.getParameters().forEach((p, i) => {
        const t = checker.getTypeOfSymbol(p),
          d = p.valueDeclaration;
        if (d !== undefined && ts.isParameter(d) && d.dotDotDotToken !== undefined) rest(t, i);
        else parameter(p.name, t, i);
      });
    }
    return [...all.values()];
  }

  function visit(symbol: ts.Symbol, at: string): void {
    const s = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (s.flags & ts.SymbolFlags.Class) {
      found.set(at, argumentsOf(checker.getTypeOfSymbol(s).getConstructSignatures()));
      for (const m of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(s))) {
        const d = m.valueDeclaration ?? m.declarations?.[0];
        if (
          m.name.startsWith("__@") ||
          d === undefined ||
          ts.getCombinedModifierFlags(d as ts.Declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)
        )
          continue;
        const signatures = checker.getTypeOfSymbol(m).getCallSignatures();
        if (
          signatures.length > 0 &&
          !(s.name !== "Module" && (d.parent as ts.Node & { name?: ts.Identifier }).name?.text === "Module")
        )
          found.set(m.name === "forward" ? `${at}()` : `${at}.${m.name}`, argumentsOf(signatures));
      }
    } else if (s.flags & (ts.SymbolFlags.Namespace | ts.SymbolFlags.Module)) {
      for (const e of checker.getExportsOfModule(s)) visit(e, `${at}.${e.name}`);
    } else if (s.flags & ts.SymbolFlags.Value) {
      const t = checker.getTypeOfSymbol(s),
        signatures = t.getCallSignatures();
      if (signatures.length > 0) found.set(at, argumentsOf(signatures));
      else if (flag(t, ts.TypeFlags.Object) && !isList(t))
        for (const p of checker.getPropertiesOfType(t))
          if (checker.getTypeOfSymbol(p).getCallSignatures().length > 0)
            found.set(`${at}.${p.name}`, argumentsOf(checker.getTypeOfSymbol(p).getCallSignatures()));
    }
  }
  const file = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  for (const e of checker.getExportsOfModule(file)) visit(e, e.name);
  return found;
}
