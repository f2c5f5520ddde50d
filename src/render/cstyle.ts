import type { Int, Nest, Operation, Source, Statement, Type } from "./nest/nest.js";

// The common part of languages with C's syntax: loops, declarations and sums of indices. A language adds a table from
// operations to text (`js/js.ts`, `c/c.ts`).

type Value = Operation | Source;
/** How a language writes each value. A missing one does not compile. */
export type ValueText = {
  readonly [K in Value["kind"]]: (o: Extract<Value, { readonly kind: K }>, type: Type) => string;
};
type Kept = "begin" | "count" | "accumulate" | "merge" | "store";
/** The statements that differ between languages. */
export type StatementText = {
  readonly [K in Kept]: (s: Extract<Statement, { readonly kind: K }>) => readonly string[];
};

export interface Language {
  /** The keywords of counters and of constant indices: `let`, `const`. */
  readonly counter: string;
  readonly index: string;
  /** The declaration of a value. */
  value(type: Type): string;
  /** Products and sums of indices; the smaller of two. */
  product(a: Int, b: Int): string;
  sum(terms: readonly string[]): string;
  least(a: string, b: Int): string;
  readonly values: ValueText;
  readonly statements: StatementText;
}

/** The lines of a nest's body. */
export function lines(nest: Nest, language: Language): string[] {
  const { values, statements } = language;
  const all = (list: readonly Statement[]): string[] => list.flatMap(line);
  const line = (s: Statement): readonly string[] => {
    switch (s.kind) {
      case "index": {
        const sum = language.sum(
          s.terms.map((t) => (typeof t === "object" ? language.product(t[0], t[1]) : String(t))),
        );
        return [`${language.index} ${s.name} = ${s.most === null ? sum : language.least(sum, s.most)};`];
      }
      case "let": {
        const write = values[s.value.kind] as (o: Value, type: Type) => string;
        return [`${language.value(s.type)} ${s.name} = ${write(s.value, s.type)};`];
      }
      case "loop": {
        const { counter: i, from, to } = s,
          begin = `${language.counter} ${i} = ${from}`;
        if (s.turns.length === 1 && s.turns[0]!.step === 1)
          return [`for (${begin}; ${i} < ${to}; ${i}++) {`, ...all(s.turns[0]!.body), "}"];
        const turns = s.turns.flatMap(({ step, cover, body }) => [
          cover === "once"
            ? `if (${i} < ${to}) {`
            : `for (; ${i}${cover === "all" || step === 1 ? "" : ` + ${step - 1}`} < ${to}; ${step === 1 ? `${i}++` : `${i} += ${step}`}) {`,
          ...all(body),
          "}",
        ]);
        return ["{", `${begin};`, ...turns, "}"];
      }
      case "block":
        return ["{", `${language.index} ${s.counter} = ${s.at};`, ...all(s.body), "}"];
      default:
        return (statements[s.kind] as (s: Statement) => readonly string[])(s);
    }
  };
  return all(nest.body);
}
