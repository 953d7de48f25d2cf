/** What a heap orders: by instant, then by order. */
export interface Due {
  readonly at: number;
  readonly order: number;
  readonly state: 'waiting' | 'cancelled' | 'over';
}

/** A binary heap whose first element is due next. What is cancelled stays until it would be first. */
export class DueHeap<Element extends Due> {
  #elements: Element[] = [];

  add(element: Element): void {
    this.#elements.push(element);
    this.#rise(this.#elements.length - 1);
  }

  first(): Element | undefined {
    while (this.#elements[0]?.state === 'cancelled') this.takeFirst();
    return this.#elements[0];
  }

  takeFirst(): void {
    const last = this.#elements.pop();
    if (!last || this.#elements.length === 0) return;
    this.#elements[0] = last;
    this.#sink(0);
  }

  /** All that are not cancelled, the first one first. */
  inOrder(): readonly Element[] {
    return this.#elements.filter(({ state }) => state === 'waiting').sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  replace(elements: readonly Element[]): void {
    this.#elements = [];
    for (const element of elements) this.add(element);
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapUnlessBefore(parent, index)) return;
      index = parent;
    }
  }

  #sink(from: number): void {
    let index = from;
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const [first, second] = [this.#elements[left], this.#elements[right]];
      if (!first) return;
      const child = second && isBefore(second, first) ? right : left;
      if (!this.#swapUnlessBefore(index, child)) return;
      index = child;
    }
  }

  #swapUnlessBefore(upper: number, lower: number): boolean {
    const [above, below] = [this.#elements[upper], this.#elements[lower]];
    if (!above || !below || isBefore(above, below)) return false;
    this.#elements[upper] = below;
    this.#elements[lower] = above;
    return true;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
