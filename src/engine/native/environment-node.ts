import { warn } from "../../diagnose/warn.js";
import { isChoice } from "../choice.js";
import { chosen } from "../engine.js";

/** The choice that `KINDLING_ENGINE` makes for a program that makes none itself. Says once if it is none. */
export function chooseByEnvironment(): void {
  const name = process.env["KINDLING_ENGINE"];
  if (name === undefined || name === "") return;
  if (isChoice(name)) chosen.engine = name;
  else warn("engine", `KINDLING_ENGINE is "${name}", which is not an engine; use "auto", "native", "wasm" or "js".`);
}
