/**
 * C: the beginning of the library, and its threads. A job is a function of a piece's number; any free thread takes the
 * next piece, including the caller, which returns when all are done. Nothing waits for a helper that is late or was
 * never started. As in `engine/wasm/team.ts`, a piece is taken by raising `next`, which also holds the job's number.
 */
export const pool = String.raw`
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t I;
#define API __attribute__((visibility("default")))
#define INLINE static inline __attribute__((always_inline))
#define LEAST(x, y) ((x) < (y) ? (x) : (y))

#if defined(__x86_64__) || defined(__i386__)
#define PAUSE() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define PAUSE() __asm__ volatile("yield")
#else
#define PAUSE() ((void)0)
#endif

enum { MOST_THREADS = 16, SPINS = 4000 };
typedef void (*Part)(void *job, I piece);
static struct {
  pthread_mutex_t lock;
  pthread_cond_t wake;
  atomic_flag busy;
  _Atomic uint64_t next; /* the job's number, then the next piece */
  _Atomic I done;
  _Atomic uint32_t job;
  _Atomic int limit;
  _Atomic I pieces;
  Part part;
  void *what;
  int started;
} team = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER, .busy = ATOMIC_FLAG_INIT, .started = 1};

/* Takes pieces of a job until there are none. */
static void take(uint32_t job) {
  for (;;) {
    uint64_t next = atomic_load(&team.next);
    if ((uint32_t)(next >> 32) != job || (I)(uint32_t)next >= atomic_load(&team.pieces)) return;
    if (!atomic_compare_exchange_weak(&team.next, &next, next + 1)) continue;
    team.part(team.what, (I)(uint32_t)next);
    atomic_fetch_add(&team.done, 1);
  }
}

static void *helper(void *number) {
  int who = (int)(intptr_t)number;
  for (uint32_t seen = 0;;) {
    for (int i = 0; i < SPINS && atomic_load(&team.job) == seen; i++) PAUSE();
    if (atomic_load(&team.job) == seen) {
      pthread_mutex_lock(&team.lock);
      while (atomic_load(&team.job) == seen) pthread_cond_wait(&team.wake, &team.lock);
      pthread_mutex_unlock(&team.lock);
    }
    seen = atomic_load(&team.job);
    if (who < atomic_load(&team.limit)) take(seen);
  }
  return NULL;
}

/* Helpers leave the program's signals to the program's own threads. */
static void start_helpers(int threads) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (team.started < threads) {
    pthread_t t;
    if (pthread_create(&t, NULL, helper, (void *)(intptr_t)team.started) != 0) break;
    pthread_detach(t);
    team.started++;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Runs all pieces on up to the given number of threads; alone while another thread of the program uses the team. */
static void share(Part part, void *what, I pieces, int threads) {
  if (threads > MOST_THREADS) threads = MOST_THREADS;
  if (threads < 2 || pieces < 2 || atomic_flag_test_and_set(&team.busy)) {
    for (I i = 0; i < pieces; i++) part(what, i);
    return;
  }
  if (team.started < threads) start_helpers(threads);
  uint32_t job = atomic_load(&team.job) + 1;
  atomic_store(&team.next, (uint64_t)job << 32 | UINT32_MAX); /* closed while the job is described */
  atomic_store(&team.done, 0);
  team.part = part;
  team.what = what;
  atomic_store(&team.pieces, pieces);
  atomic_store(&team.limit, threads);
  atomic_store(&team.next, (uint64_t)job << 32);
  pthread_mutex_lock(&team.lock);
  atomic_store(&team.job, job);
  pthread_cond_broadcast(&team.wake);
  pthread_mutex_unlock(&team.lock);
  take(job);
  for (int i = 0; atomic_load(&team.done) < pieces; i++)
    if (i < SPINS) PAUSE();
    else sched_yield();
  atomic_flag_clear(&team.busy);
}

/* Memory that a thread keeps from call to call; NULL if there is none. */
typedef struct { void *at; size_t bytes; } Scratch;
static pthread_key_t scratch_key;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;
static void scratch_free(void *p) {
  Scratch *s = p;
  free(s[0].at);
  free(s[1].at);
  free(s);
}
static void scratch_make(void) { pthread_key_create(&scratch_key, scratch_free); }
static void *scratch(int which, size_t bytes) {
  static _Thread_local Scratch *mine;
  if (mine == NULL) {
    pthread_once(&scratch_once, scratch_make);
    mine = calloc(2, sizeof(Scratch));
    if (mine == NULL) return NULL;
    pthread_setspecific(scratch_key, mine);
  }
  Scratch *s = mine + which;
  if (s->bytes < bytes) {
    free(s->at);
    s->at = NULL;
    s->bytes = 0;
    if (posix_memalign(&s->at, 64, bytes) != 0) return s->at = NULL;
    s->bytes = bytes;
  }
  return s->at;
}
`;
