import { warn } from "../../diagnose/warn.js";
import { isChoice } from "../choice.js";
import { chosen } from "../engine.js";

/** Applies `KINDLING_ENGINE` if the program chooses no engine itself. Warns once if it is not an engine. */
export function chooseByEnvironment(): void {
  const name = process.env["KINDLING_ENGINE"];
  if (name === undefined || name === "") return;
  if (isChoice(name)) chosen.engine = name;
  else warn("engine", `KINDLING_ENGINE is "${name}", which is not an engine; use "auto", "native", "wasm" or "js".`);
}
