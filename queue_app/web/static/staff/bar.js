// The end of the top bar: the queue's light with its word, how many wait and how long; in its
// place the band of a lost connection. Nothing below it moves for that.

import {el, icon, replace} from "app/dom.js";
import {rich, t, tn} from "app/texts.js";
import {clock, lasting, minutes, seconds, serverNow} from "app/time.js";
import {lightWord} from "app/staff/words.js";
import {say, warn} from "app/staff/speaker.js";

export class Bar {
  // lightPlace and band are elements of the page's top bar.
  constructor({lightPlace, band}) {
    Object.assign(this, {lightPlace, band});
    this.since = null;
  }

  show(light) {
    const {state, waiting, longest} = light;
    this.lightPlace.dataset.light = state;
    replace(
      this.lightPlace,
      el("i"), el("i"), el("i"),
      el("b", {}, lightWord(state)),
      el("span", {class: "bar-waiting"}, waitingWords(waiting, longest)),
    );
  }

  // since: ms of the server's clock, or null when all is well again.
  stale(since) {
    const changed = (since === null) !== (this.since === null);
    this.since = since;
    document.body.dataset.stale = String(since !== null);
    this.band.hidden = since === null;
    this.lightPlace.hidden = since !== null;
    this.tick();
    if (changed && since !== null) warn(t("The connection to the server is lost."));
    if (changed && since === null) say(t("The connection is back."));
  }

  tick() {
    if (this.since === null) return;
    const age = lasting(seconds(new Date(this.since), serverNow()));
    replace(
      this.band,
      icon("unplug"),
      el("span", {}, rich("No connection for %(age)s. As of %(time)s", {
        age: el("span", {class: "tabular"}, age),
        time: clock(new Date(this.since)),
      })),
    );
  }
}

function waitingWords(waiting, longest) {
  if (!waiting) return t("nobody is waiting");
  if (longest === null || longest === undefined) {
    return tn("%(n)s waiting", "%(n)s waiting", waiting);
  }
  const values = {minutes: minutes(longest)};
  return tn(
    "%(n)s waiting, longest %(minutes)s min", "%(n)s waiting, longest %(minutes)s min",
    waiting, values,
  );
}
