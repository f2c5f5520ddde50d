/**
 * Several results under their names, which can also be destructured by position, like Python's named tuples:
 * `{ values }` and `[values]`.
 */
export type NamedTuple<T extends object> = Readonly<T> & Iterable<T[keyof T]>;

const form = {
  *[Symbol.iterator](this: object): Generator<unknown> {
    yield* Object.values(this);
  },
};

/** Whether a value is a named tuple. */
export function isNamedTuple(v: object): boolean {
  return Object.getPrototypeOf(v) === form;
}

/** The fields as a named tuple, in the order in which they are written. */
export function namedTuple<T extends object>(fields: T): NamedTuple<T> {
  return Object.assign(Object.create(form) as T, fields) as NamedTuple<T>;
}
