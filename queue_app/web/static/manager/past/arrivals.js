// The heat map of arrivals: visits begun by weekday and half-hour, the mean of those weekdays. Each
// field carries its number; its shade only repeats it.

import {t} from "app/texts.js";
import {canvas, room, svg, text} from "app/manager/chart/svg.js";
import {figure} from "app/manager/format.js";
import {halfHour, weekdayName, weekdayShort} from "app/manager/past/period.js";
import {hours, usual} from "app/manager/past/waits.js";

const ROW = 38;
const SHADES = 7;
const NARROW = 18; // px of a field below which numbers stand only in the table

export function arrivals(found) {
  const known = (found ?? []).filter((one) => one.days);
  const fields = known.map((one) => ({...one, at: hours(one.half_hour), mean: one.count / one.days}));
  return {
    title: t("Arrivals each half-hour"),
    note: t("mean of the weekdays"),
    columns: [t("Weekday"), t("Half-hour"), t("visits"), t("days"), t("mean")],
    rows: fields.map((one) => [
      weekdayName(one.weekday), halfHour(one.half_hour), figure(one.count), figure(one.days),
      figure(one.mean, 1),
    ]),
    empty: fields.length ? null : t("Nobody came."),
    draw: (width) => draw(width, fields),
  };
}

function draw(width, all) {
  const halves = new Map();
  for (const {at, count} of all) halves.set(at, (halves.get(at) ?? 0) + count);
  const drawn = new Set(usual([...halves].map(([at, count]) => ({at, count})),
    ({count}) => count).map(({at}) => at));
  const fields = all.filter(({at}) => drawn.has(at));
  const weekdays = [...new Set(fields.map((one) => one.weekday))].sort();
  const first = Math.min(...fields.map((one) => one.at));
  const count = (Math.max(...fields.map((one) => one.at)) - first) * 2 + 1;
  const place = room(width, weekdays.length * ROW + 30, {top: 2, right: 0, bottom: 28, left: 34});
  const across = Math.min((place.right - place.left) / count, 64 * place.px);
  const most = fields.reduce((best, one) => (one.mean > best.mean ? one : best));
  const by = new Map(fields.map((one) => [`${one.weekday} ${one.at}`, one]));
  const row = ROW * place.px;
  const grid = weekdays.flatMap((weekday, down) => Array.from({length: count}, (_, step) => field(
    by.get(`${weekday} ${first + step / 2}`), most, place,
    {x: place.left + step * across, y: place.top + down * row, across, row},
  )));
  const label = t("Chart: most people came on %(weekday)s at %(time)s, %(n)s on average.",
    {weekday: weekdayName(most.weekday), time: halfHour(most.half_hour), n: figure(most.mean)});
  return canvas(place, label, grid,
    weekdays.map((weekday, down) => text(weekdayShort(weekday), 0,
      place.top + (down + 0.5) * row + 5 * place.px, {kind: "strong"})),
    axis(first, count, across, place));
}

function field(one, most, place, {x, y, across, row}) {
  const size = {x: x + 1, y: y + 1, width: across - 2, height: row - 2};
  if (!one) return svg("rect", {...size, class: "field nobody"});
  const shade = Math.min(Math.floor((one.mean / most.mean) * SHADES), SHADES - 1) + 1;
  const said = across >= NARROW * place.px;
  const digits = most.mean >= 10 || Number.isInteger(one.mean) ? 0 : 1;
  return svg("g", {class: `field shade-${shade}`},
    svg("rect", size),
    said && text(figure(one.mean, across >= 30 * place.px ? digits : 0), x + across / 2,
      y + row / 2 + 5 * place.px, {anchor: "middle", kind: "small"}));
}

function axis(first, count, across, place) {
  const every = across * 2 >= 22 * place.px ? 1 : 2;
  return Array.from({length: count}, (_, step) => first + step / 2)
    .filter((at) => at % every === 0)
    .map((at) => text(String(at), place.left + (at - first) * 2 * across,
      place.bottom + 20 * place.px));
}
