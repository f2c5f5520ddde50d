// A program that uses threads in all ways and says what came of each, one line of JSON: for the tests of Node's options.
import { data, KindlingError, onDiagnosis, ones, setNumThreads } from "kindling";
import make from "../data/squares.js";

const said: string[] = [];
onDiagnosis((d) => said.push(d.code));
const attempt = async (f: () => unknown): Promise<unknown> => {
  try {
    return await f();
  } catch (e) {
    return e instanceof KindlingError ? e.code : `RAW ${String(e)}`;
  }
};
const loader = new data.DataLoader(make({ length: 6 }), {
  batchSize: 2,
  numWorkers: 2,
  workerModule: new URL("../data/squares.js", import.meta.url),
  workerData: { length: 6 },
});
const blocking = await attempt(() => {
  let n = 0;
  for (const b of loader) n += b[1].numel();
  return n;
});
const waiting = await attempt(async () => {
  let n = 0;
  for await (const b of loader) n += b[1].numel();
  return n;
});
setNumThreads(4);
const product = await attempt(() => ones(300, 300).matmul(ones(300, 300)).sum().item());
for (let i = 0; i < 3; i++) ones(300, 300).matmul(ones(300, 300));
await new Promise((resolve) => setTimeout(resolve, 50)); // what a thread says of itself comes later
console.log(JSON.stringify({ blocking, waiting, product, said }));
