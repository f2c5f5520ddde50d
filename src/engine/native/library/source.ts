import { contraction } from "./contraction.js";
import { pool } from "./pool.js";

/** C: the functions that plans call, as render/c/program.ts declares them. */
const entries = `
static const struct {
  int (*contract_f32)(const double *, const float *, const float *, float *, const float *, int);
  int (*contract_f64)(const double *, const double *, const double *, double *, const double *, int);
  void (*share)(Part, void *, I, int);
} library = {contract_f32, contract_f64, share};
API I entries(void) { return (I)(intptr_t)&library; }
`;

/** C: the kernels that eager calls use, compiled once for a machine. */
export const librarySource = pool + contraction + entries;
