// A new number at the reception: what is asked, and what the server says to it.

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {waitText} from "app/stroke.js";
import {nameOf, pick, t, tn} from "app/texts.js";
import {refusal} from "app/staff/refusals.js";
import {alsoField, appointmentField, counterField, languageField, personsField, priorityField,
  usualPriority} from "./fields.js";

export class Draw {
  // presses; issued(ticket); signedOut(); waitFor(service id) -> row of the public waits
  constructor({presses, issued, signedOut, waitFor}) {
    Object.assign(this, {presses, issued, signedOut, waitFor});
  }

  // Answers the elements of the form for this service.
  begin(service) {
    this.service = service;
    this.fields = {
      persons: personsField(),
      also: alsoField(() => service.id),
      priority: priorityField(),
      booked: appointmentField(),
      language: languageField(),
      counter: counterField(),
    };
    this.problem = el("div", {class: "paper-problem", role: "alert"});
    this.wait = el("p", {class: "paper-wait"});
    this.submit = el("button", {class: "button filled spread", type: "submit", "data-action": "draw"},
      icon("ticket"), el("span", {}, t("Issue the number")), el("kbd", {class: "key"}, t("Enter")));
    const {persons, also, priority, booked, language, counter} = this.fields;
    const form = el("form", {class: "paper-form", novalidate: true},
      el("div", {class: "paper-head"}, el("h2", {}, nameOf(service)), this.wait, ...needs(service)),
      el("div", {class: "paper-fields"}, persons, priority,
        el("div", {class: "pair"}, booked, language), el("div", {class: "pair"}, also, counter)),
      el("div", {class: "paper-foot"}, this.problem, this.submit));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.showWait();
    return [form];
  }

  showWait() {
    const row = this.service && this.waitFor(this.service.id);
    if (!row || !this.wait) return;
    const people = tn("%(n)s person before", "%(n)s people before", row.ahead ?? 0);
    const doubt = row.will_be_called === false ? t("perhaps not called before closing") : null;
    replace(this.wait, [waitText(row.estimate), people, doubt].filter(Boolean).join(" · "));
  }

  focus() {
    this.submit.focus();
  }

  body(override) {
    const {persons, also, priority, language, counter} = this.fields;
    return {
      service: this.service.id,
      persons: Number(persons.value),
      language: language.value,
      ...(also.value.length && {also: also.value}),
      ...(priority.value !== usualPriority() && {priority: priority.value}),
      ...(counter.value && {counter: counter.value}),
      ...(this.fields.booked.instant() && {booked_at: this.fields.booked.instant()}),
      ...(override && {override: true}),
    };
  }

  async send(override = false) {
    const wrong = this.fields.booked.instant() === undefined;
    this.fields.booked.complain(wrong);
    if (wrong || !this.presses.counts(override ? "override" : "draw")) return;
    replace(this.problem);
    this.submit.toggleAttribute("data-pending", true);
    try {
      const ticket = await this.presses.post("draw", `/offices/${boot.office.id}/tickets`,
        this.body(override));
      if (ticket) this.issued(ticket);
    } catch (problem) {
      this.refused(problem);
    } finally {
      this.submit.removeAttribute("data-pending");
    }
  }

  // The guard may be overruled by staff; the other refusals may not.
  refused(problem) {
    if (problem.status === 401) return this.signedOut();
    const go = problem.code === "capacity" ? this.override() : null;
    this.problem.replaceChildren(
      el("p", {class: "error"}, icon("circle-alert"), el("span", {}, refusal(problem))),
      ...(go ? [go] : []));
    go?.focus();
  }

  override() {
    return el("button", {class: "button spread", type: "button", "data-action": "override",
      onclick: () => this.send(true)}, el("span", {}, t("Issue it all the same")));
  }
}

// What the citizen should have at hand: the reception can say it before the wait.
function needs({documents, fee}) {
  const list = pick(documents, []);
  const cost = pick(fee, "");
  const lines = [];
  if (list?.length) lines.push(t("To bring: %(list)s", {list: list.join(", ")}));
  if (cost) lines.push(t("Fee: %(fee)s", {fee: cost}));
  return lines.map((one) => el("p", {class: "paper-need"}, one));
}
