// Files put together by hand, from Python values.
import { writeArchive } from "#src/serialize/archive.js";
import { concatBytes } from "#src/serialize/bytes.js";
import { pickle } from "#src/serialize/pickle-write.js";
import { Global, Instance, PyDict, PySet, PyTuple, Reduce } from "#src/serialize/py.js";
import type { PyValue } from "#src/serialize/py.js";
import { StorageRef } from "#src/serialize/storage-ref.js";

/** The bytes of a file with this value in its pickle. */
export function fileOf(root: PyValue, records: Iterable<readonly [string, Uint8Array]> = []): Uint8Array {
  return concatBytes(writeArchive({ pickle: pickle(root), records }));
}

export const tuple = (...items: PyValue[]): PyTuple => new PyTuple(items);
export const call = (fn: string, ...args: PyValue[]): Reduce => new Reduce(pythonGlobal(fn), tuple(...args));
export const pythonGlobal = (id: string): Global =>
  new Global(id.slice(0, id.lastIndexOf(".")), id.slice(id.lastIndexOf(".") + 1));
export const dict = (entries: Readonly<Record<string, PyValue>>): PyDict => new PyDict(Object.entries(entries));
export const ordered = (entries: Iterable<readonly [PyValue, PyValue]> = []): PyDict => new PyDict(entries, true);

/** Eight float32s, 0 to 7, under the key "0". */
export const eight: readonly (readonly [string, Uint8Array])[] = [
  ["0", new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7).buffer)],
];
export const floats = (numel = 8, key = "0"): StorageRef =>
  new StorageRef(pythonGlobal("torch.FloatStorage"), key, numel);

export interface TensorParts {
  storage?: PyValue;
  offset?: PyValue;
  size?: PyValue;
  stride?: PyValue;
  grad?: PyValue;
  hooks?: PyValue;
}

/** A call of `_rebuild_tensor_v2`, by default over the first two of {@link eight}. */
export function tensorNode(p: TensorParts = {}, fn = "torch._utils._rebuild_tensor_v2"): Reduce {
  return call(
    fn,
    p.storage ?? floats(),
    p.offset ?? 0,
    p.size ?? tuple(2),
    p.stride ?? tuple(1),
    p.grad ?? false,
    p.hooks ?? ordered(),
  );
}

export const parameterNode = (data: PyValue = tensorNode(), grad: PyValue = true): Reduce =>
  call("torch._utils._rebuild_parameter", data, grad, ordered());

export interface ModuleSpec {
  parameters?: Readonly<Record<string, PyValue>>;
  buffers?: Readonly<Record<string, PyValue>>;
  modules?: Readonly<Record<string, PyValue>>;
  attributes?: Readonly<Record<string, PyValue>>;
  transient?: readonly string[];
  state?: PyDict;
}

/** An object of a class with what 1.13 keeps in a module; its parts come from `Object.entries`, so `["__proto__"]` works. */
export function moduleNode(cls: string, p: ModuleSpec = {}): Instance {
  const own = (entries: Readonly<Record<string, PyValue>> | undefined): PyDict =>
    ordered(Object.entries(entries ?? {}));
  const state =
    p.state ??
    new PyDict([
      ["training", true],
      ["_parameters", own(p.parameters)],
      ["_buffers", own(p.buffers)],
      ["_non_persistent_buffers_set", new PySet(p.transient ?? [])],
      ["_backward_hooks", ordered()],
      ["_is_full_backward_hook", null],
      ["_forward_hooks", ordered()],
      ["_forward_pre_hooks", ordered()],
      ["_state_dict_hooks", ordered()],
      ["_load_state_dict_pre_hooks", ordered()],
      ["_load_state_dict_post_hooks", ordered()],
      ["_modules", own(p.modules)],
      ...Object.entries(p.attributes ?? {}),
    ]);
  return new Instance(pythonGlobal(cls), tuple(), state);
}

/** `torch.nn.Linear(2, 1)`. */
export const linearNode = (p: ModuleSpec = {}): Instance =>
  moduleNode("torch.nn.modules.linear.Linear", {
    ...p,
    parameters: {
      weight: parameterNode(tensorNode({ size: tuple(1, 2), stride: tuple(2, 1) })),
      bias: parameterNode(tensorNode({ offset: 2, size: tuple(1) })),
      ...p.parameters,
    },
    attributes: { in_features: 2, out_features: 1, ...p.attributes },
  });
