// What is heard of one call, one sound after the other: gong, then the languages it is said in.
// Which call it is, is decided in announcer.js; how a sound is made to be heard, in sound.js.

export const AIR = 250; // ms of quiet between two sounds
export const PATIENCE = 1500; // ms for a file that is not here when its turn has come
const USUAL = 3500; // ms that a part takes which is not here yet

// What is said after `n` of a call's languages: {url, next}, or null when all is said. Where
// several calls wait it is number and counter in the last language, the ticket's own.
export function turn(speech, n, crowded) {
  if (n >= speech.length) return null;
  const index = crowded ? speech.length - 1 : n;
  const {url, short} = speech[index];
  return {url: crowded ? short : url, next: index + 1};
}

export class Sounding {
  // player: gong() and play(sound) begin and answer how many ms they are heard (0: not at all);
  // load(url) promises a sound or null; fade() answers how many ms what is heard still takes.
  // changed(): more or less is left to be heard than was said before.
  constructor(player, changed) {
    this.player = player;
    this.changed = changed;
    this.run = null; // the announcement that is heard: a new one for each call
    this.until = 0; // when it is over, as far as can be said now
    this.quiet = 0; // when what was faded away is no longer heard
  }

  // `late`: the gong alone. `crowded()`, whether several wait, is asked before each language.
  begin(call, {late, crowded}) {
    const run = {crowded};
    this.run = run;
    // Whatever goes wrong with a sound, the next call has its turn.
    this.tell(run, late ? [] : call.speech ?? []).catch(reportError).then(() => this.end(run));
  }

  // ms until it is over; until then nothing else is to begin.
  left() {
    return this.run ? Math.max(1, this.until - performance.now()) : 0;
  }

  stop() {
    if (!this.run) return;
    this.run = null;
    this.quiet = performance.now() + this.player.fade();
  }

  async tell(run, speech) {
    const fading = this.quiet - performance.now();
    if (fading > 0) await this.pause(fading, speech.length);
    if (this.run !== run) return;
    let part = turn(speech, 0, run.crowded());
    if (part) this.player.load(part.url);
    await this.pause(lasting(this.player.gong()), speech.length);
    for (let n = 0; this.run === run; n = part.next) {
      part = turn(speech, n, run.crowded());
      if (!part) break;
      await this.say(run, part, speech);
    }
  }

  end(run) {
    if (this.run !== run) return;
    this.run = null;
    this.changed();
  }

  async say(run, {url, next}, speech) {
    const left = speech.length - next;
    const sound = await Promise.race([this.player.load(url), this.pause(PATIENCE, left + 1)]);
    if (this.run !== run || !sound) return;
    const following = turn(speech, next, run.crowded());
    if (following) this.player.load(following.url);
    await this.pause(lasting(this.player.play(sound)), left);
  }

  // So many ms pass, and then `parts` are still to be said.
  pause(ms, parts) {
    this.until = performance.now() + ms + parts * USUAL;
    this.changed();
    return new Promise((done) => setTimeout(done, ms));
  }
}

function lasting(ms) {
  return ms && ms + AIR;
}
