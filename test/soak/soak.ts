// Under attack and under load, as one table. `node soak.js [short] [--seed N]`; see scripts/soak.mjs.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { load, ones, save, type Tensor } from "kindling";
import { formats } from "./fuzz.js";
import { supervise } from "./supervise.js";
import { trySizes } from "./try-sizes.js";

export interface Row {
  readonly what: string;
  readonly tried: number;
  readonly outcome: string;
  readonly wrong: readonly string[];
}
const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function files(count: number, seed: number): Promise<Row[]> {
  const names = Object.keys(formats),
    came = names.map(() => ({ right: 0, refused: 0 })),
    wrong: string[] = [];
  await supervise(
    at("./fuzz.js"),
    [String(count), String(seed)],
    (i, _, got) => {
      if (got === "right" || got === "refused") came[i % names.length]![got]++;
    },
    (w) => {
      wrong.push(w);
    },
  );
  return names.map((name, n) => ({
    what: `changed files: ${name}`,
    tried: came[n]!.right + came[n]!.refused,
    outcome: `${came[n]!.right} read, ${came[n]!.refused} refused`,
    wrong: wrong.filter((w) => w.startsWith(`${name},`)),
  }));
}

/** Programs that save again and again, killed at some moment: the file is whole, and at last nothing is left beside it. */
async function kills(count: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "kindling-soak-")),
    file = join(folder, "a.pt"),
    wrong: string[] = [];
  try {
    save(ones(100_000), file);
    for (let i = 0; i < count; i++) {
      const child = spawn(
        process.execPath,
        [
          "--conditions=kindling-source",
          "--input-type=module",
          "-e",
          `import { ones, save } from ${JSON.stringify(import.meta.resolve("kindling"))}; console.log("go"); for (;;) save(ones(100000), ${JSON.stringify(file)});`,
        ],
        { stdio: ["ignore", "pipe", "ignore"] },
      );
      await new Promise((resolve) => {
        child.stdout.once("data", resolve);
      });
      await new Promise((resolve) => {
        setTimeout(resolve, (i * 7) % 40);
      });
      child.kill("SIGKILL");
      await new Promise((resolve) => {
        child.once("close", resolve);
      });
      try {
        if (load<Tensor>(file).sum().item() !== 100_000) wrong.push(`kill ${i}: other numbers`);
      } catch (e) {
        wrong.push(`kill ${i}: ${String(e)}`);
      }
    }
    save(ones(1), file);
    if (readdirSync(folder).length !== 1) wrong.push(`left: ${readdirSync(folder).join(", ")}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { what: "kills while saving", tried: count, outcome: "the file is whole, nothing is left", wrong };
}

async function sizes(every: number): Promise<Row> {
  const { right, refused, wrong } = await trySizes(every, 7 % every);
  return {
    what: "hostile sizes, of every function and layer",
    tried: right + refused + wrong.length,
    outcome: `${right} right, ${refused} refused`,
    wrong,
  };
}

/** Node's options under which threads start as without. */
export const options: readonly (readonly string[])[] = [
  ["--max-old-space-size=4096"],
  ["--expose-gc"],
  ["--stack-size=900"],
  ["--title", "x"],
  ["--v8-pool-size=1"],
  ["--zero-fill-buffers"],
  ["--single-threaded"],
  ["--frozen-intrinsics"],
  ["--no-opt"],
  ["--disable-proto=delete"],
];
function flags(most: number): Row {
  const wrong: string[] = [],
    tried = options.slice(0, most);
  for (const o of tried) {
    const { stdout, stderr } = spawnSync(process.execPath, [...o, at("./loops.js")], {
      encoding: "utf8",
      timeout: 60_000,
    });
    if (stdout.trim() !== '{"blocking":6,"waiting":6,"product":27000000,"said":[]}')
      wrong.push(`${o.join(" ")}: ${stdout}${stderr}`.slice(0, 300));
  }
  return {
    what: "Node's options, with threads",
    tried: tried.length,
    outcome: "loaders and products as without",
    wrong,
  };
}

/** Where the system gives fewer threads or files than wanted, or none: loaders and products go on, and it is said once at most. */
function limits(most: number): Row {
  const root = process.getuid?.() === 0, // whom a limit of processes does not hold
    as = root ? "setpriv --reuid=64321 --clear-groups --inh-caps=-all --bounding-set=-all" : "",
    permission = process.allowedNodeEnvironmentFlags.has("--permission") ? "--permission" : "--experimental-permission";
  const all: [limit: string, flags: string][] = [["true", `${permission} --allow-fs-read=*`]];
  if (process.platform === "linux") {
    for (const n of [7, 8, 9, 10, 11, 12, 14]) all.push([`ulimit -u ${n}`, "--v8-pool-size=1"]);
    for (const n of [20, 22, 24, 26, 28, 32]) all.push([`ulimit -n ${n}`, "--v8-pool-size=1"]);
  }
  // Node aborts where the threads of its own that read files do not start.
  const ownThreads = "require('fs').promises.readFile('/dev/null').then(() => console.log(1))";
  const wrong: string[] = [],
    tried = all.slice(0, most);
  let fewer = 0,
    without = 0;
  for (const [limit, flags] of tried) {
    const run = (...args: string[]): { stdout: string; stderr: string } =>
      spawnSync("bash", ["-c", `${limit}; exec ${as} "$0" ${flags} "$@"`, process.execPath, ...args], {
        encoding: "utf8",
        timeout: 120_000,
      });
    const { stdout, stderr } = run(at("./loops.js"));
    if (/^\{"blocking":6,"waiting":6,"product":27000000,"said":\[("fewer-threads")?\]\}$/m.test(stdout)) {
      if (stdout.includes("fewer-threads")) fewer++;
    } else if (stdout === "" && (/EMFILE/.test(stderr) || run("-e", ownThreads).stdout !== "1\n")) without++; // Node itself wants some of them
    else wrong.push(`${limit}, ${flags}: ${stdout}${stderr}`.slice(0, 300));
  }
  return {
    what: "limits of the system, with threads",
    tried: tried.length,
    outcome: `as without, or by fewer threads (${fewer}); too few for Node itself (${without})`,
    wrong,
  };
}

function flat(steps: number): Row {
  const taken = JSON.parse(
    spawnSync(process.execPath, ["--conditions=kindling-source", at("./memory.js"), String(steps)], {
      encoding: "utf8",
    }).stdout,
  ) as number[];
  const middle = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1]!;
  const third = Math.floor(taken.length / 3),
    before = middle(taken.slice(third, 2 * third)),
    after = middle(taken.slice(2 * third));
  return {
    what: "training steps of a CNN",
    tried: steps,
    outcome: `${before.toFixed(0)} MB, then ${after.toFixed(0)} MB`,
    wrong: after > 1.15 * before + 10 ? [`memory grows: ${taken.map((t) => t.toFixed(0)).join(" ")}`] : [],
  };
}

/** All of it, or (`short`) what takes some seconds. */
export async function soak(short: boolean, seed: number): Promise<Row[]> {
  return [
    ...(await files(short ? 1400 : 140_000, seed)),
    await kills(short ? 3 : 60),
    await sizes(short ? 61 : 1),
    flags(short ? 2 : options.length),
    limits(short ? 1 : Infinity),
    flat(short ? 60 : 1500),
  ];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const words = process.argv.slice(2),
    given = words.indexOf("--seed");
  const rows = await soak(words.includes("short"), given < 0 ? 1 : Number(words[given + 1]));
  for (const { what, tried, outcome, wrong } of rows)
    console.log(
      `${wrong.length === 0 ? "✓" : "✗"} ${what.padEnd(46)} ${String(tried).padStart(7)}  ${outcome}${wrong.map((w) => `\n    ${w}`).join("")}`,
    );
  process.exitCode = rows.some((r) => r.wrong.length > 0) ? 1 : 0;
}
