import { FunctionWriter, type Local } from "./assembler.js";

// Matrix products in WebAssembly: C = A · B (+ bias), float32, any strides for A and B.
//
// After Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication": a slice of K at a time, B and
// blocks of A are packed into panels that are read from front to back, and a micro-kernel keeps an MR × NR tile of C in
// registers. Elements beyond an edge are packed as zeros; their results go to a scratch tile, from which the valid part
// is copied.

/** Rows and columns of the register tile: MR · NR/4 accumulators, NR/4 of B and one of A must fit 15 registers. */
export const MR = 4,
  NR = 8;
/** Slice of K: a panel of B (KC × NR floats) stays in the first-level cache. */
export const KC = 256;
/** Rows of A packed at a time: MC × KC floats stay in the second-level cache. */
export const MC = 128;

/** Bytes of scratch memory that a product of these sizes needs. */
export function gemmScratch(n: number): number {
  return 4 * (MC * KC + KC * (Math.ceil(n / NR) * NR) + MR * NR) + 64;
}

/**
 * The functions of a product: `gemm(m, n, k, a, aRow, aCol, b, bRow, bCol, c, cRow, bias, scratch)`. Pointers and strides
 * are in bytes; `c` has unit column stride; `bias` is a row of n floats or 0. `fused` uses relaxed multiply-add; `first` is
 * the number that the first function will have in its module.
 */
export function gemmFunctions(fused: boolean, first = 0): FunctionWriter[] {
  return [micro(fused), gemm(first)];
}

/** One tile: `micro(k, a, b, c, cRow, add, bias)`; with `add`, C is added to. */
function micro(fused: boolean): FunctionWriter {
  const f = new FunctionWriter("micro", ["i32", "i32", "i32", "i32", "i32", "i32", "i32"]);
  const [k, a, b, c, cRow, add, bias] = f.params as [Local, Local, Local, Local, Local, Local, Local];
  const wide = NR / 4;
  const acc = Array.from({ length: MR }, () => Array.from({ length: wide }, () => f.local("v128")));
  const bs = Array.from({ length: wide }, () => f.local("v128"));
  const av = f.local("v128"),
    i = f.local("i32");
  const step = (u: number): void => {
    bs.forEach((v, j) =>
      f
        .get(b)
        .memory("v128.load", (u * NR + j * 4) * 4)
        .set(v),
    );
    acc.forEach((row, r) => {
      f.get(a)
        .memory("v128.load32_splat", (u * MR + r) * 4)
        .set(av);
      row.forEach((x, j) => {
        if (fused) f.get(av).get(bs[j]!).get(x).op("f32x4.relaxed_madd").set(x);
        else f.get(x).get(av).get(bs[j]!).op("f32x4.mul", "f32x4.add").set(x);
      });
    });
  };
  const UNROLL = 4;
  f.get(k)
    .i32(UNROLL - 1)
    .op("i32.sub")
    .set(k);
  f.loop(i, k, UNROLL, () => {
    for (let u = 0; u < UNROLL; u++) step(u);
    f.bump(a, UNROLL * MR * 4).bump(b, UNROLL * NR * 4);
  });
  f.bump(k, UNROLL - 1);
  f.loop(i, k, 1, () => {
    step(0);
    f.bump(a, MR * 4).bump(b, NR * 4);
  });
  const store = (value: (r: number, j: number) => void): void => {
    acc.forEach((row, r) => {
      row.forEach((_, j) => {
        f.get(c);
        value(r, j);
        f.memory("v128.store", j * 16);
      });
      if (r < MR - 1) f.bump(c, cRow);
    });
  };
  f.get(add).when(
    () =>
      store((r, j) =>
        f
          .get(c)
          .memory("v128.load", j * 16)
          .get(acc[r]![j]!)
          .op("f32x4.add"),
      ),
    () =>
      f.get(bias).when(
        () =>
          store((r, j) =>
            f
              .get(bias)
              .memory("v128.load", j * 16)
              .get(acc[r]![j]!)
              .op("f32x4.add"),
          ),
        () => store((r, j) => f.get(acc[r]![j]!)),
      ),
  );
  return f;
}

function gemm(microIndex: number): FunctionWriter {
  const f = new FunctionWriter(
    "gemm",
    Array.from({ length: 13 }, () => "i32" as const),
  );
  const [m, n, k, a, aRow, aCol, b, bRow, bCol, c, cRow, bias, scratch] = f.params as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const i32 = (): Local => f.local("i32");
  const [aPack, bPack, tile] = [i32(), i32(), i32()];
  const [p, kc, ic, mc, jr, ir, from, to, x, y, left] = [
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
  ];
  const [ap, bp, cp, brow, rows, cols] = [i32(), i32(), i32(), i32(), i32(), i32()];
  const least = (l: Local, bound: Local, at: Local, most: number): void => {
    f.get(bound).get(at).op("i32.sub").tee(l).i32(most).get(l).i32(most).op("i32.lt_s", "select").set(l);
  };
  f.get(scratch)
    .i32(15)
    .op("i32.add")
    .i32(-16)
    .op("i32.and")
    .tee(tile)
    .i32(MR * NR * 4)
    .op("i32.add")
    .tee(aPack)
    .i32(MC * KC * 4)
    .op("i32.add")
    .set(bPack);
  // A row of a panel beyond B's last column is zero.
  const edge = (): void => {
    f.i32(0)
      .set(y)
      .loop(y, NR, 1, () => {
        f.get(to);
        f.get(y).get(left).op("i32.lt_s");
        pick(f, brow);
        f.memory("f32.store").bump(to, 4).bump(brow, bCol);
      });
  };
  f.loop(p, k, KC, () => {
    least(kc, k, p, KC);
    // B's slice, in panels of NR columns
    f.get(bPack).set(to).i32(0).set(jr);
    f.loop(jr, n, NR, () => {
      f.get(n).get(jr).op("i32.sub").set(left);
      f.get(b).get(p).get(bRow).op("i32.mul", "i32.add").get(jr).get(bCol).op("i32.mul", "i32.add").set(from);
      f.get(left)
        .i32(NR)
        .op("i32.ge_s")
        .get(bCol)
        .i32(4)
        .op("i32.eq", "i32.and")
        .when(
          () =>
            f
              .i32(0)
              .set(x)
              .loop(x, kc, 1, () => {
                for (let j = 0; j < NR; j += 4)
                  f.get(to)
                    .get(from)
                    .memory("v128.load", j * 4)
                    .memory("v128.store", j * 4);
                f.bump(to, NR * 4).bump(from, bRow);
              }),
          () =>
            f
              .i32(0)
              .set(x)
              .loop(x, kc, 1, () => {
                f.get(from).set(brow);
                f.get(left)
                  .i32(NR)
                  .op("i32.ge_s")
                  .when(
                    () => {
                      for (let j = 0; j < NR; j++) {
                        f.get(to)
                          .get(brow)
                          .memory("f32.load")
                          .memory("f32.store", j * 4);
                        if (j < NR - 1) f.bump(brow, bCol);
                      }
                      f.bump(to, NR * 4);
                    },
                    () => edge(),
                  );
                f.bump(from, bRow);
              }),
        );
    });
    f.i32(0).set(ic);
    f.loop(ic, m, MC, () => {
      least(mc, m, ic, MC);
      // a block of A, in panels of MR rows
      f.get(aPack).set(to).i32(0).set(ir);
      f.loop(ir, mc, MR, () => {
        f.get(mc).get(ir).op("i32.sub").set(left);
        f.get(a)
          .get(ic)
          .get(ir)
          .op("i32.add")
          .get(aRow)
          .op("i32.mul", "i32.add")
          .get(p)
          .get(aCol)
          .op("i32.mul", "i32.add")
          .set(from);
        f.i32(0)
          .set(x)
          .loop(x, kc, 1, () => {
            f.get(from).set(brow);
            f.get(left)
              .i32(MR)
              .op("i32.ge_s")
              .when(
                () => {
                  for (let r = 0; r < MR; r++) {
                    f.get(to)
                      .get(brow)
                      .memory("f32.load")
                      .memory("f32.store", r * 4);
                    if (r < MR - 1) f.bump(brow, aRow);
                  }
                },
                () =>
                  f
                    .i32(0)
                    .set(y)
                    .loop(y, MR, 1, () => {
                      f.get(to).get(y).i32(4).op("i32.mul", "i32.add");
                      f.get(y).get(left).op("i32.lt_s");
                      pick(f, brow);
                      f.memory("f32.store").bump(brow, aRow);
                    }),
              );
            f.bump(to, MR * 4).bump(from, aCol);
          });
      });
      f.i32(0).set(jr).get(bPack).set(bp);
      f.loop(jr, n, NR, () => {
        f.get(n).get(jr).op("i32.sub").set(cols);
        f.i32(0).set(ir).get(aPack).set(ap);
        f.loop(ir, mc, MR, () => {
          f.get(mc).get(ir).op("i32.sub").set(rows);
          f.get(c)
            .get(ic)
            .get(ir)
            .op("i32.add")
            .get(cRow)
            .op("i32.mul", "i32.add")
            .get(jr)
            .i32(4)
            .op("i32.mul", "i32.add")
            .set(cp);
          const call = (c2: Local | null): void => {
            f.get(kc).get(ap).get(bp);
            if (c2) f.get(c2).get(cRow).get(p);
            else
              f.get(tile)
                .i32(NR * 4)
                .i32(0);
            if (c2) f.get(bias).get(jr).i32(4).op("i32.mul", "i32.add").i32(0).get(bias).op("select");
            else f.i32(0);
            f.call(microIndex);
          };
          f.get(rows)
            .i32(MR)
            .op("i32.ge_s")
            .get(cols)
            .i32(NR)
            .op("i32.ge_s", "i32.and")
            .when(
              () => call(cp),
              () => {
                call(null);
                f.i32(0)
                  .set(y)
                  .loop(y, MR, 1, () => {
                    f.get(y)
                      .get(rows)
                      .op("i32.lt_s")
                      .when(() => {
                        f.i32(0)
                          .set(x)
                          .loop(x, NR, 1, () => {
                            f.get(x)
                              .get(cols)
                              .op("i32.lt_s")
                              .when(() => {
                                const at = (base: Local, row: number | Local): void => {
                                  f.get(base)
                                    .get(y)
                                    .push(row)
                                    .op("i32.mul", "i32.add")
                                    .get(x)
                                    .i32(4)
                                    .op("i32.mul", "i32.add");
                                };
                                at(cp, cRow);
                                at(tile, NR * 4);
                                f.memory("f32.load");
                                f.get(p).whenF32(
                                  () => {
                                    at(cp, cRow);
                                    f.memory("f32.load");
                                  },
                                  () =>
                                    f.get(bias).whenF32(
                                      () =>
                                        f
                                          .get(bias)
                                          .get(jr)
                                          .get(x)
                                          .op("i32.add")
                                          .i32(4)
                                          .op("i32.mul", "i32.add")
                                          .memory("f32.load"),
                                      () => f.f32Zero(),
                                    ),
                                );
                                f.op("f32.add").memory("f32.store");
                              });
                          });
                      });
                  });
              },
            );
          f.get(kc)
            .i32(MR * 4)
            .op("i32.mul")
            .get(ap)
            .op("i32.add")
            .set(ap);
        });
        f.get(kc)
          .i32(NR * 4)
          .op("i32.mul")
          .get(bp)
          .op("i32.add")
          .set(bp);
      });
    });
  });
  return f;
}

/** Rows of C (or columns, if there are more) that a thread takes at once. */
export const STRIP = 32;

/**
 * Two functions after `gemm` (number `gemmIndex`), whose arguments lie at `args` as 32-bit integers, followed by the
 * bytes of scratch memory for each thread: `part0(from, to, who)` computes some strips of C, `all(strips)` shares them
 * among threads.
 */
export function gemmStrips(gemmIndex: number, args: number): FunctionWriter[] {
  const f = new FunctionWriter("part0", ["i32", "i32", "i32"]);
  const [from, to, who] = f.params as [Local, Local, Local];
  const arg = (i: number): void => {
    f.i32(0).memory("i32.load", args + 4 * i);
  };
  const tall = f.local("i32"),
    first = f.local("i32"),
    count = f.local("i32"),
    n = f.local("i32");
  arg(0);
  arg(1);
  f.op("i32.ge_s").set(tall).get(from).i32(STRIP).op("i32.mul").set(first);
  // the strips' rows or columns, or what is left of them
  f.get(to).i32(STRIP).op("i32.mul").set(count);
  arg(0);
  arg(1);
  f.get(tall)
    .op("select")
    .set(n)
    .get(count)
    .get(n)
    .get(count)
    .get(n)
    .op("i32.lt_s", "select")
    .get(first)
    .op("i32.sub")
    .set(count);
  f.get(count);
  arg(0);
  f.get(tall).op("select");
  arg(1);
  f.get(count).get(tall).op("select");
  arg(2);
  const moved = (at: number, step: () => void, wanted: boolean): void => {
    arg(at);
    f.get(first);
    step();
    f.op("i32.mul").i32(0).get(tall);
    if (!wanted) f.op("i32.eqz");
    f.op("select", "i32.add");
  };
  moved(3, () => arg(4), true);
  arg(4);
  arg(5);
  moved(6, () => arg(8), false);
  arg(7);
  arg(8);
  arg(9);
  f.get(first);
  arg(10);
  f.i32(4).get(tall).op("select", "i32.mul", "i32.add");
  arg(10);
  arg(11);
  f.get(first).i32(4).op("i32.mul").i32(0).get(tall).op("i32.eqz");
  arg(11);
  f.i32(0).op("i32.ne", "i32.and", "select", "i32.add");
  arg(12);
  f.get(who);
  arg(13);
  f.op("i32.mul", "i32.add");
  f.call(gemmIndex);
  const all = new FunctionWriter("all", ["i32"]);
  all.i32(0).get(all.params[0]!).call(0);
  return [f, all];
}

/** Takes a condition from the stack and leaves the float at `at`, or 0. */
function pick(f: FunctionWriter, at: Local): void {
  f.whenF32(
    () => f.get(at).memory("f32.load"),
    () => f.f32Zero(),
  );
}

/** `probe()`: multiplies and adds what lies at 0 (twice) and 16, in one relaxed instruction or in two, and stores it at 32. */
export function probeFunction(relaxed: boolean): FunctionWriter {
  const f = new FunctionWriter("probe", []);
  f.i32(0).i32(0).memory("v128.load").i32(0).memory("v128.load");
  if (!relaxed) f.op("f32x4.mul");
  f.i32(0)
    .memory("v128.load", 16)
    .op(relaxed ? "f32x4.relaxed_madd" : "f32x4.add")
    .memory("v128.store", 32);
  return f;
}
