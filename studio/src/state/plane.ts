// The square over which a network of two inputs is drawn.

/** Cells along each side of the large map. */
export const FINE = 100;
/** Cells along each side of a unit's map. */
export const COARSE = 20;
/** Both show the square from −EDGE to EDGE. */
export const EDGE = 1.2;
