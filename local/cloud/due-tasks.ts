/** What is to happen, by when and then by the order in which it was asked for: a binary heap, so that many may wait. */
export class DueTasks<Task> {
  private readonly heap: Due<Task>[] = [];
  private sequence = 0;

  /** @param at ms since the epoch */
  add(at: number, task: Task): Due<Task> {
    const entry: Due<Task> = { at, order: this.sequence++, task, place: this.heap.length };
    this.heap.push(entry);
    this.rise(entry);
    return entry;
  }

  /** What comes next, or undefined. */
  first(): Due<Task> | undefined {
    return this.heap[0];
  }

  /** Takes an entry out, wherever it waits. What is out already stays out. */
  remove(entry: Due<Task>): void {
    if (this.heap[entry.place] !== entry) return;
    const last = this.heap.pop();
    if (last === undefined || last === entry) return;
    this.put(last, entry.place);
    this.rise(last);
    this.sink(last);
  }

  private rise(entry: Due<Task>): void {
    for (;;) {
      const above = this.heap[(entry.place - 1) >> 1];
      if (entry.place === 0 || above === undefined || isBefore(above, entry)) return;
      this.swap(above, entry);
    }
  }

  private sink(entry: Due<Task>): void {
    for (;;) {
      const [left, right] = [this.heap[2 * entry.place + 1], this.heap[2 * entry.place + 2]];
      const below = left && right && isBefore(right, left) ? right : left;
      if (below === undefined || isBefore(entry, below)) return;
      this.swap(entry, below);
    }
  }

  private swap(one: Due<Task>, other: Due<Task>): void {
    const place = one.place;
    this.put(one, other.place);
    this.put(other, place);
  }

  private put(entry: Due<Task>, place: number): void {
    this.heap[place] = entry;
    entry.place = place;
  }
}

/** One that waits. */
export interface Due<Task> {
  /** ms since the epoch */
  readonly at: number;
  /** Of two at one instant, the smaller goes first. */
  readonly order: number;
  readonly task: Task;
  /** Where it stands in the heap. */
  place: number;
}

function isBefore(one: Due<unknown>, other: Due<unknown>): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
