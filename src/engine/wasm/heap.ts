import type { TypedArray } from "../../shape/dtype.js";
import type { Holder } from "../program.js";
import { wasm, type WasmMemory } from "./webassembly.js";

const PAGE = 65536;
/** The maximum size of a memory. Half of it is used, since addresses are signed. */
export const MAX_PAGES = 65536;
/** A vector may read beyond the end of a buffer. */
const GUARD = 64;
const rounded = (bytes: number): number => Math.max(64, (bytes + 63) & -64);

/**
 * The single memory of the engine: arenas of plans, tensors that plans use, and space for the operands of large
 * kernels.
 */
export class Heap {
  readonly memory: WasmMemory;
  /** Whether it is shared with other threads. */
  readonly shared: boolean;
  /** Counts the replacements of the memory's buffer. */
  moves = 0;
  private top = 64;
  /** Freed blocks by size. */
  private readonly spare = new Map<number, number[]>();
  /**
   * The moved tensors, which must be updated when the memory grows; shared memory and arrays over it stay valid. The
   * references are weak, but each holds its tensor until the running job ends.
   */
  private readonly tenants: { readonly holder: WeakRef<Holder>; readonly make: (buffer: ArrayBuffer) => TypedArray }[] =
    [];
  /** The address of a holder's memory, and its number of users. */
  private readonly places = new WeakMap<Holder, { readonly address: number; users: number }>();
  private readonly leaving = new FinalizationRegistry<{ address: number; bytes: number }>(({ address, bytes }) =>
    this.free(address, bytes),
  );

  constructor(shared: boolean) {
    this.shared = shared;
    this.memory = new wasm!.Memory({ initial: 16, maximum: MAX_PAGES, shared });
  }

  /**
   * The address of `bytes` bytes, zero or with old contents. Throws a RangeError if there is no more memory. If the
   * memory grows, arrays over it become empty: those of `using` are replaced.
   */
  allocate(bytes: number, using: TypedArray[] = []): number {
    const size = rounded(bytes);
    const reused = this.spare.get(size)?.pop();
    if (reused !== undefined) return reused;
    const address = this.top;
    if (address + size > (MAX_PAGES * PAGE) / 2) throw new RangeError("WebAssembly needs more than 2 GiB of memory");
    const missing = address + size + GUARD - this.memory.buffer.byteLength;
    if (missing > 0) {
      const before = this.memory.buffer;
      const places = using.map((a) => (a.buffer === before ? { offset: a.byteOffset, length: a.length } : null));
      this.memory.grow(Math.ceil(missing / PAGE));
      places.forEach((place, i) => {
        if (place !== null)
          using[i] = new (using[i]!.constructor as Float32ArrayConstructor)(
            this.memory.buffer,
            place.offset,
            place.length,
          );
      });
      this.moves++;
      this.follow(); // growing gives the memory another buffer
    }
    this.top += size;
    return address;
  }

  free(address: number, bytes: number): void {
    const size = rounded(bytes);
    const list = this.spare.get(size);
    if (list === undefined) this.spare.set(size, [address]);
    else list.push(address);
  }

  /** Frees a block when `owner` is no longer used. Best effort only, since finalizers run at any time. */
  private freeWith(owner: object, address: number, bytes: number): void {
    this.leaving.register(owner, { address, bytes }, owner);
  }
  /** Frees such a block earlier. */
  private freeNow(owner: object, address: number, bytes: number): void {
    if (this.leaving.unregister(owner)) this.free(address, bytes);
  }

  /** Moves a holder's array into this memory, once, and returns its address. It stays until all users have called `release`. */
  adopt(holder: Holder): number {
    const have = this.places.get(holder);
    if (have !== undefined) {
      have.users++;
      return have.address;
    }
    const old = holder.data;
    const address = this.allocate(old.byteLength);
    const Array = old.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => TypedArray;
    const make = (buffer: ArrayBuffer): TypedArray => new Array(buffer, address, old.length);
    const data = make(this.memory.buffer);
    (data as Float64Array).set(old as Float64Array);
    holder.data = data;
    this.places.set(holder, { address, users: 1 });
    if (!this.shared) this.tenants.push({ holder: new WeakRef(holder), make });
    this.freeWith(holder, address, old.byteLength);
    return address;
  }

  /** Removes a user. An unused array moves out again, so that the garbage collector owns it like any other. */
  release(holder: Holder): void {
    const place = this.places.get(holder);
    if (place === undefined || --place.users > 0) return;
    const { data } = holder;
    this.places.delete(holder);
    const at = this.tenants.findIndex((t) => t.holder.deref() === holder);
    if (at >= 0) this.tenants.splice(at, 1);
    holder.data = data.slice() as TypedArray;
    this.freeNow(holder, place.address, data.byteLength);
  }

  private follow(): void {
    let kept = 0;
    for (const t of this.tenants) {
      const holder = t.holder.deref();
      if (holder === undefined) continue;
      holder.data = t.make(this.memory.buffer);
      this.tenants[kept++] = t;
    }
    this.tenants.length = kept;
  }
}
