import type { Tensor } from "../core/tensor.js";
import { membersOf, walk } from "../nn/module-state.js";
import type { Module } from "../nn/module.js";
import type { LayerReport } from "./report.js";
import { alivePlaces, numbersOf, sizeOf } from "./values.js";

/** The ratio to the initial scale that shows that weights were changed. */
const FAR = 1.05;

/** A layer with its own parameters, during the inspection. */
export class Row {
  readonly path: string;
  readonly parameters: readonly Tensor[];
  readonly weights: number;
  gradients: number | null = null;
  step: number | null = null;
  dead: [dead: number, units: number] | null = null;
  private readonly layer: Module;
  private readonly weight: Tensor | undefined;

  constructor(path: string, layer: Module, parameters: readonly Tensor[]) {
    this.path = path;
    this.layer = layer;
    this.parameters = parameters;
    this.weight = parameters.find((p) => p.shape.length > 1);
    this.weights = sizeOf(parameters.map(numbersOf));
  }

  /** Whether it multiplies with a matrix, as layers that pass gradients on do. */
  get matrix(): boolean {
    return this.weight !== undefined && !this.isTable;
  }
  /** Rows of a table that a batch does not look up have no gradient, which is fine. */
  private get isTable(): boolean {
    return this.layer.constructor.name.startsWith("Embedding");
  }

  /**
   * Used if the outputs of relus are gone: units whose weights all have a gradient of 0. In a transposed layer units
   * are not the first dimension.
   */
  countZeroRows(gradientOf: (p: Tensor) => Tensor | null): void {
    const g = this.weight === undefined ? null : gradientOf(this.weight);
    if (
      this.dead !== null ||
      g === null ||
      !this.matrix ||
      ("transposed" in this.layer && this.layer.transposed === true)
    )
      return;
    const units = g.shape[0]!,
      bias = this.parameters.map(gradientOf).find((b) => b !== null && b.shape.length === 1 && b.shape[0] === units);
    const alive = alivePlaces(numbersOf(g), g.shape, 0);
    if (bias != null)
      numbersOf(bias).forEach((v, i) => {
        if (v !== 0) alive[i] = 1;
      }); // its inputs are 0, not the unit
    const dead = units - alive.reduce((a, b) => a + b, 0);
    if (dead > 0) this.dead = [dead, units];
  }

  /** The distance of the weights from the initial range of linear layers and convolutions, ±1/√inputs; null if they are within it. */
  thrown(): { readonly largest: number; readonly began: number } | null {
    const { weight } = this;
    if (weight === undefined || !this.matrix) return null;
    const inputs = weight.shape.slice(1).reduce((a, b) => a * b, 1),
      began = 1 / Math.sqrt(Math.max(1, inputs));
    const largest = this.parameters.reduce(
      (most, p) => numbersOf(p).reduce((a, v) => Math.max(a, Math.abs(v)), most),
      0,
    );
    return largest > FAR * began ? { largest, began } : null;
  }

  report(): LayerReport {
    const { path, weights, gradients, step, dead } = this;
    return {
      path,
      layer: this.layer.summary(),
      weights,
      gradients,
      step,
      dead,
      frozen: this.parameters.every((p) => !p.wantsGrad),
    };
  }
}

/** The layers of a model that have parameters; a shared one appears once. */
export function rowsOf(model: Module): Row[] {
  const seen = new Set<Tensor>();
  return walk(model).flatMap(([path, m]) => {
    const own = membersOf(m).parameters.flatMap(([, p]) => (p === null || seen.has(p) ? [] : [p]));
    for (const p of own) seen.add(p);
    return own.length === 0 ? [] : [new Row(path, m, own)];
  });
}
