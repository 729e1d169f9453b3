// The silent alarm: raised with one key, seen on every desk of the office without a sound, and
// ended by whoever comes. On the desk that raised it it stays discreet.

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {nameOf, rich, t} from "app/texts.js";
import {elapsed, seconds} from "app/time.js";
import {say, warn} from "app/staff/speaker.js";

const KEY = "F9";

export class Alarm {
  // counter(): id of this desk's counter, or null at the reception. report(problem) words it.
  constructor({box, presses, counter, report}) {
    Object.assign(this, {box, presses, counter, report});
    this.alarm = null;
    this.raisedHere = false;
    box.addEventListener("click", (event) => {
      if (event.target.closest("[data-action]")) this.press("click");
    });
  }

  get own() {
    const here = this.counter();
    if (!this.alarm) return false;
    return here ? this.alarm.counter?.id === here : this.raisedHere && !this.alarm.counter;
  }

  // Called with every view; `alarm` is null, or {counter, since}.
  show(alarm) {
    const known = this.alarm;
    this.alarm = alarm ?? null;
    if (!alarm) this.raisedHere = false;
    this.draw();
    if (alarm && alarm.since !== known?.since && !this.own) warn(this.sentence());
    if (!alarm && known) say(t("The alarm has ended."));
  }

  sentence() {
    const name = nameOf(this.alarm.counter);
    return name
      ? t("Silent alarm: %(counter)s needs help.", {counter: name})
      : t("Silent alarm: the reception needs help.");
  }

  get since() {
    return elapsed(seconds(this.alarm.since));
  }

  draw() {
    const state = !this.alarm ? "quiet" : this.own ? "own" : "called";
    this.box.dataset.alarm = state;
    document.body.toggleAttribute("data-alarm", state === "called");
    const looks = {quiet: () => this.quiet(), own: () => this.running(), called: () => this.call()};
    const focused = this.box.contains(document.activeElement);
    replace(this.box, ...looks[state]());
    this.tick();
    if (focused) this.box.querySelector("button")?.focus();
  }

  quiet() {
    return [button("button alarm spread", "siren", t("Silent alarm"))];
  }

  running() {
    return [button("button alarm spread", "siren", t("End the alarm"), el("span", {"data-since": true}))];
  }

  call() {
    return [
      el("h2", {class: "alarm-words"}, icon("siren"), el("span", {}, this.sentence())),
      el("p", {class: "alarm-since"}, rich("for %(age)s", {
        age: el("span", {"data-since": true, class: "tabular"}),
      })),
      button("button filled spread", "footprints", t("I'm coming")),
    ];
  }

  tick() {
    const place = this.box.querySelector("[data-since]");
    if (place && this.alarm) place.textContent = this.since;
  }

  // F9 raises it; where one runs it says "I'm coming", or takes one's own back.
  async press(via) {
    const action = this.alarm ? "end-alarm" : "alarm";
    if (!this.presses.counts(action, via)) return;
    const path = `/offices/${boot.office.id}/alarm`;
    const counter = this.counter();
    try {
      if (this.alarm) await this.presses.del(action, path);
      else {
        this.raisedHere = true;
        await this.presses.post(action, path, counter ? {counter} : {});
        say(t("Alarm raised. Your colleagues see it."));
      }
    } catch (problem) {
      this.report(problem, action);
    }
  }
}

function button(look, sign, words, extra = null) {
  return el(
    "button",
    {class: look, type: "button", "data-action": "alarm", "aria-keyshortcuts": KEY},
    icon(sign),
    el("span", {}, words),
    extra,
    el("kbd", {class: "key"}, KEY),
  );
}
