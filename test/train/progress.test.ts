import { afterEach, beforeEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { type ProgressOutput, setProgressClock, setProgressOutput } from "#src/train/output.js";
import { type ProgressBar, type ProgressOptions, tqdm, trange } from "#src/train/progress.js";
import { readGolden } from "../goldens.js";

type Step =
  | ["tick", number]
  | ["open", string, number, ProgressOptions]
  | ["next", string]
  | ["break", string]
  | ["manual", string, ProgressOptions]
  | ["update", string, number]
  | ["close", string]
  | ["postfix", string, Record<string, number>]
  | ["desc", string, string]
  | ["write", string];

const golden = readGolden<{ sessions: { steps: Step[]; text: string }[] }>("progress");

let now = 100;
let text = "";
const terminal: ProgressOutput = {
  write: (s) => {
    text += s;
  },
  isTTY: true,
  columns: 80,
};
const pipe: ProgressOutput = {
  write: (s) => {
    text += s;
  },
};

beforeEach(() => {
  now = 100;
  text = "";
  setProgressClock(() => now);
  setProgressOutput(terminal);
});
afterEach(() => {
  setProgressClock(null);
  setProgressOutput(null);
});

function play(steps: readonly Step[]): void {
  const bars = new Map<string, ProgressBar<number>>();
  const loops = new Map<string, Iterator<number>>();
  const writer = tqdm([]);
  for (const step of steps) {
    switch (step[0]) {
      case "tick":
        now += step[1];
        break;
      case "open": {
        const bar = trange(step[2], step[3]);
        bars.set(step[1], bar);
        loops.set(step[1], bar[Symbol.iterator]());
        break;
      }
      case "manual":
        bars.set(step[1], tqdm(step[2]));
        break;
      case "next":
        loops.get(step[1])!.next();
        break;
      case "break":
        loops.get(step[1])!.return!();
        break;
      case "update":
        bars.get(step[1])!.update(step[2]);
        break;
      case "close":
        bars.get(step[1])!.close();
        break;
      case "postfix":
        bars.get(step[1])!.setPostfix(step[2]);
        break;
      case "desc":
        bars.get(step[1])!.setDescription(step[2]);
        break;
      case "write":
        writer.write(step[1]);
        break;
    }
  }
}

describe("on a terminal", () => {
  golden.sessions.forEach(({ steps, text: expected }, i) => {
    test(`sends what tqdm sends, session ${i}`, () => {
      play(steps);
      assert.equal(text, expected);
    });
  });

  test("a loop of four", () => {
    const t = trange(4);
    for (const i of t) {
      t.setPostfix({ loss: 1 / (i + 1) });
      now += 0.25;
    }
    const lines = text
      .split("\r")
      .slice(1)
      .map((line) => line.replace(/\|.*\|/, "|"));
    assert.deepEqual(lines, [
      "  0%| 0/4 [00:00<?, ?it/s]",
      " 25%| 1/4 [00:00<00:00,  4.00it/s, loss=1]",
      " 50%| 2/4 [00:00<00:00,  4.00it/s, loss=0.5]",
      " 75%| 3/4 [00:00<00:00,  4.00it/s, loss=0.333]",
      "100%| 4/4 [00:01<00:00,  4.00it/s, loss=0.25]",
      "100%| 4/4 [00:01<00:00,  4.00it/s, loss=0.25]\n",
    ]);
  });

  test("a line written within the loop finds the bar up to date", () => {
    const t = trange(4);
    for (const i of t) if (i === 2) t.write("half");
    assert.match(text, /\r {79}\rhalf\n\r 50%\|.* 2\/4 /);
  });

  test("a line written below an outer bar clears both and draws both again", () => {
    for (const _ of trange(1, { desc: "outer" })) {
      const t = trange(1, { desc: "inner" });
      for (const _ of t) {
        text = "";
        t.write("hello");
        break;
      }
    }
    const blank = " ".repeat(79);
    const [outer, inner] = ["outer", "inner"].map((s) => `${s}:   0%|${" ".repeat(45)}| 0/1 [00:00<?, ?it/s]`);
    assert.ok(
      text.startsWith(`\r${blank}\r\n\r${blank}\r\u001b[Ahello\n\r${outer}\n\r${inner}\u001b[A`),
      JSON.stringify(text),
    );
  });

  test("draws at most ten times a second in a fast loop, and reads the clock rarely", () => {
    let reads = 0;
    setProgressClock(() => {
      reads++;
      return now;
    });
    for (const _ of trange(1_000_000)) now += 1e-6;
    const drawings = text.split("\r").length - 1;
    assert.ok(drawings >= 10 && drawings <= 12, `${drawings} drawings in a second`);
    assert.ok(reads < 20_000, `${reads} clock readings`);
  });

  test("notices within 64 iterations that a fast loop became slow", () => {
    const loop = trange(100_000)[Symbol.iterator]();
    for (let i = 0; i < 5000; i++) {
      loop.next();
      now += 1e-6;
    }
    text = "";
    for (let i = 0; i < 128; i++) {
      loop.next();
      now += 1;
    }
    assert.ok(text.split("\r").length - 1 >= 64);
    loop.return!();
  });

  test("changing the description again and again does not draw again and again", () => {
    const t = trange(1000);
    for (const i of t) {
      t.setDescription(`step ${i}`);
      now += 0.001;
    }
    assert.ok(text.split("\r").length - 1 < 30);
    assert.match(text, /step 999: 100%.*\n$/);
  });

  test("a break leaves the bar where it was, an error too", () => {
    for (const i of trange(10)) if (i === 3) break;
    assert.match(text, / 30%\|.* 3\/10 .*\n$/);
    text = "";
    assert.throws(() => {
      for (const i of trange(10)) if (i === 5) throw new Error("in the loop");
    }, /in the loop/);
    assert.match(text, / 50%\|.* 5\/10 .*\n$/);
    text = "";
    const broken = {
      *[Symbol.iterator]() {
        yield 1;
        throw new Error("in the data");
      },
    };
    assert.throws(() => {
      for (const _ of tqdm(broken));
    }, /in the data/);
    assert.match(text, /1it .*\n$/);
  });

  test("the next bar has its own line again after a break", () => {
    for (const _ of trange(3)) for (const _ of trange(3)) break;
    text = "";
    for (const _ of trange(2));
    assert.ok(!text.includes("\u001b"), "no cursor movement: it is an outermost bar");
  });

  test("a bar can be looped over again", () => {
    const t = trange(3);
    for (const _ of t);
    const first = text;
    text = "";
    for (const _ of t);
    assert.equal(text, first);
  });

  test("a loop over a bar inside its own loop gets the values", () => {
    const t = trange(3);
    let sum = 0;
    for (const i of t) for (const j of t) sum += i * j;
    assert.equal(sum, 9);
    assert.equal(text.match(/\n/g)?.length, 1);
  });

  test("says so where the screen has no room for another bar", () => {
    setProgressOutput({ ...terminal, rows: 4 });
    for (const _ of trange(1)) for (const _ of trange(1)) for (const _ of trange(1)) for (const _ of trange(1));
    assert.match(text, /\n\n\r \.\.\. \(more hidden\) \.\.\.\u001b\[A\u001b\[A/);
  });

  test("asks for the width at every drawing", () => {
    const size = { ...terminal, columns: 60 };
    setProgressOutput(size);
    for (const i of trange(3)) {
      size.columns = 70 + 10 * i;
      now += 1;
    }
    assert.deepEqual(
      text
        .trimEnd()
        .split("\r")
        .slice(1)
        .map((line) => line.length),
      [59, 69, 79, 89, 89],
    );
  });

  test("prints to the output's own place for text", () => {
    const printed: string[] = [];
    setProgressOutput({ ...terminal, print: (s) => printed.push(s) });
    const t = trange(2);
    for (const i of t) t.write(`line ${i}`);
    assert.deepEqual(printed, ["line 0\n", "line 1\n"]);
    assert.ok(!text.includes("line"));
  });
});

describe("where the output is no terminal", () => {
  beforeEach(() => setProgressOutput(pipe));

  test("there is a line every 10 %", () => {
    const t = trange(1000, { desc: "train" });
    for (const i of t) {
      t.setPostfix({ loss: 0.5 });
      now += 1 / 64;
      if (i === 5) t.write("hello");
    }
    const lines = text.split("\n");
    assert.equal(lines.length, 12);
    assert.equal(lines[0], "hello");
    assert.equal(lines[1], "train:  10% 100/1000 [00:01<00:14, 64.00it/s, loss=0.5]");
    assert.equal(lines[9], "train:  90% 900/1000 [00:14<00:01, 64.00it/s, loss=0.5]");
    assert.equal(lines[10], "train: 100% 1000/1000 [00:15<00:00, 64.00it/s, loss=0.5]");
    assert.equal(lines[11], "");
  });

  test("short loops have a line for each iteration, and an end", () => {
    for (const _ of trange(3)) now += 0.5;
    assert.equal(
      text,
      "33% 1/3 [00:00<00:01,  2.00it/s]\n67% 2/3 [00:01<00:00,  2.00it/s]\n100% 3/3 [00:01<00:00,  2.00it/s]\n",
    );
    text = "";
    for (const i of trange(30)) if (i === 4) break;
    assert.match(text, /^10% 3\/30 .*\n13% 4\/30 .*\n$/);
    text = "";
    for (const i of trange(10)) if (i === 2) break;
    assert.match(text, /^10% 1\/10 .*\n20% 2\/10 .*\n$/);
  });

  test("quick inner bars are silent, slow ones speak once a second", () => {
    for (const _ of trange(2)) for (const _ of trange(100)) now += 0.001;
    assert.match(text, /^50% 1\/2 .*\n100% 2\/2 .*\n$/);
    text = "";
    for (const _ of trange(1)) for (const _ of trange(100, { desc: "inner" })) now += 1 / 16;
    assert.deepEqual(text.match(/\d+%/g), ["20%", "40%", "60%", "80%", "100%", "100%"]);
  });

  test("an unknown total has a line every ten seconds", () => {
    function* numbers(): Generator<number> {
      for (let i = 0; i < 250; i++) yield i;
    }
    for (const _ of tqdm(numbers())) now += 0.125;
    assert.equal(
      text,
      "80it [00:10,  8.00it/s]\n160it [00:20,  8.00it/s]\n240it [00:30,  8.00it/s]\n250it [00:31,  8.00it/s]\n",
    );
  });
});

describe("values and arguments", () => {
  test("trange gives the values of range", () => {
    assert.deepEqual([...trange(4)], [0, 1, 2, 3]);
    assert.deepEqual([...trange(2, 5)], [2, 3, 4]);
    assert.deepEqual([...trange(10, 0, -3)], [10, 7, 4, 1]);
    assert.deepEqual([...trange(0, 10, 4, { desc: "x" })], [0, 4, 8]);
    assert.deepEqual([...trange(5, 2)], []);
    assert.deepEqual([...trange(-3)], []);
    assert.equal(trange(10, 0, -3).total, 4);
  });

  test("tqdm finds the total of arrays, sets and typed arrays", () => {
    assert.equal(tqdm([1, 2]).total, 2);
    assert.equal(tqdm(new Set("abc")).total, 3);
    assert.equal(tqdm(new Float32Array(7)).total, 7);
    assert.equal(tqdm(new Map().entries()).total, undefined);
    assert.equal(tqdm([1, 2], { total: 9 }).total, 9);
    assert.equal(tqdm([1, 2], { total: Infinity }).total, undefined);
  });

  test("a tensor in the postfix is read when it is given", () => {
    let held = 0.25;
    const loss = { item: () => held };
    const t = trange(1);
    for (const _ of t) {
      t.setPostfix({ loss, ok: true, name: " net ", count: 3n });
      held = 9;
    }
    assert.match(text, /, loss=0\.25, ok=true, name=net, count=3\]\n$/);
  });

  test("a shorter postfix leaves nothing of a longer one", () => {
    const t = trange(1);
    for (const _ of t) {
      t.setPostfix({ a: 1, b: 2 });
      t.setPostfix({ b: 5 });
    }
    assert.match(text, /it\/s, b=5\]\n$/);
  });

  test("a disabled bar is silent, and gives the values", () => {
    assert.deepEqual([...trange(3, { disable: true })], [0, 1, 2]);
    assert.equal(text, "");
  });

  test("mistakes are explained", () => {
    assert.throws(() => trange(2.5), { code: "progress-range", message: /2\.5/ });
    assert.throws(() => trange(NaN), { code: "progress-range" });
    assert.throws(() => trange("7" as unknown as number), { code: "argument", message: /"7"/ });
    assert.throws(() => trange(0, 5, 0), { code: "progress-range", message: /must not be zero/ });
    assert.throws(() => trange({} as unknown as number), { code: "progress-range" });
    assert.throws(() => tqdm(5 as unknown as number[]), { code: "progress-range", message: /trange\(5\)/ });
    assert.throws(() => tqdm(null as unknown as number[]), { code: "progress-range" });
    const t = tqdm({ total: 3 });
    assert.throws(() => [...t], { code: "progress-range" });
    t.close();
  });
});
