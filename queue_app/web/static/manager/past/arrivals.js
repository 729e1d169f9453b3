// The chart of arrivals: cases begun in each half-hour; over several days the mean of those on
// which anybody came.

import {t, tn} from "app/texts.js";
import {canvas, linear, room, svg, text, under} from "app/manager/chart/svg.js";
import {figure} from "app/manager/format.js";
import {halfHour} from "app/manager/past/period.js";
import {hours, wholeHours} from "app/manager/past/waits.js";

const HEIGHT = 260;

export function arrivals({rows}, days) {
  const open = days ? days.rows.filter((row) => row.issued).length : 1;
  const known = rows.filter((row) => row.issued);
  const bars = known.map((row) => ({
    key: row.key, at: hours(row.key), all: row.issued, value: row.issued / Math.max(1, open),
  }));
  const several = open > 1;
  return {
    title: t("Arrivals each half-hour"),
    note: several ? tn("mean of %(n)s day", "mean of %(n)s days", open) : null,
    columns: several
      ? [t("Half-hour"), t("cases"), t("mean")]
      : [t("Half-hour"), t("cases")],
    rows: bars.map((one) => [
      halfHour(one.key), figure(one.all), ...(several ? [figure(one.value, 1)] : []),
    ]),
    empty: bars.length ? null : t("Nobody came."),
    draw: (width) => draw(width, bars),
  };
}

function draw(width, bars) {
  const place = room(width, HEIGHT, {top: 30, right: 2, left: 2});
  const axis = wholeHours(bars[0].at, bars.at(-1).at + 0.5);
  const most = bars.reduce((best, one) => (one.value > best.value ? one : best));
  const x = linear([axis[0], axis.at(-1)], [place.left + 6, place.right - 6]);
  const y = linear([0, Math.max(1, most.value)], [place.bottom, place.top]);
  const slot = x(axis[0] + 0.5) - x(axis[0]);
  const wide = slot >= 23 * place.px;
  const label = t("Chart: most people came at %(time)s, %(n)s.",
    {time: halfHour(most.key), n: figure(most.value)});
  return canvas(place, label,
    bars.map((one) => bar(one, x, y, slot, place)),
    bars.filter((one) => wide || one === most).map((one) => text(
      figure(one.value), x(one.at) + slot / 2, y(one.value) - 6 * place.px,
      {anchor: "middle", kind: one === most ? "strong small" : "small"},
    )),
    svg("line", {x1: place.left, x2: place.right, y1: place.bottom, y2: place.bottom, class: "base"}),
    under(axis, x, place));
}

function bar(one, x, y, slot, place) {
  return svg("rect", {
    x: x(one.at) + 1, y: y(one.value), width: Math.max(1, slot - 2),
    height: Math.max(0, place.bottom - y(one.value)), class: "bar soft",
  });
}
