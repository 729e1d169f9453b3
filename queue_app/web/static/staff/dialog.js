// Questions to staff: a native dialog with choices that answer to their keys. What is asked,
// and what follows, is said by the page.

import {el, icon} from "app/dom.js";
import {t} from "app/texts.js";

let asked = 0;

// choices: [{id, words, key, filled, alarm, unavailable}]; `body` are nodes above them, `keys`
// {key: function} for more. Answers the id of the choice, or null when it was left. `check(id)`
// may answer a sentence that keeps the dialog open, or a promise of one.
export function ask({title, text, body = [], choices, keys = {}, check, wide = false, focus, leave}) {
  asked += 1;
  const heading = `asked-${asked}`;
  const problem = el("p", {class: "error dialog-error", role: "alert", hidden: true});
  const buttons = choices.map((one, index) => choiceButton(one, index));
  const cancel = el(
    "button",
    {class: "button quiet spread", type: "button", "data-choice": "cancel"},
    el("span", {}, leave ?? t("Cancel")),
    el("kbd", {class: "key"}, t("Esc")),
  );
  const form = el("form", {method: "dialog", novalidate: true},
    el("h2", {id: heading}, title),
    text && el("p", {class: "dialog-text"}, text),
    ...[body].flat(),
    problem,
    el("div", {class: "dialog-actions"}, ...buttons, cancel));
  const dialog = el(
    "dialog",
    {class: wide ? "dialog staff-dialog wide" : "dialog staff-dialog", "aria-labelledby": heading},
    form,
  );
  document.body.append(dialog);
  return new Promise((resolve) => {
    const end = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const choose = async (id) => {
      const complaint = await check?.(id);
      if (!complaint) return end(id);
      problem.replaceChildren(icon("circle-alert"), el("span", {}, complaint));
      problem.hidden = false;
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter ?? buttons[0];
      if (button?.getAttribute("aria-disabled") !== "true") choose(button.value);
    });
    cancel.addEventListener("click", () => end(null));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      end(null);
    });
    dialog.addEventListener("keydown", (event) => onKey(event, buttons, keys));
    dialog.showModal();
    (focus ?? buttons.find((one) => one.getAttribute("aria-disabled") !== "true") ?? cancel).focus();
  });
}

// The first choice is the form's default button, so that a plain Enter means it.
function choiceButton({id, words, key, filled, alarm, unavailable, hint}, index) {
  const look = filled ?? index === 0 ? "button filled spread" : "button spread";
  return el(
    "button",
    {
      class: alarm ? "button alarm spread" : look,
      type: "submit",
      value: id,
      "data-choice": id,
      "data-key": key,
      "aria-disabled": unavailable ? "true" : null,
      "aria-keyshortcuts": key,
    },
    el("span", {class: "choice-words"}, el("span", {}, words),
      hint && el("span", {class: "choice-hint"}, hint)),
    (key || index === 0) && el("kbd", {class: "key"}, key ?? t("Enter")),
  );
}

function onKey(event, buttons, keys) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  event.stopPropagation(); // the page's own shortcuts sleep
  if (typing(event.target)) return;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const button = buttons.find((one) => one.dataset.key === key);
  if (!button && !keys[key]) return;
  event.preventDefault();
  if (button) button.click();
  else keys[key]();
}

export function typing(target) {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (target?.isContentEditable) return true;
  const silent = ["checkbox", "radio", "button", "submit", "range"];
  return target instanceof HTMLInputElement && !silent.includes(target.type);
}

export const dialogOpen = () => document.querySelector("dialog[open]") !== null;
