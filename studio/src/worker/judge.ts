// What the library finds in a training right now, in its own words. Loaded when it is asked for.

import { explain, getRngState, type nn, noGrad, type optim, setRngState, type Tensor } from "kindling";

const words = (of: ReturnType<typeof explain>): string[] =>
  of.findings.map(
    ({ path, message, fix }) =>
      `${path === "" ? `${message[0]!.toUpperCase()}${message.slice(1)}` : `\`${path}\`: ${message}`} ${fix}`,
  );

export interface Judged {
  readonly model: nn.Module;
  readonly optimizer: optim.SGD | optim.Adam;
  /** The loss, computed anew. */ readonly loss: () => Tensor;
}

/** What is wrong now, problems first: sentences. */
export const judge = ({ model, optimizer, loss }: Judged): string[] => words(explain(model, loss, { optimizer }));

/**
 * What the next step leads to, where it leads to something wrong; else null. `fresh` makes an optimizer of the same kind. The
 * step is made and taken back.
 */
export function judgeStep({ model, optimizer, loss }: Judged, fresh: () => optim.SGD | optim.Adam): string | null {
  const found = judge({ model, optimizer, loss });
  if (found.length > 0) return found[0]!;
  const before = model.parameters().map((p) => p.detach().clone()),
    stream = getRngState(),
    trial = fresh();
  try {
    trial.zeroGrad();
    loss().backward();
    trial.step();
    return judge({ model, optimizer: trial, loss })[0] ?? null;
  } finally {
    noGrad(() => model.parameters().forEach((p, i) => p.copy_(before[i]!)));
    trial.zeroGrad();
    setRngState(stream);
  }
}
