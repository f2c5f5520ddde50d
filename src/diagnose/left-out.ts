import { fail } from "./error.js";

/**
 * Methods that a bundle does not contain say so when they are called. `kindling/lean` adds this to bundles of programs that call
 * methods by names which they put together.
 */
export function leftOut(prototype: object, names: string): void {
  for (const name of names.split(" ")) {
    if (name in prototype) continue;
    Object.defineProperty(prototype, name, {
      value: () =>
        fail(
          "left-out",
          `this bundle does not contain the method ${name}(): kindling/lean keeps those whose names are words of the program`,
          `lean({ keep: [${JSON.stringify(name)}] }) in the bundler's configuration, or write the name in the program: x.${name}().`,
        ),
      writable: true,
      configurable: true,
    });
  }
}
