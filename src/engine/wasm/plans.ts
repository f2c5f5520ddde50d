import type { Settled } from "../accelerator.js";
import type { EngineChoice } from "../engine.js";
import type { Program, Runner } from "../program.js";
import type { Machine } from "./machine.js";
import { settle } from "./settle.js";

// The programs in the engine's memory. Unused plans are only detected when the running job has ended, and a loop that
// creates models may never end. So their number is limited: the least recently run program leaves, its tensors move
// out, and it is placed again if it runs again.

const MOST = 512,
  MOST_BYTES = 2 ** 30;

/** A program's place; `now` is null while it has none. `used`: the time of its last run. */
interface Place {
  now: Settled | null;
  used: number;
  readonly taken: (() => void)[];
}

class Residents {
  private readonly machine: Machine;
  /** Nothing here references runners, so they can be garbage collected. */
  private readonly places = new Set<Place>();
  private readonly forgotten = new FinalizationRegistry<Place>((place) => {
    this.leave(place);
  });
  private bytes = 0;
  private clock = 0;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  /** The place of a program, which it gets if it has none. */
  settled(place: Place, program: Program, choice: EngineChoice): Settled {
    place.used = ++this.clock;
    return place.now ?? this.enter(place, program, choice);
  }

  private enter(place: Place, program: Program, choice: EngineChoice): Settled {
    while (this.places.size >= MOST || this.bytes > MOST_BYTES) this.makeRoom();
    for (;;) {
      try {
        const now = (place.now = settle(this.machine, program, place.taken, choice));
        this.places.add(place);
        this.bytes += now.size;
        return now;
      } catch (e) {
        giveBack(place);
        if (!(e instanceof RangeError) || !this.makeRoom()) throw e;
      }
    }
  }

  /** Evicts the least recently run program; false if there is none. */
  private makeRoom(): boolean {
    let oldest: Place | null = null;
    for (const p of this.places) if (oldest === null || p.used < oldest.used) oldest = p;
    if (oldest === null) return false;
    this.leave(oldest);
    return true;
  }

  leave(place: Place): void {
    if (place.now === null) return;
    this.places.delete(place);
    this.bytes -= place.now.size;
    place.now = null;
    giveBack(place);
  }

  /** Evicts a place when its runner is no longer used. */
  leaveWith(runner: Runner, place: Place): void {
    this.forgotten.register(runner, place);
  }
}

function giveBack({ taken }: Place): void {
  for (const f of taken.splice(0)) f();
}

const all = new WeakMap<Machine, Residents>();

/** Prepares a program. Throws a RangeError if it does not fit even alone. */
export function planRunner(machine: Machine, program: Program, choice: EngineChoice = "wasm"): Runner {
  let residents = all.get(machine);
  if (residents === undefined) all.set(machine, (residents = new Residents(machine)));
  const r = residents,
    place: Place = { now: null, used: 0, taken: [] };
  const settled = (): Settled => r.settled(place, program, choice);
  const { bytes } = settled();
  const runner: Runner = {
    place: settled,
    data: (b) => settled().data(b),
    run: (scalars) => {
      settled().run(scalars);
    },
    free: () => {
      r.leave(place);
    },
    get size() {
      return `${bytes} bytes of WebAssembly${settled().why ?? ""}`;
    },
    places: () => settled().places,
  };
  r.leaveWith(runner, place);
  return runner;
}
