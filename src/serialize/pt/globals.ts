// The names that a file may use. Each maps to a value of ours; none is looked up anywhere else.

import { quote, refuse } from "../load-error.js";
import type { GlobalUse } from "../pickle-read.js";
import type { Global } from "../py.js";
import { dtypeNamed, itemSize, refuseForeignDType } from "./dtypes.js";
import { isComplete } from "./functions.js";

/** Calls that represent data. */
const calls = new Set([
  "torch._utils._rebuild_tensor",
  "torch._utils._rebuild_tensor_v2",
  "torch._utils._rebuild_tensor_v3",
  "torch._utils._rebuild_parameter",
  "torch._utils._rebuild_parameter_with_state",
  "torch._tensor._rebuild_from_type_v2",
  "torch.Size",
  "torch.device",
]);
/** Names that stand in the arguments of those calls. */
const mentions = new Set(["torch.Tensor", "torch.nn.parameter.Parameter"]);

/** The allowed uses of a name that represents data; `undefined` for any other. */
export function allowData(name: Global): GlobalUse | undefined {
  const id = `${name}`;
  if (calls.has(id)) return { call: true };
  return mentions.has(id) || itemSize(name) !== undefined || dtypeNamed(name) !== undefined || isFunction(name)
    ? {}
    : undefined;
}

/** A function of torch.nn.functional, stored as an attribute (`self.act = F.relu`). Our class has its own. */
export function isFunction({ module, name }: Global): boolean {
  return (module === "torch.nn.functional" || module === "torch._C._nn") && /^[a-z][a-z0-9_]*$/.test(name);
}

interface Known {
  readonly name: RegExp;
  readonly what: string;
  readonly fix: string;
}

/** Common contents of files that kindling cannot load, and the fix in Python. */
const known: readonly Known[] = [
  {
    name: /^numpy\b.*\b(?:scalar|dtype)$/,
    what: "a NumPy number",
    fix: "In Python, save float(x) or int(x) in its place (x.item() for an element of an array).",
  },
  { name: /^numpy\b/, what: "a NumPy array", fix: "In Python, save torch.from_numpy(array) in its place." },
  {
    name: /^torch\._utils\._rebuild_(?:sparse|nested)/,
    what: "a sparse or nested tensor",
    fix: "In Python, save tensor.to_dense() in its place.",
  },
  {
    name: /^torch\._utils\._rebuild_qtensor$/,
    what: "a quantized tensor",
    fix: "In Python, save tensor.dequantize() in its place.",
  },
  {
    name: /^torch\._utils\._rebuild_/,
    what: "a tensor of a kind that kindling does not have",
    fix: "In Python, save tensor.cpu().clone() in its place.",
  },
  {
    name: /^torch\.optim\./,
    what: "an optimizer or scheduler itself",
    fix: "In Python, save its state_dict(), and give that to loadStateDict here.",
  },
  { name: /^torch\.(?:jit|fx|package)\b/, what: "a compiled model", fix: "In Python, save model.state_dict()." },
  {
    name: /^builtins\.getattr$/,
    what: "a built-in function of PyTorch (such as torch.relu kept in an attribute)",
    fix: "In Python, use the function of torch.nn.functional or a layer in its place, or save model.state_dict().",
  },
  {
    name: /^collections\.(?:defaultdict|deque)$/,
    what: "a container of another kind",
    fix: "In Python, save dict(x) or list(x) in its place.",
  },
];

/** Rejects a name that is not allowed, and explains how to get at the data. */
export function refuseName(name: Global): never {
  refuseForeignDType(name.module, name.name);
  const id = `${name}`;
  const hint = known.find((k) => k.name.test(id));
  const global = `Unsupported global: GLOBAL ${quote(id).slice(1, -1)} was not an allowed global by default`;
  if (hint !== undefined) refuse("file-unsafe", `${global}: the file holds ${hint.what}.`, hint.fix);
  if (id.startsWith("torch.nn.modules.")) {
    if (!isComplete()) {
      refuse(
        "file-class",
        `${global}: the file holds a ${quote(name.name).slice(1, -1)}, and this bundle has only the layers that its program names.`,
        `Name it, so that the bundle has it: load(bytes, { ${name.name}: nn.${name.name} }). If kindling has no such layer, pass your own class, or load only the weights: loadWeights(bytes).`,
      );
    }
    refuse(
      "file-class",
      `${global}: kindling has no layer ${quote(name.name)} yet.`,
      `Pass your own class, load(path, { ${name.name} }), or load only the weights: loadWeights(path).`,
    );
  }
  // By convention, classes start with a capital letter; a caller cannot pass functions.
  if (!/^_*\p{Lu}/u.test(name.name)) {
    refuse(
      "file-unsafe",
      `${global}.`,
      "If it is a class of your own model, pass the class to load. Otherwise ask the author of the file what it is; kindling ran nothing.",
    );
  }
  const short = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name.name) ? name.name : "Name";
  refuse(
    "file-class",
    `Can't get attribute '${quote(name.name).slice(1, -1)}' on <module '${quote(name.module).slice(1, -1)}'>: the file holds an object of a class that load does not know.`,
    `If it is your model's class, pass it: load(path, { ${short} }). For only the weights: model.loadStateDict(loadWeights(path)). If you do not know this class, do not trust the file; nothing was run.`,
  );
}
