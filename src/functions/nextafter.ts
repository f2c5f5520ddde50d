import * as numbers from "../util/special.js";
import { binary } from "./bring.js";

/** The float next to x in the direction of y. */
export const nextafter = binary("nextafter", null, {
  nextafter: numbers.nextafter,
  nextafter32: numbers.nextafter32,
  nextafterBfloat16: numbers.nextafterBfloat16,
});
