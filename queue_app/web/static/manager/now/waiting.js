// The chart "waiting today": how many waited, every five minutes, up to now; then how many will, as
// the forecast has it, from P10 to P90 with the median as a dashed line.

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
  const rest = (view.rest ?? []).map((one) => ({...one, at: new Date(one.at)}));
  return {
    title: t("Waiting today"),
    note: rest.length ? t("forecast with the counters open now") : null,
    columns: [t("Time"), t("people")],
    rows: [
      ...points.map((one) => [clock(one.at), String(one.waiting)]),
      ...rest.map((one) => [clock(one.at), t("forecast %(n)s, %(low)s to %(high)s",
        {n: Math.round(one.likely), low: Math.round(one.low), high: Math.round(one.high)})]),
    ],
    empty: points.length > 1 ? null : t("There is nothing to show for today yet."),
    draw: (width) => draw(width, points, rest, span(view, [...points, ...rest]),
      summary(view.waiting, most, rest)),
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

function summary(waiting, most, rest) {
  const past = tn("Chart: %(n)s waiting now, at most %(most)s at %(time)s.",
    "Chart: %(n)s waiting now, at most %(most)s at %(time)s.", waiting,
    {most: most.waiting, time: clock(most.at)});
  if (!rest.length) return past;
  const peak = rest.reduce((best, one) => (one.likely > best.likely ? one : best));
  const ahead = t("Forecast: at most about %(n)s at %(time)s.",
    {n: Math.round(peak.likely), time: clock(peak.at)});
  return [past, ahead].join(" ");
}

function draw(width, points, rest, [from, to], label) {
  const place = room(width, HEIGHT, {top: 24, right: 12, left: 30});
  const steps = ticks(Math.max(5, ...points.map((one) => one.waiting), ...rest.map((one) => one.high)));
  const x = linear([from, to], [place.left, place.right]);
  const y = linear([0, steps.at(-1)], [place.bottom, place.top]);
  const hours = [];
  for (let at = from; at <= to; at += HOUR) hours.push(at);
  const line = points.map((one) => [x(one.at), y(one.waiting)]);
  const now = points.at(-1);
  const ahead = [{at: now.at, low: now.waiting, likely: now.waiting, high: now.waiting}, ...rest];
  const along = (what) => ahead.map((one) => [x(one.at), y(one[what])]);
  return canvas(place, label,
    rest.length && svg("path",
      {d: `${path([...along("high"), ...along("low").reverse()])}Z`, class: "band inner"}),
    rules(steps, y, place),
    rest.length && svg("path", {d: path(along("likely")), class: "line ahead"}),
    rest.length && named(rest, x, y, place),
    under(hours, x, place, (at) => String(hour(new Date(at)))),
    svg("path", {d: path(line), class: "line"}),
    nowMark(place, line.at(-1), points.at(-1).waiting));
}

// What the band is: above it, beside the line of the present, where there is room.
function named(rest, x, y, place) {
  const words = t("forecast, 8 of 10 courses");
  const [from, long] = [x(rest[0].at), 180 * place.px];
  if (from + long > place.right) return null; // the note above says it
  const under = rest.filter((one) => x(one.at) <= from + long);
  const top = Math.max(...under.map((one) => one.high));
  return text(words, from + 4 * place.px, y(top) - 7 * place.px, {kind: "small on-paper"});
}

function nowMark(place, [x, y], waiting) {
  const before = x > place.right - 70 * place.px;
  return svg("g", {},
    svg("line", {x1: x, x2: x, y1: place.top - 12 * place.px, y2: place.bottom, class: "now"}),
    svg("circle", {cx: x, cy: y, r: 5 * place.px, class: "dot"}),
    text(t("now %(n)s", {n: waiting}), x + (before ? -8 : 8) * place.px, place.top - 8 * place.px,
      {anchor: before ? "end" : "start", kind: "strong"}));
}
