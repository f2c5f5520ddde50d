// `kindling inspect`: shows the contents of a file as a tree. It runs nothing from the file and needs no classes.

import { nodeInflate } from "../serialize/files-node.js";
import { readContainer } from "../serialize/container.js";
import { quote } from "../serialize/load-error.js";
import { decodeNpy, readNpyHeader } from "../serialize/npy/format.js";
import { readModel, type ValueInfo } from "../onnx/format/model.js";
import { dtypeOf, typeName } from "../onnx/format/tensors.js";
import { readBytes } from "../serialize/pt/file-node.js";
import { itemSize, storageDType } from "../serialize/pt/dtypes.js";
import { Global, Instance, kindOf, PyDict, PyFloat, PyTuple, type PyValue, Reduce } from "../serialize/py.js";
import { readSafetensors } from "../serialize/safetensors-format.js";
import { StorageRef } from "../serialize/storage-ref.js";
import { readZip, setInflate } from "../serialize/zip-read.js";
import { type DType, dtypeInfo } from "../shape/dtype.js";
import { product } from "../util/array.js";
import { bold, read, size } from "./command-node.js";

/** A line of the tree. */
interface Item {
  readonly name: string;
  readonly what: string;
  readonly tensor?: { readonly dtype: string; readonly shape: readonly number[]; readonly bytes: number };
  readonly inner: readonly Item[];
}
interface Found {
  readonly format: string;
  readonly items: readonly Item[];
  readonly notes: readonly string[];
}

/** The maximum number of lines, since a small file may hold a tree of any size. */
const MOST = 20_000,
  DEEPEST = 100;

/** Prints the contents of a file. */
export function inspect(args: readonly string[]): void {
  const { given, named } = read(args, ["file"], { json: "boolean" });
  setInflate(nodeInflate);
  const bytes = readBytes(given[0]!),
    found = /\.onnx$/i.test(given[0]!) ? lookAtModel(bytes) : look(bytes);
  const tensors = tensorsOf(found.items);
  const numbers = tensors.reduce((n, t) => n + product(t.shape), 0),
    total = tensors.reduce((n, t) => n + t.bytes, 0);
  if (named["json"] === true) {
    console.log(
      JSON.stringify(
        { file: given[0], size: bytes.length, ...found, tensors: tensors.length, numbers, bytes: total },
        null,
        1,
      ),
    );
    return;
  }
  console.log(`${bold(given[0]!)}: ${found.format}, ${size(bytes.length)}`);
  for (const note of found.notes) console.log(`  ${note}`);
  let lines = 0;
  const print = (items: readonly Item[], indent: string): void => {
    const width = Math.min(40, Math.max(0, ...items.map((i) => i.name.length)));
    items.forEach((item, i) => {
      if (lines++ > MOST) return;
      const last = i === items.length - 1;
      const { tensor: t } = item;
      const what = t === undefined ? item.what : `${item.what}${t.dtype} [${t.shape.join(", ")}]  ${size(t.bytes)}`;
      console.log(
        `${indent}${last ? "└─" : "├─"} ${item.name.padEnd(item.inner.length > 0 ? 0 : width)}  ${what}`.trimEnd(),
      );
      print(item.inner, `${indent}${last ? "   " : "│  "}`);
    });
  };
  print(found.items, "");
  if (lines > MOST) console.log(`… and ${lines - MOST} more lines`);
  console.log(
    `${tensors.length} ${tensors.length === 1 ? "tensor" : "tensors"}, ${numbers.toLocaleString("en")} numbers, ${size(total)}`,
  );
}

/** An ONNX model: what goes in and out, how often each op is there, and its initializers. */
function lookAtModel(bytes: Uint8Array): Found {
  const { graph, opsets, producer } = readModel(bytes);
  const port = (p: ValueInfo): string =>
    `${shownName(p.name)} ${p.kind === "tensor" ? `${typeName(p.type)} [${(p.shape ?? []).map((d) => (d === null ? "?" : shownName(String(d)))).join(", ")}]` : p.kind}`;
  const own = new Set(graph.initializers.map((t) => t.name)),
    counts = new Map<string, number>();
  for (const n of graph.nodes) counts.set(n.op, (counts.get(n.op) ?? 0) + 1);
  const ops = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, 50);
  return {
    format: `ONNX model, opset ${[...opsets].map(([domain, v]) => (domain === "" ? v : `${shownName(domain)} ${v}`)).join(", ")}${producer === "" ? "" : `, by ${shownName(producer)}`}`,
    notes: [
      ...graph.inputs.filter((p) => !own.has(p.name)).map((p) => `input ${port(p)}`),
      ...graph.outputs.map((p) => `output ${port(p)}`),
      `${graph.nodes.length} nodes: ${ops.map(([op, n]) => `${shownName(op)}${n > 1 ? ` × ${n}` : ""}`).join(", ")}`,
    ],
    items: nested(graph.initializers.map((t) => leaf(t.name, dtypeOf(t.type, `the tensor ${quote(t.name)}`), t.dims))),
  };
}

function look(bytes: Uint8Array): Found {
  if (bytes[0] === 0x93) {
    const { dtype, shape, fortran, descr } = readNpyHeader(bytes);
    decodeNpy(bytes);
    const note = [`NumPy's dtype ${descr}${fortran ? ", Fortran order" : ""}`];
    return { format: "NumPy array (.npy)", notes: note, items: [leaf("array", dtype, shape)] };
  }
  if (bytes[8] === 0x7b && bytes[0] !== 0x50 && bytes[0] !== 0x80) {
    const { entries, metadata } = readSafetensors(bytes);
    return {
      format: "safetensors",
      notes: [...metadata].map(([k, v]) => `${quote(k)}: ${quote(v)}`),
      items: nested([...entries].map(([name, e]) => leaf(name, e.dtype, e.shape))),
    };
  }
  if (bytes[0] === 0x50) {
    const entries = [...readZip(bytes).values()];
    if (entries.length > 0 && entries.every((e) => e.name.endsWith(".npy")))
      return {
        format: "NumPy archive (.npz)",
        notes: [],
        items: entries.map((e) => {
          const h = readNpyHeader(e.data, `archive entry ${quote(e.name)}`);
          return leaf(e.name.slice(0, -4), h.dtype, h.shape);
        }),
      };
  }
  const anything = { call: true, create: true, state: true, items: true, append: true } as const;
  const file = readContainer(
    bytes,
    () => anything,
    (type) => itemSize(type) ?? (type.name.endsWith("Storage") ? 1 : undefined),
  );
  const classes = new Set<string>();
  const left = { lines: MOST };
  const items = [itemOf("(file)", file.root, classes, 0, new Set(), left)];
  return {
    format: file.format === "zip" ? "PyTorch archive (.pt)" : "PyTorch file from before 1.6 (.pt)",
    notes:
      classes.size === 0
        ? []
        : [
            `names: ${[...classes]
              .slice(0, 50)
              .map((c) => quote(c).slice(1, -1))
              .join(", ")}`,
          ],
    items: items[0]!.inner.length > 0 ? [items[0]!] : items,
  };
}

const leaf = (name: string, dtype: DType, shape: readonly number[]): Item => ({
  name: shownName(name),
  what: "",
  tensor: { dtype, shape, bytes: product(shape) * dtypeInfo[dtype].bytes },
  inner: [],
});
const shownName = (name: string): string => quote(name).slice(1, -1);

/** Dotted names as a tree of their parts. */
function nested(flat: readonly Item[]): Item[] {
  const out: Item[] = [],
    groups = new Map<string, Item[]>();
  for (const item of flat) {
    const dot = item.name.indexOf(".");
    if (dot <= 0) {
      out.push(item);
      continue;
    }
    const head = item.name.slice(0, dot);
    let inner = groups.get(head);
    if (inner === undefined) {
      groups.set(head, (inner = []));
      out.push({ name: head, what: "", inner });
    }
    inner.push({ ...item, name: item.name.slice(dot + 1) });
  }
  return out.map((i) => (i.inner.length > 0 ? { ...i, inner: nested(i.inner) } : i));
}

/** The description of a value of a pickle. */
function itemOf(
  name: string,
  v: PyValue,
  classes: Set<string>,
  depth: number,
  above: Set<PyValue>,
  left: { lines: number },
): Item {
  const shown = shownName(name);
  if (left.lines-- <= 0 || depth > DEEPEST) return { name: shown, what: "…", inner: [] };
  if (v === null || typeof v !== "object" || v instanceof PyFloat) return { name: shown, what: plain(v), inner: [] };
  if (v instanceof Uint8Array) return { name: shown, what: `bytes, ${size(v.length)}`, inner: [] };
  if (above.has(v)) return { name: shown, what: "(itself)", inner: [] };
  above.add(v);
  const inside = (entries: Iterable<readonly [string, PyValue]>): Item[] => {
    const out: Item[] = [];
    for (const [n, e] of entries) {
      if (left.lines <= 0) break;
      out.push(itemOf(n, e, classes, depth + 1, above, left));
    }
    return out;
  };
  const keys = (d: PyDict): [string, PyValue][] =>
    d.size === 0 ? [] : [...d.entries].map(([k, e]) => [typeof k === "string" ? k : plain(k), e]);
  const made = ((): Item => {
    if (v instanceof Reduce) {
      const tensor = tensorOf(v);
      if (tensor !== null)
        return { name: shown, what: v.fn.name.includes("parameter") ? "parameter " : "", tensor, inner: [] };
      classes.add(`${v.fn}`);
      return {
        name: shown,
        what: `${shownName(`${v.fn}`)}(…)`,
        inner: inside([...v.args.items.map((e, i) => [`[${i}]`, e] as const), ...stateOf(v.state)]),
      };
    }
    if (v instanceof Instance) {
      classes.add(`${v.cls}`);
      return { name: shown, what: shownName(`${v.cls}`), inner: inside(stateOf(v.state)) };
    }
    if (v instanceof PyDict)
      return { name: shown, what: `${v.ordered ? "OrderedDict" : "dict"} of ${v.size}`, inner: inside(keys(v)) };
    if (Array.isArray(v) || v instanceof PyTuple) {
      const items = Array.isArray(v) ? v : v.items;
      const simple = items.every((e) => e === null || typeof e !== "object" || e instanceof PyFloat);
      const what = `${Array.isArray(v) ? "list" : "tuple"} of ${items.length}`;
      return simple
        ? { name: shown, what: items.length > 8 ? what : `${what}: ${items.map(plain).join(", ")}`, inner: [] }
        : { name: shown, what, inner: inside(items.map((e, i) => [`[${i}]`, e] as const)) };
    }
    if (v instanceof Global) {
      classes.add(`${v}`);
      return { name: shown, what: shownName(`${v}`), inner: [] };
    }
    return { name: shown, what: kindOf(v), inner: [] };
  })();
  above.delete(v);
  return made;

  /** The attributes of an object, or the parameters, buffers and submodules of a module. */
  function stateOf(state: PyValue | undefined): [string, PyValue][] {
    if (state === undefined || !(state instanceof PyDict)) return [];
    const all = keys(state);
    const members = ["_parameters", "_buffers", "_modules"].flatMap((n) => {
      const d = state.get(n);
      return d instanceof PyDict ? keys(d).filter(([, e]) => e !== null) : [];
    });
    return [...members, ...all.filter(([n]) => !n.startsWith("_") && n !== "training")];
  }
}

/** A tensor as described by the call that creates it. */
function tensorOf(r: Reduce): NonNullable<Item["tensor"]> | null {
  const [first, , sizes] = r.args.items;
  if (`${r.fn}`.startsWith("torch._utils._rebuild_parameter")) return first instanceof Reduce ? tensorOf(first) : null;
  if (!(first instanceof StorageRef) || !(sizes instanceof PyTuple)) return null;
  const shape = sizes.items.filter((n) => typeof n === "number");
  const named = storageDType(first.type),
    told = r.args.items.find((a): a is Global => a instanceof Global && a.module === "torch");
  const dtype = named !== undefined && named !== "untyped" ? named : (told?.name ?? first.type.name);
  const width = Object.hasOwn(dtypeInfo, dtype) ? dtypeInfo[dtype as DType].bytes : 1;
  return { dtype: shownName(dtype), shape, bytes: product(shape) * width };
}

function plain(v: PyValue): string {
  if (v instanceof PyFloat) return String(v.value);
  if (v === null) return "None";
  if (typeof v === "boolean") return v ? "True" : "False";
  if (typeof v === "string") return quote(v);
  return typeof v === "object" ? kindOf(v) : String(v);
}

function tensorsOf(items: readonly Item[]): NonNullable<Item["tensor"]>[] {
  return items.flatMap((i) => [...(i.tensor === undefined ? [] : [i.tensor]), ...tensorsOf(i.inner)]);
}
