// The part of the WebAssembly interface that is used here, typed without Node's or a browser's declarations, so that the
// package's own types need neither.

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
export interface WasmModule {
  readonly brand?: "module";
}
interface WasmApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly env: { readonly memory: WasmMemory; readonly share?: (part: number, turns: number) => void } },
  ) => { readonly exports: Readonly<Record<string, (...args: number[]) => void>> };
  readonly Memory: new (limits: { initial: number; maximum: number; shared?: boolean }) => WasmMemory;
}

/** The runtime's WebAssembly; undefined if it has none. */
export const wasm = (globalThis as { WebAssembly?: WasmApi }).WebAssembly;
