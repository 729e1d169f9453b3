// The waiting list in this counter's own calling order, each row with the reason for its place;
// as many rows as the screen holds, the others behind "Show all".

import {el, icon, number, replace} from "app/dom.js";
import {t, tn} from "app/texts.js";
import {minutes, serverNow} from "app/time.js";
import {aim, keep, roving} from "app/staff/rows.js";
import {reasonLine} from "app/staff/reasons.js";
import {serviceName, waited} from "app/staff/words.js";
import {isMine} from "./situation.js";

const STACKED = 10; // rows where the page scrolls anyway
const MEASURED = 60; // rows: more than any screen holds
const wide = window.matchMedia("(min-width: 78em)");

const $ = (id) => document.getElementById(id);

export class WaitingList {
  // open(ticket): somebody wants to see this one.
  constructor(open) {
    this.open = open;
    this.all = false;
    this.scroll = $("waiting-scroll");
    this.held = aim(this.scroll, () => this.view && this.draw());
    this.settle = roving(this.scroll, ".waiting-row");
    this.scroll.addEventListener("click", (event) => this.click(event));
    $("waiting-all").addEventListener("click", () => this.toggle());
    new ResizeObserver(() => this.fit()).observe($("waiting"));
    wide.addEventListener("change", () => this.fit());
  }

  show(view) {
    this.view = view;
    this.draw();
  }

  draw() {
    const {view} = this;
    const held = this.held();
    const own = view.counter.id;
    const mine = view.waiting.filter((one) => isMine(one, own));
    const others = view.waiting.filter((one) => !isMine(one, own));
    const fill = (element, ticket) => fillRow(element, ticket, view, own);
    keep($("waiting-rows"), mine, makeRow, fill, {held});
    keep($("others-rows"), others, makeRow, fill, {held});
    replace($("waiting-count"), String(view.waiting.length));
    this.places(view);
    this.counts = {mine: mine.length, others: others.length};
    $("waiting-empty").hidden = mine.length > 0;
    replace($("waiting-empty"), emptyWords(view));
    this.fit();
    this.tick();
  }

  // The numbers in front; the one that "next" calls lies on a sheet.
  places(view) {
    [...$("waiting-rows").children].forEach((row, index) => {
      replace(row.querySelector(".place"), String(index + 1));
      row.toggleAttribute("data-next", row.dataset.id === view.next?.id);
    });
  }

  tick() {
    if (!this.view) return;
    const now = serverNow();
    const byId = new Map(this.view.waiting.map((one) => [one.id, one]));
    for (const row of this.scroll.querySelectorAll("[data-id]")) {
      const ticket = byId.get(row.dataset.id);
      if (ticket) replace(row.querySelector(".since b"), String(minutes(waited(ticket, this.view.as_of, now))));
    }
  }

  // How many rows there is room for; the rest is hidden, not scrolled, until it is asked for.
  fit() {
    if (!this.counts) return;
    const {mine, others} = this.counts;
    const rows = [...$("waiting-rows").children];
    rows.forEach((row, index) => (row.hidden = !this.all && index >= MEASURED));
    const room = this.all ? Infinity : this.room(rows.slice(0, MEASURED));
    rows.forEach((row, index) => (row.hidden = index >= room));
    const showOthers = this.all && others > 0;
    $("others-title").hidden = !showOthers;
    $("others-rows").hidden = !showOthers;
    this.scroll.toggleAttribute("data-all", this.all);
    this.foot(Math.max(0, rows.length - room) + (this.all ? 0 : others), others);
    this.settle();
  }

  // How many of these rows, some with a second line, fit whole above the foot.
  room(rows) {
    if (!wide.matches || !rows[0]?.offsetHeight) return STACKED;
    const column = $("waiting").getBoundingClientRect();
    const top = this.scroll.getBoundingClientRect().top;
    const foot = parseFloat(getComputedStyle(this.scroll).getPropertyValue("--foot-room")) || 40;
    const left = column.bottom - top;
    const ends = rows.map((one) => one.getBoundingClientRect().bottom - top);
    const within = (height) => ends.filter((end) => end <= height + 1).length;
    const whole = within(left);
    return whole >= this.counts.mine && !this.counts.others ? whole : within(left - foot);
  }

  foot(hidden, others) {
    const foot = $("waiting-foot");
    foot.hidden = !this.all && hidden === 0;
    if (foot.hidden) return;
    replace($("waiting-more"), this.all ? "" : moreWords(hidden, others));
    replace($("waiting-all"), this.all ? t("Show fewer") : t("Show all"));
    $("waiting-all").setAttribute("aria-expanded", String(this.all));
  }

  toggle() {
    this.all = !this.all;
    this.scroll.scrollTop = 0;
    this.fit();
  }

  click(event) {
    const row = event.target.closest("[data-id]");
    if (!row) return;
    const ticket = this.view.waiting.find((one) => one.id === row.dataset.id);
    this.open(ticket ?? null, row.dataset.ticket);
  }
}

function makeRow() {
  return el("li", {},
    el("button", {class: "waiting-row", type: "button"},
      el("span", {class: "place tabular", "aria-hidden": "true"}),
      el("span", {class: "row-number"}),
      el("span", {class: "what"},
        el("span", {class: "row-title"}),
        el("span", {class: "row-why"})),
      el("span", {class: "since tabular"}, el("b"), " ", t("min"))));
}

function fillRow(row, ticket, view, own) {
  row.dataset.ticket = ticket.number;
  row.dataset.state = ticket.state;
  const {icon: sign, text} = reasonLine(ticket, own);
  replace(row.querySelector(".row-number"), number(ticket.number));
  replace(row.querySelector(".row-title"), serviceName(ticket));
  replace(row.querySelector(".row-why"), sign && icon(sign, {forward: sign === "arrow-right"}),
    el("span", {}, text));
}

function moreWords(hidden, others) {
  if (!others) return tn("%(n)s more", "%(n)s more", hidden);
  if (hidden === others) return tn("%(n)s not for this counter", "%(n)s not for this counter", others);
  return tn(
    "%(n)s more, %(others)s of them not for this counter",
    "%(n)s more, %(others)s of them not for this counter",
    hidden,
    {others},
  );
}

function emptyWords(view) {
  if (!view.waiting.length) return t("Nobody is waiting.");
  return t("Nobody is waiting for this counter.");
}
