/** Where a function dies: at one of the calls it makes. */
export interface KillOrder {
  readonly functionName: string;
  /** Which call, from 1, counted over all invocations of the function from now on, and anew after each death. */
  readonly afterCalls: number;
  /** Before the call has any effect, or after it had its effect and before the function learns so. */
  readonly when: 'before' | 'after';
  /** How many deaths; 1 unless told. */
  readonly times?: number;
  /** Whether the platform retries an asynchronous invocation that died; it does unless told. */
  readonly retry?: boolean;
}

/** An order that was given. */
export interface Kill {
  /** Deaths so far: 0 where the function never made that many calls. */
  readonly deaths: number;
  cancel(): void;
}

/** Counts every function's calls and tells which of them is fatal. */
export class KillPoints {
  #orders: PendingKill[] = [];

  add({ times = 1, retry = true, ...order }: KillOrder): Kill {
    if (!Number.isInteger(order.afterCalls) || order.afterCalls < 1) {
      throw new RangeError(`afterCalls is ${order.afterCalls}: calls are counted from 1`);
    }
    const pending: PendingKill = { ...order, times, retry, calls: 0, deaths: 0 };
    this.#orders.push(pending);
    return {
      get deaths() {
        return pending.deaths;
      },
      cancel: () => {
        this.#orders = this.#orders.filter((other) => other !== pending);
      },
    };
  }

  /** Counts one call. What is returned happens to the invocation that makes it. */
  countCall(functionName: string): Fate | undefined {
    let fate: Fate | undefined;
    for (const order of this.#orders.filter((pending) => pending.functionName === functionName)) {
      order.calls += 1;
      if (order.calls < order.afterCalls) continue;
      order.calls = 0;
      order.deaths += 1;
      fate ??= order;
    }
    this.#orders = this.#orders.filter((order) => order.deaths < order.times);
    return fate;
  }
}

export interface Fate {
  readonly when: 'before' | 'after';
  readonly retry: boolean;
}

interface PendingKill extends Required<KillOrder> {
  calls: number;
  deaths: number;
}
