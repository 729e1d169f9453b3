// What a replay found, in a sentence, figures and tables: really, as it was, changed.

import {boot} from "app/boot.js";
import {el, icon} from "app/dom.js";
import {nameOf, t, tn} from "app/texts.js";
import {DASH, cell, figure, inMinutes, limits, missing, percent} from "app/manager/format.js";
import {figureElement, split} from "app/manager/now/figures.js";
import {halfHour, periodName, weekdayName} from "app/manager/past/period.js";

const EQUAL = 30; // seconds: below, nobody says that a wait is another one

// The sentence that stands above everything.
export function leadResult(found, changes) {
  const {base, scenario, real} = found.total;
  if (missing(scenario.median?.likely)) {
    return [el("strong", {}, t("Nobody would have been called."))];
  }
  const values = {
    changed: beginning(changes),
    was: whole(base.median.likely),
    low: whole(scenario.median.low),
    high: whole(scenario.median.high),
  };
  const n = whole(scenario.median.likely);
  if (!changes.length) {
    return [el("strong", {}, tn(
      "Replayed as it was, half of the people wait at most %(n)s minute (between %(low)s and %(high)s).",
      "Replayed as it was, half of the people wait at most %(n)s minutes (between %(low)s and %(high)s).",
      n, values)), " ", el("span", {}, t("Really it was %(n)s.", {n: inMinutes(real.median)}))];
  }
  if (!n && !whole(base.median.likely)) {
    return [el("strong", {}, t("%(changed)s half of the people would have been called at once, as without it.",
      values)), " ", rest(base, scenario)];
  }
  const same = Math.abs(scenario.median.likely - base.median.likely) < EQUAL;
  const first = same
    ? tn("%(changed)s half of the people would have waited as long: at most %(n)s minute (between %(low)s and %(high)s).",
      "%(changed)s half of the people would have waited as long: at most %(n)s minutes (between %(low)s and %(high)s).",
      n, values)
    : tn("%(changed)s half of the people would have waited at most %(n)s instead of %(was)s minutes (between %(low)s and %(high)s).",
      "%(changed)s half of the people would have waited at most %(n)s instead of %(was)s minutes (between %(low)s and %(high)s).",
      n, values);
  return [el("strong", {}, first), " ", rest(base, scenario)];
}

function rest(base, scenario) {
  return el("span", {}, t("Nine out of ten: at most %(n)s instead of %(was)s.",
    {n: inMinutes(scenario.p90.likely), was: inMinutes(base.p90.likely)}));
}

function whole(seconds) {
  return Math.round(seconds / 60);
}

// "With one more counter from 9:00 to 12:00": said of one change; several are the form's matter.
function beginning(changes) {
  const [change] = changes;
  if (changes.length > 1) return t("With these changes");
  const values = {
    counter: nameOf(boot.office.counters.find((one) => one.id === change.counter)),
    service: nameOf(boot.office.services.find((one) => one.id === change.service)),
    from: change.from && halfHour(change.from),
    until: change.until && halfHour(change.until),
    n: Math.abs(Number(change.percent)),
  };
  const says = {
    add: () => t("With one more counter from %(from)s to %(until)s", values),
    closed: () => t("Without %(counter)s", values),
    hours: () => t("With %(counter)s from %(from)s to %(until)s", values),
    also: () => t("If %(counter)s also served %(service)s,", values),
    opening: () => t("With opening hours from %(from)s to %(until)s", values),
    arrivals: () => (Number(change.percent) < 0
      ? t("With %(n)s per cent fewer people", values)
      : t("With %(n)s per cent more people", values)),
  }[change.kind];
  return says ? says() : t("With this change");
}

// Which day it is about: "Montag, 23. November 2026", "typical Monday, from 3 days".
export function dayOf(found) {
  if (found.weekday) {
    return tn("A typical %(weekday)s, from %(n)s day", "A typical %(weekday)s, from %(n)s days",
      found.days.length, {weekday: weekdayName(found.weekday)});
  }
  return periodName({from: found.days[0], to: found.days[0]});
}

const NAMES = {
  median: () => t("median wait"),
  p90: () => t("nine out of ten (P90)"),
  mean: () => t("mean wait"),
  unserved: () => t("not called at closing"),
  left: () => t("left early"),
  called: () => t("called"),
  last: () => t("last service ended"),
  occupancy: () => t("counters occupied"),
};

function nameOfFigure(key) {
  if (key.startsWith("level:")) return t("called within %(n)s min", {n: Number(key.slice(6)) / 60});
  return NAMES[key]();
}

// A value of a figure as it is written on its own.
function written(key, value) {
  if (missing(value)) return DASH;
  if (isShare(key)) return percent(value);
  if (key === "last") return clockOf(value);
  if (["called", "unserved", "left"].includes(key)) return figure(value);
  return inMinutes(value);
}

function isShare(key) {
  return key === "occupancy" || key.startsWith("level:");
}

function clockOf(seconds) {
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

// [proof, details]: whether the replay finds what really happened.
export function proofOf({proof}) {
  const missed = proof.figures.filter((one) => !one.inside);
  const sentence = proof.holds
    ? t("The replay of the unchanged day finds what really happened: every figure lies within its band.")
    : t("The replay of the unchanged day does not find all that really happened. Take the answer with care: %(what)s.",
      {what: missed.map(gap).join("; ")});
  const kind = proof.holds ? "circle-check" : "triangle-alert";
  const rows = proof.figures.map((one) => el("tr", {},
    el("th", {scope: "row"}, nameOfFigure(one.key)),
    el("td", {class: "figure"}, written(one.key, one.real)),
    el("td", {class: "figure"}, `${bare(one.key, written(one.key, one.low))}–${written(one.key, one.high)}`),
    el("td", {}, one.inside ? t("found") : t("not found"))));
  return [
    el("p", {class: "proof", "data-holds": String(proof.holds)}, icon(kind), el("span", {}, sentence)),
    el("details", {class: "proof-details"},
      el("summary", {}, t("How the replay proves itself")),
      el("p", {class: "table-note"}, t("With nothing changed, 95 of 100 replays have to lie around the real figure.")),
      table(t("How the replay proves itself"),
        [t("Figure"), t("really"), t("replayed"), ""], rows)),
  ];
}

function gap(one) {
  return t("%(figure)s really %(real)s, replayed %(low)s–%(high)s", {
    figure: nameOfFigure(one.key), real: written(one.key, one.real),
    low: written(one.key, one.low), high: written(one.key, one.high),
  });
}

export function mainFigures({total}, changed) {
  const [limit] = limits(boot.office);
  const keys = ["median", "p90", limit && `level:${limit * 60}`, "last", "unserved"].filter(Boolean);
  return keys.map((key) => {
    const text = written(key, total.scenario[key]?.likely);
    const parts = key.startsWith("level") ? split(text) : {value: text};
    const values = {was: written(key, total.base[key]?.likely), real: written(key, total.real[key])};
    return figureElement({
      id: key.split(":")[0],
      ...parts,
      unit: parts.unit ?? (["median", "p90"].includes(key) ? t("min") : null),
      label: nameOfFigure(key),
      note: changed
        ? t("as it was %(was)s, really %(real)s", values)
        : t("really %(real)s", values),
    });
  });
}

export function sidesTable({total}, changed) {
  const keys = ["median", "p90", "mean", ...Object.keys(total.scenario).filter((key) =>
    key.startsWith("level:")), "called", "unserved", "left", "last", "occupancy"];
  const rows = keys.map((key) => el("tr", {"data-figure": key},
    el("th", {scope: "row"}, nameOfFigure(key)),
    el("td", {class: "figure"}, cell(written(key, total.real[key]))),
    el("td", {class: "figure"}, banded(key, total.base[key])),
    changed && el("td", {class: "figure main"}, banded(key, total.scenario[key])),
    changed && el("td", {class: "figure"}, difference(key, total.difference[key]))));
  const heads = [t("Figure"), t("really"), t("replayed"), changed && t("changed"),
    changed && t("difference")].filter(Boolean);
  return [
    table(t("Side by side"), heads, rows),
    el("p", {class: "table-note"}, changed
      ? t("Waits in minutes. In brackets nine of ten replays; the same people come in both, so the difference is surer than either.")
      : t("Waits in minutes. In brackets nine of ten replays.")),
  ];
}

function banded(key, band) {
  if (missing(band?.likely)) return cell(DASH);
  const [low, high] = [written(key, band.low), written(key, band.high)];
  const text = written(key, band.likely);
  return low === high ? text
    : [text, " ", el("span", {class: "band"}, `(${bare(key, low)}–${high})`)];
}

// "67–79 %": the sign is said once.
function bare(key, text) {
  return isShare(key) ? split(text).value : text;
}

function difference(key, band) {
  if (missing(band?.likely)) return cell(DASH);
  const signed = (value) => {
    const size = Math.abs(value);
    const shown = isShare(key) ? figure(100 * size) : key === "last" ? inMinutes(size) : written(key, size);
    return shown === "0" ? shown : `${value < 0 ? "−" : "+"}${shown}`;
  };
  const [low, high] = [signed(band.low), signed(band.high)];
  const likely = signed(band.likely);
  const text = isShare(key) ? t("%(n)s pts", {n: likely}) : likely;
  return low === high ? text
    : [text, " ", el("span", {class: "band"}, t("(%(low)s to %(high)s)", {low, high}))];
}

export function servicesTable({services}, changed) {
  const group = (name) => el("th", {scope: "colgroup", colspan: changed ? 3 : 2, class: "group group-start"},
    el("span", {}, name));
  const heads = [t("really"), t("replayed"), changed && t("changed")].filter(Boolean);
  const names = (start) => heads.map((one, at) =>
    el("th", {scope: "col", class: at === 0 && start ? "figure group-start" : "figure"}, one));
  const cells = (one, key) => [
    el("td", {class: "figure group-start"}, cell(written(key, one.real[key]))),
    el("td", {class: "figure"}, banded(key, one.base[key])),
    changed && el("td", {class: "figure main"}, banded(key, one.scenario[key])),
  ].filter(Boolean);
  return wide(t("Wait by service, minutes"), el("table", {class: "table compare"},
    el("caption", {class: "visually-hidden"}, t("Wait by service, minutes")),
    el("thead", {},
      el("tr", {}, el("td"), group(t("median")), group(t("P90"))),
      el("tr", {}, el("th", {scope: "col"}, t("Service")), ...names(true), ...names(true))),
    el("tbody", {}, ...services.map((one) => el("tr", {"data-service": one.service.id},
      el("th", {scope: "row"}, nameOf(one.service)), ...cells(one, "median"), ...cells(one, "p90"))))));
}

export function countersTable({counters}, changed) {
  const rows = counters.map((one) => el("tr", {"data-counter": one.counter.id},
    el("th", {scope: "row"}, one.added ? t("added counter") : nameOf(one.counter)),
    el("td", {class: "figure"}, cell(written("occupancy", one.real.occupancy))),
    el("td", {class: "figure"}, banded("occupancy", one.base.occupancy)),
    changed && el("td", {class: "figure main"}, banded("occupancy", one.scenario.occupancy))));
  const heads = [t("Counter"), t("really"), t("replayed"), changed && t("changed")].filter(Boolean);
  return [table(t("How much the counters were occupied"), heads, rows)];
}

export function wide(label, content) {
  return el("div", {class: "wide", role: "group", tabindex: "0", "aria-label": label}, content);
}

export function table(caption, heads, rows) {
  return wide(caption, el("table", {class: "table compare"},
    el("caption", {class: "visually-hidden"}, caption),
    el("thead", {}, el("tr", {}, ...heads.map((one, at) => (one
      ? el("th", {scope: "col", class: at ? "figure" : null}, one)
      : el("td"))))),
    el("tbody", {}, ...rows)));
}
