import { recorder } from "./recorder.js";

// Options that a program may change at any time, such as a learning rate. Reads of them are recorded in plans: a plan
// is valid as long as the numbers it read are unchanged.

/** The values of watched fields. */
const values: unique symbol = Symbol("kindling.values");
type Heard = Record<string, unknown> & { readonly [values]: Record<string, unknown> };

/** One pair of functions for each name, so that objects with the same fields stay of one shape to the JavaScript engine. */
const accessors = new Map<string, PropertyDescriptor>();

function accessorOf(key: string): PropertyDescriptor {
  let known = accessors.get(key);
  if (known === undefined) {
    known = {
      get(this: Heard): unknown {
        recorder?.reads(this, key);
        return this[values][key];
      },
      set(this: Heard, value: unknown) {
        recorder?.writes(this, key);
        this[values][key] = value;
      },
      enumerable: true,
      configurable: true,
    };
    accessors.set(key, known);
  }
  return known;
}

/** Prints like the plain object. */
const printed = {
  value(this: object, _depth: number, options: object, inspect: (v: unknown, o: object) => string): string {
    return inspect(Object.assign(Object.create(Object.getPrototypeOf(this) as object) as object, this), options);
  },
  configurable: true,
};

/** Reports reads and writes of these fields to recordings; the object looks the same. Returns the object. */
export function hear<T extends object>(object: T, keys: readonly string[]): T {
  if (keys.length === 0) return object;
  const at = object as unknown as Heard;
  if (!(values in at)) {
    Object.defineProperty(at, values, { value: {} });
    Object.defineProperty(at, Symbol.for("nodejs.util.inspect.custom"), printed);
  }
  for (const key of keys) {
    at[values][key] = at[key];
    Object.defineProperty(at, key, accessorOf(key));
  }
  return object;
}

/** Whether recordings watch a field. */
export const isHeard = (object: object, key: string): boolean => values in object && key in (object as Heard)[values];

/** The values of an object's watched fields, for reading them without a report. */
export const heardIn = (object: object): object => (object as Heard)[values];
