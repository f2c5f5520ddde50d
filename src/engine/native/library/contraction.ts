// C: sums of products. Every product of matrices, in any transposition and batch, and every convolution is
//
//   c[batch, m, n] = Σ_k a[batch, m, k] · b[batch, k, n] (+ bias)
//
// where m, n and k are groups of axes: of a convolution, m are the output's channels, n its samples and places, k the window. An
// element's place is a sum over the axes, so it is one number of its row (`am[m]`) and one of its column (`ak[k]`).
//
// After Goto & van de Geijn 2008 and Matthews 2018, "High-Performance Tensor Contraction without Transposition": b goes
// into panels as wide as the register tile, a into panels as high; panels are packed from wherever the elements are. A
// tile sums a slice of k in registers. The thread that computes a tile, and its height, do not affect the order of
// additions, and so not a single bit.

/** One type's functions. `contract_f32(axes, a, b, c, bias, threads)`. */
const source = String.raw`
#if defined(__AVX512F__)
enum { VB_T = 64, MR_T = 14 };
#elif defined(__AVX__)
enum { VB_T = 32, MR_T = 6 };
#elif defined(__aarch64__)
enum { VB_T = 16, MR_T = 12 };
#else
enum { VB_T = 16, MR_T = 5 };
#endif
enum { VL_T = VB_T / sizeof(T), NR_T = 2 * VL_T, KC_T = 1280 / sizeof(T), MC_T = 24 * MR_T, NC_T = 8192 / sizeof(T) * 2 };
typedef T V_T __attribute__((vector_size(VB_T), aligned(sizeof(T)), may_alias));
typedef T Q_T __attribute__((vector_size(4 * sizeof(T)), aligned(sizeof(T)), may_alias));

/* The destination of a tile of c: its rows, its columns, and what is added at the end. */
typedef struct {
  T *c;
  const I *cm, *cn;
  const T *bias;
  const I *bm, *bn;
  const I *lanes; /* of a window: which of its columns are wanted; NULL: the first ones */
  int dense; /* the columns stand side by side */
  int side; /* so do the numbers of the bias: 1; it is one for all columns: 0; neither: -1 */
  int add, last;
} Target_T;

/* How the columns of a tile lie. */
INLINE void columns_T(Target_T *to, I j0, I cols) {
  const I *cn = to->cn + j0, *bn = to->bn + j0;
  to->dense = cn[cols - 1] - cn[0] == cols - 1;
  to->side = -1;
  if (to->last && to->bias != NULL) {
    I step = cols > 1 ? bn[1] - bn[0] : 0, j = 2;
    while (j < cols && bn[j] - bn[j - 1] == step) j++;
    if (j >= cols && (step == 0 || step == 1)) to->side = (int)step;
  }
}

/* Puts a tile where it belongs: where its columns lie side by side, by masks that keep those that are wanted; else run by run. */
static __attribute__((noinline)) void put_T(const T *row, I r, const Target_T *to, I i0, I j0, I cols) {
#if defined(__AVX512F__)
  const int biased = to->last && to->bias != NULL;
  if (to->dense && (!biased || to->side >= 0)) {
    uint32_t keep = 0;
    if (to->lanes == NULL) keep = (uint32_t)((UINT64_C(1) << cols) - 1);
    else for (I j = 0; j < cols; j++) keep |= (uint32_t)1 << to->lanes[j];
    const uint32_t k[2] = {keep & ((1u << VL_T) - 1), keep >> VL_T};
    for (I i = i0; i < i0 + r; i++, row += NR_T) {
      T *c = to->c + to->cm[i] + to->cn[j0];
      const T *bias = biased ? to->bias + to->bm[i] + to->bn[j0] : NULL;
#pragma GCC unroll 2
      for (int h = 0; h < 2; h++) {
        if (k[h] == 0) continue;
        const int n = __builtin_popcount(k[h]);
        const uint32_t m = (1u << n) - 1;
        V_T x = SQUEEZE_T(*(const V_T *)(row + h * VL_T), k[h]);
        if (to->add) x += SOME_T(c, m);
        if (biased) x += to->side ? SOME_T(bias, m) : (V_T)(*bias - (V_T){});
        KEEP_T(c, x, m);
        c += n;
        if (biased && to->side) bias += n;
      }
    }
    return;
  }
#endif
  I lane[NR_T], col[NR_T + 1], runs = 0; /* what stands side by side in the tile and in c */
  const I *cn = to->cn + j0;
  for (I j = 0; j < cols; j++) {
    I l = to->lanes != NULL ? to->lanes[j] : j;
    if (j == 0 || cn[j] != cn[j - 1] + 1 || l != lane[runs - 1] + j - col[runs - 1]) lane[runs] = l, col[runs++] = j;
  }
  col[runs] = cols;
  for (I i = i0; i < i0 + r; i++, row += NR_T) {
    for (I q = 0; q < runs; q++) {
      I count = col[q + 1] - col[q];
      const T *x = row + lane[q];
      T *y = to->c + to->cm[i] + cn[col[q]];
      if (to->last && to->bias != NULL) {
        const T *bias = to->bias + to->bm[i];
        const I *bn = to->bn + j0 + col[q];
        for (I j = 0; j < count; j++) y[j] = (to->add ? y[j] + x[j] : x[j]) + bias[bn[j]];
      } else if (to->add) for (I j = 0; j < count; j++) y[j] += x[j];
      else for (I j = 0; j < count; j++) y[j] = x[j];
    }
  }
}

/* A tile of r rows and 2 (or 1) vectors; the first cols columns of it are wanted. */
INLINE void tile_T(const int r, const int w, I k, const T *a, I ai, I ak, const T *b, I bk, const I *rows_of_b, const T *ahead, const Target_T *to, I i0, I j0, I cols) {
  V_T s[MR_T][2] = {};
  for (I p = 0; p < k; p++) {
    const T *x = rows_of_b != NULL ? b + rows_of_b[p] : b;
    if (rows_of_b != NULL) {
      __builtin_prefetch(ahead + rows_of_b[p] + VL_T); /* the first vector is this window's end */
      __builtin_prefetch(ahead + rows_of_b[p] + NR_T - 1);
    }
    const V_T b0 = *(const V_T *)x, b1 = w > 1 ? *(const V_T *)(x + VL_T) : b0;
#pragma GCC unroll 16
    for (int i = 0; i < r; i++) {
      s[i][0] += a[i * ai] * b0;
      if (w > 1) s[i][1] += a[i * ai] * b1;
    }
    a += ak;
    b += bk;
  }
  if (to->dense && to->lanes == NULL && cols == w * VL_T && (!to->last || to->bias == NULL)) {
#pragma GCC unroll 16
    for (int i = 0; i < r; i++) {
      V_T *c = (V_T *)(to->c + to->cm[i0 + i] + to->cn[j0]);
      if (to->add) s[i][0] += c[0];
      c[0] = s[i][0];
      if (w > 1) {
        if (to->add) s[i][1] += c[1];
        c[1] = s[i][1];
      }
    }
    return;
  }
  T rows[MR_T * NR_T];
#pragma GCC unroll 16
  for (int i = 0; i < r; i++) {
    *(V_T *)(rows + i * NR_T) = s[i][0];
    if (w > 1) *(V_T *)(rows + i * NR_T + VL_T) = s[i][1];
  }
  put_T(rows, r, to, i0, j0, cols);
}
typedef void (*Window_T)(I k, const T *a, const T *b, const I *bk, const T *ahead, const Target_T *to, I i0, I j0, I cols);
typedef void (*Tile_T)(I k, const T *a, I ai, I ak, const T *b, I bk, const Target_T *to, I i0, I j0, I cols);
#define TILES_T(R) \
  static void packed1_##R##_T(I k, const T *a, I ai, I ak, const T *b, I bk, const Target_T *to, I i0, I j0, I cols) { tile_T(R, 1, k, a, 1, R, b, NR_T, NULL, NULL, to, i0, j0, cols); } \
  static void packed2_##R##_T(I k, const T *a, I ai, I ak, const T *b, I bk, const Target_T *to, I i0, I j0, I cols) { tile_T(R, 2, k, a, 1, R, b, NR_T, NULL, NULL, to, i0, j0, cols); } \
  static void direct1_##R##_T(I k, const T *a, I ai, I ak, const T *b, I bk, const Target_T *to, I i0, I j0, I cols) { tile_T(R, 1, k, a, ai, ak, b, bk, NULL, NULL, to, i0, j0, cols); } \
  static void direct2_##R##_T(I k, const T *a, I ai, I ak, const T *b, I bk, const Target_T *to, I i0, I j0, I cols) { tile_T(R, 2, k, a, ai, ak, b, bk, NULL, NULL, to, i0, j0, cols); } \
  static void window_##R##_T(I k, const T *a, const T *b, const I *bk, const T *ahead, const Target_T *to, I i0, I j0, I cols) { tile_T(R, 2, k, a, 1, R, b, 0, bk, ahead, to, i0, j0, cols); }
TILES_T(1) TILES_T(2) TILES_T(3) TILES_T(4) TILES_T(5)
#if defined(__AVX__) || defined(__aarch64__)
TILES_T(6)
#endif
#if defined(__AVX512F__) || defined(__aarch64__)
TILES_T(7) TILES_T(8) TILES_T(9) TILES_T(10) TILES_T(11) TILES_T(12)
#endif
#if defined(__AVX512F__)
TILES_T(13) TILES_T(14)
#endif
#if defined(__AVX512F__)
#define TABLE_T(F) {F##1_T, F##2_T, F##3_T, F##4_T, F##5_T, F##6_T, F##7_T, F##8_T, F##9_T, F##10_T, F##11_T, F##12_T, F##13_T, F##14_T}
#elif defined(__aarch64__)
#define TABLE_T(F) {F##1_T, F##2_T, F##3_T, F##4_T, F##5_T, F##6_T, F##7_T, F##8_T, F##9_T, F##10_T, F##11_T, F##12_T}
#elif defined(__AVX__)
#define TABLE_T(F) {F##1_T, F##2_T, F##3_T, F##4_T, F##5_T, F##6_T}
#else
#define TABLE_T(F) {F##1_T, F##2_T, F##3_T, F##4_T, F##5_T}
#endif
static const Tile_T packed_T[2][MR_T] = {TABLE_T(packed1_), TABLE_T(packed2_)};
static const Window_T window_T[MR_T] = TABLE_T(window_);
static const Tile_T direct_T[2][MR_T] = {TABLE_T(direct1_), TABLE_T(direct2_)};

/* Four rows from memory into four columns of a panel, for k numbers side by side. */
INLINE void turn_T(T *y, I width, const T *x0, const T *x1, const T *x2, const T *x3, I k) {
  I p = 0;
  for (; p + 4 <= k; p += 4, y += 4 * width) {
    const Q_T r0 = *(const Q_T *)(x0 + p), r1 = *(const Q_T *)(x1 + p), r2 = *(const Q_T *)(x2 + p), r3 = *(const Q_T *)(x3 + p);
    const Q_T l01 = SHUFFLE_T(r0, r1, 0, 4, 1, 5), h01 = SHUFFLE_T(r0, r1, 2, 6, 3, 7), l23 = SHUFFLE_T(r2, r3, 0, 4, 1, 5), h23 = SHUFFLE_T(r2, r3, 2, 6, 3, 7);
    *(Q_T *)y = SHUFFLE_T(l01, l23, 0, 1, 4, 5);
    *(Q_T *)(y + width) = SHUFFLE_T(l01, l23, 2, 3, 6, 7);
    *(Q_T *)(y + 2 * width) = SHUFFLE_T(h01, h23, 0, 1, 4, 5);
    *(Q_T *)(y + 3 * width) = SHUFFLE_T(h01, h23, 2, 3, 6, 7);
  }
  for (; p < k; p++, y += width) y[0] = x0[p], y[1] = x1[p], y[2] = x2[p], y[3] = x3[p];
}

/* to[p * width + j] = from[side[j] + along[p]] for count numbers j and k numbers p; zeros up to width. Elements that lie side by side
   are read together, whichever of the two runs along them. No place of the operand is greater than last: up to there, more may be
   read than is wanted; behind a panel is room for a vector. */
static void pack_T(T *to, I width, const T *from, I last, const I *side, I count, const I *along, I k) {
  I first[NR_T + 1], runs = 0;
  for (I j = 0; j < count; j++)
    if (j == 0 || side[j] != side[j - 1] + 1) first[runs++] = j;
  first[runs] = count;
  if (runs == 1 && count == NR_T && width == NR_T) {
    for (I p = 0; p < k; p++) {
      const V_T *x = (const V_T *)(from + side[0] + along[p]);
      V_T *y = (V_T *)(to + p * NR_T);
      y[0] = x[0];
      y[1] = x[1];
    }
    return;
  }
  if (runs * 4 > count) { /* not along the side: then along k? */
    I steps = 1;
    for (I p = 1; p < k; p++) steps += along[p] != along[p - 1] + 1;
    if (steps * 8 <= k) {
      for (I p = 0, q; p < k; p = q) {
        for (q = p + 1; q < k && along[q] == along[q - 1] + 1; q++) {}
        const T *x = from + along[p];
        T *y = to + p * width;
        I j = 0;
        for (; j + 4 <= count; j += 4) turn_T(y + j, width, x + side[j], x + side[j + 1], x + side[j + 2], x + side[j + 3], q - p);
        for (; j < count; j++)
          for (I i = 0; i < q - p; i++) y[i * width + j] = x[side[j] + i];
        for (; j < width; j++)
          for (I i = 0; i < q - p; i++) y[i * width + j] = 0;
      }
      return;
    }
    for (I p = 0; p < k; p++, to += width) {
      const T *x = from + along[p];
      for (I j = 0; j < count; j++) to[j] = x[side[j]];
      for (I j = count; j < width; j++) to[j] = 0;
    }
    return;
  }
  for (I p = 0; p < k; p++, to += width) {
    for (I q = 0; q < runs; q++) {
      I at = side[first[q]] + along[p], j = first[q], end = first[q + 1];
      for (; j < end && at + VL_T - 1 <= last; j += VL_T, at += VL_T) *(V_T *)(to + j) = *(const V_T *)(from + at);
      for (; j < end; j++, at++) to[j] = from[at];
    }
    for (I j = count; j < width; j++) to[j] = 0;
  }
}

/* A product whose positions are tables. Steps are strides if a table holds multiples of one stride, else 0. */
typedef struct {
  I m, n, k;
  const T *a, *b;
  I a_last, b_last;
  const I *am, *ak, *bk, *bn;
  Target_T to;
  /* of the current slice */
  I p0, kc, j0, nc, high;
  T *panels;
} Job_T;

static void pack_b_T(void *job, I panel) {
  Job_T *j = job;
  I at = panel * NR_T;
  pack_T(j->panels + at * j->kc, NR_T, j->b, j->b_last, j->bn + j->j0 + at, LEAST(NR_T, j->nc - at), j->bk + j->p0, j->kc);
}

/* The rows of one block against all panels of b. */
static void block_T(void *job, I block) {
  Job_T *j = job;
  I i0 = block * j->high, rows = LEAST(j->high, j->m - i0), tiles = (rows + MR_T - 1) / MR_T;
  T *a = scratch(0, sizeof(T) * (MC_T * KC_T + VL_T));
  for (I t = 0; t < tiles; t++) {
    I from = even(rows, tiles, t), r = even(rows, tiles, t + 1) - from;
    pack_T(a + from * j->kc, r, j->a, j->a_last, j->am + i0 + from, r, j->ak + j->p0, j->kc);
  }
  for (I at = 0; at < j->nc; at += NR_T) {
    I cols = LEAST(NR_T, j->nc - at);
    Target_T to = j->to;
    columns_T(&to, j->j0 + at, cols);
    for (I t = 0; t < tiles; t++) {
      I from = even(rows, tiles, t), r = even(rows, tiles, t + 1) - from;
      packed_T[cols > VL_T][r - 1](j->kc, a + from * j->kc, 1, r, j->panels + at * j->kc, NR_T, &to, i0 + from, j->j0 + at, cols);
    }
  }
}

/* Large: panels of both. */
static int large_T(Job_T *j, int threads) {
  I n = LEAST(j->n, NC_T), slices = (j->k + KC_T - 1) / KC_T, k = (j->k + slices - 1) / slices;
  j->panels = scratch(1, sizeof(T) * (size_t)(k * ((n + NR_T - 1) / NR_T * NR_T) + VL_T));
  if (j->panels == NULL || scratch(0, sizeof(T) * (MC_T * KC_T + VL_T)) == NULL) return 0;
  /* Blocks of as many rows as fit into the cache, but several for each thread. */
  I blocks = (j->m + MC_T - 1) / MC_T, wanted = threads > 1 ? 4 * threads : 1;
  if (blocks < wanted) blocks = LEAST(wanted, (j->m + MR_T - 1) / MR_T);
  j->high = (j->m + blocks - 1) / blocks;
  j->high = LEAST(MC_T, (j->high + MR_T - 1) / MR_T * MR_T);
  blocks = (j->m + j->high - 1) / j->high;
  for (j->j0 = 0; j->j0 < j->n; j->j0 += j->nc) {
    j->nc = LEAST(NC_T, j->n - j->j0);
    for (j->p0 = 0; j->p0 < j->k; j->p0 += j->kc) {
      j->kc = LEAST(k, j->k - j->p0);
      j->to.add = j->p0 > 0;
      j->to.last = j->p0 + j->kc == j->k;
      share(pack_b_T, j, (j->nc + NR_T - 1) / NR_T, threads);
      share(block_T, j, blocks, threads);
    }
  }
  return 1;
}

/* Windows that move over b: what a convolution reads, each number several times. Rows of a tile come straight from b, as many side by
   side as a tile is wide, wanted or not; nothing of b is packed. */
static void pack_a_T(void *job, I tile) {
  Job_T *j = job;
  I tiles = (j->m + MR_T - 1) / MR_T, from = even(j->m, tiles, tile), r = even(j->m, tiles, tile + 1) - from;
  pack_T(j->panels + from * j->kc, r, j->a, j->a_last, j->am + from, r, j->ak + j->p0, j->kc);
}
static void windows_T(void *job, I piece) {
  Job_T *j = job;
  I tiles = (j->m + MR_T - 1) / MR_T, end = even(j->n, j->nc, piece + 1), most = j->bk[j->p0];
  for (I p = j->p0 + 1; p < j->p0 + j->kc; p++)
    if (j->bk[p] > most) most = j->bk[p];
  T *spare = NULL;
  for (I at = even(j->n, j->nc, piece), next; at < end; at = next) {
    I lanes[NR_T], base = j->bn[at], cols = 0;
    for (next = at; next < end && (next == at || j->bn[next] > j->bn[next - 1]) && j->bn[next] - base < NR_T; next++) lanes[cols++] = j->bn[next] - base;
    Target_T to = j->to;
    to.lanes = lanes[cols - 1] == cols - 1 ? NULL : lanes;
    columns_T(&to, at, cols);
    const T *b = j->b + base;
    int over = base + most + NR_T - 1 > j->b_last; /* beyond the end: a copy, which ends in zeros */
    if (over && spare == NULL) spare = scratch(0, sizeof(T) * (MC_T * KC_T + VL_T));
    for (I t = 0; t < tiles; t++) {
      I from = even(j->m, tiles, t), r = even(j->m, tiles, t + 1) - from;
      const T *a = j->panels + from * j->kc;
      if (!over) {
        /* The next window's numbers are on their way while this one is computed. */
        window_T[r - 1](j->kc, a, b, j->bk + j->p0, next < end ? j->b + j->bn[next] : b, &to, from, at, cols);
        continue;
      }
      if (t == 0) {
        to.lanes = NULL;
        pack_T(spare, NR_T, j->b, j->b_last, j->bn + at, cols, j->bk + j->p0, j->kc);
      }
      packed_T[cols > VL_T][r - 1](j->kc, a, 1, r, spare, NR_T, &to, from, at, cols);
    }
  }
}
/* Whether b is read that way: its columns ascend, most numbers of a window are needed, and most are read more than once. */
static int moves_T(const Job_T *j) {
  if (j->m < 4 || j->k < 4 || j->n < NR_T || j->b_last * 2 > j->n * j->k) return 0;
  I windows = 0;
  for (I at = 0, next; at < j->n; at = next, windows++)
    for (next = at + 1; next < j->n && j->bn[next] > j->bn[next - 1] && j->bn[next] - j->bn[at] < NR_T;) next++;
  return windows * NR_T * 3 < j->n * 4;
}
static int moving_T(Job_T *j, int threads) {
  I slices = (j->k + KC_T - 1) / KC_T, k = (j->k + slices - 1) / slices;
  j->panels = scratch(1, sizeof(T) * (size_t)(k * j->m + VL_T));
  if (j->panels == NULL || scratch(0, sizeof(T) * (MC_T * KC_T + VL_T)) == NULL) return 0;
  for (j->p0 = 0; j->p0 < j->k; j->p0 += j->kc) {
    j->kc = LEAST(k, j->k - j->p0);
    j->to.add = j->p0 > 0;
    j->to.last = j->p0 + j->kc == j->k;
    share(pack_a_T, j, (j->m + MR_T - 1) / MR_T, threads);
    j->nc = LEAST(j->n / (4 * NR_T) + 1, 64); /* pieces */
    share(windows_T, j, j->nc, threads);
  }
  return 1;
}

/* Small: a in place; b too if its columns are contiguous, else in panels. */
static int small_T(Job_T *j, I ai, I astep, I bstep) {
  I tiles = (j->m + MR_T - 1) / MR_T;
  j->to.add = 0;
  j->to.last = 1;
  for (I at = 0; at < j->n; at += NR_T) {
    I cols = LEAST(NR_T, j->n - at);
    const T *b = j->b + j->bn[at] + j->bk[0];
    I bk = bstep;
    if (bstep == 0 || (cols != NR_T && cols != VL_T) || j->bn[at + cols - 1] - j->bn[at] != cols - 1) {
      T *panel = scratch(1, sizeof(T) * (size_t)(j->k * NR_T + VL_T));
      if (panel == NULL) return 0;
      pack_T(panel, NR_T, j->b, j->b_last, j->bn + at, cols, j->bk, j->k);
      b = panel;
      bk = NR_T;
    }
    Target_T to = j->to;
    columns_T(&to, at, cols);
    for (I t = 0; t < tiles; t++) {
      I from = even(j->m, tiles, t), r = even(j->m, tiles, t + 1) - from;
      direct_T[cols > VL_T][r - 1](j->k, j->a + j->am[from] + j->ak[0], ai, astep, b, bk, &to, from, at, cols);
    }
  }
  return 1;
}

/* Sums along k if both are contiguous along it: a matrix times a vector. */
static void dots_T(Job_T *j) {
  enum { ROWS = 4 };
  for (I q = 0; q < j->n; q++) {
    const T *b = j->b + j->bn[q] + j->bk[0];
    for (I i = 0; i < j->m; i += ROWS) {
      int r = (int)LEAST(ROWS, j->m - i);
      const T *a[ROWS];
      for (int x = 0; x < ROWS; x++) a[x] = j->a + j->am[i + (x < r ? x : 0)] + j->ak[0];
      V_T s[ROWS][2] = {};
      I p = 0;
      for (; p + NR_T <= j->k; p += NR_T) {
        const V_T b0 = *(const V_T *)(b + p), b1 = *(const V_T *)(b + p + VL_T);
#pragma GCC unroll 4
        for (int x = 0; x < ROWS; x++) {
          s[x][0] += *(const V_T *)(a[x] + p) * b0;
          s[x][1] += *(const V_T *)(a[x] + p + VL_T) * b1;
        }
      }
      for (int x = 0; x < r; x++) {
        T lanes[VL_T];
        V_T both = s[x][0] + s[x][1];
        memcpy(lanes, &both, sizeof lanes);
        for (int h = VL_T / 2; h > 0; h /= 2)
          for (int l = 0; l < h; l++) lanes[l] += lanes[l + h];
        T rest = 0;
        for (I t = p; t < j->k; t++) rest += a[x][t] * b[t];
        T *c = j->to.c + j->to.cm[i + x] + j->to.cn[q];
        *c = lanes[0] + rest;
        if (j->to.bias != NULL) *c += j->to.bias[j->to.bm[i + x] + j->to.bn[q]];
      }
    }
  }
}

typedef struct { Job_T *j; I pieces; } Rows_T;
static void dots_part_T(void *rows, I piece) {
  Rows_T *x = rows;
  Job_T part = *x->j;
  I from = even(part.m, x->pieces, piece);
  part.m = even(part.m, x->pieces, piece + 1) - from;
  part.am += from;
  part.to.cm += from;
  part.to.bm += from;
  dots_T(&part);
}

static int one_T(Job_T *j, I ai, I ak, I bk, I bn, int threads) {
  I work = j->m * j->n * j->k;
  if (j->k == 0) {
    for (I i = 0; i < j->m; i++)
      for (I q = 0; q < j->n; q++)
        j->to.c[j->to.cm[i] + j->to.cn[q]] = j->to.bias != NULL ? j->to.bias[j->to.bm[i] + j->to.bn[q]] : 0;
    return 1;
  }
  if (ak == 1 && bk == 1 && (j->n <= 2 || j->m <= 2)) {
    if (j->m < j->n) { /* many rows share a vector: the longer side are the rows */
      Job_T turned = *j;
      turned.m = j->n, turned.n = j->m, turned.a = j->b, turned.b = j->a, turned.a_last = j->b_last, turned.b_last = j->a_last, turned.am = j->bn, turned.ak = j->bk, turned.bk = j->ak, turned.bn = j->am;
      turned.to.cm = j->to.cn, turned.to.cn = j->to.cm, turned.to.bm = j->to.bn, turned.to.bn = j->to.bm;
      *j = turned;
    }
    Rows_T rows = {j, work < 1 << 17 ? 1 : LEAST((j->m + 3) / 4, 4 * threads)};
    share(dots_part_T, &rows, rows.pieces, threads);
    return 1;
  }
  if (j->k <= 4 * KC_T && work <= 1 << 18 && ai != 0 && ak != 0) return small_T(j, ai, ak, bk);
  if (moves_T(j)) return moving_T(j, work < 1 << 18 ? 1 : threads);
  return large_T(j, work < 1 << 18 ? 1 : threads);
}

typedef struct { const Job_T *j; const I *tables; const I *batch; I sizes, width, total, pieces; const I *steps; int threads; int failed; } Batches_T;
static void batches_T(void *what, I piece) {
  Batches_T *x = what;
  for (I i = even(x->total, x->pieces, piece), end = even(x->total, x->pieces, piece + 1); i < end; i++) {
    Job_T j = *x->j;
    I rest = i;
    for (I d = x->sizes - 1; d >= 0; d--) {
      const I *axis = x->batch + 5 * d;
      I at = rest % axis[0];
      rest /= axis[0];
      j.a += at * axis[1];
      j.b += at * axis[2];
      j.to.c += at * axis[3];
      if (j.to.bias != NULL) j.to.bias += at * axis[4];
    }
    if (!one_T(&j, x->steps[0], x->steps[1], x->steps[2], x->steps[3], x->threads)) x->failed = 1;
  }
}

/* Fills a table with the positions of a group of axes, outermost first; returns its stride if it is constant, else 0. */
static I table_T(I *to, const I *axes, I count, int which) {
  I n = 1;
  to[0] = 0;
  for (I d = 0; d < count; d++) {
    I size = axes[5 * d], stride = axes[5 * d + which];
    for (I i = n - 1; i >= 0; i--)
      for (I s = size - 1; s >= 0; s--) to[i * size + s] = to[i] + s * stride;
    n *= size;
  }
  if (n < 2) return 1;
  I step = to[1];
  for (I i = 2; i < n; i++)
    if (to[i] != i * step) return 0;
  return step;
}

/* The greatest position of a group of axes. */
static I last_T(const I *axes, I count, int which) {
  I most = 0;
  for (I d = 0; d < count; d++)
    if (axes[5 * d + which] > 0) most += (axes[5 * d] - 1) * axes[5 * d + which];
  return most;
}

/* The description, as integers: the number of axes of each group (batch, m, n, k), then for each axis its size and the strides of a, b, c and the bias.
   Returns 0 if there is no memory; then the contents of c are undefined. */
API int contract_T(const double *described, const T *a, const T *b, T *c, const T *bias, int threads) {
  I what[4 + 5 * 32], axes = (I)(described[0] + described[1] + described[2] + described[3]);
  if (axes > 32) return 0;
  for (I i = 0; i < 4 + 5 * axes; i++) what[i] = (I)described[i];
  const I *batch = what + 4, *m = batch + 5 * what[0], *n = m + 5 * what[1], *k = n + 5 * what[2];
  I total = 1, rows = 1, cols = 1, deep = 1;
  for (I d = 0; d < what[0]; d++) total *= batch[5 * d];
  for (I d = 0; d < what[1]; d++) rows *= m[5 * d];
  for (I d = 0; d < what[2]; d++) cols *= n[5 * d];
  for (I d = 0; d < what[3]; d++) deep *= k[5 * d];
  if (total * rows * cols == 0) return 1;
  I few[512], need = 3 * (rows + 1) + 3 * (cols + 1) + 2 * (deep + 1), *tables = need <= 512 ? few : malloc(sizeof(I) * (size_t)need);
  if (tables == NULL) return 0;
  I *am = tables, *cm = am + rows + 1, *bm = cm + rows + 1, *bn = bm + rows + 1, *cn = bn + cols + 1, *dn = cn + cols + 1, *ak = dn + cols + 1, *bk = ak + deep + 1;
  I steps[4] = {table_T(am, m, what[1], 1), 0, 0, table_T(bn, n, what[2], 2)};
  if (deep > 0) {
    steps[1] = table_T(ak, k, what[3], 1);
    steps[2] = table_T(bk, k, what[3], 2);
  }
  table_T(cm, m, what[1], 3);
  table_T(cn, n, what[2], 3);
  table_T(bm, m, what[1], 4);
  table_T(dn, n, what[2], 4);
  Job_T j = {.m = rows, .n = cols, .k = deep, .a = a, .b = b, .a_last = last_T(m, what[1], 1) + last_T(k, what[3], 1), .b_last = last_T(n, what[2], 2) + last_T(k, what[3], 2), .am = am, .ak = ak, .bk = bk, .bn = bn, .to = {.c = c, .cm = cm, .cn = cn, .bias = bias, .bm = bm, .bn = dn}};
  I work = rows * cols * deep;
  int apart = total > 1 && (work < 1 << 22 || total >= 8 * threads);
  Batches_T x = {&j, tables, batch, what[0], 0, total, apart && total * work >= 1 << 18 ? LEAST(total, 4 * threads) : 1, steps, apart ? 1 : threads, 0};
  if (apart) share(batches_T, &x, x.pieces, threads);
  else batches_T(&x, 0);
  if (tables != few) free(tables);
  return !x.failed;
}
`;

const shuffles = String.raw`
#if defined(__clang__)
#define SHUFFLE_f32(x, y, ...) __builtin_shufflevector(x, y, __VA_ARGS__)
#define SHUFFLE_f64(x, y, ...) __builtin_shufflevector(x, y, __VA_ARGS__)
#else
typedef int32_t Places_f32 __attribute__((vector_size(16)));
typedef int64_t Places_f64 __attribute__((vector_size(32)));
#define SHUFFLE_f32(x, y, ...) __builtin_shuffle(x, y, (Places_f32){__VA_ARGS__})
#define SHUFFLE_f64(x, y, ...) __builtin_shuffle(x, y, (Places_f64){__VA_ARGS__})
#endif
#if defined(__AVX512F__)
#define SQUEEZE_f32(x, k) ((V_f32)__builtin_ia32_compresssf512_mask((Whole_f32)(x), (Whole_f32){}, (uint16_t)(k)))
#define SOME_f32(p, k) ((V_f32)__builtin_ia32_loadups512_mask((const void *)(p), (Whole_f32){}, (uint16_t)(k)))
#define KEEP_f32(p, x, k) __builtin_ia32_storeups512_mask((void *)(p), (Whole_f32)(x), (uint16_t)(k))
#define SQUEEZE_f64(x, k) ((V_f64)__builtin_ia32_compressdf512_mask((Whole_f64)(x), (Whole_f64){}, (uint8_t)(k)))
#define SOME_f64(p, k) ((V_f64)__builtin_ia32_loadupd512_mask((const void *)(p), (Whole_f64){}, (uint8_t)(k)))
#define KEEP_f64(p, x, k) __builtin_ia32_storeupd512_mask((void *)(p), (Whole_f64)(x), (uint8_t)(k))
typedef float Whole_f32 __attribute__((vector_size(64)));
typedef double Whole_f64 __attribute__((vector_size(64)));
#endif
/* Part number i of so many, as even as can be. */
INLINE I even(I rows, I parts, I i) { return rows * i / parts; }
`;

const of = (type: string, suffix: string): string =>
  source
    .replace(/\b(\w+)_T\b/g, `$1_${suffix}`)
    .replace(/##_T\b/g, `##_${suffix}`)
    .replace(/\bT\b/g, type);

export const contraction = shuffles + of("float", "f32") + of("double", "f64");
