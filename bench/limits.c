// What this machine can do: `cc -O3 -march=native bench/limits.c -lpthread`, and run it. Prints a line of JSON: the most
// float32 operations a second on one core (multiply-adds on registers, counted as two), bytes a second that all cores
// together read from memory, and the weekend program's training step as a plain loop.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double at(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}
static double now(void) { return at(CLOCK_MONOTONIC); }
/* What one core computes: its own time, also where others share it. */
static double spent(void) { return at(CLOCK_THREAD_CPUTIME_ID); }

/* Vectors as wide as the machine's, and so many sums at a time that neither of two units ever waits: each takes four cycles or five. */
#if defined(__AVX512F__)
#define BYTES 64
#elif defined(__AVX__)
#define BYTES 32
#else
#define BYTES 16
#endif
typedef float vector __attribute__((vector_size(BYTES)));
#define SUMS 12
static double peak(void) {
    vector s[SUMS], a, b;
    for (int i = 0; i < SUMS; i++)
        for (int l = 0; l < BYTES / 4; l++) s[i][l] = i + l;
    for (int l = 0; l < BYTES / 4; l++) a[l] = 0.999f, b[l] = 0.001f;
    double best = 0;
    for (int round = 0; round < 8; round++) {
        const int n = 4000000;
        double start = spent();
        for (int k = 0; k < n; k++) {
#pragma GCC unroll 12
            for (int i = 0; i < SUMS; i++) s[i] = s[i] * a + b;
        }
        double rate = 2.0 * SUMS * (BYTES / 4) * n / (spent() - start);
        if (rate > best) best = rate;
    }
    volatile float keep = 0;
    for (int i = 0; i < SUMS; i++) keep += s[i][0];
    return best;
}

/* All processors read at once, each a part of its own: one alone does not fill the bus. */
#define MOST 64
typedef struct { const vector *x; size_t n; float sum; } part;
static void *read_part(void *what) {
    part *p = what;
    vector s[8] = {0};
    for (size_t i = 0; i + 8 <= p->n; i += 8)
        for (int j = 0; j < 8; j++) s[j] += p->x[i + j];
    for (int j = 0; j < 8; j++) p->sum += s[j][0];
    return 0;
}
static double bandwidth(void) {
    const size_t n = 1 << 26; /* 256 MB */
    float *x = aligned_alloc(64, n * sizeof *x);
    long threads = sysconf(_SC_NPROCESSORS_ONLN);
    if (!x) return 0;
    if (threads < 1) threads = 1;
    if (threads > MOST) threads = MOST;
    for (size_t i = 0; i < n; i++) x[i] = i & 7;
    double best = 0;
    volatile float keep = 0;
    for (int round = 0; round < 5; round++) {
        pthread_t t[MOST];
        part p[MOST];
        size_t each = n / (BYTES / 4) / threads;
        double start = now();
        for (long i = 0; i < threads; i++) {
            p[i] = (part){(const vector *)x + i * each, each, 0};
            if (pthread_create(&t[i], 0, read_part, &p[i]) != 0) return 0;
        }
        for (long i = 0; i < threads; i++) pthread_join(t[i], 0), keep += p[i].sum;
        double rate = threads * each * BYTES / (now() - start);
        if (rate > best) best = rate;
    }
    free(x);
    return best;
}

/* 100 lists of ten bits, one linear layer, relu, mean squared error, gradient descent. */
static double weekend(void) {
    static float x[100][10], y[100], w[10], b;
    for (int i = 0; i < 100; i++) {
        y[i] = 0;
        for (int j = 0; j < 10; j++) { x[i][j] = (i * 7 + j * 13) % 11 < 5; y[i] += x[i][j]; }
    }
    for (int j = 0; j < 10; j++) w[j] = 0.1f;
    double best = 1e9;
    volatile float keep;
    for (int round = 0; round < 5; round++) {
        const int n = 100000;
        double start = spent();
        for (int step = 0; step < n; step++) {
            float gw[10] = {0}, gb = 0, loss = 0;
            for (int i = 0; i < 100; i++) {
                float out = b;
                for (int j = 0; j < 10; j++) out += w[j] * x[i][j];
                if (out < 0) out = 0;
                float off = out - y[i], g = out > 0 ? off * 0.02f : 0;
                loss += off * off;
                for (int j = 0; j < 10; j++) gw[j] += g * x[i][j];
                gb += g;
            }
            for (int j = 0; j < 10; j++) w[j] -= 0.01f * gw[j];
            b -= 0.01f * gb;
            keep = loss / 100;
        }
        double each = (spent() - start) / n;
        if (each < best) best = each;
    }
    (void)keep;
    return best;
}

int main(void) {
    printf("{\"flops\": %.4g, \"bytes\": %.4g, \"weekendUs\": %.4f}\n", peak(), bandwidth(), weekend() * 1e6);
    return 0;
}
