// The services and the counters as they are now.

import {el, number} from "app/dom.js";
import {rangeElement, strokeElement} from "app/stroke.js";
import {nameOf, t} from "app/texts.js";
import {elapsed, minutes, seconds} from "app/time.js";
import {DASH, cell} from "app/manager/format.js";

export function servicesTable(view) {
  const head = [
    el("th", {scope: "col"}, t("Service")),
    el("th", {scope: "col", class: "figure"}, t("people")),
    el("th", {scope: "col", class: "figure"}, t("longest")),
    el("th", {scope: "col", class: "figure"}, t("drawn now")),
    el("td", {class: "stroke-cell"}, scale()),
  ];
  return table("services-table", t("Services"), head, view.services.map((row) =>
    serviceRow(row, view.as_of)));
}

function scale() {
  return el("span", {class: "minutes-scale", "aria-hidden": "true"},
    ...[0, 15, 30, 45, 60].map((n) => el("span", {}, String(n))));
}

function serviceRow(row, asOf) {
  return el(
    "tr",
    {"data-service": row.service.id},
    el("th", {scope: "row"}, nameOf(row.service)),
    el("td", {class: "figure", "data-label": t("people")}, String(row.waiting)),
    el("td", {class: "figure", "data-label": t("longest")}, longest(row, asOf)),
    el("td", {class: "figure promise", "data-label": t("drawn now")}, promise(row)),
    el("td", {class: "stroke-cell"}, stroke(row)),
  );
}

// The seconds are as of the view; they go on running here.
function longest({longest: waited}, asOf) {
  if (waited === null || waited === undefined) return cell(DASH, t("nobody is waiting"));
  const since = new Date(Date.parse(asOf) - waited * 1000).toISOString();
  const running = el("span", {"data-since": since, "data-unit": "minutes"},
    String(minutes(seconds(since))));
  return el("span", {class: "nowrap"}, running, " ", t("min"));
}

function promise(row) {
  if (row.stopped) return el("span", {class: "words"}, t("stopped"));
  if (row.nobody_serving) return el("span", {class: "words"}, t("nobody serves it"));
  if (!row.offered) return el("span", {class: "words"}, t("not now"));
  const range = rangeElement(row.estimate, {about: false});
  return range.dataset.wait === "none" ? el("span", {class: "words"}, range) : range;
}

function stroke(row) {
  const shown = row.offered && !row.stopped && !row.nobody_serving;
  return strokeElement(shown ? row.estimate : null, {inline: true});
}

export function countersTable(view) {
  const head = [
    el("th", {scope: "col"}, t("Counter")),
    el("th", {scope: "col"}, t("Number")),
    el("th", {scope: "col"}, el("span", {class: "visually-hidden"}, t("State"))),
    el("th", {scope: "col", class: "figure"}, t("since")),
  ];
  return table("counters-table", t("Counters"), head, view.counters.map(counterRow));
}

function counterRow(counter) {
  const {ticket} = counter;
  return el(
    "tr",
    {"data-counter": counter.id, "data-state": counter.state},
    el("th", {scope: "row"}, nameOf(counter)),
    el("td", {}, ticket && number(ticket.number, ticket.state === "called" ? "called" : null)),
    el("td", {class: "secondary"}, stateOf(counter)),
    el("td", {class: "figure"}, since(counter)),
  );
}

function stateOf({state, ticket, pause_reason: reason}) {
  if (ticket?.state === "called") return t("called");
  if (ticket) return t("serving");
  if (state === "paused") return reason ? t("paused: %(reason)s", {reason}) : t("paused");
  return state === "open" ? t("free") : t("closed");
}

function since({state, ticket, since: changed, free_since: free}) {
  const from = ticket?.since ?? (state === "open" ? free ?? changed : null)
    ?? (state === "paused" ? changed : null);
  if (!from) return null;
  return el("span", {"data-since": from}, elapsed(seconds(from)));
}

function table(name, caption, head, rows) {
  return el(
    "table",
    {class: `table ${name}`},
    el("caption", {class: "visually-hidden"}, caption),
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...rows),
  );
}
