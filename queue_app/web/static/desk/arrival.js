// "Did they come?": asked in the place of the big button when the next number is wanted while
// one is called. One key each; leaving it means that nothing was pressed.

import {el} from "app/dom.js";
import {rich, t} from "app/texts.js";
import {said} from "app/staff/words.js";

export class Arrival {
  constructor(place) {
    this.place = place;
    this.group = null;
  }

  get open() {
    return this.group !== null;
  }

  // Answers "served", "absent" or null.
  ask(current) {
    this.close(null);
    const question = el("p", {class: "ask-question", id: "ask-question"},
      rich("Did %(number)s come?", {number: said(current.number)}));
    const came = choice("served", "1", t("Yes, was here"), "button filled spread");
    const absent = choice("absent", "2", t("No, not here"), "button spread");
    this.number = current.number;
    this.group = el("div", {class: "ask", role: "group", "aria-labelledby": "ask-question"},
      question, el("div", {class: "ask-choices"}, came, absent));
    this.place.append(this.group);
    this.place.dataset.asking = "true";
    came.focus();
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.group.addEventListener("click", (event) => {
        const answer = event.target.closest("[data-answer]")?.dataset.answer;
        if (answer) this.close(answer);
      });
      this.group.addEventListener("keydown", (event) => this.key(event));
      this.group.addEventListener("focusout", (event) => {
        if (!this.group?.contains(event.relatedTarget) && document.hasFocus()) this.close(null);
      });
    });
  }

  key(event) {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const answer = {1: "served", 2: "absent", Escape: null}[event.key];
    if (answer === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.close(answer);
  }

  // The number may be taken out of the clerk's hands while the question stands.
  keepFor(current) {
    const asked = this.open && current?.state === "called" && current.number === this.number;
    if (this.open && !asked) this.close(null);
  }

  close(answer) {
    if (!this.group) return;
    const {group, resolve} = this;
    const focused = group.contains(document.activeElement);
    this.group = null;
    delete this.place.dataset.asking;
    group.remove();
    if (focused) this.place.querySelector("button")?.focus();
    resolve(answer);
  }
}

function choice(answer, key, words, look) {
  return el(
    "button",
    {class: look, type: "button", "data-answer": answer, "aria-keyshortcuts": key},
    el("span", {}, words),
    el("kbd", {class: "key"}, key),
  );
}
