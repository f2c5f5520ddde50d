import { createRequire } from "node:module";
import { Absent } from "./cache-node.js";

/** A function of a shared object. Typed arrays are passed as the address of their first element. */
export type Foreign = (...args: unknown[]) => unknown;
/** What is used of the package `koffi`, which programs install where they want to call compiled code. */
export interface Koffi {
  load(file: string, options?: { readonly global?: boolean }): KoffiLibrary;
}
export interface KoffiLibrary {
  func(prototype: string): Foreign;
  /** The address of a variable. */
  symbol(name: string, type: string): unknown;
}

let koffi: Koffi | Absent | undefined;

/** The package `koffi`. Throws {@link Absent} where it is not installed, or not for this machine. */
export function loadKoffi(): Koffi {
  if (koffi === undefined) {
    try {
      koffi = createRequire(import.meta.url)("koffi") as Koffi;
    } catch (e) {
      const { code, message } = e as NodeJS.ErrnoException;
      koffi = new Absent(
        code === "MODULE_NOT_FOUND" && message.includes("'koffi'")
          ? "the package koffi is not installed (npm install koffi)"
          : `the package koffi does not load: ${message.split("\n")[0]}`,
      );
    }
  }
  if (koffi instanceof Absent) throw koffi;
  return koffi;
}
