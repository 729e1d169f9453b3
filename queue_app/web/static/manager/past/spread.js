// Services or offices compared: wait and service time, each thin from P10 to P90, thick from P25
// to P75, with a mark and its number at the median.

import {nameOf, t} from "app/texts.js";
import {canvas, linear, minuteTicks, room, svg, text} from "app/manager/chart/svg.js";
import {inMinutes, missing} from "app/manager/format.js";

const ROW = 44;
const LINES = ["p10", "p25", "median", "p75", "p90"];

export function spread(found, title, first) {
  const rows = (found ?? []).filter((one) => !missing(one.wait?.median));
  const columns = LINES.map((name) => (name === "median" ? t("median") : name.toUpperCase()));
  return {
    title,
    note: t("thin: P10 to P90, thick: the middle half, mark: median"),
    columns: [
      first,
      ...columns.map((name) => t("Wait %(name)s", {name})),
      ...columns.map((name) => t("Service %(name)s", {name})),
    ],
    rows: rows.map((one) => [
      called(one), ...["wait", "service"].flatMap((kind) =>
        LINES.map((name) => inMinutes(one[kind]?.[name]))),
    ]),
    empty: rows.length ? null : t("Nobody was called."),
    draw: (width) => draw(width, rows),
  };
}

function called(row) {
  return nameOf({id: row.key, label: row.label, names: row.names ?? {}}) || row.key;
}

// On a narrow screen a name stands above its lines.
function draw(width, rows) {
  const narrow = width < 620;
  const row = narrow ? ROW + 24 : ROW;
  const place = room(width, rows.length * row + 62, {top: 50, right: 30, bottom: 8, left: 0});
  const names = narrow ? 0 : Math.min(width * 0.26, 300 * place.px);
  const gap = 44 * place.px;
  const half = (place.right - names - gap) / 2;
  const panels = [
    ["wait", t("Wait, minutes"), names], ["service", t("Service time, minutes"), names + half + gap],
  ].map(([kind, title, left]) => {
    const steps = minuteTicks(Math.max(1, ...rows.map((one) => (one[kind]?.p90 ?? 0) / 60)));
    return {kind, title, left, steps, x: linear([0, steps.at(-1)], [left, left + half])};
  });
  const longest = rows.reduce((best, one) => (one.wait.median > best.wait.median ? one : best));
  const label = t("Chart: the median wait is longest for %(name)s, %(n)s min.",
    {name: called(longest), n: inMinutes(longest.wait.median)});
  const y = (index) => place.top + (index + (narrow ? 0.74 : 0.6)) * row * place.px;
  return canvas(place, label,
    panels.map((panel) => scale(panel, place)),
    rows.map((one, index) => svg("g", {},
      index > 0 && svg("line", {
        x1: 0, x2: width, y1: place.top + index * row * place.px, y2: place.top + index * row * place.px,
        class: "rule",
      }),
      text(short(called(one), narrow ? width : names, place), 0,
        narrow ? place.top + (index * row + 20) * place.px : y(index) + 5 * place.px,
        {kind: "strong"}),
      panels.map(({kind, x}) => figures(one[kind], x, y(index), place)))));
}

// The drawing cannot break lines: a long name ends in dots; the table has it whole.
function short(name, wide, place) {
  const letters = Math.floor(wide / (8.2 * place.px));
  return name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
}

function scale({title, left, steps, x}, place) {
  return svg("g", {},
    text(title, left, 16 * place.px, {kind: "strong"}),
    steps.map((step) => svg("g", {},
      svg("line", {x1: x(step), x2: x(step), y1: place.top - 6 * place.px, y2: place.bottom, class: "rule"}),
      text(String(step), x(step), place.top - 12 * place.px, {anchor: "middle", kind: "small"}))));
}

function figures(one, x, y, place) {
  if (missing(one?.median)) return null;
  const at = (name) => x(one[name] / 60);
  const {px} = place;
  return svg("g", {},
    svg("line", {x1: at("p10"), x2: at("p90"), y1: y, y2: y, class: "whisker"}),
    svg("rect", {
      x: at("p25"), y: y - 5 * px, width: Math.max(2, at("p75") - at("p25")), height: 10 * px,
      class: "bar half",
    }),
    svg("line", {x1: at("median"), x2: at("median"), y1: y - 8 * px, y2: y + 8 * px, class: "median"}),
    text(inMinutes(one.median), at("median"), y - 11 * px, {anchor: "middle", kind: "strong small"}),
    text(inMinutes(one.p90), at("p90") + 5 * px, y + 5 * px, {kind: "small"}));
}
