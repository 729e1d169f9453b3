// Forgets what a person left behind: warns first, can be extended by any touch or key.

import {el, icon} from "app/dom.js";
import {t, tn} from "app/texts.js";

// limit, warning: seconds; busy(): something of a person is there; held(): nobody is hurried now;
// warned(sentence): the warning has begun; forget(): the end.
export function createIdle({limit, warning, busy, held, warned, forget}) {
  let touched = performance.now();
  let dialog = null;

  const extend = () => {
    touched = performance.now();
    close();
  };

  function close() {
    if (!dialog) return;
    dialog.close();
    dialog.remove();
    dialog = null;
  }

  function warn(left) {
    if (!dialog) {
      dialog = question();
      document.body.append(dialog);
      dialog.showModal();
      warned(sentence(left));
    }
    dialog.querySelector("[data-left]").textContent = sentence(left);
  }

  function sentence(left) {
    return tn(
      "In %(n)s second this page starts again and forgets your choice.",
      "In %(n)s seconds this page starts again and forgets your choice.",
      left,
    );
  }

  function question() {
    const more = el("button", {class: "button filled", type: "button"},
      icon("clock-plus"), t("I need more time"));
    const box = el("dialog", {class: "dialog", "aria-labelledby": "idle-title"},
      el("h2", {id: "idle-title"}, t("Are you still there?")),
      el("p", {"data-left": true}),
      el("div", {class: "dialog-actions"}, more));
    box.addEventListener("cancel", extend);
    more.addEventListener("click", extend);
    return box;
  }

  function tick() {
    const left = Math.ceil(limit - (performance.now() - touched) / 1000);
    if (!busy()) return close();
    if (held() && !dialog) {
      touched = performance.now();
      return;
    }
    if (left <= 0) {
      close();
      return forget();
    }
    if (left <= warning) warn(left);
  }

  for (const event of ["pointerdown", "keydown", "wheel"]) {
    document.addEventListener(event, extend, {passive: true, capture: true});
  }
  setInterval(tick, 250);
  return {
    rest: extend,
    get isAsking() {
      return dialog !== null;
    },
  };
}
