// All open numbers of the office, live: waiting in the order of the call, called, being served,
// parked, missed. Typing a number finds it; the list does not move under the pointer.

import {el, icon, number, replace} from "app/dom.js";
import {mark, nameOf, t} from "app/texts.js";
import {clock, minutes, serverNow} from "app/time.js";
import {aim, keep, roving} from "app/staff/rows.js";
import {reasonLine} from "app/staff/reasons.js";
import {minutesWord, serviceName, waited} from "app/staff/words.js";

const STATES = [
  ["waiting", mark("Waiting")],
  ["called", mark("Called")],
  ["serving", mark("Being served")],
  ["parked", mark("Parked")],
  ["missed", mark("Missed the call")],
];

const $ = (id) => document.getElementById(id);

export class Numbers {
  // choose(ticket)
  constructor(choose) {
    this.choose = choose;
    this.only = null;
    this.view = null;
    this.place = $("numbers");
    this.search = $("number-search");
    this.place.append(...STATES.map(([state, words]) => section(state, t(words))));
    this.held = aim(this.place, () => this.view && this.draw());
    this.settle = roving(this.place, ".number-row");
    this.filters();
    this.search.addEventListener("input", () => this.filter());
    this.search.addEventListener("keydown", (event) => this.key(event));
    this.place.addEventListener("click", (event) => this.click(event));
  }

  show(view) {
    this.view = view;
    this.draw();
  }

  draw() {
    const held = this.held();
    for (const [state] of STATES) {
      const rows = this.place.querySelector(`[data-group="${state}"] .rows`);
      keep(rows, this.view[state], makeRow, (row, one) => fillRow(row, one, this.view), {held});
      const count = String(this.view[state].length);
      for (const one of document.querySelectorAll(`[data-count="${state}"]`)) replace(one, count);
    }
    this.filter();
  }

  filters() {
    const button = (state, words) => el(
      "button",
      {class: "filter", type: "button", "data-only": state, "aria-pressed": String(!state),
        onclick: () => this.showOnly(state || null)},
      words, state && el("span", {class: "tabular", "data-count": state}));
    $("filters").append(button("", t("All")), ...STATES.map(([state, words]) => button(state, t(words))));
  }

  showOnly(state) {
    this.only = state;
    for (const one of $("filters").children) {
      one.setAttribute("aria-pressed", String(one.dataset.only === (state ?? "")));
    }
    this.filter();
  }

  // "A48", "48" and "a 048" all find A048. A search looks in every state.
  filter() {
    const wanted = wantedNumber(this.search.value);
    let left = 0;
    for (const group of this.place.children) {
      const shown = wanted || !this.only || this.only === group.dataset.group;
      let fits = 0;
      for (const row of group.querySelectorAll("[data-id]")) {
        row.hidden = !shown || !isWanted(row.dataset.ticket, wanted);
        fits += row.hidden ? 0 : 1;
      }
      group.hidden = fits === 0;
      left += fits;
    }
    $("numbers-none").hidden = left > 0;
    replace($("numbers-none"), wanted
      ? t("No open number %(number)s. It may have ended already.", {number: this.search.value.trim()})
      : t("Nobody."));
    this.settle();
  }

  key(event) {
    const first = [...this.place.querySelectorAll(".number-row")].find((one) => one.offsetParent);
    if (!first) return;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      first.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      first.click();
    }
  }

  click(event) {
    const row = event.target.closest("[data-id]");
    const ticket = row && this.find(row.dataset.id);
    if (ticket) this.choose(ticket);
  }

  find(id) {
    if (!this.view) return null;
    return STATES.map(([state]) => this.view[state].find((one) => one.id === id)).find(Boolean) ?? null;
  }

  mark(id) {
    for (const row of this.place.querySelectorAll("[data-id]")) {
      const button = row.querySelector("button");
      if (row.dataset.id === id) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  focus() {
    this.search.focus();
    this.search.select();
  }

  tick() {
    if (!this.view) return;
    for (const one of this.view.waiting) {
      const place = this.place.querySelector(`[data-id="${CSS.escape(one.id)}"] .since`);
      if (place) replace(place, minutesWord(waited(one, this.view.as_of, serverNow())));
    }
  }
}

function section(state, words) {
  return el("section", {"data-group": state, "aria-label": words},
    el("h3", {class: "list-part"}, words, el("span", {class: "tabular", "data-count": state})),
    el("ul", {class: "rows"}));
}

function makeRow() {
  return el("li", {},
    el("button", {class: "number-row", type: "button"},
      el("span", {class: "row-number"}),
      el("span", {class: "what"},
        el("span", {class: "row-title"}),
        el("span", {class: "row-why"})),
      el("span", {class: "since tabular"})));
}

function fillRow(row, ticket, view) {
  row.dataset.ticket = ticket.number;
  row.dataset.state = ticket.state;
  const {icon: sign, text} = line(ticket);
  const tagged = ticket.state === "called" ? ticket.state : null;
  replace(row.querySelector(".row-number"), number(ticket.number, tagged));
  replace(row.querySelector(".row-title"), serviceName(ticket));
  replace(row.querySelector(".row-why"), sign && icon(sign), el("span", {}, text));
  const side = ticket.state === "waiting"
    ? minutesWord(waited(ticket, view.as_of, serverNow())) : nameOf(ticket.counter);
  replace(row.querySelector(".since"), side);
}

function line(ticket) {
  if (ticket.state === "waiting") return reasonLine(ticket);
  return {icon: null, text: LINES[ticket.state]?.(ticket) ?? ""};
}

const LINES = {
  called: (one) => t("called %(time)s", {time: clock(one.called_at)}),
  serving: (one) => t("since %(time)s", {time: clock(one.started_at)}),
  parked: (one) => one.note || (one.parked_at ? t("since %(time)s", {time: clock(one.parked_at)}) : ""),
  no_show: (one) => holdWords(one),
};

export function holdWords({hold_until: until}) {
  const left = until ? (Date.parse(until) - serverNow()) / 1000 : 0;
  if (left <= 0) return t("not held any more");
  return t("held for %(n)s more min", {n: Math.max(1, minutes(left + 59))});
}

function wantedNumber(text) {
  const [, letters, digits] = /^\s*([a-z]*)\s*0*(\d*)\s*$/i.exec(text) ?? [];
  if (letters === undefined) return {letters: text.trim().toUpperCase(), digits: ""};
  return letters || digits ? {letters: letters.toUpperCase(), digits} : null;
}

function isWanted(value, wanted) {
  if (!wanted) return true;
  const [, letters, digits] = /^([A-Z]*)0*(\d*)$/.exec(value) ?? [null, value, ""];
  return letters.startsWith(wanted.letters) && digits.startsWith(wanted.digits);
}
