// `kindling plot`: the curves of a run, from a CSV file or from TensorBoard's event files.

import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { library, read, Refused } from "./command-node.js";

type Curves = Map<string, { x: number[]; y: number[] }>;

/** Plots a run. */
export async function plotRun(args: readonly string[]): Promise<void> {
  const { given, named } = read(args, ["run"], { out: "string", log: "boolean", title: "string" });
  const run = given[0]!;
  const { data, plot } = await library();
  const stat = statSync(run, { throwIfNoEntry: false });
  if (stat === undefined) throw new Refused(`No such file or directory: ${JSON.stringify(run)}`);
  const curves =
    stat.isDirectory() || /tfevents/.test(path.basename(run)) ? events(run, stat.isDirectory()) : columns();
  if (curves.size === 0)
    throw new Refused(`${run} has no curves: it contains neither TensorBoard scalars nor columns of numbers.`);
  const width = process.stdout.columns ?? 80;
  const p = plot(Object.fromEntries(curves), {
    logY: named["log"] === true,
    title: typeof named["title"] === "string" ? named["title"] : "",
    columns: Math.max(40, Math.min(width, 120)),
  });
  if (typeof named["out"] === "string") {
    p.save(named["out"]);
    console.log(named["out"]);
  } else console.log(String(p));

  function columns(): Curves {
    const set = new data.CSVDataset(run, { missing: "nan" });
    const byName = (name: string): number[] => [...(set.column(name).float().tolist() as number[])];
    const numeric = set.columns.filter((name) => {
      try {
        set.categories(name);
        return false;
      } catch {
        return true;
      }
    });
    const axis = numeric.find((n) => /^(step|epoch|iteration|x)$/i.test(n));
    const x = axis === undefined ? Array.from({ length: set.length }, (_, i) => i) : byName(axis);
    return new Map(numeric.filter((n) => n !== axis).map((n) => [n, { x, y: byName(n) }]));
  }
}

/** The scalars of event files, by run and tag. A truncated record ends its file. */
function events(at: string, folder: boolean): Curves {
  const found: Curves = new Map();
  const files = folder
    ? readdirSync(at, { recursive: true, encoding: "utf8" })
        .filter((f) => /tfevents/.test(path.basename(f)))
        .sort()
    : [""];
  for (const f of files) {
    const run = path.dirname(f),
      bytes = readFileSync(path.join(at, f)),
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let p = 0; p + 16 <= bytes.length;) {
      const n = Number(view.getBigUint64(p, true));
      if (p + 16 + n > bytes.length) break;
      const event = fields(bytes.subarray(p + 12, p + 12 + n));
      const step = Number((event.get(2)?.[0] as bigint | undefined) ?? 0n);
      for (const summary of event.get(5) ?? [])
        for (const v of fields(summary as Uint8Array).get(1) ?? []) {
          const held = fields(v as Uint8Array),
            scalar = held.get(2)?.[0];
          if (typeof scalar !== "number") continue;
          const tag = new TextDecoder().decode((held.get(1)?.[0] ?? new Uint8Array(0)) as Uint8Array);
          const name = run === "." || run === "" ? tag : `${run}/${tag}`;
          if (!found.has(name)) found.set(name, { x: [], y: [] });
          found.get(name)!.x.push(step);
          found.get(name)!.y.push(scalar);
        }
      p += 16 + n;
    }
  }
  return found;
}

/** The fields of a protocol buffer by number; a truncated one is omitted. */
function fields(bytes: Uint8Array): Map<number, (number | bigint | Uint8Array)[]> {
  const out = new Map<number, (number | bigint | Uint8Array)[]>(),
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let v = 0n;
    for (let shift = 0n; at < bytes.length && shift < 70n; shift += 7n) {
      const b = bytes[at++]!;
      v |= BigInt(b & 127) << shift;
      if (b < 128) break;
    }
    return v;
  };
  while (at < bytes.length) {
    const key = Number(varint()),
      kind = key & 7;
    let v: number | bigint | Uint8Array;
    if (kind === 0) v = varint();
    else if (kind === 2) {
      const n = Number(varint());
      if (at + n > bytes.length) break;
      v = bytes.subarray(at, at + n);
      at += n;
    } else if ((kind === 1 || kind === 5) && at + (kind === 1 ? 8 : 4) <= bytes.length) {
      v = kind === 1 ? view.getFloat64(at, true) : view.getFloat32(at, true);
      at += kind === 1 ? 8 : 4;
    } else break;
    const list = out.get(key >>> 3);
    if (list === undefined) out.set(key >>> 3, [v]);
    else list.push(v);
  }
  return out;
}
