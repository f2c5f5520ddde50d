// A rank that goes away, in the way that the first argument names, while the others wait for it.
import { ones } from "kindling";
import { allReduce, barrier, destroyProcessGroup, getRank, getWorldSize, initProcessGroup } from "kindling/distributed";

const [how = "", patience = "30", timeout = "1800"] = process.argv.slice(2);
initProcessGroup({
  patience: Number(patience),
  timeout: Number(timeout),
  debug: how === "mismatch" || how === "order",
});
const last = getRank() === getWorldSize() - 1;
barrier();
if (last) {
  if (how === "kill") process.kill(process.pid, "SIGKILL");
  if (how === "throw") throw new Error("what a program does wrong");
  if (how === "reject") await Promise.reject(new Error("what a program does wrong"));
  if (how === "exit 0") process.exit(0);
  if (how === "exit 3") process.exit(3);
  if (how === "sleep") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
  if (how === "stuck") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
}
if (how === "order" && last) barrier();
else if (how !== "forgets") allReduce(ones(how === "mismatch" && last ? 3 : 2));
if (how !== "forgets") destroyProcessGroup();
