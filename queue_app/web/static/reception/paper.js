// The sheet in the middle, on which lies what the reception has in hand: nothing, a number to be
// issued, one just issued, or one that was found.

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {t} from "app/texts.js";
import {ask} from "app/staff/dialog.js";
import {refusal} from "app/staff/refusals.js";
import {say, warn} from "app/staff/speaker.js";
import {said, serviceName} from "app/staff/words.js";
import {correctElements} from "./correct.js";
import {Draw} from "./draw.js";
import {issuedElements, printSlip} from "./issued.js";
import {postponeMinutes, unavailableHere, visitElements} from "./visit.js";

export class Paper {
  // presses; services and numbers are the lists beside it; soon() asks for the next view.
  constructor({element, presses, services, numbers, soon, signedOut, printAtOnce}) {
    Object.assign(this, {element, presses, services, numbers, soon, signedOut, printAtOnce});
    this.draw = new Draw({
      presses, signedOut, issued: (ticket) => this.issued(ticket),
      waitFor: (id) => services.waitFor(id),
    });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.back();
    });
    this.clear();
  }

  put(kind, ...children) {
    this.kind = kind;
    this.element.dataset.kind = kind;
    this.element.replaceChildren(...children.flat().filter(Boolean));
    this.element.scrollTop = 0;
  }

  clear() {
    this.ticket = null;
    this.services.mark(null);
    this.numbers.mark(null);
    this.put("empty",
      el("p", {class: "paper-empty"}, t("Ready.")),
      el("p", {class: "paper-need"}, t("Choose a service to issue a number, or find a number.")));
  }

  begin(service) {
    this.clear();
    this.services.mark(service.id);
    this.put("draw", this.draw.begin(service));
    this.draw.focus();
  }

  issued(ticket) {
    this.ticket = ticket;
    this.services.clear();
    this.put("issued", issuedElements(ticket, {
      print: printSlip,
      another: () => {
        this.clear();
        this.services.focus();
      },
    }));
    this.soon(ticket);
    say(t("%(number)s issued: %(service)s", {number: ticket.number, service: serviceName(ticket)}));
    this.element.querySelector('[data-action="print"]').focus();
    if (this.printAtOnce()) printSlip(ticket);
  }

  find(ticket, view) {
    this.clear();
    this.view = view;
    this.ticket = ticket;
    this.numbers.mark(ticket.id);
    this.show(ticket);
    this.firstAction();
  }

  show(ticket) {
    this.ticket = ticket;
    this.put("visit", visitElements(ticket, this.view, (action) => this.does(action)));
  }

  firstAction() {
    (this.element.querySelector(".paper-foot > .button") ?? this.element).focus();
  }

  // A new view: what lies here may have changed under somebody else's hands.
  showView(view) {
    this.view = view;
    if (this.kind === "visit") this.refresh();
    if (this.ticket && this.kind !== "issued") this.numbers.mark(this.ticket.id);
  }

  refresh() {
    const now = this.numbers.find(this.ticket.id);
    if (!now) return this.gone();
    const changed = JSON.stringify(now) !== JSON.stringify(this.ticket);
    if (!changed) return;
    const action = document.activeElement?.dataset?.action;
    const inside = this.element.contains(document.activeElement);
    this.show(now);
    if (!inside) return;
    (this.element.querySelector(`[data-action="${action}"]`) ?? this.element).focus();
  }

  // Ended here or elsewhere: the number stays readable, without anything to do.
  gone() {
    if (["finished", "cancelled", "expired"].includes(this.ticket.state)) return;
    this.show({...this.ticket, state: "finished", counter: null, position: null});
  }

  showWaits() {
    if (this.kind === "draw") this.draw.showWait();
  }

  back() {
    if (this.kind === "correct") {
      this.show(this.numbers.find(this.ticket.id) ?? this.ticket);
      return this.firstAction();
    }
    this.clear();
    this.services.focus();
  }

  async does(action) {
    const why = unavailableHere(this.ticket, action);
    if (why) return this.complain(why);
    if (action === "change") return this.correct();
    if (["cancel", "expire"].includes(action) && !await confirmed(this.ticket, action)) return;
    await this.send(action, action === "postpone" ? {minutes: postponeMinutes()} : {});
  }

  correct() {
    this.put("correct", correctElements(this.ticket, {
      save: (body) => Object.keys(body).length ? this.send("change", body) : this.back(),
      leave: () => this.back(),
    }));
    this.element.querySelector("select, input").focus();
  }

  async send(action, body) {
    if (!this.presses.counts(action)) return;
    const {id} = this.ticket;
    try {
      const ticket = await this.presses.post(action, `/offices/${boot.office.id}/tickets/${id}/${action}`, body);
      if (ticket && this.ticket?.id === id) this.done(ticket, action);
    } catch (problem) {
      if (problem.status === 401) return this.signedOut();
      this.complain(refusal(problem));
      this.soon();
    }
  }

  done(ticket, action) {
    this.show(ticket);
    this.soon(ticket);
    say(DONE[action]?.(ticket.number) ?? ticket.number);
    this.firstAction();
  }

  complain(words) {
    warn(words);
    const place = this.element.querySelector(".paper-problem");
    if (!place) return;
    replace(place, el("p", {class: "error"}, icon("circle-alert"), el("span", {}, words)));
  }
}

const DONE = {
  change: (number) => t("%(number)s is corrected.", {number}),
  postpone: (number) => t("%(number)s is postponed.", {number}),
  cancel: (number) => t("%(number)s is given back.", {number}),
  expire: (number) => t("%(number)s has ended.", {number}),
  return: (number) => t("%(number)s waits again.", {number}),
};

async function confirmed(ticket, action) {
  const words = action === "cancel" ? t("Give the number back") : t("End the visit");
  const answer = await ask({
    title: said(ticket.number),
    text: t("The number ends and cannot be called any more."),
    choices: [{id: "yes", words}],
  });
  return answer !== null;
}
