import { isHeard } from "../core/hear.js";
import { unwatched } from "../core/recorder.js";
import { Tensor } from "../core/tensor.js";

// What plain JavaScript values a recording depends on: the fields of a model, the options of an optimizer. A watch
// remembers them, and tells later which of them has changed. Tensors are compared by identity, since plans see what
// happens in them; lists and objects in fields by what they hold.

/** So deep lists and objects in a field are looked into, and so many values of one object are compared in each call. */
const DEEP = 3, MOST = 256;

/** One object's own values. */
interface Look { readonly of: object; readonly keys: readonly unknown[]; readonly values: readonly unknown[]; readonly count: number }

export class Watch {
  private readonly looks: Look[] = [];
  private left = MOST;

  /** Looks at all fields of an object but those of `except` and those that recordings hear. */
  constructor(of: object, except?: ReadonlySet<string>) {
    const keys = Object.keys(of).filter((key) => !isHeard(of, key) && except?.has(key) !== true);
    this.add(of, keys, keys.map((key) => (of as Record<string, unknown>)[key]), Object.keys(of).length, DEEP);
  }

  private add(of: object, keys: readonly unknown[], values: readonly unknown[], count: number, deep: number): void {
    this.looks.push({ of, keys, values, count });
    this.left -= values.length;
    for (const v of values) this.into(v, deep);
  }

  /** Looks into a value that holds others. */
  private into(v: unknown, deep: number): void {
    if (deep === 0 || typeof v !== "object" || v === null || v instanceof Tensor || ArrayBuffer.isView(v) || unwatched in v || this.looks.some(({ of }) => of === v)) return;
    if (v instanceof Map || v instanceof Set) {
      if (v.size <= this.left) this.add(v, [...v.keys()] as unknown[], [...v.values()] as unknown[], v.size, deep - 1);
      return;
    }
    const keys = Object.keys(v);
    if (keys.length <= this.left) this.add(v, keys, keys.map((key) => (v as Record<string, unknown>)[key]), keys.length, deep - 1);
  }

  /** What holds another value now; null if nothing does. `tensors`: whether other tensors in place of tensors count. */
  changed(tensors = true): string | null {
    const { looks } = this;
    for (let l = 0; l < looks.length; l++) {
      const { of, keys, values, count } = looks[l]!;
      if (of instanceof Map || of instanceof Set) {
        if (of.size !== count) return "size";
        let i = 0;
        for (const [key, v] of of.entries()) {
          if (!Object.is(key, keys[i]) || !Object.is(v, values[i])) return String(key);
          i++;
        }
        continue;
      }
      const fields = of as Record<string, unknown>;
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i] as string, now = fields[key], before = values[i];
        if (!Object.is(now, before) && (tensors || !(now instanceof Tensor))) return key;
      }
      if (Object.keys(of).length !== count) return Object.keys(of).find((key) => !keys.includes(key)) ?? String(keys[count]);
    }
    return null;
  }
}
