import type { Module } from "../nn/module.js";
import { isModule } from "../nn/module-state.js";

// The compiled model of compile(): it behaves like the same object, except that calls run as plans.

interface Calls {
  (...args: never[]): unknown;
  repeat(n: number, ...args: never[]): unknown;
  explain(): string;
}

/** `model`, whose calls go to `calls`. */
export function asModel(model: Module, calls: Calls): Module {
  const own: Record<PropertyKey, unknown> = { forward: calls, repeat: calls.repeat, explain: calls.explain };
  const proxy: Module = new Proxy(model, {
    apply: (_, __, args) => calls(...(args as never[])),
    get(target, key) {
      if (Object.hasOwn(own, key)) return own[key];
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function" || isModule(value) || key === "constructor" || Object.hasOwn(target, key))
        return value;
      // Methods are the model's own, so that they can access its private fields; a method that returns its model
      // returns this one.
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, args);
        return result === target ? proxy : result;
      };
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
  return proxy;
}
