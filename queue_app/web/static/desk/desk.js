// The desk of one counter: takes the live view, shows it in all its parts, and says what is new.

import {boot} from "app/boot.js";
import {replace} from "app/dom.js";
import {live} from "app/live.js";
import {nameOf, t} from "app/texts.js";
import {everySecond} from "app/time.js";
import {Alarm} from "app/staff/alarm.js";
import {Bar} from "app/staff/bar.js";
import {Help} from "app/staff/help.js";
import {refusal} from "app/staff/refusals.js";
import {say} from "app/staff/speaker.js";
import {serviceName} from "app/staff/words.js";
import {Presses} from "app/staff/presses.js";
import {showPrinters} from "app/staff/printers.js";
import {Arrival} from "./arrival.js";
import {Buttons} from "./buttons.js";
import {Deeds} from "./deeds.js";
import {Keys} from "./keys.js";
import {LastLine} from "./last.js";
import {Sheet} from "./sheet.js";
import {Side} from "./side.js";
import {situation} from "./situation.js";
import {WaitingList} from "./waiting.js";

const OWN = 3000; // ms after a press in which a change is its result
const LATE = 500; // ms after an answer: then the view is asked for

const $ = (id) => document.getElementById(id);

export class Desk {
  // leave(): another counter is wanted. signedOut(): the session has ended.
  constructor({leave, signedOut}) {
    Object.assign(this, {leave, signedOut});
    this.view = null;
    this.presses = new Presses((state) => this.pending(state));
    this.last = new LastLine($("last"), () => this.presses.giveUp());
    this.arrival = new Arrival($("next-place"));
    this.deeds = new Deeds({desk: this, presses: this.presses, last: this.last, arrival: this.arrival});
    this.sheet = new Sheet($("sheet"), leave);
    this.waiting = new WaitingList((ticket, number) => this.deeds.byHand(ticket, number));
    this.side = new Side({
      call: (ticket) => this.deeds.call(ticket),
      back: (ticket) => this.deeds.back(ticket),
      why: (words) => this.deeds.refuse("call", words),
    });
    this.bar = new Bar({lightPlace: $("light"), band: $("offline")});
    this.alarm = new Alarm({
      box: $("alarm"),
      presses: this.presses,
      counter: () => this.view?.counter.id ?? null,
      report: (problem, action) => this.deeds.report(problem, action),
    });
    this.help = new Help({
      box: $("help"),
      presses: this.presses,
      report: (problem, action) => this.deeds.report(problem, action),
    });
    this.buttons = new Buttons({
      press: (action, via) => this.press(action, via),
      explain: (words) => this.last.explain(words),
    });
    this.keys = new Keys({
      press: (action, via) => this.view && this.press(action, via),
      functions: {F2: "next", F8: "help", F9: "alarm"},
    });
    everySecond(() => this.tick());
  }

  // Begins at a counter with the view that came from opening it.
  start(view) {
    this.stop();
    const {id} = view.counter;
    this.channel = `desk:${id}`;
    $("desk").hidden = false;
    this.off = live.subscribe(this.channel, {
      view: (data) => this.show(data),
      stale: (since) => this.bar.stale(since),
      denied: (code) => this.denied(code),
    }, {url: `/api/v1/counters/${id}`, initial: view});
    this.buttons.focusUsual();
  }

  stop() {
    this.off?.();
    this.off = null;
    this.view = null;
    this.arrival.close(null);
    this.last.clear();
    $("desk").hidden = true;
  }

  press(action, via) {
    if (action === "alarm") return this.alarm.press(via);
    if (action === "help") return this.help.press(via);
    this.follow = !$("waiting").contains(document.activeElement);
    const does = action === "next" ? this.buttons.big : action;
    return this.deeds.press(does, via);
  }

  show(view) {
    const before = this.view;
    this.view = view;
    this.head(view);
    this.sheet.show(view);
    this.arrival.keepFor(view.current);
    this.buttons.show(view);
    this.waiting.show(view);
    this.side.show(view);
    this.bar.show(view.light);
    this.alarm.show(view.alarm);
    this.help.show(view.help);
    showPrinters($("printers"), view.printers);
    this.last.show(view);
    this.announce(before, view);
    this.followUsual(before, view);
  }

  // An answer that carries the whole view need not wait for the push.
  accept(view) {
    const {epoch, revision} = this.view ?? {};
    if (epoch === view.epoch && revision > view.revision) return;
    this.show(view);
  }

  // After an answer the pushed view is due; if it does not come, it is fetched.
  soon(answer = null) {
    const due = answer?.revision ?? Infinity;
    setTimeout(() => {
      if (this.off && !(this.view?.revision >= due)) live.refresh(this.channel);
    }, LATE);
  }

  head(view) {
    const {counter, current} = view;
    replace($("counter-name"), nameOf(counter));
    replace($("counter-state"), stateWords(view));
    const alarm = view.alarm ? t("Alarm") : null;
    document.title = [alarm, current?.number, nameOf(counter)].filter(Boolean).join(" · ");
  }

  // What a screen reader hears: results of one's own presses, and what others did to oneself.
  announce(before, view) {
    if (!before || before.counter.id !== view.counter.id) return;
    const [was, is] = [before.current, view.current];
    if (is && (was?.id !== is.id || was.state !== is.state || was.called_at !== is.called_at)) {
      return say(currentWords(view));
    }
    if (was && !is) return this.gone(before, view);
    if (!is && situation(view) === "idle" && view.next && !before.next) {
      say(t("%(number)s is waiting for you.", {number: view.next.number}));
    }
  }

  // My number is gone: by my own press, or because the citizen gave it back.
  gone(before, view) {
    const own = before.last_action?.at !== view.last_action?.at || this.presses.busy
      || performance.now() - this.presses.last.at < OWN;
    if (own) return say(t("Nobody is with you."));
    this.last.tell(t("%(number)s has been given back or has ended.", {number: before.current.number}));
  }

  // A deed of the lists is done: the next press is usually the main one.
  home() {
    this.buttons.focusUsual();
  }

  // After one's own press the focus goes where the next press usually is.
  followUsual(before, view) {
    if (!this.follow || !before || situation(before) === situation(view)) return;
    this.follow = false;
    this.buttons.focusUsual();
  }

  // The button whose press was refused; null takes the mark away.
  refused(action) {
    this.buttons.mark(action);
  }

  pending(state) {
    this.last.pending(state);
    this.buttons.pending(state?.action ?? null);
  }

  denied(code) {
    if (code === "unauthorized") return this.signedOut();
    if (code.startsWith("unknown")) return this.leave();
    this.last.refuse(refusal({code, status: 403}));
  }

  tick() {
    if (!this.view) return;
    this.sheet.tick();
    this.waiting.tick();
    this.side.tick();
    this.alarm.tick();
    this.last.tick();
    if (!this.last.refusing) this.refused(null);
    this.bar.tick();
    this.buttons.tick();
  }
}

function currentWords({current}) {
  const values = {number: current.number, service: serviceName(current)};
  if (current.state === "called") return t("%(number)s is called: %(service)s", values);
  return t("%(number)s is with you: %(service)s", values);
}

function stateWords({counter}) {
  const name = counter.clerk ?? boot.user?.name ?? "";
  if (counter.state === "closed") return t("Closed");
  if (counter.state === "paused") {
    return counter.pause_reason ? t("Break %(reason)s", {reason: counter.pause_reason}) : t("Break");
  }
  if (counter.pause_pending) return t("Open, break follows, %(name)s", {name});
  return t("Open, %(name)s", {name});
}
