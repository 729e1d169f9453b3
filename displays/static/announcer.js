// Which call is announced, when, and for how long: a queue in the order of revisions. What an
// announcement looks and sounds like is the business of whoever is told.

export const NORMAL = 10400; // ms: ten seconds and the moment in which the lamp comes on
export const BRISK = 5400; // ms while several more are waiting for their turn
export const LATE = 30000; // ms of backlog: who waited longer for their turn gets gong and picture
const SEVERAL = 2;

// A person on the way is still led there while the ticket is called or has just begun.
const VALID = new Set(["called", "serving", "finished"]);

// What a screen without sound has for a voice.
const SILENCE = {begin() {}, stop() {}, left: () => 0};

export class Announcer {
  // show(call): its turn has come; pace(ms): so long it still stays, told again when that
  // changes; end(): nobody is announced. `voice` is a Sounding: a picture stays until its sound
  // is over, so that no two are ever heard at once.
  constructor({show, pace, end, voice = SILENCE}) {
    this.show = show;
    this.pace = pace;
    this.end = end;
    this.voice = voice;
    this.mark = null; // the highest revision that is announced, or older than this page
    this.queue = []; // {call, since}
    this.current = null; // {call, since}
    this.timer = null;
  }

  // Takes a whole board. `fresh`: it is the first one, or of another database: what it holds
  // was called before our time, and the screen shows it as it is.
  take(calls, {fresh = false} = {}) {
    if (fresh) this.forget();
    const newer = calls.filter((call) => this.mark !== null && call.revision > this.mark);
    this.mark = Math.max(this.mark ?? 0, ...calls.map((call) => call.revision));
    this.refresh(latest(calls));
    newer.sort((a, b) => a.revision - b.revision).filter(waits).forEach((call) => this.add(call));
    this.proceed();
  }

  // A call that was taken back, answered or ended leaves the queue, picture and sound; one that is
  // repeated while it still waits for its turn is announced once.
  refresh(calls) {
    this.queue = this.queue.map(({call, since}) => ({call: calls.get(call.id), since}))
      .filter(({call}) => call && waits(call));
    if (!this.current) return;
    const now = calls.get(this.current.call.id);
    if (now && (now.withdrawn || !VALID.has(now.state))) this.stop();
  }

  add(call) {
    if (this.queue.some((one) => one.call.id === call.id)) return;
    this.queue.push({call, since: performance.now()});
  }

  proceed() {
    clearTimeout(this.timer);
    if (this.left() <= 0) this.next();
    const left = this.left();
    if (left <= 0) return;
    this.pace(left);
    clearTimeout(this.timer); // its sound may have been told of meanwhile
    this.timer = setTimeout(() => this.proceed(), left);
  }

  next() {
    const one = this.queue.shift() ?? null;
    const now = performance.now();
    this.current = one && {call: one.call, since: now};
    if (!one) {
      this.end();
      return;
    }
    this.show(one.call);
    this.voice.begin(one.call, {late: now - one.since > LATE, crowded: () => this.crowded()});
  }

  // Several more wait for their turn: pictures and words shorten.
  crowded() {
    return this.queue.length >= SEVERAL;
  }

  // The picture's time shortens in a burst, but never below what can be read.
  span() {
    return this.crowded() ? BRISK : NORMAL;
  }

  left() {
    if (!this.current) return 0;
    return Math.max(this.current.since + this.span() - performance.now(), this.voice.left());
  }

  stop() {
    this.current = null;
    this.voice.stop();
  }

  forget() {
    this.mark = null;
    this.queue = [];
    this.stop();
  }
}

// The latest call of each ticket: one that was taken back may have been called again since.
function latest(calls) {
  const found = new Map();
  for (const call of calls) {
    if (!(found.get(call.id)?.revision > call.revision)) found.set(call.id, call);
  }
  return found;
}

function waits(call) {
  return call.state === "called" && !call.withdrawn;
}
