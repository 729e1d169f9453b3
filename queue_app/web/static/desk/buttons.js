// The desk's buttons at their fixed places: which are available and why not, which one is
// filled, which was refused, and the sentence on the big one.

import {el, replace} from "app/dom.js";
import {t} from "app/texts.js";
import {bigButton, unavailable, undoSeconds, usual} from "./situation.js";

const $ = (id) => document.getElementById(id);

export class Buttons {
  // press(action, via); explain(words | null): why the one in focus is not available.
  constructor({press, explain}) {
    this.explain = explain;
    this.all = [...document.querySelectorAll("#desk .topbar [data-action], .mine [data-action]")];
    this.big = "next";
    for (const one of this.all) {
      if (["leave", "sign-out"].includes(one.dataset.action)) continue;
      one.addEventListener("click", (event) => press(one.dataset.action, via(event, one)));
      one.addEventListener("focus", () => this.say(one));
      one.addEventListener("blur", () => this.explain(null));
      one.addEventListener("pointerenter", () => this.say(one));
      one.addEventListener("pointerleave", () => this.explain(null));
    }
  }

  show(view) {
    this.view = view;
    const big = bigButton(view);
    this.big = big.does;
    replace($("next-words"), big.words);
    replace($("next-sentence"), big.sentence);
    const pause = this.of("pause").querySelector("span");
    replace(pause, pauseWords(view.counter));
    for (const one of this.all) this.draw(one, view);
    this.canUndo = undoSeconds(view) > 0;
  }

  draw(button, view) {
    const {action} = button.dataset;
    const why = unavailable(view, action === "next" ? this.big : action);
    const filled = usual(view) === action;
    button.classList.toggle("filled", filled);
    if (why) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
    describe(button, why);
  }

  tick() {
    if (this.view && this.canUndo !== undoSeconds(this.view) > 0) this.show(this.view);
  }

  of(action) {
    return this.all.find((one) => one.dataset.action === action);
  }

  say(button) {
    if (!this.view) return;
    const {action} = button.dataset;
    this.explain(unavailable(this.view, action === "next" ? this.big : action));
  }

  mark(action) {
    for (const one of this.all) one.toggleAttribute("data-refused", one.dataset.action === action);
  }

  pending(action) {
    for (const one of this.all) one.toggleAttribute("data-pending", one.dataset.action === action);
  }

  focusUsual() {
    if (this.view) this.of(usual(this.view)).focus();
  }
}

// A screen reader hears the reason with the button; the eye reads it in the line below.
function describe(button, why) {
  if (button.dataset.action === "next") return;
  const id = `why-${button.dataset.action}`;
  const known = $(id);
  if (!why) {
    known?.remove();
    button.removeAttribute("aria-describedby");
    return;
  }
  const place = known ?? button.after(el("span", {class: "visually-hidden", id})) ?? $(id);
  replace(place, why);
  button.setAttribute("aria-describedby", id);
}

function pauseWords({state, pause_pending: pending}) {
  if (state === "paused") return t("End the break");
  return pending ? t("No break after all") : t("Break");
}

// Two Enters on two buttons within a second are one bounce; two clicks on two buttons are not.
function via(event, button) {
  return event.detail === 0 ? "Enter" : `pointer ${button.dataset.action}`;
}
