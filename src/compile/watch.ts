import { isHeard } from "../core/hear.js";
import { unwatched } from "../core/recorder.js";
import { Tensor } from "../core/tensor.js";
import { functionOf } from "../engine/codegen.js";
import { alike, type Form } from "./form.js";
import { withExplain } from "../util/features.js";

// The plain JavaScript values that a recording depends on: the fields of a model, the options of an optimizer. A watch
// stores them, and later reports changes. Tensors are compared by identity, since plans see their contents; lists and
// objects in fields by contents.

/**
 * The maximum depth of lists and objects in a field, and the maximum number of values of one object to compare in each
 * call.
 */
export const DEEP = 3;
const MOST = 256;

/** One object's own values. `count`: their number, or null if additional ones do not matter. */
interface Look {
  readonly of: object;
  readonly keys: readonly unknown[];
  readonly values: readonly unknown[];
  readonly count: number | null;
}

export class Watch {
  readonly looks: readonly Look[];
  private readonly list: Look[] = [];
  private left = MOST;
  private readonly whole: (of: object, key: string) => boolean;

  /**
   * Watches all fields of an object except those of `except` and those that recordings watch; `closed`: nothing reads
   * others. The contents of fields for which `whole` is true are not searched.
   */
  constructor(
    of: object,
    except?: ReadonlySet<string>,
    closed = false,
    whole: (of: object, key: string) => boolean = () => false,
  ) {
    this.looks = this.list;
    this.whole = whole;
    const keys = Object.keys(of).filter((key) => !isHeard(of, key) && except?.has(key) !== true);
    this.add(
      of,
      keys,
      keys.map((key) => (of as Record<string, unknown>)[key]),
      closed ? null : Object.keys(of).length,
      DEEP,
    );
  }

  private add(
    of: object,
    keys: readonly unknown[],
    values: readonly unknown[],
    count: number | null,
    deep: number,
  ): void {
    this.list.push({ of, keys, values, count });
    this.left -= values.length;
    values.forEach((v, i) => {
      if (!this.whole(of, keys[i] as string)) this.into(v, deep);
    });
  }

  /** Watches a value that holds others. */
  private into(v: unknown, deep: number): void {
    if (
      deep === 0 ||
      typeof v !== "object" ||
      v === null ||
      v instanceof Tensor ||
      ArrayBuffer.isView(v) ||
      unwatched in v ||
      this.looks.some(({ of }) => of === v)
    )
      return;
    if (v instanceof Map || v instanceof Set) {
      if (v.size <= this.left) this.add(v, [...v.keys()] as unknown[], [...v.values()] as unknown[], v.size, deep - 1);
      return;
    }
    const keys = Object.keys(v);
    if (keys.length <= this.left)
      this.add(
        v,
        keys,
        keys.map((key) => (v as Record<string, unknown>)[key]),
        keys.length,
        deep - 1,
      );
  }

  /** The field whose value has changed. */
  changes(): Change[] {
    return this.looks.flatMap(changesIn);
  }
  /** The name of something whose value has changed; null if nothing has. */
  changed(): string | null {
    return this.changes()[0]?.key ?? null;
  }
}

/** A property whose value has changed. */
export interface Change {
  readonly of: object;
  readonly key: string;
  /** Null if it is not an existing property: an element of a Map, or a field that was added or removed. */
  readonly values: { readonly before: unknown; readonly now: unknown } | null;
}

const isCollection = (of: object): of is Map<unknown, unknown> | Set<unknown> => of instanceof Map || of instanceof Set;

function changesIn({ of, keys, values, count }: Look): Change[] {
  if (isCollection(of)) {
    if (of.size !== count) return [{ of, key: "size", values: null }];
    let i = 0;
    for (const [key, v] of of.entries()) {
      if (!Object.is(key, keys[i]) || !Object.is(v, values[i])) return [{ of, key: String(key), values: null }];
      i++;
    }
    return [];
  }
  const fields = of as Record<string, unknown>,
    found: Change[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string,
      now = fields[key],
      before = values[i];
    if (!Object.is(now, before)) found.push({ of, key, values: key in fields ? { before, now } : null });
  }
  if (count !== null && Object.keys(of).length !== count)
    found.push({
      of,
      key: Object.keys(of).find((key) => !keys.includes(key)) ?? String(keys[count]),
      values: null,
    });
  return found;
}

/** Up to this many properties are compared by a generated function; for more, generating takes too long, and their plans are slow anyway. */
const GENERATED = 512;

/** The conditions under which a recording is still valid. */
export class Guards {
  /** Properties of objects, and their values. */
  readonly properties = new Map<object, Map<string, unknown>>();
  /** Objects with an exact number of enumerable properties. */
  readonly counts: { readonly of: object; readonly count: number }[] = [];
  readonly tests: {
    readonly holds: () => boolean;
    readonly of: object | string | undefined;
    readonly key: string | undefined;
  }[] = [];
  private readonly names = new Map<object, string>();

  /** A test of the condition. `of` and `key`: its subject, or the function's own change of it, for explain(). */
  test(holds: () => boolean, of?: object | string, key?: string): void {
    this.tests.push({ holds, of, key });
  }

  /** A readable name of an object. */
  name(of: object, name: string): void {
    if (withExplain) this.names.set(of, name);
  }
  /** ` of Net`, or nothing. */
  nameOf(of: object): string {
    if (!withExplain) return "";
    const name = this.names.get(of) ?? (of.constructor as Function | undefined)?.name ?? "Object";
    return name === "Object" ? "" : ` of ${name}`;
  }

  /** These properties of an object have their current values, or those of `values`. */
  same(
    of: object,
    keys: readonly string[],
    values: readonly unknown[] = keys.map((key) => (of as Record<string, unknown>)[key]),
  ): void {
    let known = this.properties.get(of);
    if (known === undefined) this.properties.set(of, (known = new Map()));
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (known.has(key) && !Object.is(known.get(key), values[i])) this.test(() => false); // it cannot be both
      known.set(key, values[i]);
    }
  }

  /** Everything watched is unchanged; if `left` gives a form, an equal form suffices. */
  watch({ looks }: Watch, left: (of: object, key: string) => Form | null = () => null): void {
    for (const look of looks) {
      const { of, keys, values, count } = look;
      if (isCollection(of)) {
        this.test(() => changesIn(look).length === 0, of);
        continue;
      }
      keys.forEach((key, i) => {
        const form = left(of, key as string);
        if (form !== null)
          this.test(() => alike(form, (of as Record<string, unknown>)[key as string]), of, key as string);
        else this.same(of, [key as string], [values[i]]);
      });
      if (Array.isArray(of)) this.same(of, ["length"]);
      else if (count !== null) this.counts.push({ of, count: countOf(of) });
    }
  }

  /** Only the conditions that hold now. */
  holding(): Guards {
    const those = new Guards();
    for (const [of, known] of this.properties)
      for (const [key, value] of known) if (isSame(of, key, value)) those.same(of, [key], [value]);
    those.counts.push(...this.counts.filter(({ of, count }) => countOf(of) === count));
    those.tests.push(...this.tests.filter(({ holds }) => holds()));
    if (withExplain) for (const [of, name] of this.names) those.name(of, name);
    return those;
  }

  /** Whether all conditions hold. */
  readonly hold = (): boolean => {
    for (const [of, known] of this.properties)
      for (const [key, value] of known) if (!isSame(of, key, value)) return false;
    for (const { of, count } of this.counts) if (countOf(of) !== count) return false;
    for (const { holds } of this.tests) if (!holds()) return false;
    return true;
  };

  /**
   * The same as `hold`, for many calls. Each property is read by a separate expression, which JavaScript engines
   * compile to a single load: a loop over names is several times slower.
   */
  fast(): () => boolean {
    const names: string[] = [],
      given: unknown[] = [],
      terms: string[] = [];
    const constant = (v: unknown): string => {
      given.push(v);
      return names[names.push(`v${names.length}`) - 1]!;
    };
    for (const [of, known] of this.properties) {
      const object = constant(of);
      for (const [key, value] of known) {
        const now = `${object}[${JSON.stringify(key)}]`;
        terms.push(
          value === 0 || Number.isNaN(value)
            ? `Object.is(${now}, ${constant(value)})`
            : `${now} === ${constant(value)}`,
        );
      }
    }
    for (const { of, count } of this.counts) {
      if (typeof of === "function") makeFast(of);
      terms.push(`${constant(countOf)}(${constant(of)}) === ${count}`);
    }
    for (const { holds } of this.tests) terms.push(`${constant(holds)}()`);
    if (terms.length === 0 || terms.length > GENERATED) return this.hold;
    const make = functionOf(["given"], `const [${names.join()}] = given; return () => ${terms.join(" && ")};`);
    return make === null ? this.hold : (make as (given: unknown[]) => () => boolean)(given);
  }
}

/**
 * The number of enumerable properties of an object, including its prototypes'. This loop takes 6 ns where `Object.keys`
 * takes 60.
 */
function countOf(of: object): number {
  let count = 0;
  // oxlint-disable-next-line guard-for-in -- those of prototypes may count too
  for (const _ in of) count++;
  return count;
}

/**
 * Modules are functions, whose properties V8 keeps in a hash table, because a function's own name was deleted from them. As
 * a prototype, an object gets a hidden class: then it is read and counted ten times as fast.
 */
function makeFast(of: object): void {
  function Instance(): void {
    /* made for its prototype only */
  }
  Instance.prototype = of;
  // Constructs two objects, so that V8 treats the object as a prototype.
  for (let i = 0; i < 2; i++) Reflect.construct(Instance, []);
}

const isSame = (of: object, key: string, value: unknown): boolean =>
  Object.is((of as Record<string, unknown>)[key], value);
