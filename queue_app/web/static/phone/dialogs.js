// Questions before something is done that others notice.

import {el, icon} from "app/dom.js";
import {t} from "app/texts.js";

// Asks; `act` runs at the filled button and may fail with a sentence, shown in the dialog.
export function ask({title, lines, yes, no = t("Back"), act}) {
  const failed = el("p", {class: "error", role: "alert", hidden: true});
  const go = el("button", {class: "button filled", type: "button", "data-action": "yes"}, yes);
  const back = el("button", {class: "button", type: "button"}, no);
  const box = dialog(title, [...lines.map((one) => el("p", {}, one)), failed], [back, go]);
  let busy = false;
  go.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    go.setAttribute("aria-disabled", "true");
    failed.hidden = true;
    try {
      await act();
      box.close();
    } catch (problem) {
      failed.replaceChildren(icon("circle-alert"), el("span", {}, problem.words ?? unexpected()));
      failed.hidden = false;
      go.removeAttribute("aria-disabled");
      busy = false;
    }
  });
  back.addEventListener("click", () => box.close());
  return box;
}

export function tell({title, lines}) {
  const back = el("button", {class: "button filled", type: "button"}, t("Close"));
  const box = dialog(title, lines, [back]);
  back.addEventListener("click", () => box.close());
  return box;
}

export function unexpected() {
  return t("That did not work. Please try again or ask at the information desk.");
}

function dialog(title, content, buttons) {
  const box = el("dialog", {class: "dialog", "aria-labelledby": "dialog-title"},
    el("h2", {id: "dialog-title"}, title), el("div", {class: "dialog-text"}, content),
    el("div", {class: "dialog-actions"}, buttons));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}
