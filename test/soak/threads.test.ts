// Threads start, or there is an error at once: under Node's options, limits of the system, and with files missing.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const program = fileURLToPath(new URL("./loops.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kindling-threads-"));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly blocking: unknown;
  readonly waiting: unknown;
  readonly product: unknown;
  readonly said: string[];
}
/** Runs a program; one that hangs is ended, and its output is not JSON. */
function run(command: string, args: readonly string[]): Promise<{ json: Outcome; all: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let out = "",
      err = "";
    child.stdout.on("data", (d) => {
      out += d;
    });
    child.stderr.on("data", (d) => {
      err += d;
    });
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      err += "\nhangs";
    }, 60_000);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      try {
        resolve({ json: JSON.parse(out.trim().split("\n").at(-1)!) as Outcome, all: out + err, code });
      } catch {
        reject(new Error(`${args.join(" ")}: ${out}${err}`));
      }
    });
  });
}

describe("under Node's options loaders work as without", () => {
  const options: string[][] = [
    ["--max-old-space-size=4096"],
    ["--expose-gc", "--no-warnings"],
    ["--stack-size=900"],
    ["--title", "a program"],
    ["--title=x"],
    ["--v8-pool-size=1"],
    ["--secure-heap=2"],
    ["--zero-fill-buffers"],
    ["--disable-proto=delete"],
    ["--max-semi-space-size=32", "--enable-source-maps", "--no-concurrent-recompilation"],
    ["--single-threaded"],
    ["--import", "data:text/javascript,globalThis.preloaded=1"],
    ["--unhandled-rejections=warn"],
    ["--frozen-intrinsics"],
    ["--no-opt", "--conditions", "kindling-source"],
  ];
  for (const o of options)
    test(o.join(" "), async () => {
      const { json } = await run(process.execPath, [...o, program]);
      assert.deepEqual([json.blocking, json.waiting, json.product, json.said], [6, 6, 300 ** 3, []]);
    });
  test("a program on the command line", async () => {
    for (const o of [["-e"], ["--input-type=module", "-e"]]) {
      const { json } = await run(process.execPath, [
        "--max-old-space-size=900",
        ...o,
        `import(${JSON.stringify(pathToFileURL(program).href)})`,
      ]);
      assert.deepEqual([json.blocking, json.waiting], [6, 6]);
    }
  });
});

describe("where the system gives no threads, or too few, loaders and sums go on with those that there are, and it is said once", () => {
  test("permission mode without --allow-worker", async () => {
    const { json, code } = await run(process.execPath, ["--experimental-permission", "--allow-fs-read=*", program]);
    assert.deepEqual(json, { blocking: 6, waiting: 6, product: 300 ** 3, said: ["fewer-threads"] });
    assert.equal(code, 0);
  });
  test("the calling thread gives what the refused ones would have: batches, random numbers, streams in turns", async () => {
    const kindling = JSON.stringify(
      pathToFileURL(join(fileURLToPath(new URL("../../..", import.meta.url)), "dist/bundle/node.js")).href,
    );
    writeFileSync(
      join(folder, "draws.mjs"),
      `import { data, rand, random } from ${kindling};
      class Draws extends data.Dataset {
        length = 7;
        get(i) { const w = data.getWorkerInfo(); return [i, rand(1).item(), random.random(), w.id, w.numWorkers]; }
      }
      class Stream extends data.IterableDataset {
        *[Symbol.iterator]() { const w = data.getWorkerInfo(); for (let i = w.id; i < 9; i += w.numWorkers) yield rand(1).add(i); }
      }
      export default ({ stream, late }) => {
        const set = stream ? new Stream() : new Draws();
        return late ? Promise.resolve(set) : set;
      };`,
    );
    writeFileSync(
      join(folder, "draws-program.mjs"),
      `import { data, manualSeed, onDiagnosis, rand } from ${kindling};
      import make from "./draws.mjs";
      const said = [], seen = [];
      onDiagnosis((d) => said.push(d.code));
      manualSeed(3);
      for (const stream of [false, true]) {
        const loader = (late) => new data.DataLoader(make({ stream }), {
          batchSize: 2, numWorkers: 3, shuffle: !stream, workerModule: new URL("./draws.mjs", import.meta.url), workerData: { stream, late } });
        for (const batch of loader(false)) seen.push([batch].flat().map((t) => t.tolist()));
        seen.push(rand(1).item());
        for await (const batch of loader(true)) seen.push([batch].flat().map((t) => t.tolist()));
        seen.push(rand(1).item(), data.getWorkerInfo());
        if (stream && said.length > 0) try { for (const batch of loader(true)) void batch; } catch (e) { said.push(e.code, e.message.includes("for await")); }
      }
      console.log(JSON.stringify({ seen, said }));`,
    );
    const outcomes = [];
    for (const flags of [[], ["--experimental-permission", "--allow-fs-read=*"]])
      outcomes.push(
        (await run(process.execPath, [...flags, join(folder, "draws-program.mjs")])).json as unknown as {
          seen: unknown[];
          said: unknown[];
        },
      );
    const [threads, alone] = outcomes;
    assert.deepEqual(threads!.said, []);
    assert.deepEqual(alone!.said, ["fewer-threads", "thread", true]);
    assert.ok(threads!.seen.length > 20);
    assert.deepEqual(alone!.seen, threads!.seen);
  });
  const root = process.getuid?.() === 0; // whom the limit does not hold
  const as = root ? "setpriv --reuid=64321 --clear-groups --inh-caps=-all --bounding-set=-all" : "";
  const usable =
    process.platform === "linux" &&
    spawnSync("bash", ["-c", `${as} "${process.execPath}" -e "require('fs').readFileSync('${program}')"`]).status === 0;
  test(
    "ulimit -u",
    { skip: usable ? false : "no other user may be taken on here, or none could read the program" },
    async () => {
      // Node itself needs some; where its own do not start, there is nothing to see.
      const others = root ? 0 : Number(spawnSync("bash", ["-c", "ps -L -u $(id -u) | wc -l"]).stdout);
      for (const more of [8, 10]) {
        const { json, all } = await run("bash", [
          "-c",
          `ulimit -u ${others + more}; exec ${as} "${process.execPath}" --v8-pool-size=1 "${program}"`,
        ]);
        assert.ok(!all.includes("RAW"), all);
        for (const got of [json.blocking, json.waiting]) assert.equal(got, 6, all);
        assert.equal(json.product, 300 ** 3);
        assert.ok(json.said.length <= 1, all);
      }
    },
  );
  test(
    "ulimit -n: a thread needs open files of its own",
    { skip: process.platform === "linux" ? false : "the numbers are Linux's" },
    async () => {
      let fewer = 0;
      for (const n of [24, 26, 28, 32]) {
        // Files that this process was begun with would count, too.
        const close = 'for f in /proc/$$/fd/*; do f=${f##*/}; [ $f -gt 2 ] && eval "exec $f>&-"; done';
        const limited = `${close}; ulimit -n ${n}; exec "${process.execPath}" --v8-pool-size=1 "${program}"`;
        const came = await run("bash", ["-c", limited]).catch((e: unknown) => String(e));
        if (typeof came === "string") {
          assert.match(came, /EMFILE/); // Node itself cannot open the program
          continue;
        }
        assert.deepEqual(
          [came.json.blocking, came.json.waiting, came.json.product],
          [6, 6, 300 ** 3],
          `${n} files: ${came.all}`,
        );
        fewer += came.json.said.length;
      }
      assert.ok(fewer > 0);
    },
  );
});

describe("with files missing, as in a bundle of an application", () => {
  const bundle = join(fileURLToPath(new URL("../../..", import.meta.url)), "dist/bundle");
  const use = (at: string): string => `
    import { data, datasets } from ${JSON.stringify(pathToFileURL(join(at, "node.js")).href)};
    const code = async (f) => { const from = performance.now(); try { await f(); return "works"; } catch (e) { return [e.code ?? String(e), performance.now() - from < 1500]; } };
    const loader = new data.DataLoader([1, 2], { numWorkers: 1, workerModule: ${JSON.stringify(new URL("../data/squares.js", import.meta.url).href)}, workerData: { length: 2 } });
    console.log(JSON.stringify({
      blocking: await code(() => [...loader]), waiting: await code(async () => { for await (const b of loader) void b; }),
      product: await code(() => new datasets.MNIST(${JSON.stringify(join(folder, "mnist"))}, { download: true })), said: [] }));`;
  for (const [what, spoil] of Object.entries({
    "no file of a thread": (at: string) => {
      for (const f of ["worker-node.js", "worker-watch-node.js", "downloader-node.js"]) unlinkSync(join(at, f));
    },
    "files that cannot be run": (at: string) => {
      for (const f of ["worker-watch-node.js", "downloader-node.js"])
        writeFileSync(join(at, f), "import './nothing-there.js';");
    },
    "no file of the workers": (at: string) => {
      unlinkSync(join(at, "worker-node.js"));
      unlinkSync(join(at, "downloader-node.js"));
    },
  }))
    test(what, async () => {
      const at = join(folder, what.replaceAll(" ", "-"));
      cpSync(bundle, at, { recursive: true });
      writeFileSync(join(at, "package.json"), '{ "type": "module" }');
      spoil(at);
      writeFileSync(join(at, "program.js"), use(at));
      const { json } = await run(process.execPath, [join(at, "program.js")]);
      assert.deepEqual(
        [json.blocking, json.waiting, json.product],
        [
          ["thread", true],
          ["thread", true],
          ["thread", true],
        ],
      );
    });
});
