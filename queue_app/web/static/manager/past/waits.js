// The chart of waits over the day: median and P90 by the half-hour in which people came.

import {t} from "app/texts.js";
import {
  canvas, linear, minuteTicks, path, room, rules, svg, text, under,
} from "app/manager/chart/svg.js";
import {figure, inMinutes, missing} from "app/manager/format.js";
import {halfHour} from "app/manager/past/period.js";

const HEIGHT = 260;
const APART = 17; // px between two words at the end of the lines

export function waitsOverDay({rows}) {
  const known = rows.filter((row) => !missing(row.wait?.median));
  const points = known.map((row) => ({
    key: row.key, at: hours(row.key), median: row.wait.median / 60, p90: row.wait.p90 / 60,
  }));
  return {
    title: t("Wait over the day, minutes"),
    note: t("by time of arrival, each half-hour"),
    columns: [t("Arrival"), t("called"), t("median"), t("P90"), t("max.")],
    rows: known.map(({key, wait}) => [
      halfHour(key), figure(wait.count), inMinutes(wait.median), inMinutes(wait.p90), inMinutes(wait.max),
    ]),
    empty: points.length ? null : t("Nobody was called."),
    draw: (width) => draw(width, points),
  };
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
  const axis = wholeHours(points[0].at, points.at(-1).at);
  const steps = minuteTicks(Math.max(...points.map((one) => one.p90)));
  const x = linear([axis[0], axis.at(-1)], [place.left, place.right]);
  const y = linear([0, steps.at(-1)], [place.bottom, place.top]);
  const worst = points.reduce((best, one) => (one.p90 > best.p90 ? one : best));
  const pieces = segments(points);
  return canvas(place, label(points, worst),
    rules(steps, y, place),
    pieces.map((piece) => bandOf(piece, x, y)),
    pieces.map((piece) => lineOf(piece, "p90", x, y, "line thin")),
    pieces.map((piece) => lineOf(piece, "median", x, y, "line")),
    under(axis, x, place),
    points.length > 1 && peak(worst, x, y, place, x(points.at(-1).at)),
    ends(points.at(-1), x, y, place));
}

function label(points, worst) {
  const middle = Math.round(Math.max(...points.map((one) => one.median)));
  return t("Chart: the median wait is at most %(median)s min; P90 is highest at %(time)s with %(p90)s min.",
    {median: middle, time: halfHour(worst.key), p90: Math.round(worst.p90)});
}

// A half-hour in which nobody was called interrupts the lines.
function segments(points) {
  const found = [];
  for (const point of points) {
    const before = found.at(-1)?.at(-1);
    if (before && point.at - before.at <= 0.5) found.at(-1).push(point);
    else found.push([point]);
  }
  return found;
}

function bandOf(piece, x, y) {
  const above = piece.map((one) => [x(one.at), y(one.p90)]);
  const below = piece.map((one) => [x(one.at), y(one.median)]).reverse();
  return svg("path", {d: `${path([...above, ...below])}Z`, class: "area"});
}

function lineOf(piece, what, x, y, kind) {
  const line = piece.map((one) => [x(one.at), y(one[what])]);
  if (line.length > 1) return svg("path", {d: path(line), class: kind});
  return svg("circle", {cx: line[0][0], cy: line[0][1], r: 3.5, class: "dot"});
}

// Above its point, but not over the names at the end of the lines.
function peak(worst, x, y, place, end) {
  const words = t("%(n)s min at %(time)s", {n: Math.round(worst.p90), time: halfHour(worst.key)});
  const half = 52 * place.px;
  const at = Math.max(place.left + half, Math.min(end - half, x(worst.at)));
  return text(words, at, y(worst.p90) - 9 * place.px, {anchor: "middle", kind: "strong"});
}

// The names stand at the end of their lines, apart from each other.
function ends(last, x, y, place) {
  const at = x(last.at) + 9 * place.px;
  const low = y(last.median) + 5 * place.px;
  const high = Math.min(y(last.p90) + 5 * place.px, low - APART * place.px);
  return [
    text(t("P90"), at, high),
    text(t("Median"), at, low, {kind: "strong"}),
  ];
}
