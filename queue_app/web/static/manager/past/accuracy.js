// How right the ranges were that were shown: a sentence, and tables by service and by hour.

import {boot} from "app/boot.js";
import {el} from "app/dom.js";
import {nameOf, t, tn} from "app/texts.js";
import {cell, figure, inMinutes, missing, percent} from "app/manager/format.js";

const AT_HAND = 30; // s of bias that is none

// The content of the section, or null where no range has come to its end.
export function accuracyParts({services, hours, total, while_waiting: later}) {
  if (!total?.ranges) return null;
  return [
    el("p", {class: "accuracy-lead"}, el("strong", {}, held(total)), " ", el("span", {}, more(total))),
    el("div", {class: "columns"},
      table(t("By service"), t("Service"), columns(), services, total, serviceName),
      table(t("By hour of drawing"), t("Hour"), columns().filter(([, , short]) => short), hours,
        null, hourName)),
    el("p", {class: "table-note"}, [whileWaiting(later), meaning()].filter(Boolean).join(" ")),
  ];
}

function held(total) {
  return tn("%(held)s of %(n)s range held (%(share)s).", "%(held)s of %(n)s ranges held (%(share)s).",
    total.judged, {held: figure(total.held), share: percent(total.inside_shown)});
}

function more(total) {
  if (missing(total.mae)) return t("Nobody was called.");
  const words = {mean: inMinutes(total.mae, 1)};
  if (Math.abs(total.bias) < AT_HAND) {
    return t("The likely wait was off by %(mean)s min on average, neither too long nor too short.", words);
  }
  const by = {...words, bias: inMinutes(Math.abs(total.bias), 1)};
  return total.bias > 0
    ? t("The likely wait was off by %(mean)s min on average, mostly too long (%(bias)s min).", by)
    : t("The likely wait was off by %(mean)s min on average, mostly too short (%(bias)s min).", by);
}

function whileWaiting(later) {
  if (!later?.judged) return "";
  return tn("Of those shown later, while people waited, %(held)s of %(n)s held (%(share)s).",
    "Of those shown later, while people waited, %(held)s of %(n)s held (%(share)s).",
    later.judged, {held: figure(later.held), share: percent(later.inside_shown)});
}

function meaning() {
  return t("Who was never called counts as wrong once the range had passed, else as unknown.");
}

// What stands in the narrow table as well has a class.
const columns = () => [
  [t("ranges"), (row) => figure(row.judged), "figure"],
  [t("held"), (row) => percent(row.inside_shown), "figure main"],
  [t("in P10 to P90"), (row) => percent(row.inside_p10_p90)],
  [t("off by, min"), (row) => inMinutes(row.mae, 1), "figure"],
  [t("tendency, min"), (row) => tendency(row.bias), "figure"],
  [t("width, min"), (row) => inMinutes(row.width)],
  [t("never called"), (row) => percent(row.share_never_called)],
];

function table(caption, first, all, rows, total, nameRow) {
  const line = (row, name) => el("tr", {"data-key": row.key ?? "total"},
    el("th", {scope: "row"}, name),
    ...all.map(([, text, kind]) => el("td", {class: kind ?? "figure"}, cell(text(row)))));
  const content = el("table", {class: "table compare"},
    el("caption", {class: "visually-hidden"}, caption),
    el("thead", {}, el("tr", {}, el("th", {scope: "col"}, first),
      ...all.map(([name]) => el("th", {scope: "col", class: "figure"}, name)))),
    el("tbody", {}, ...rows.map((row) => line(row, nameRow(row)))),
    total && el("tfoot", {}, line(total, t("All"))));
  return el("div", {class: "wide", role: "group", tabindex: "0", "aria-label": caption}, content);
}

function serviceName({key, label}) {
  const known = boot.office.services.find((one) => one.id === key);
  return known ? nameOf(known) : label || key;
}

function hourName({key}) {
  return t("from %(time)s", {time: key.replace(/^0/, "")});
}

// Above zero we promised more waiting than came.
function tendency(bias) {
  if (missing(bias)) return inMinutes(bias);
  const sign = bias > 0 ? "+" : "−";
  return Math.abs(bias) < 3 ? inMinutes(0, 1) : sign + inMinutes(Math.abs(bias), 1);
}
