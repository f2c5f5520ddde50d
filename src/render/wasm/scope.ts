import type { Expr } from "../../ir/expr.js";
import type { Local } from "./assembler.js";
import type { Place, Reduce } from "./reduction.js";

// What a kernel's writer knows at a point of its text: values, pointers, and the loops that are open.

/** A value: a local variable of its type. `vector` values hold four points of the vector axis. */
export interface Value {
  readonly local: Local;
  readonly vector: boolean;
}
/** A position: what a pointer holds (0 where it is null) plus a known number of bytes. */
export interface Pointer {
  readonly local: Local | null;
  readonly add: number;
}

/** What is known at one point of a tile: by expression its value, and a vector that holds the value four times. */
export interface Memo {
  readonly values: Map<Expr, Value>;
  readonly wide: Map<Expr, Local>;
}

export interface Scope {
  readonly axis: number;
  /** The first point, how many turns there are, and how many points each takes. */
  readonly start: number;
  readonly turns: number;
  readonly step: number;
  /** The turn that the loop begins with, where that is an argument. */
  readonly from: Local | null;
  readonly code: number[];
  readonly init: number[];
  readonly bump: number[];
  /** By the part of the tile that they belong to. */
  readonly memos: Map<string, Memo>;
  readonly pointers: Map<string, Local>;
  /** Vectors without their idle lanes (a loop over a tail has one kind of mask). */
  readonly masked: Map<Local, Local>;
}

/** One position of a tile along an axis, relative to the loop over it. */
export interface Piece {
  readonly start: number;
  /** How many lanes count; null for a single point. */
  readonly lanes: number | null;
  /** The innermost loop around the tile. */
  readonly level: number;
}
export type Pieces = ReadonlyMap<number, Piece>;

/** A sum under way: the node, at which points, and one variable for each of several turns at a time. */
export interface Sum {
  readonly node: Reduce;
  readonly pieces: Pieces;
  readonly locals: readonly Local[];
  readonly place: Place | null;
}

/** A loop that is yet to be written. */
export interface Loop {
  readonly axis: number;
  readonly start: number;
  readonly turns: number;
  readonly step: number;
}
