// Graphs within nodes.

import { stack, type Tensor, tensor, zeros } from "../../index.js";
import { type Call, int64, type Rules, type Value } from "../call.js";

const truth = (c: Call, t: Tensor): boolean => {
  if (t.count !== 1) c.wrong(`a condition is one bool, but this one has ${t.count} elements`);
  return Boolean(t.item());
};

/** Runs a body as often as it says: what it carries from one turn to the next, and what it collects. */
function loop(c: Call): Value[] {
  const body = c.graph("body"),
    most = c.maybe(0) === null ? Infinity : Number(c.x(0).item());
  let on = c.maybe(1) === null || truth(c, c.x(1)),
    carried: Value[] = c.inputs.slice(2);
  const collected: Tensor[][] = body.outputs.slice(1 + carried.length).map(() => []);
  for (let i = 0; i < most && on; i++) {
    const out = c.host.run(body, [tensor(i, int64), tensor(true), ...carried]);
    on = out[0] === null || out[0] === undefined || truth(c, out[0]);
    const n = carried.length;
    carried = out.slice(1, 1 + n);
    collected.forEach((list, k) => list.push(out[1 + n + k]!));
  }
  return [...carried, ...collected.map((list) => (list.length === 0 ? zeros([0]) : stack(list, 0)))];
}

/** Runs a body over slices: states go on, outputs are stacked. */
function scan(c: Call): Value[] {
  const body = c.graph("body"),
    slices = c.int("num_scan_inputs"),
    states = c.inputs.length - slices;
  const inAxes = c.ints("scan_input_axes") ?? [],
    inBack = c.ints("scan_input_directions") ?? [],
    outAxes = c.ints("scan_output_axes") ?? [],
    outBack = c.ints("scan_output_directions") ?? [];
  let state: Value[] = c.inputs.slice(0, states);
  const over = c.inputs.slice(states).map((t, i) => {
    const x = t ?? c.wrong(`input ${states + i} is missing`);
    return { x, dim: c.axis(inAxes[i] ?? 0, x.shape.length), back: inBack[i] === 1 };
  });
  const n = over[0]!.x.shape[over[0]!.dim]!;
  const collected: Tensor[][] = body.outputs.slice(states).map(() => []);
  for (let i = 0; i < n; i++) {
    const out = c.host.run(body, [...state, ...over.map((o) => o.x.select(o.dim, o.back ? n - 1 - i : i))]);
    state = out.slice(0, states);
    collected.forEach((list, k) => {
      if (outBack[k] === 1) list.unshift(out[states + k]!);
      else list.push(out[states + k]!);
    });
  }
  return [...state, ...collected.map((list, k) => (list.length === 0 ? zeros([0]) : stack(list, outAxes[k] ?? 0)))];
}

export const control: Rules = {
  If: (c) => c.host.run(truth(c, c.x()) ? c.graph("then_branch") : c.graph("else_branch"), []),
  Loop: loop,
  Scan: scan,
};
