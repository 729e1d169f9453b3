// The services by their groups, each with the wait that somebody who draws now would have, on
// the line that separates the rows. Typing filters, what fits best first; Enter takes the first.

import {boot} from "app/boot.js";
import {el, replace} from "app/dom.js";
import {rangeElement, setStroke, strokeElement} from "app/stroke.js";
import {nameOf, t} from "app/texts.js";
import {roving} from "app/staff/rows.js";

const $ = (id) => document.getElementById(id);

export class Services {
  // choose(service)
  constructor(choose) {
    this.choose = choose;
    this.place = $("services");
    this.search = $("service-search");
    this.rows = new Map();
    this.place.append(...groups().map((one) => this.group(one)));
    this.settle = roving(this.place, ".service");
    this.search.addEventListener("input", () => this.filter());
    this.search.addEventListener("keydown", (event) => this.key(event));
    this.filter();
  }

  group({name, services}) {
    return el("section", {class: "group"},
      name && el("h3", {class: "list-part"}, name),
      el("ul", {class: "rows"}, ...services.map((one) => this.row(one))));
  }

  row(service) {
    const wait = el("span", {class: "service-wait"});
    const stroke = strokeElement(null);
    const button = el(
      "button",
      {class: "service", type: "button", "data-service": service.id,
        onclick: () => this.choose(service)},
      el("span", {class: "row-title"}, nameOf(service)),
      wait,
      stroke,
    );
    this.rows.set(service.id, {button, wait, stroke, place: this.rows.size, ...searchable(service)});
    return el("li", {}, button);
  }

  // The public waits: per service what is waiting and the estimate for a ticket drawn now.
  showWaits(view) {
    for (const row of view.services) {
      const known = this.rows.get(row.service.id);
      if (!known) continue;
      replace(known.wait, waitOf(row));
      setStroke(known.stroke, row.estimate);
      known.button.toggleAttribute("data-off", row.stopped || row.offered === false);
      known.row = row;
    }
  }

  waitFor(id) {
    return this.rows.get(id)?.row ?? null;
  }

  mark(id) {
    for (const [service, {button}] of this.rows) {
      if (service === id) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  filter() {
    const wanted = plain(this.search.value.trim());
    let left = 0;
    for (const row of this.rows.values()) {
      row.rank = rank(row, wanted);
      row.button.parentElement.hidden = row.rank === NO;
      left += row.rank === NO ? 0 : 1;
    }
    this.sort();
    for (const group of this.place.children) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
    $("services-none").hidden = left > 0;
    this.settle();
  }

  // What fits best comes first, in the order of the page where two fit alike.
  sort() {
    const sorted = [...this.rows.values()].sort((one, other) =>
      one.rank - other.rank || one.place - other.place);
    const before = [...this.place.querySelectorAll(".service")];
    if (sorted.every(({button}, index) => button === before[index])) return;
    for (const {button} of sorted) button.closest("ul").append(button.parentElement);
    const groups = new Set(sorted.map(({button}) => button.closest("section")));
    this.place.append(...groups);
  }

  key(event) {
    const first = this.place.querySelector("li:not([hidden]) > .service");
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    } else if (event.key === "Enter" && first) {
      event.preventDefault();
      first.click();
    }
  }

  focus() {
    this.search.focus();
    this.search.select();
  }

  clear() {
    this.search.value = "";
    this.filter();
    this.mark(null);
  }
}

// In the office's order; services without a group come last, without a heading.
function groups() {
  const {services, groups: all} = boot.office;
  const found = (all ?? []).map((group) => ({
    name: nameOf(group), services: services.filter((one) => one.group === group.id),
  }));
  const known = new Set((all ?? []).map((one) => one.id));
  found.push({name: null, services: services.filter((one) => !known.has(one.group))});
  return found.filter((one) => one.services.length);
}

function waitOf(row) {
  if (row.stopped) return t("stopped");
  if (row.offered === false) return t("not today");
  const basis = row.estimate?.basis;
  if (basis === "nobody_serving") return t("no counter open");
  if (basis === "insufficient") return t("%(n)s waiting", {n: row.waiting});
  const range = rangeElement(row.estimate, {about: false});
  return row.will_be_called === false ? [t("perhaps not today"), " · ", range] : range;
}

function searchable(service) {
  const group = boot.office.groups?.find((one) => one.id === service.group);
  const names = [...Object.values(service.names ?? {}), service.label, service.prefix];
  return {names: plain(names.filter(Boolean).join(" ")), group: plain(nameOf(group))};
}

const NO = 3; // the rank of what does not fit

// A word of the service's own name that begins so, its name somewhere, its group's name.
function rank({names, group}, wanted) {
  if (!wanted || ` ${names}`.includes(` ${wanted}`)) return 0;
  if (names.includes(wanted)) return 1;
  return group.includes(wanted) ? 2 : NO;
}

// "Fuehrung", "führung" and "Fuhrung" find the same.
export function plain(text) {
  return text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");
}
