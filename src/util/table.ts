/** An object with an entry for each key: `tableOf(["a", "b"], f)` is `{ a: f("a"), b: f("b") }`. */
export function tableOf<K extends string, V>(keys: readonly K[], entry: (key: K) => V): { readonly [P in K]: V } {
  return Object.fromEntries(keys.map((key) => [key, entry(key)])) as { readonly [P in K]: V };
}
