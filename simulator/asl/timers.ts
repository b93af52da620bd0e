interface Timer {
  due: number;
  order: number;
  fn: () => unknown;
  isNeeded: (() => boolean) | undefined;
  cancelled: boolean;
}

const earlier = (a: Timer, b: Timer) => a.due < b.due || (a.due === b.due && a.order < b.order);

/** The timers of a clock, earliest first and in order of creation within one instant (a binary heap). */
export class TimerQueue {
  readonly #heap: Timer[] = [];
  #created = 0;

  add(due: number, fn: () => unknown, isNeeded?: () => boolean): () => void {
    const timer: Timer = { due, order: this.#created++, fn, isNeeded, cancelled: false };
    this.#rise(timer);
    return () => {
      timer.cancelled = true;
    };
  }

  next(): number | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.due;
  }

  /** Takes out the earliest timer that is due by `end`. */
  take(end: number): Readonly<Timer> | undefined {
    this.#dropCancelled();
    const first = this.#heap[0];
    if (first === undefined || first.due > end) return undefined;
    this.#removeFirst();
    return first;
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.cancelled) this.#removeFirst();
  }

  #rise(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.length;
    for (;;) {
      const up = (at - 1) >> 1;
      const parent = at === 0 ? undefined : heap[up];
      if (parent === undefined || !earlier(timer, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = timer;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) break;
      const below = b !== undefined && earlier(b, a) ? left + 1 : left;
      const child = below === left ? a : b;
      if (child === undefined || !earlier(child, last)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }
}
