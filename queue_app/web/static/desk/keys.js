// The desk's keys: F2, F8 and F9 always, the letters only while they are switched on (WCAG 2.1.4).
// In fields and dialogs they sleep.

import {dialogOpen, typing} from "app/staff/dialog.js";

const STORE = "queue:letters";

export class Keys {
  // press(action, via); functions: {F2: action, F8: action, F9: action}
  constructor({press, functions}) {
    Object.assign(this, {press, functions});
    this.buttons = [...document.querySelectorAll("[data-letter]")];
    this.letters = new Map(this.buttons.map((one) => [one.dataset.letter, one.dataset.action]));
    this.box = document.getElementById("letters");
    this.box.checked = remembered();
    this.box.addEventListener("change", () => this.apply(true));
    this.apply(false);
    document.addEventListener("keydown", (event) => this.down(event));
  }

  get on() {
    return this.box.checked;
  }

  apply(store) {
    if (store) remember(this.on);
    document.body.toggleAttribute("data-letters-off", !this.on);
    for (const one of this.buttons) {
      if (this.on) one.setAttribute("aria-keyshortcuts", one.dataset.letter);
      else one.removeAttribute("aria-keyshortcuts");
    }
  }

  down(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (dialogOpen()) return;
    const action = this.functions[event.key] ?? this.letter(event);
    if (!action) return;
    event.preventDefault();
    if (!event.repeat) this.press(action, event.key);
  }

  letter(event) {
    if (!this.on || typing(event.target)) return null;
    return this.letters.get(event.key.toUpperCase());
  }
}

function remembered() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    localStorage.setItem(STORE, on ? "on" : "off");
  } catch {
    // Storage may be forbidden; then the choice holds until the page is left.
  }
}
