// The comparison: one row for each service, counter, half-hour, day or weekday.

import {boot} from "app/boot.js";
import {el} from "app/dom.js";
import {nameOf, t} from "app/texts.js";
import {
  DASH, cell, figure, inMinutes, limits, missing, percent, within,
} from "app/manager/format.js";
import {dayName, halfHour, monthName, weekdayName} from "app/manager/past/period.js";
import {address, BY} from "app/manager/route.js";
import {languageWord} from "app/staff/words.js";

const FEWEST = 5; // cases below which a counter's cell is not shown (domain rule)

const names = {
  service: () => t("Service"),
  counter: () => t("Counter"),
  half_hour: () => t("Half-hour"),
  day: () => t("Day"),
  weekday: () => t("Weekday"),
  week: () => t("Week"),
  month: () => t("Month"),
  group: () => t("Group"),
  kind: () => t("Kind of visit"),
  language: () => t("Language"),
};

export function byLinks(chosen) {
  return BY.map((by) => el("a", {
    href: address({view: "past", by}),
    "aria-current": by === chosen ? "true" : null,
    "data-by": by,
  }, names[by]()));
}

// [table, note]
export function compareTable(statistics, by) {
  const {rows, total} = statistics;
  if (!rows.length) return [el("p", {class: "table-note"}, without(by))];
  const columns = used(allColumns(), rows, total);
  const table = el(
    "table",
    {class: "table compare", id: "compare"},
    el("caption", {class: "visually-hidden"}, t("Compared by: %(by)s", {by: names[by]()})),
    el("thead", {}, groupRow(columns), nameRow(columns, by)),
    el("tbody", {}, ...rows.map((row) => dataRow(row, by, columns))),
    el("tfoot", {}, totalRow(total, columns)),
  );
  const label = t("Compared by: %(by)s", {by: names[by]()});
  const wide = el("div", {class: "wide", role: "group", tabindex: "0", "aria-label": label}, table);
  return [wide, el("p", {class: "table-note"}, note(by))];
}

function without(by) {
  if (by === "counter") return t("This office keeps no figures for each counter.");
  return t("There is nothing to compare in this period.");
}

function note(by) {
  if (by !== "counter") return t("Service times are kept for each service, never for a person.");
  return t("Figures of fewer than %(n)s cases are not shown, nor any that would give them away.",
    {n: FEWEST});
}

function column(group, name, text, main = false) {
  return {group, name, text, main};
}

function allColumns() {
  const cases = t("Cases");
  const waits = t("Wait, minutes");
  const level = t("called within");
  const times = t("Time, minutes");
  const gone = t("Not served");
  const counters = t("Counters");
  return [
    column(cases, t("begun"), (row) => figure(row.issued)),
    column(cases, t("called"), (row) => figure(row.called)),
    column(cases, t("served"), (row) => figure(row.served)),
    column(waits, t("mean"), (row) => inMinutes(row.wait?.mean)),
    column(waits, t("median"), (row) => inMinutes(row.wait?.median)),
    column(waits, t("P90"), (row) => inMinutes(row.wait?.p90), true),
    column(waits, t("max."), (row) => inMinutes(row.wait?.max)),
    ...limits(boot.office).map((limit) =>
      column(level, t("%(n)s min", {n: limit}), (row) => percent(within(row, limit)))),
    column(times, t("walking"), (row) => inMinutes(row.walking?.mean, 1)),
    column(times, t("service time"), (row) => inMinutes(row.service?.mean)),
    column(gone, t("did not come"), (row) => percent(row.no_show_rate, 1)),
    column(gone, t("left early"), (row) => percent(row.abandonment, 1)),
    column(gone, t("turned away"), (row) => figure(row.turned_away)),
    column(counters, t("per hour"), (row) => figure(row.throughput, 1)),
    column(counters, t("occupied"), (row) => percent(row.occupancy)),
  ];
}

// A column that no row can fill is not for this comparison; where all rows are hidden, the
// total's columns stand.
function used(columns, rows, total) {
  const filled = columns.filter((one) => rows.some((row) => one.text(row) !== DASH));
  return filled.length ? filled : columns.filter((one) => one.text(total) !== DASH);
}

function groupRow(columns) {
  const groups = [];
  for (const {group} of columns) {
    if (groups.at(-1)?.group === group) groups.at(-1).span += 1;
    else groups.push({group, span: 1});
  }
  return el("tr", {}, el("td"), ...groups.map(({group, span}) =>
    el("th", {scope: "colgroup", colspan: span, class: "group group-start"},
      el("span", {}, group))));
}

function nameRow(columns, by) {
  return el("tr", {}, el("th", {scope: "col"}, names[by]()),
    ...columns.map((one, index) =>
      el("th", {scope: "col", class: classes(columns, index)}, one.name)));
}

function dataRow(row, by, columns) {
  const hidden = by === "counter" && missing(row.issued) && missing(row.called);
  const reason = hidden ? t("fewer than %(n)s cases", {n: FEWEST}) : undefined;
  return el("tr", {"data-key": row.key}, el("th", {scope: "row"}, rowName(row, by)),
    ...columns.map((one, index) =>
      el("td", {class: classes(columns, index)}, cell(one.text(row), reason))));
}

function totalRow(total, columns) {
  return el("tr", {}, el("th", {scope: "row"}, t("All")),
    ...columns.map((one, index) =>
      el("td", {class: classes(columns, index)}, cell(one.text(total)))));
}

function classes(columns, index) {
  const starts = columns[index].group !== columns[index - 1]?.group;
  return ["figure", starts && "group-start", columns[index].main && "main"]
    .filter(Boolean).join(" ");
}

const KINDS = {walk_in: () => t("without an appointment"), appointment: () => t("appointments")};

function rowName({key, label, names: own}, by) {
  if (by === "kind") return KINDS[key]?.() ?? key;
  if (by === "language") return languageWord(key);
  if (by === "month") return monthName(`${key}-01`);
  if (by === "week") return t("week %(n)s of %(year)s", {n: Number(key.slice(6)), year: key.slice(0, 4)});
  if (by === "group") return nameOf({id: key, label, names: own ?? {}}) || t("without a group");
  if (by === "half_hour") return halfHour(key);
  if (by === "day") return dayName(key);
  if (by === "weekday") return weekdayName(key);
  const all = by === "service" ? boot.office.services : boot.office.counters;
  const known = all.find((one) => one.id === key);
  return known ? nameOf(known) : label || key;
}
