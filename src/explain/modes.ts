import { walk } from "../nn/module-state.js";
import type { Module } from "../nn/module.js";
import { BatchNorm1d, BatchNorm2d, BatchNorm3d } from "../nn/layers/batch-norm.js";
import { DropoutBase } from "../nn/layers/dropout.js";
import type { Finding } from "./report.js";

/** Layers that behave differently in training, in the wrong mode. `trained`: the loss has a graph. */
export function modeFindings(model: Module, trained: boolean): Finding[] {
  const two = walk(model).filter(
    ([, m]) =>
      (m instanceof DropoutBase && m.p > 0) ||
      m instanceof BatchNorm1d ||
      m instanceof BatchNorm2d ||
      m instanceof BatchNorm3d,
  );
  const off = two.filter(([, m]) => !m.training);
  if (!trained || off.length < two.length || off.length === 0) return [];
  const names = [...new Set(off.map(([, m]) => m.constructor.name))].join(" and ");
  return [
    {
      code: "model-mode",
      level: "suspicion",
      path: "",
      message: `the model is in evaluation mode, so ${names} behave as if training were over.`,
      fix: "Call `model.train()` before training goes on after `model.eval()`.",
    },
  ];
}
