// How many calls this process waits for, so that virtual time can stand still for as long as there is one.
'use strict';
const { subscribe } = require('node:diagnostics_channel');
// Code that plays with timers must not play with these.
const { setImmediate, setTimeout } = globalThis;

class CallsUnderWay {
  #count = 0;
  #waiting = [];
  #clockCalls = 0;
  #begun = 0;

  /** @param clockUrl what is asked there is no call: it is how the function sleeps */
  constructor(clockUrl) {
    this.#watchFetch(clockUrl);
    this.#watchHttp(clockUrl);
  }

  /** @returns what ends it, once */
  begin() {
    this.#count += 1;
    this.#begun += 1;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.#count -= 1;
      if (this.#count === 0) this.#tell();
    };
  }

  /** Calls back with the number of calls to the clock when no other is under way, and what was just answered is settled. */
  whenNone(tell) {
    this.#waiting.push(tell);
    if (this.#count === 0) this.#tell();
  }

  /** Waits first, because an answer takes some turns to become the next call, and work off the event loop shows nowhere. */
  #tell() {
    const begun = this.#begun;
    setTimeout(() => {
      setImmediate(() => {
        if (this.#count > 0 || this.#waiting.length === 0) return;
        if (this.#begun !== begun) this.#tell();
        else for (const tell of this.#waiting.splice(0)) tell(this.#clockCalls);
      });
    }, QUIET_MS);
  }

  #beginAt(url, clockUrl) {
    if (!clockUrl || !url.startsWith(clockUrl)) return this.begin();
    this.#clockCalls += 1;
    return () => {
      this.#clockCalls -= 1;
      // Who slept goes on now.
      this.#begun += 1;
    };
  }

  /** undici, which fetch is made of, publishes these. */
  #watchFetch(clockUrl) {
    const ends = new WeakMap();
    subscribe('undici:request:create', ({ request }) => {
      ends.set(request, this.#beginAt(`${request.origin}${request.path}`, clockUrl));
    });
    for (const end of ['undici:request:trailers', 'undici:request:error']) {
      subscribe(end, ({ request }) => {
        ends.get(request)?.();
        ends.delete(request);
      });
    }
  }

  #watchHttp(clockUrl) {
    subscribe('http.client.request.start', ({ request }) => {
      const url = `${request.protocol}//${request.getHeader('host') ?? request.host}${request.path}`;
      request.once('close', this.#beginAt(url, clockUrl));
    });
  }
}

const QUIET_MS = 2;

module.exports = { CallsUnderWay };
