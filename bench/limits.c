// What this machine can do: `cc -O3 -march=native bench/limits.c -lm`, and run it. Prints a line of JSON: the most
// float32 operations a second on one core (multiply-adds on registers, counted as two), bytes a second read from memory,
// and the weekend program's training step as a plain loop.
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* Lanes of several vectors: enough sums at a time that none waits for the one before it. */
#define SUMS 96
static double peak(void) {
    float sums[SUMS], a = 0.999f, b = 0.001f;
    for (int i = 0; i < SUMS; i++) sums[i] = i;
    double best = 0;
    for (int round = 0; round < 5; round++) {
        const int n = 2000000;
        double start = now();
        for (int k = 0; k < n; k++)
            for (int i = 0; i < SUMS; i++) sums[i] = sums[i] * a + b;
        double rate = 2.0 * SUMS * n / (now() - start);
        if (rate > best) best = rate;
    }
    volatile float keep = 0;
    for (int i = 0; i < SUMS; i++) keep += sums[i];
    return best;
}

static double bandwidth(void) {
    const size_t n = 1 << 26; /* 256 MB */
    float *x = malloc(n * sizeof *x);
    if (!x) return 0;
    for (size_t i = 0; i < n; i++) x[i] = i & 7;
    double best = 0;
    volatile float keep;
    for (int round = 0; round < 3; round++) {
        float s[32] = {0};
        double start = now();
        for (size_t i = 0; i < n; i += 32)
            for (int j = 0; j < 32; j++) s[j] += x[i + j];
        double rate = n * sizeof *x / (now() - start);
        if (rate > best) best = rate;
        keep = s[0];
    }
    (void)keep;
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
        double start = now();
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
        double each = (now() - start) / n;
        if (each < best) best = each;
    }
    (void)keep;
    return best;
}

int main(void) {
    printf("{\"flops\": %.4g, \"bytes\": %.4g, \"weekendUs\": %.4f}\n", peak(), bandwidth(), weekend() * 1e6);
    return 0;
}
