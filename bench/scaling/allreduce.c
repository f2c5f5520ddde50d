/* The loop of measure.ts in C, for comparison. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const long sizes[] = {4096, 65536, 1 << 20, 4 << 20};
  for (int s = 0; s < 4; s++) {
    int n = (int)(sizes[s] / 4), runs = (int)(4e5 / sizes[s]);
    if (runs < 4) runs = 4;
    float *x = calloc((size_t)n, 4);
    double best = 1e9;
    for (int r = 0; r < 13; r++) {
      MPI_Barrier(MPI_COMM_WORLD);
      double start = MPI_Wtime();
      for (int i = 0; i < runs; i++) MPI_Allreduce(MPI_IN_PLACE, x, n, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
      double took = (MPI_Wtime() - start) / runs;
      if (r > 0 && took < best) best = took;
    }
    if (rank == 0) printf("%ld %.9f\n", sizes[s], best);
    free(x);
  }
  MPI_Finalize();
  return 0;
}
