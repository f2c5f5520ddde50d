import type { Program, ProgramBuffer } from "../engine/program.js";
import { dtypeInfo } from "../shape/dtype.js";
import { type Graph, inputsOf, outputsOf, type Step } from "./graph.js";
import type { Kernel } from "../ir/kernel.js";
import { eachLoad } from "./rewrite.js";
import { lowerBound } from "./uses.js";

/** The alignment of buffers in bytes: a cache line. */
const ALIGN = 64;

interface Life {
  readonly buffer: number;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Places all buffers in one arena. Temporaries whose lifetimes do not overlap share memory, and an elementwise kernel
 * may overwrite an operand that it is the last to read.
 */
export function memoryPlan(g: Graph): Program {
  const first = new Map<number, number>(),
    last = new Map<number, number>();
  g.steps.forEach((s, i) => {
    for (const b of [...inputsOf(s), ...outputsOf(s)]) {
      if (!first.has(b)) first.set(b, i);
      last.set(b, i);
    }
  });
  const bytesOf = (b: number): number =>
    Math.max(ALIGN, Math.ceil((g.buffers[b]!.count * dtypeInfo[g.buffers[b]!.dtype].bytes) / ALIGN) * ALIGN);
  const offsets = new Map<number, number>();
  let arena = 0;
  g.buffers.forEach(({ role }, b) => {
    if (role.kind !== "argument" && role.kind !== "kept" && !(role.kind === "constant" && first.has(b))) return;
    offsets.set(b, arena);
    arena += bytesOf(b);
  });
  const shared = arena; // from here on
  const gaps = new Gaps(shared);
  /** The places of temporaries, and those read for the last time in each step. */
  const places = new Map<number, Place>(),
    ending: Place[][] = g.steps.map(() => []);
  let begun = 0;
  const lives = [...first]
    .filter(([b]) => g.buffers[b]!.role.kind === "temporary")
    .map(([buffer, from]): Life => ({ buffer, bytes: bytesOf(buffer), from, to: last.get(buffer)! }));
  const roles = new Map<Kernel<number>, readonly (number | null)[]>();
  for (const { buffer, bytes, from, to } of lives) {
    for (; begun < from; begun++) for (const p of ending[begun]!) if (!p.handedOn) gaps.give(p.offset, p.bytes);
    const heir = places.get(inheritance(g, g.steps[from]!, buffer, from, last, roles) ?? -1);
    let offset: number;
    if (heir?.bytes === bytes) {
      heir.handedOn = true;
      offset = heir.offset;
    } else offset = gaps.take(bytes);
    const place = { offset, bytes, handedOn: false };
    places.set(buffer, place);
    ending[to]!.push(place);
    offsets.set(buffer, offset);
    arena = Math.max(arena, offset + bytes);
  }
  const buffers = g.buffers.map((b, i): ProgramBuffer => ({
    dtype: b.dtype,
    count: b.role.kind === "external" || offsets.has(i) ? b.count : 0,
    place:
      b.role.kind === "external"
        ? { kind: "external", holder: b.role.holder }
        : { kind: "arena", offset: offsets.get(i) ?? 0 },
    constant: b.role.kind === "constant" && offsets.has(i) ? b.role.data : null,
  }));
  return {
    buffers,
    arena,
    steps: g.steps.map((s) =>
      s.kind === "kernel" ? s : { kind: "call", name: s.name, buffers: [...s.reads, s.write], run: s.run },
    ),
  };
}

/** The place of a temporary. `handedOn`: its memory was taken over by another one, which began when it ended. */
interface Place {
  readonly offset: number;
  readonly bytes: number;
  handedOn: boolean;
}

/** The free memory from an address on. */
class Gaps {
  /** The starts and ends of gaps, in order; the last one is unbounded. */
  private readonly starts: number[];
  private readonly ends = [Infinity];

  constructor(from: number) {
    this.starts = [from];
  }

  /** The lowest gap with this many bytes. */
  take(bytes: number): number {
    let i = 0;
    while (this.ends[i]! - this.starts[i]! < bytes) i++;
    const at = this.starts[i]!;
    this.starts[i]! += bytes;
    if (this.starts[i] === this.ends[i]) {
      this.starts.splice(i, 1);
      this.ends.splice(i, 1);
    }
    return at;
  }

  /** Frees a place. */
  give(at: number, bytes: number): void {
    const { starts, ends } = this,
      i = lowerBound(starts, at),
      end = at + bytes;
    const before = i > 0 && ends[i - 1] === at,
      after = starts[i] === end;
    if (before && after) {
      ends[i - 1] = ends[i]!;
      starts.splice(i, 1);
      ends.splice(i, 1);
    } else if (before) ends[i - 1] = end;
    else if (after) starts[i] = at;
    else {
      starts.splice(i, 0, at);
      ends.splice(i, 0, end);
    }
  }
}

/** The operand whose memory a step's output may reuse: a temporary that is read for the last time here, at exactly the written points. */
function inheritance(
  g: Graph,
  s: Step,
  output: number,
  at: number,
  last: ReadonlyMap<number, number>,
  known: Map<Kernel<number>, readonly (number | null)[]>,
): number | null {
  if (s.kind === "call" || s.kernel.outputs.length !== 1 || s.buffers[0] !== output) return null;
  let inPlace = known.get(s.kernel);
  if (inPlace === undefined) known.set(s.kernel, (inPlace = readInPlace(s.kernel)));
  const bytes = dtypeInfo[s.kernel.outputs[0]!.dtype].bytes;
  for (let i = 1; i < s.buffers.length; i++) {
    const b = s.buffers[i]!,
      { role, dtype } = g.buffers[b]!;
    if (
      role.kind === "temporary" &&
      last.get(b) === at &&
      dtypeInfo[dtype].bytes === bytes &&
      s.buffers.every((x, j) => x !== b || inPlace[j - 1] === s.offsets[j]! - s.offsets[0]!)
    )
      return b;
  }
  return null;
}

/**
 * For each input of a kernel with one output, the shift at which it is read at exactly the written points; null if it
 * is also read elsewhere.
 */
function readInPlace({ axes, inputs, outputs }: Kernel<number>): (number | null)[] {
  const { index, value } = outputs[0]!;
  const ahead = inputs.map((): number | null | undefined => undefined);
  eachLoad(value, (e, inside) => {
    const alike = !inside && axes.every((a, i) => a.size === 1 || e.index.strides[i] === index.strides[i]);
    const by = alike ? index.offset - e.index.offset : null,
      known = ahead[e.input];
    ahead[e.input] = known === undefined || known === by ? by : null;
  });
  return ahead.map((by) => by ?? null);
}
