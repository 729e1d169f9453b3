// Asking the server: JSON over HTTP with CSRF token and idempotency key, errors as Problem.
// A request that commits something is repeated with the same key until it is answered.

import {boot} from "app/boot.js";

const BASE = "/api/v1";
const PATIENCE = 15000; // ms for one attempt
const PAUSES = [500, 1000, 2000, 4000, 5000]; // ms between attempts
const UNANSWERED = new Set([502, 503, 504]); // a proxy spoke, not the server

// What the server refuses, as application/problem+json says it.
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? `HTTP ${status}`);
    this.name = "Problem";
    Object.assign(this, body, {status, code: body?.code ?? `http_${status}`});
  }
}

export const api = {
  get: (path, options = {}) => attempt("GET", path, undefined, options),
  post: (path, body = {}, options = {}) => answered("POST", path, body, options),
  del: (path, options = {}) => answered("DELETE", path, undefined, options),
  put: (path, body, options = {}) => answered("PUT", path, body, options),
  patch: (path, body, options = {}) => answered("PATCH", path, body, options),
};

// A key for one press. randomUUID exists on https and localhost only; an office without
// a certificate still gets keys as good.
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
}

// options: key (one for each press), signal (to give up), waiting(attempt) before each pause.
async function answered(method, path, body, options) {
  const key = options.key ?? newKey();
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt(method, path, body, {...options, key});
    } catch (error) {
      if (options.signal?.aborted) throw error;
      if (error instanceof Problem && !UNANSWERED.has(error.status)) throw error;
      options.waiting?.(tries + 1);
      await pause(PAUSES[Math.min(tries, PAUSES.length - 1)], options.signal);
    }
  }
}

async function attempt(method, path, body, {key, signal, patience = PATIENCE} = {}) {
  const response = await fetch(path.startsWith("/api/") ? path : BASE + path, {
    method,
    headers: headers(method, body, key),
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: within(patience, signal),
    cache: "no-store",
    credentials: "same-origin",
  });
  const text = await response.text();
  const json = /json/.test(response.headers.get("Content-Type") ?? "") && text;
  const data = json ? JSON.parse(text) : null;
  if (!response.ok) throw new Problem(response.status, data);
  return data;
}

function headers(method, body, key) {
  const all = {Accept: "application/json"};
  if (body !== undefined) all["Content-Type"] = "application/json";
  if (method !== "GET" && boot.csrf) all["X-CSRFToken"] = boot.csrf;
  if (method !== "GET" && key) all["Idempotency-Key"] = key;
  return all;
}

// One signal for "took too long" and "the caller gave up" (AbortSignal.any is too young).
function within(ms, signal) {
  const controller = new AbortController();
  const stop = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(new DOMException("late", "TimeoutError")), ms);
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, {once: true});
  controller.signal.addEventListener("abort", () => clearTimeout(timer), {once: true});
  return controller.signal;
}

// Waits with jitter; ends early when the network comes back or the caller gives up.
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms * (0.75 + Math.random() / 2));
    function done() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal?.removeEventListener("abort", done);
      if (signal?.aborted) reject(signal.reason);
      else resolve();
    }
    window.addEventListener("online", done);
    signal?.addEventListener("abort", done);
  });
}
