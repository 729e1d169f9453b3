// The chart "waiting today": how many waited, every five minutes, up to now.

import {boot} from "app/boot.js";
import {t, tn} from "app/texts.js";
import {clock, day, hour, serverNow} from "app/time.js";
import {canvas, linear, path, room, rules, svg, text, ticks, under} from "app/manager/chart/svg.js";

const HEIGHT = 200;
const HOUR = 3600000;
const LONGEST_DAY = 16; // hours: a longer day (a trial run) is shown around what happened
const SHORTEST = 4; // hours on the axis

export function waitingToday(view) {
  const points = series(view);
  const most = points.reduce((best, one) => (one.waiting > best.waiting ? one : best), points[0]);
  return {
    title: t("Waiting today"),
    columns: [t("Time"), t("people")],
    rows: points.map((one) => [clock(one.at), String(one.waiting)]),
    empty: points.length > 1 ? null : t("There is nothing to show for today yet."),
    draw: (width) => draw(width, points, span(view, points), summary(view.waiting, most)),
  };
}

// The series so far, ended by what the view itself says.
function series(view) {
  const now = serverNow();
  const asOf = new Date(view.as_of);
  const past = (view.series ?? []).map((one) => ({at: new Date(one.at), waiting: one.waiting}));
  return [
    ...past.filter((one) => one.at < asOf && day(one.at) === day(now)),
    {at: asOf, waiting: view.waiting},
  ];
}

// The office's day, or around what happened when the office never closes. Full hours.
function span(view, points) {
  const [opens, closes] = [view.opens_at, view.closes_at].map((one) => one && new Date(one));
  const last = points.at(-1).at;
  if (opens && closes && closes - opens <= LONGEST_DAY * HOUR && !boot.always_open) {
    return [floor(Math.min(opens, points[0].at)), ceil(Math.max(closes, last))];
  }
  const first = points.find((one) => one.waiting > 0)?.at ?? points[0].at;
  const end = ceil(last);
  return [Math.min(floor(first), end - SHORTEST * HOUR), end];
}

// Every zone of our offices has whole, half or quarter hours; the minute hand tells which.
function floor(instant) {
  return instant - minuteOf(instant) * 60000 - (instant % 60000);
}

function ceil(instant) {
  const down = floor(instant);
  return down === Number(instant) ? down : down + HOUR;
}

function minuteOf(instant) {
  return Number(clock(new Date(Number(instant))).slice(-2));
}

function summary(waiting, most) {
  return tn("Chart: %(n)s waiting now, at most %(most)s at %(time)s.",
    "Chart: %(n)s waiting now, at most %(most)s at %(time)s.", waiting,
    {most: most.waiting, time: clock(most.at)});
}

function draw(width, points, [from, to], label) {
  const place = room(width, HEIGHT, {top: 24, right: 12, left: 30});
  const steps = ticks(Math.max(5, ...points.map((one) => one.waiting)));
  const x = linear([from, to], [place.left, place.right]);
  const y = linear([0, steps.at(-1)], [place.bottom, place.top]);
  const hours = [];
  for (let at = from; at <= to; at += HOUR) hours.push(at);
  const line = points.map((one) => [x(one.at), y(one.waiting)]);
  return canvas(place, label,
    rules(steps, y, place),
    under(hours, x, place, (at) => String(hour(new Date(at)))),
    svg("path", {d: path(line), class: "line"}),
    nowMark(place, line.at(-1), points.at(-1).waiting));
}

function nowMark(place, [x, y], waiting) {
  const before = x > place.right - 70 * place.px;
  return svg("g", {},
    svg("line", {x1: x, x2: x, y1: place.top - 12 * place.px, y2: place.bottom, class: "now"}),
    svg("circle", {cx: x, cy: y, r: 5 * place.px, class: "dot"}),
    text(t("now %(n)s", {n: waiting}), x + (before ? -8 : 8) * place.px, place.top - 8 * place.px,
      {anchor: before ? "end" : "start", kind: "strong"}));
}
