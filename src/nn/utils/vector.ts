import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { cat } from "../../ops/view/join.js";
import { narrow, reshape } from "../../ops/view/view.js";
import { setData } from "../../tensor/data.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * All elements of all parameters, one after another, as one vector.
 *
 * @example
 * nn.utils.parametersToVector(new nn.Linear(3, 2).parameters()).shape; // → 8
 */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  noMore("parametersToVector", 1, arguments);
  return cat([...parameters].map((p) => reshape(p, [p.count])));
}

/**
 * Assigns the elements of a vector to the parameters, in the order of {@link parametersToVector}; they become views of
 * it.
 *
 * @example
 * const l = new nn.Linear(2, 1);
 * nn.utils.vectorToParameters(tensor([1, 2, 3]), l.parameters());
 * [l.weight.tolist(), l.bias!.tolist()].join(" "); // → 1,2 3
 */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  noMore("vectorToParameters", 2, arguments);
  needTensor(vector, "vectorToParameters", "vec");
  let at = 0;
  const list = [...parameters],
    wanted = list.reduce((n, p) => n + p.count, 0);
  if (wanted > vector.count)
    fail(
      "reshape-size",
      `the parameters have ${wanted} elements, but the vector has ${vector.count}`,
      "use parametersToVector with the same parameters.",
    );
  for (const p of list) {
    setData(p, reshape(narrow(vector, 0, at, p.count), p.shape));
    at += p.count;
  }
}
