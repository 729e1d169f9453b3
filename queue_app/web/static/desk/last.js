// The line below the actions: what was done last and how long it can be taken back; in its place
// why something is not possible, what the server refused, or that an answer is still awaited.

import {el, icon, replace} from "app/dom.js";
import {rich, t} from "app/texts.js";
import {clock} from "app/time.js";
import {said} from "app/staff/words.js";
import {say, warn} from "app/staff/speaker.js";
import {undoSeconds} from "./situation.js";

const DONE = {
  call_next: (number) => rich("%(number)s called", {number}),
  call: (number) => rich("%(number)s called", {number}),
  recall: (number) => rich("%(number)s called again", {number}),
  start: (number) => rich("%(number)s begun", {number}),
  finish: (number) => rich("%(number)s finished", {number}),
  no_show: (number) => rich("%(number)s was not here", {number}),
  put_back: (number) => rich("%(number)s put back", {number}),
  park: (number) => rich("%(number)s parked", {number}),
  transfer: (number) => rich("%(number)s transferred", {number}),
};

const FRESH = 1500; // ms in which a view still belongs to what was just said
const STANDS = {told: 12000, error: 10000}; // ms: then what was done last is seen again
const PATIENCE = 1; // attempts in vain before the wait is spoken of

export class LastLine {
  constructor(element, giveUp) {
    this.element = element;
    this.message = null; // {kind: "error" | "told", words, at}
    this.hint = null;
    this.waits = null;
    element.addEventListener("click", (event) => {
      if (event.target.closest("[data-give-up]")) giveUp();
    });
  }

  // What was said about another number, or another state of the counter, is said no more.
  show(view) {
    const about = topic(view);
    if (this.age > FRESH && about !== this.about) this.message = null;
    this.about = about;
    this.view = view;
    this.draw();
  }

  get refusing() {
    return this.message?.kind === "error";
  }

  get age() {
    return this.message ? performance.now() - this.message.at : 0;
  }

  // A refusal stays for a while, until the next press, or until it is about something else.
  refuse(words) {
    this.message = {kind: "error", words, at: performance.now()};
    warn(words);
    this.draw();
  }

  tell(words) {
    this.message = {kind: "told", words, at: performance.now()};
    say(words);
    this.draw();
  }

  clear() {
    this.message = null;
    this.draw();
  }

  // Why the button in focus cannot be pressed; null when it can.
  explain(words) {
    this.hint = words;
    this.draw();
  }

  pending(state) {
    this.waits = state;
    this.draw();
  }

  draw() {
    if (this.waits?.tries >= PATIENCE) return replace(this.element, ...waiting());
    if (this.message) return replace(this.element, notice(this.message));
    if (this.hint) return replace(this.element, notice({kind: "hint", words: this.hint}));
    this.tick();
  }

  tick() {
    if (this.message && this.age > STANDS[this.message.kind]) this.message = null;
    if (this.waits?.tries >= PATIENCE || this.message || this.hint) return;
    const last = this.view?.last_action;
    if (!last || !DONE[last.kind]) return replace(this.element);
    const left = undoSeconds(this.view);
    replace(
      this.element,
      el("p", {class: "last-done"}, rich("Last: %(what)s, %(time)s", {
        what: DONE[last.kind](said(last.number)), time: clock(last.at),
      })),
      left > 0 && el("p", {class: "last-undo tabular"}, undoWords(left)),
    );
  }
}

// Without letter keys the button does it.
function undoWords(n) {
  const letters = !document.body.hasAttribute("data-letters-off");
  return letters ? t("Z undoes it, %(n)s s", {n}) : t("can be undone, %(n)s s", {n});
}

const topic = ({counter, current, next}) =>
  [counter.state, current?.id, current?.state, Boolean(next)].join();

function notice({kind, words}) {
  const sign = {error: "circle-alert", told: "info", hint: "info"}[kind];
  return el("p", {class: "last-notice", "data-kind": kind}, icon(sign), el("span", {}, words));
}

function waiting() {
  return [
    el("p", {class: "last-notice", "data-kind": "told"}, icon("hourglass"),
      el("span", {}, t("No answer yet. The press is repeated until it counts, once."))),
    el("button", {class: "link", type: "button", "data-give-up": true}, t("Do not wait")),
  ];
}
