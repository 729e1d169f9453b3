// Waiting against open counters over the day: two drawings over one axis of hours, as people and
// counters have no common measure.

import {t} from "app/texts.js";
import {canvas, linear, path, room, rules, svg, text, ticks, under} from "app/manager/chart/svg.js";
import {figure} from "app/manager/format.js";
import {halfHour} from "app/manager/past/period.js";
import {hours, segments, usual, wholeHours} from "app/manager/past/waits.js";

const HEIGHT = 250;
const SHARE = 0.58; // of the height for those who wait

export function standing(found) {
  const rows = (found ?? []).map((one) => ({...one, at: hours(one.half_hour)}));
  return {
    title: t("Waiting and open counters"),
    note: t("mean of the days"),
    columns: [t("Half-hour"), t("people waiting"), t("counters open")],
    rows: rows.map((one) => [
      halfHour(one.half_hour), figure(one.waiting, 1), figure(one.counters_open, 1),
    ]),
    empty: rows.length ? null : t("Nobody came."),
    draw: (width) => draw(width, rows),
  };
}

function draw(width, all) {
  const rows = usual(all, (one) => one.waiting + one.counters_open);
  const place = room(width, HEIGHT, {top: 20, right: 8, left: 34});
  const axis = wholeHours(rows[0].at, rows.at(-1).at + 0.5);
  const x = linear([axis[0], axis.at(-1)], [place.left, place.right]);
  const middle = place.top + (place.bottom - place.top) * SHARE;
  const waits = ticks(Math.max(...rows.map((one) => one.waiting)), 2);
  const opened = ticks(Math.max(...rows.map((one) => one.counters_open)), 2);
  const y = linear([0, waits.at(-1)], [middle - 14 * place.px, place.top]);
  const z = linear([0, opened.at(-1)], [place.bottom, middle + 24 * place.px]);
  const slot = x(0.5) - x(0);
  const most = rows.reduce((best, one) => (one.waiting > best.waiting ? one : best));
  const label = t("Chart: most people waited at %(time)s, %(n)s at %(counters)s open counters.", {
    time: halfHour(most.half_hour), n: figure(most.waiting, 1),
    counters: figure(most.counters_open, 1),
  });
  return canvas(place, label,
    rules(waits, y, place),
    rules(opened, z, place),
    rows.map((one) => svg("rect", {
      x: x(one.at) + 1, y: z(one.counters_open), width: Math.max(1, slot - 2),
      height: Math.max(0, place.bottom - z(one.counters_open)), class: "bar soft",
    })),
    segments(rows).map((piece) => svg("path",
      {d: path(piece.map((one) => [x(one.at + 0.25), y(one.waiting)])), class: "line"})),
    text(t("people waiting"), place.left, place.top - 8 * place.px, {kind: "strong small"}),
    text(t("counters open"), place.left, middle + 14 * place.px, {kind: "strong small"}),
    under(axis, x, place));
}
