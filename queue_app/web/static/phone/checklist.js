// What to bring, to tick off. The ticks stay in this browser and go nowhere.

import {el} from "app/dom.js";
import {rich, spoken, t} from "app/texts.js";

const PREFIX = "documents:";

export function checklist(ticket) {
  const documents = spoken(ticket.service.documents, []);
  const fee = spoken(ticket.service.fee, null);
  if (!documents.length && !fee) return null;
  const ticked = read(ticket);
  const change = (place) => (event) => {
    const all = new Set(read(ticket));
    if (event.target.checked) all.add(place);
    else all.delete(place);
    write(ticket, [...all]);
    event.target.toggleAttribute("checked", event.target.checked); // as it would be drawn anew
  };
  return el(
    "section", {class: "checklist"},
    el("h2", {}, t("What you need at the counter")),
    el("ul", {}, documents.map((one, place) => el("li", {}, el("label", {class: "choice"},
      el("input", {type: "checkbox", checked: ticked.includes(place), onchange: change(place)}),
      el("span", {}, one))))),
    fee ? el("p", {class: "fee secondary"}, rich("Fee: %(fee)s", {fee})) : null,
  );
}

export function forgetChecklist(ticket) {
  try {
    localStorage.removeItem(PREFIX + ticket.id);
  } catch {
    // a browser that stores nothing has nothing to forget
  }
}

function read(ticket) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + ticket.id)) ?? [];
  } catch {
    return [];
  }
}

function write(ticket, places) {
  try {
    localStorage.setItem(PREFIX + ticket.id, JSON.stringify(places));
  } catch {
    // the ticks last as long as the page, then
  }
}
