// What the programs of these tests have in common: each runs as it is written, and compiled.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  compile,
  type Diagnosis,
  KindlingError,
  manualSeed,
  onDiagnosis,
  rand,
  resetDiagnosis,
  type Synchronous,
  type Tensor,
  tensor,
} from "kindling";

/** A step as it is, or compiled. */
export type Way = <A extends unknown[], R>(step: (...args: A) => Synchronous<R>) => (...args: A) => R;
export const eager: Way = <A extends unknown[], R>(step: (...args: A) => Synchronous<R>) => step as (...args: A) => R;
export const ways: readonly (readonly [name: string, way: Way])[] = [
  ["as it is written", eager],
  ["compiled", compile],
];

/** The message without the line that it ends with, which is another in each test. */
export const withoutPlace = ({ message, place }: Diagnosis): string =>
  place === undefined ? message : message.replace(` (at ${place})`, "");

/** What is said while `f` runs, hints too. */
export function heard(f: () => void): Diagnosis[] {
  const said: Diagnosis[] = [];
  resetDiagnosis();
  const before = onDiagnosis((d) => said.push({ ...d, message: withoutPlace(d) }));
  try {
    f();
  } finally {
    onDiagnosis(before);
    resetDiagnosis();
  }
  return said;
}

/** The message of the error that `f` throws. */
export function thrown(code: string, f: () => unknown): string {
  try {
    f();
  } catch (e) {
    assert.ok(e instanceof KindlingError, String(e));
    assert.equal(e.code, code);
    return e.message;
  }
  return assert.fail("nothing was thrown");
}

/** A test of a program in both ways. */
export function both(name: string, f: (way: Way) => void): void {
  describe(name, () => {
    for (const [how, way] of ways)
      test(how, () => {
        manualSeed(0);
        f(way);
      });
  });
}

/** The weekend program's data: lists of ten zeros and ones, and how many ones. */
export function lists(n: number): [x: Tensor, y: Tensor] {
  const x = rand(n, 10).gt(0.5).float();
  return [x, x.sum(1, { keepdim: true })];
}

export const labels = (values: readonly number[]): Tensor => tensor(values, { dtype: "int64" });
