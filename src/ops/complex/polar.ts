import { needTensor } from "../../core/check.js";
import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { isComplex, isFloat } from "../../shape/dtype.js";
import { atan2, eq, logicalAnd, lt } from "../pointwise/binary.js";
import { cast } from "../pointwise/cast.js";
import { label } from "../label.js";
import { cos, isnan, sin } from "../pointwise/unary.js";
import { complex, imag, needParts, real } from "./parts.js";
import { noMore } from "../../diagnose/arguments.js";
import { mul } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// Complex numbers in polar form.

/**
 * Complex numbers of an absolute value and an angle in radians, which broadcast together: abs · (cos angle + i sin angle). complex64 of
 * float32, complex128 of float64.
 *
 * @throws KindlingError `float-only` for other dtypes, `matmul-dtype` if the dtypes differ, `broadcast`.
 * @example
 * polar(tensor([2]), tensor([0])); // → tensor([2.+0.j])
 */
export function polar(abs: Tensor, angle: Tensor): Tensor {
  noMore("polar", 2, arguments);
  needTensor(abs, "polar", "abs");
  needTensor(angle, "polar", "angle");
  needParts(abs, angle, "polar");
  return label(complex(mul(abs, cos(angle)), mul(abs, sin(angle))), "PolarBackward0");
}

/** The angles of complex numbers in (−π, π]; of real ones 0 or π. At 0 the gradient is 0. */
export function angle(x: Tensor): Tensor {
  needTensor(x, "angle");
  if (!isComplex(x.dtype)) {
    const floats = isFloat(x.dtype) ? x : cast(x, "float32");
    return label(
      where(
        isnan(floats),
        floats,
        noGrad(() => mul(cast(lt(floats, 0), floats.dtype), Math.PI)),
      ),
      "AngleBackward0",
    );
  }
  const re = real(x),
    im = imag(x),
    zero = noGrad(() => logicalAnd(eq(re, 0), eq(im, 0)));
  return label(atan2(im, where(zero, 1, re)), "AngleBackward0");
}
