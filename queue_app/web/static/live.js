// Live views: one Socket.IO connection for the page, HTTP when it is silent or cannot be had.
// A view is whole, never a patch; what a page does with it is the page's business.

import {io} from "socket.io-client";
import {api, Problem} from "app/api.js";
import {observe, serverNow} from "app/time.js";

const SILENCE = 25000; // ms without view or pulse: ask by HTTP
const GRACE = 4000; // ms after a lost connection before a failed question counts as stale
const POLL = 10000; // ms between questions while there is no socket
const RETRY = [1000, 2000, 4000, 8000]; // ms after failed questions
const REFUSED = 30000; // ms before asking again where we were refused: a right may come back
const ACK = 8000; // ms for the answer to a subscription

const jitter = (ms, share = 0.3) => ms * (1 + Math.random() * share);

class Channel {
  constructor(name, url) {
    this.name = name;
    this.url = url;
    this.handlers = new Set();
    this.view = null; // {epoch, revision, as_of, data}
    this.heard = Date.now();
    this.current = serverNow().getTime(); // as the server's clock was
    this.subscribed = false;
    this.since = null; // stale since then, or null
    this.failures = 0;
    this.asking = false;
    this.timer = null;
  }

  tell(kind, ...what) {
    for (const handlers of [...this.handlers]) deliver(handlers, kind, ...what);
  }

  // Something came from the server about this channel.
  hear() {
    this.heard = Date.now();
    this.failures = 0;
    this.wait(this.subscribed ? jitter(SILENCE, 0.2) : jitter(POLL));
  }

  // What we show is the truth as of now.
  fresh() {
    this.current = serverNow().getTime();
    if (this.since === null) return;
    this.since = null;
    this.tell("stale", null);
  }

  stale() {
    if (this.since !== null) return;
    this.since = this.current;
    this.tell("stale", this.since);
  }

  wait(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), ms);
  }

  accept(message) {
    const first = this.view === null;
    const replaced = !first && message.epoch !== this.view.epoch;
    if (message.as_of) observe(message.as_of);
    this.hear();
    this.fresh();
    if (!first && !replaced && older(message, this.view)) return;
    this.view = message;
    this.tell("view", message.data, meta(message, first, replaced));
  }

  // The database is ahead of what we show: a view may be under way, so ask a little later.
  pulse({epoch, revision}) {
    this.hear();
    const behind = !this.view || epoch !== this.view.epoch || revision > this.view.revision;
    if (behind) this.wait(jitter(400, 3));
    else this.fresh();
  }

  async ask() {
    if (this.asking) return;
    if (!this.url) return this.silent();
    this.asking = true;
    const mute = silentFor(this);
    try {
      const data = await api.get(this.url, {patience: Math.min(20000, 6000 + 4000 * this.failures)});
      if (!this.handlers.size) return;
      this.accept({...stamp(data), data});
      if (mute || !this.subscribed) revive(mute);
    } catch (error) {
      if (this.handlers.size) this.failed(error);
    } finally {
      this.asking = false;
    }
  }

  // Without an address to ask, only the socket can help.
  silent() {
    if (Date.now() - this.heard >= SILENCE) this.stale();
    revive(silentFor(this));
    this.wait(jitter(POLL));
  }

  failed(error) {
    if (error instanceof Problem && [401, 403, 404, 410].includes(error.status)) {
      this.tell("denied", error.code);
      return this.wait(jitter(REFUSED));
    }
    const lost = Date.now() - Math.max(lostAt, this.heard);
    if (lost >= GRACE) this.stale();
    revive(silentFor(this));
    this.wait(jitter(RETRY[Math.min(this.failures, RETRY.length - 1)], 0.5));
    this.failures += 1;
  }

  subscribe() {
    socket.timeout(ACK).emit("subscribe", {channel: this.name}, (late, answer) => {
      if (!this.handlers.size) return;
      if (late) return this.wait(jitter(1000));
      this.subscribed = Boolean(answer?.ok);
      if (this.subscribed) return this.hear();
      this.refused(answer?.code ?? "refused");
    });
  }

  // At once, or later when a right was taken away. A server that lacks its database refuses
  // nobody: it does not know, and is asked again.
  refused(code) {
    this.subscribed = false;
    if (code === "unavailable") return this.wait(jitter(1000));
    this.tell("denied", code);
    this.wait(jitter(REFUSED));
  }
}

function deliver(handlers, kind, ...what) {
  try {
    handlers[kind]?.(...what);
  } catch (error) {
    reportError(error); // one part of a page that fails does not silence the others
  }
}

// (revision, as_of) older than what we hold. Views without as_of are judged by revision.
function older(message, held) {
  if (message.revision !== held.revision) return message.revision < held.revision;
  return Date.parse(message.as_of) < Date.parse(held.as_of);
}

function stamp(data) {
  const as_of = data.as_of ?? data.estimate?.as_of ?? null;
  return {epoch: data.epoch, revision: data.revision, as_of};
}

function meta({epoch, revision, as_of}, first, replaced) {
  return {epoch, revision, as_of, first, replaced};
}

const channels = new Map();
let socket = null;
let auth = null;
let lostAt = 0;
let revived = 0;

function connect() {
  if (socket) return;
  lostAt = Date.now();
  socket = io("/live", {
    transports: ["websocket"],
    auth: (give) => give(auth ?? {}),
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
    timeout: 10000,
  });
  socket.on("connect", () => channels.forEach((channel) => channel.subscribe()));
  socket.on("disconnect", lost);
  socket.on("connect_error", () => channels.forEach(poll));
  socket.on("view", (message) => channels.get(message.channel)?.accept(message));
  socket.on("denied", (message) => channels.get(message.channel)?.refused(message.code));
  socket.on("pulse", (message) => channels.get(message.channel)?.pulse(message));
}

function lost() {
  lostAt = Date.now();
  channels.forEach((channel) => {
    channel.subscribed = false;
    channel.wait(jitter(800, 2));
  });
}

// The socket cannot be had: do not wait for the long silence that a socket would allow.
function poll(channel) {
  if (channel.asking || channel.failures) return;
  const soon = channel.view ? channel.heard + POLL - Date.now() : 0;
  channel.wait(jitter(Math.max(200, soon)));
}

// A socket that the server closed does not reconnect by itself, one that slept with the
// machine may believe itself connected, and a subscription may have been lost on the way.
// `mute`: nothing came for long although we are subscribed. Seldom, lest it become a storm.
function revive(mute) {
  if (socket.connected && !mute) return channels.forEach(again);
  if (socket.active && !mute) return; // it is trying by itself
  if (Date.now() - revived < SILENCE) return;
  revived = Date.now();
  restart();
}

// connect() alone would wait for a pending pause between two attempts.
function restart() {
  socket.disconnect();
  socket.connect();
}

function silentFor(channel) {
  return channel.subscribed && Date.now() - channel.heard >= SILENCE;
}

function again(channel) {
  if (!channel.subscribed) channel.subscribe();
}

// The page is seen again, or the network is back: do not wait for any timer.
function awake() {
  if (document.hidden || !socket) return;
  if (!socket.connected) restart();
  channels.forEach((channel) => {
    const quiet = Date.now() - channel.heard > POLL * 1.2;
    if (quiet || channel.since !== null) channel.wait(Math.random() * 300);
  });
}

document.addEventListener("visibilitychange", awake);
window.addEventListener("online", awake);
window.addEventListener("pageshow", (event) => event.persisted && awake());

export const live = {
  // For programs that bring a token of their own; pages are known by their cookies.
  authenticate(token) {
    auth = {token};
  },

  // handlers: view(data, meta), stale(since ms of the server's clock | null), denied(code).
  // options: url (the same view by HTTP), initial (the view that came with the page).
  // Answers a function that ends the subscription.
  subscribe(name, handlers, {url, initial} = {}) {
    connect();
    let channel = channels.get(name);
    const known = Boolean(channel);
    if (!known) channels.set(name, (channel = new Channel(name, url)));
    channel.handlers.add(handlers);
    if (!known && initial) channel.view = {...stamp(initial), data: initial};
    if (channel.view) {
      deliver(handlers, "view", channel.view.data, meta(channel.view, true, false));
    }
    if (channel.since !== null) deliver(handlers, "stale", channel.since);
    if (!known && socket.connected) channel.subscribe();
    if (!known) channel.wait(jitter(2500)); // the socket may be slow or impossible
    return () => leave(channel, handlers);
  },

  // Asks at once, as after one's own action whose view is still under way.
  refresh(name) {
    channels.get(name)?.ask();
  },
};

function leave(channel, handlers) {
  channel.handlers.delete(handlers);
  if (channel.handlers.size) return;
  clearTimeout(channel.timer);
  channels.delete(channel.name);
  if (socket?.connected) socket.emit("unsubscribe", {channel: channel.name});
}
