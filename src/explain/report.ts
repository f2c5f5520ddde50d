import type { Code } from "../diagnose/codes.js";
import { formatGeneral } from "../util/pyformat.js";

// The result of explain(): data, and the same in words.

/** One thing that is wrong or suspicious. */
export interface Finding {
  /** A stable code, and the anchor of its explanation in `docs/errors.md`. */
  readonly code: Code;
  /** `"problem"`: it cannot work like this. `"suspicion"`: it is probably wrong. */
  readonly level: "problem" | "suspicion";
  /** The path of the layer or parameter in the model; empty if it concerns the whole model. */
  readonly path: string;
  /** The observation, in a sentence. */
  readonly message: string;
  /** The fix. */
  readonly fix: string;
}

/** A layer with its own parameters. Sizes are root mean squares; null if unknown. */
export interface LayerReport {
  /** The layer's path in the model, such as `net.0`. */
  readonly path: string;
  /** Such as `Linear(10 → 1)`. */
  readonly layer: string;
  /** The number of its weights. */
  readonly weights: number;
  /** 0 if the loss does not depend on the layer. */
  readonly gradients: number | null;
  /** The size of the next step, relative to the weights. */
  readonly step: number | null;
  /** The number of units that are 0 for every sample (or, after backward, got no gradient), and the total number. */
  readonly dead: readonly [dead: number, units: number] | null;
  /** Its parameters do not require gradients. */
  readonly frozen: boolean;
}

const WIDTH = 100;

/** Text in lines of at most {@link WIDTH} characters; the first begins with `first`, the others are indented like it. */
function lines(first: string, text: string): string[] {
  const indent = " ".repeat(first.length),
    out: string[] = [];
  let line = first,
    empty = true;
  for (const word of text.split(" ")) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      out.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...out, line];
}

const number = (v: number | null): string => (v === null ? "?" : formatGeneral(v, 2));
/** A fraction of the weights: in percent, or as a multiple. */
const formatRatio = (v: number | null): string =>
  v === null ? "?" : v < 1 ? `${formatGeneral(100 * v, 2)} %` : `${v < 1000 ? Math.round(v) : formatGeneral(v, 2)} ×`;
const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/**
 * The result of {@link explain}. It prints as text; its properties hold the same data.
 *
 * @example
 * const model = new nn.Linear(10, 1), x = rand(8, 10), y = x.sum(1, { keepdim: true });
 * explain(model, () => F.mseLoss(model(x), y.squeeze(1))).healthy; // → false
 */
export class Explanation {
  static readonly name: string = "Explanation";
  /** Problems first. */
  readonly findings: readonly Finding[];
  /** The observations of each layer. */
  readonly layers: readonly LayerReport[];
  /** The loss, or NaN if it was not one number. */
  readonly loss: number;
  /** The checks that were not possible, and how to enable them: sentences. */
  readonly unseen: readonly string[];

  /** @internal */
  constructor(findings: readonly Finding[], layers: readonly LayerReport[], loss: number, unseen: readonly string[]) {
    this.findings = [
      ...findings.filter((f) => f.level === "problem"),
      ...findings.filter((f) => f.level === "suspicion"),
    ];
    this.layers = layers;
    this.loss = loss;
    this.unseen = unseen;
  }

  /** Whether nothing was found. */
  get healthy(): boolean {
    return this.findings.length === 0;
  }

  /** The findings as text. */
  toString(): string {
    const out: string[] = [];
    const section = (title: string, level: Finding["level"], sign: string): void => {
      const list = this.findings.filter((f) => f.level === level);
      if (list.length === 0) return;
      out.push(title);
      for (const { path, message, fix, code } of list) {
        out.push(
          ...lines(`  ${sign} `, `${path === "" ? "" : `\`${path}\`: `}${message}`),
          ...lines("    → ", `${fix} [${code}]`),
        );
      }
      out.push("");
    };
    const problems = this.findings.filter((f) => f.level === "problem").length,
      others = this.findings.length - problems;
    const said = [
      ...(problems > 0 ? [count(problems, "thing cannot work", "things cannot work")] : []),
      ...(others > 0 ? [count(others, "thing looks suspicious", "things look suspicious")] : []),
    ];
    out.push(`The loss is ${formatGeneral(this.loss, 4)}.${said.length > 0 ? ` ${said.join(", ")}.` : ""}`, "");
    section("What cannot work", "problem", "✗");
    section("What looks suspicious", "suspicion", "?");
    if (this.healthy)
      out.push(
        this.unseen.length === 0
          ? "Nothing wrong was found: the gradients reach every layer, and all numbers are finite."
          : "Nothing wrong was found in what could be looked at.",
        "",
      );
    if (this.layers.length > 0) out.push(...this.table(), "");
    if (this.unseen.length > 0)
      out.push("Not looked at this time", ...this.unseen.flatMap((s) => lines("  - ", s)), "");
    return out.join("\n").trimEnd();
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  private table(): string[] {
    const rows = [
      ["Layer by layer", "", "weights", "gradients", "next step", "dead units"],
      ...this.layers.map((l) => [
        `  ${l.path === "" ? "(model)" : l.path}`,
        l.layer,
        number(l.weights),
        l.frozen ? "frozen" : number(l.gradients),
        l.frozen ? "" : formatRatio(l.step),
        l.dead === null ? "" : l.dead[0] === 0 ? `none of ${l.dead[1]}` : `${l.dead[0]} of ${l.dead[1]}`,
      ]),
    ];
    // Empty columns are omitted.
    const shown = rows[0]!.map((_, c) => c < 3 || rows.slice(1).some((r) => r[c] !== "" && r[c] !== "?"));
    const widths = rows[0]!.map((_, c) => Math.max(...rows.map((r) => r[c]!.length)));
    return [
      ...rows.map((r) =>
        r
          .map((cell, c) => (c < 2 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
          .filter((_, c) => shown[c])
          .join("  ")
          .trimEnd(),
      ),
      ...lines(
        "  ",
        `(Root mean squares.${shown[4] === true ? " The next step is relative to the weights: 0.1 % to 1 % is usual." : ""})`,
      ),
    ];
  }
}
