// Pieces that several states of the phone page show: the number, the service, big sentences.

import {el, joined, number} from "app/dom.js";
import {spokenName, t} from "app/texts.js";

// The ticket as a piece of paper with its perforation; `below` is what stands under it.
export function paper(ticket, ...below) {
  return el(
    "section", {class: "paper"},
    el("h1", {class: "paper-number"},
      el("span", {class: "paper-label"}, t("Your number")), bigNumber(ticket)),
    el("p", {class: "paper-service"}, services(ticket)),
    below.length ? el("div", {class: "perforation"}) : null,
    below.length ? el("div", {class: "paper-low"}, below) : null,
  );
}

export function bigNumber(ticket) {
  const big = number(ticket.number);
  big.toggleAttribute("data-long", ticket.number.length > 4);
  return big;
}

export function services(ticket) {
  return joined([ticket.service, ...(ticket.also ?? [])].map(spokenName), " · ");
}

// A sentence with a larger first line, between two rules.
export function statement(title, ...lines) {
  return el("section", {class: "statement"}, el("h2", {}, title),
    lines.filter(Boolean).map((line) => el("p", {}, line)));
}
