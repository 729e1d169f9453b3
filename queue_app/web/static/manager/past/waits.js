// The chart of waits over the day: bands from P10 to P90 and from P25 to P75 by the half-hour of
// arrival, with the median as a line.

import {t} from "app/texts.js";
import {
  canvas, linear, minuteTicks, path, room, rules, svg, text, under,
} from "app/manager/chart/svg.js";
import {figure, inMinutes, missing} from "app/manager/format.js";
import {halfHour} from "app/manager/past/period.js";

const HEIGHT = 300;
const APART = 19; // px between two words at the end of the lines
const MIDDLE = 0.25; // hours: a half-hour's figures stand at its middle
const LINES = ["p10", "p25", "median", "p75", "p90"];

export function waitsOverDay(bands) {
  const known = (bands ?? []).filter((one) => !missing(one.median));
  const points = usual(known.map((one) => ({
    key: one.half_hour,
    count: one.count,
    at: hours(one.half_hour) + MIDDLE,
    ...Object.fromEntries(LINES.map((name) => [name, one[name] / 60])),
  })), ({count}) => count);
  return {
    title: t("Wait over the day, minutes"),
    note: t("by time of arrival, each half-hour"),
    columns: [t("Arrival"), t("called"), t("P10"), t("P25"), t("median"), t("P75"), t("P90")],
    rows: known.map((one) => [
      halfHour(one.half_hour), figure(one.count), ...LINES.map((name) => inMinutes(one[name])),
    ]),
    empty: points.length ? null : t("Nobody was called."),
    draw: (width) => draw(width, points),
  };
}

// The rows that are drawn: a handful of people far outside the usual hours stands in the table
// alone, or a day of ten hours would be drawn as one of twenty-four.
const FEW = 0.005; // of everybody

export function usual(rows, count) {
  const ordered = [...rows].sort((a, b) => a.at - b.at);
  let left = ordered.reduce((sum, one) => sum + count(one), 0) * FEW;
  for (const end of [0, -1]) {
    while (ordered.length > 1 && count(ordered.at(end)) <= left) {
      left -= count(ordered.at(end));
      if (end) ordered.pop();
      else ordered.shift();
    }
  }
  return ordered;
}

// "10:30" as 10.5
export function hours(key) {
  const [hour, minute] = key.split(":").map(Number);
  return hour + minute / 60;
}

// Full hours around what happened.
export function wholeHours(first, last) {
  const [from, to] = [Math.floor(first), Math.ceil(last)];
  return Array.from({length: Math.max(1, to - from) + 1}, (_, index) => from + index);
}

function draw(width, points) {
  const place = room(width, HEIGHT, {top: 30, right: 66, left: 30});
  const axis = wholeHours(points[0].at - MIDDLE, points.at(-1).at + MIDDLE);
  const steps = minuteTicks(Math.max(...points.map((one) => one.p90)));
  const x = linear([axis[0], axis.at(-1)], [place.left, place.right]);
  const y = linear([0, steps.at(-1)], [place.bottom, place.top]);
  const worst = points.reduce((best, one) => (one.p90 > best.p90 ? one : best));
  const pieces = segments(points);
  return canvas(place, label(points, worst),
    pieces.map((piece) => bandOf(piece, "p10", "p90", x, y, "band outer")),
    pieces.map((piece) => bandOf(piece, "p25", "p75", x, y, "band inner")),
    rules(steps, y, place),
    ["p10", "p90"].flatMap((what) => pieces.map((piece) => lineOf(piece, what, x, y, "line thin"))),
    pieces.map((piece) => lineOf(piece, "median", x, y, "line")),
    under(axis, x, place),
    peak(worst, x, y, place),
    ends(points.at(-1), x, y, place));
}

function label(points, worst) {
  const middle = Math.round(Math.max(...points.map((one) => one.median)));
  return t("Chart: the median wait is at most %(median)s min; P90 is highest at %(time)s with %(p90)s min.",
    {median: middle, time: halfHour(worst.key), p90: Math.round(worst.p90)});
}

// A half-hour in which nobody was called interrupts the lines.
export function segments(points) {
  const found = [];
  for (const point of points) {
    const before = found.at(-1)?.at(-1);
    if (before && point.at - before.at <= 0.5) found.at(-1).push(point);
    else found.push([point]);
  }
  return found;
}

function bandOf(piece, low, high, x, y, kind) {
  const above = piece.map((one) => [x(one.at), y(one[high])]);
  const below = piece.map((one) => [x(one.at), y(one[low])]).reverse();
  return piece.length > 1 && svg("path", {d: `${path([...above, ...below])}Z`, class: kind});
}

function lineOf(piece, what, x, y, kind) {
  const line = piece.map((one) => [x(one.at), y(one[what])]);
  if (line.length > 1) return svg("path", {d: path(line), class: kind});
  return svg("circle", {cx: line[0][0], cy: line[0][1], r: 3.5, class: "dot"});
}

function peak(worst, x, y, place) {
  const words = t("%(n)s min at %(time)s", {n: Math.round(worst.p90), time: halfHour(worst.key)});
  const half = 52 * place.px;
  const at = Math.max(place.left + half, Math.min(place.right - half, x(worst.at)));
  return text(words, at, y(worst.p90) - 9 * place.px, {anchor: "middle", kind: "strong"});
}

// The names stand at the end of their lines, apart from each other, from below.
function ends(last, x, y, place) {
  const at = x(last.at) + 9 * place.px;
  let above = Infinity;
  return [["p10", "P10"], ["median", t("Median")], ["p75", "P75"], ["p90", "P90"]]
    .map(([what, name]) => {
      above = Math.min(y(last[what]) + 5 * place.px, above - APART * place.px);
      return text(name, at, above, {kind: what === "median" ? "strong" : null});
    });
}
