// One press, one key: a press is sent with its own Idempotency-Key until it is answered, and
// a second press within one second is nobody's wish. What a press does is not known here.

import {api, newKey} from "app/api.js";

const BOUNCE = 1000; // ms

export class Presses {
  // pending({action, tries} | null): what is under way, and how often it was sent in vain.
  constructor(pending) {
    this.pending = pending;
    this.current = null;
    this.last = {action: null, at: -Infinity};
  }

  get busy() {
    return this.current !== null;
  }

  // Whether a press counts. Asked before dialogs too: a bouncing key must not answer them.
  // The same kind of press is remembered, so that two Enters never do two things.
  counts(action, via = action) {
    const soon = performance.now() - this.last.at < BOUNCE;
    if (this.busy || (soon && (this.last.action === action || this.last.via === via))) return false;
    this.last = {action, via, at: performance.now()};
    return true;
  }

  async post(action, path, body = {}) {
    return this.send(action, (options) => api.post(path, body, options));
  }

  async del(action, path) {
    return this.send(action, (options) => api.del(path, options));
  }

  // Throws Problem; answers undefined when the person gave up waiting.
  async send(action, request) {
    const controller = new AbortController();
    const key = newKey();
    const show = (tries) => this.pending({action, tries});
    this.current = controller;
    show(0);
    try {
      return await request({key, signal: controller.signal, waiting: show});
    } catch (error) {
      if (controller.signal.aborted) return undefined;
      throw error;
    } finally {
      this.current = null;
      this.last.at = performance.now();
      this.pending(null);
    }
  }

  // Nobody waits for the answer any more. The server may have done it all the same.
  giveUp() {
    this.current?.abort(new DOMException("given up", "AbortError"));
  }
}
