// Runs small pieces of work one after the other, letting messages in between: training that goes on while it is watched.

const SLICE = 10;

export class Runner {
  private readonly work: (steps: number) => number;
  private perSecond = 0;
  private running = false;
  private since = 0;
  private owed = 0;
  private measuredAt = 0;
  private measuredSteps = 0;
  /** Steps a second, measured over the last half second. */
  rate = 0;

  /** `work` does up to so many steps and says how many it did; 0 ends the run. */
  constructor(work: (steps: number) => number) {
    this.work = work;
  }

  get active(): boolean {
    return this.running;
  }

  /** `perSecond`: Infinity for as fast as it goes. */
  start(perSecond: number): void {
    this.perSecond = perSecond;
    this.since = this.measuredAt = performance.now();
    this.owed = 1;
    this.measuredSteps = this.rate = 0;
    if (this.running) return;
    this.running = true;
    soon(this.slice);
  }

  /** So many steps, now. */
  once(steps: number): void {
    this.stop();
    for (let left = steps; left > 0;) {
      const done = this.work(left);
      if (done === 0) return;
      left -= done;
    }
  }

  stop(): void {
    this.running = false;
    this.rate = 0;
  }

  private readonly slice = (): void => {
    if (!this.running) return;
    const now = performance.now();
    // What a hidden or busy page missed is not made up for.
    this.owed =
      this.perSecond === Infinity ? Infinity : this.owed + this.perSecond * Math.min(0.1, (now - this.since) / 1000);
    this.since = now;
    const end = now + SLICE;
    while (this.owed >= 1 && performance.now() < end) {
      const done = this.work(Math.min(1000, Math.floor(this.owed)));
      if (done === 0) return this.stop();
      this.owed -= done;
      this.measuredSteps += done;
    }
    const measured = performance.now() - this.measuredAt;
    if (measured > 500) {
      this.rate = (this.measuredSteps / measured) * 1000;
      this.measuredAt += measured;
      this.measuredSteps = 0;
    }
    if (this.owed >= 1) soon(this.slice);
    else setTimeout(this.slice, 4);
  };
}

// setTimeout waits at least 4 ms; a message to oneself does not.
const channel = new MessageChannel();
const queue: (() => void)[] = [];
channel.port1.addEventListener("message", () => queue.shift()?.());
channel.port1.start();

export function soon(f: () => void): void {
  queue.push(f);
  channel.port2.postMessage(null);
}
