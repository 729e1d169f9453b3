// The right column: who is parked and why, who missed the call and how long the number is held,
// and what happens at the other counters.

import {el, number, replace} from "app/dom.js";
import {nameOf, t} from "app/texts.js";
import {elapsed, minutes, seconds} from "app/time.js";
import {aim, keep} from "app/staff/rows.js";
import {serviceName} from "app/staff/words.js";
import {unavailable} from "./situation.js";

export class Side {
  // call(ticket), back(ticket): the two buttons; why(sentence): a dashed one was pressed.
  constructor({call, back, why}) {
    Object.assign(this, {call, back, why});
    this.lists = document.getElementById("side-lists");
    this.held = aim(this.lists, () => this.view && this.draw());
    this.lists.addEventListener("click", (event) => this.click(event));
  }

  show(view) {
    this.view = view;
    this.draw();
  }

  draw() {
    const {view} = this;
    const options = {held: this.held()};
    section("parked", view.parked, () => makeTicket("call"), (row, one) =>
      fillParked(row, one, view), options);
    section("missed", view.missed, () => makeTicket("back"), (row, one) =>
      fillMissed(row, one), options);
    const rows = document.querySelector("#colleagues [data-rows]");
    keep(rows, view.colleagues, makeColleague, fillColleague, options);
    this.tick();
    this.overflow();
  }

  // A column that scrolls must be reachable by keyboard.
  overflow() {
    const over = this.lists.scrollHeight > this.lists.clientHeight + 1;
    if (over) this.lists.tabIndex = 0;
    else this.lists.removeAttribute("tabindex");
  }

  tick() {
    if (!this.view) return;
    const of = (list, id) => list.find((one) => one.id === id);
    for (const row of this.lists.querySelectorAll("#parked [data-id]")) {
      const one = of(this.view.parked, row.dataset.id);
      if (one?.parked_at) set(row, t("for %(n)s min", {n: minutes(seconds(one.parked_at))}));
    }
    for (const row of this.lists.querySelectorAll("#missed [data-id]")) {
      const one = of(this.view.missed, row.dataset.id);
      if (one) set(row, holdWords(one));
    }
    for (const row of this.lists.querySelectorAll("#colleagues [data-id]")) {
      const one = of(this.view.colleagues, row.dataset.id);
      if (one) replace(row.querySelector(".colleague-time"), colleagueTime(one));
    }
  }

  click(event) {
    const button = event.target.closest("button");
    const row = button?.closest("[data-id]");
    if (!row || row.hasAttribute("data-gone")) return;
    const find = (list) => list.find((one) => one.id === row.dataset.id);
    if (button.dataset.does === "call") this.ifAvailable(() => this.call(find(this.view.parked)));
    else this.back(find(this.view.missed));
  }

  ifAvailable(does) {
    const why = unavailable(this.view, "call");
    if (why) this.why(why);
    else does();
  }
}

function section(id, tickets, make, fill, options) {
  const element = document.getElementById(id);
  keep(element.querySelector("[data-rows]"), tickets, make, fill, options);
  replace(element.querySelector("[data-count]"), tickets.length ? String(tickets.length) : "");
  element.querySelector("[data-empty]").hidden = tickets.length > 0;
}

function makeTicket(does) {
  return el("li", {class: "side-row"},
    el("span", {class: "row-number"}),
    el("span", {class: "what"},
      el("span", {class: "row-title"}),
      el("span", {class: "row-time"})),
    el("button", {class: "button quiet small", type: "button", "data-does": does},
      does === "call" ? t("Call") : t("Is here")));
}

function fillTicket(row, ticket, title) {
  row.dataset.ticket = ticket.number;
  row.dataset.state = ticket.state;
  replace(row.querySelector(".row-number"), number(ticket.number));
  replace(row.querySelector(".row-title"), title);
  row.querySelector(".row-title").title = title;
  const button = row.querySelector("button");
  button.setAttribute("aria-label", `${button.textContent}: ${ticket.number}`);
  return button;
}

function fillParked(row, ticket, view) {
  const button = fillTicket(row, ticket, ticket.note || serviceName(ticket));
  const why = unavailable(view, "call");
  if (why) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
  button.title = why ?? "";
}

function fillMissed(row, ticket) {
  fillTicket(row, ticket, serviceName(ticket));
}

function holdWords({hold_until: until}) {
  const left = until ? -seconds(until) : 0;
  if (left <= 0) return t("not held any more");
  return t("held for %(n)s more min", {n: Math.ceil(left / 60)});
}

function makeColleague() {
  return el("li", {class: "colleague"},
    el("span", {class: "colleague-name"}),
    el("span", {class: "colleague-number"}),
    el("span", {class: "colleague-time tabular"}));
}

function fillColleague(row, counter) {
  const {ticket} = counter;
  row.dataset.state = ticket?.state ?? counter.state;
  replace(row.querySelector(".colleague-name"), nameOf(counter));
  replace(row.querySelector(".colleague-number"),
    ticket && number(ticket.number, ticket.state === "called" ? "called" : null),
    ticket?.state === "called" && el("span", {class: "secondary"}, t("called")));
}

function colleagueTime({ticket, state, pause_reason: reason}) {
  if (ticket) return elapsed(seconds(ticket.since));
  if (state === "closed") return t("closed");
  if (state === "paused") return reason ? t("Break %(reason)s", {reason}) : t("Break");
  return t("free");
}

function set(row, words) {
  replace(row.querySelector(".row-time"), words);
}
