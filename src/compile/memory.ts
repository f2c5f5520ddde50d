import type { Program, ProgramBuffer } from "../engine/program.js";
import { dtypeInfo } from "../shape/dtype.js";
import { sizeOf, strideOf } from "./axes.js";
import { type Graph, inputsOf, outputsOf, type Step } from "./graph.js";
import { eachLoad, loosen } from "./rewrite.js";

/** Each buffer begins at a multiple of this many bytes: a line of the cache. */
const ALIGN = 64;

interface Life { readonly buffer: number; readonly bytes: number; readonly from: number; readonly to: number }

/**
 * Places all buffers in one arena. Temporaries whose lives do not overlap share memory, and a kernel may write its
 * result over an operand that it is the last to read, element by element.
 */
export function memoryPlan(g: Graph): Program {
  const first = new Map<number, number>(), last = new Map<number, number>();
  g.steps.forEach((s, i) => {
    for (const b of [...inputsOf(s), ...outputsOf(s)]) {
      if (!first.has(b)) first.set(b, i);
      last.set(b, i);
    }
  });
  const bytesOf = (b: number): number => Math.max(ALIGN, Math.ceil(g.buffers[b]!.count * dtypeInfo[g.buffers[b]!.dtype].bytes / ALIGN) * ALIGN);
  const offsets = new Map<number, number>();
  let arena = 0;
  g.buffers.forEach(({ role }, b) => {
    if (role.kind !== "argument" && role.kind !== "kept" && !(role.kind === "constant" && first.has(b))) return;
    offsets.set(b, arena);
    arena += bytesOf(b);
  });
  const shared = arena; // from here on
  const placed: (Life & { offset: number })[] = [];
  const lives = [...first].filter(([b]) => g.buffers[b]!.role.kind === "temporary").map(([buffer, from]): Life => ({ buffer, bytes: bytesOf(buffer), from, to: last.get(buffer)! }));
  for (const life of lives) {
    const heir = inheritance(g, g.steps[life.from]!, life.from, last);
    const inherited = heir === null || heir.to !== life.buffer ? undefined : placed.find((p) => p.buffer === heir.from && p.bytes === life.bytes);
    const busy = placed.filter((p) => p !== inherited && p.to >= life.from && p.from <= life.to).sort((a, b) => a.offset - b.offset);
    let offset = inherited?.offset ?? shared;
    if (inherited === undefined || busy.some((p) => p.offset < offset + life.bytes && offset < p.offset + p.bytes)) {
      offset = shared;
      for (const p of busy) {
        if (offset + life.bytes <= p.offset) break;
        offset = Math.max(offset, p.offset + p.bytes);
      }
    }
    placed.push({ ...life, offset });
    offsets.set(life.buffer, offset);
    arena = Math.max(arena, offset + life.bytes);
  }
  const buffers = g.buffers.map((b, i): ProgramBuffer => ({
    dtype: b.dtype, count: b.role.kind === "external" || offsets.has(i) ? b.count : 0,
    place: b.role.kind === "external" ? { kind: "external", holder: b.role.holder } : { kind: "arena", offset: offsets.get(i) ?? 0 },
    constant: b.role.kind === "constant" && offsets.has(i) ? b.role.data : null,
  }));
  return {
    buffers, arena,
    steps: g.steps.map((s) => (s.kind === "kernel" ? s : { kind: "call", name: s.name, buffers: [...s.reads, s.write], run: s.run })),
  };
}

/** The operand whose memory the step's output may take: read for the last time here, at the very points that are written. */
function inheritance(g: Graph, s: Step, at: number, last: ReadonlyMap<number, number>): { from: number; to: number } | null {
  if (s.kind === "call" || s.kernel.outputs.length !== 1) return null;
  const l = loosen(s), [out] = l.outputs;
  const refused = new Set<number>(), good = new Set<number>();
  eachLoad(out!.value, (e, inside) => {
    const same = !inside && e.index.offset === out!.index.offset && l.axes.every((a, i) => sizeOf(a) === 1 || strideOf(e.index, i) === strideOf(out!.index, i));
    (same ? good : refused).add(e.input);
  });
  for (const b of good) {
    const { role, dtype } = g.buffers[b]!;
    if (!refused.has(b) && role.kind === "temporary" && last.get(b) === at && dtypeInfo[dtype].bytes === dtypeInfo[out!.dtype].bytes) return { from: b, to: out!.buffer };
  }
  return null;
}
