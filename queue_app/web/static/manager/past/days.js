// The chart of the service level day by day, over the calendar: days without a call stay empty.

import {boot} from "app/boot.js";
import {t} from "app/texts.js";
import {canvas, linear, room, rules, svg, text, under} from "app/manager/chart/svg.js";
import {figure, limits, missing, percent, within} from "app/manager/format.js";
import {dayName, dayOfMonth, daysIn, shift} from "app/manager/past/period.js";

const HEIGHT = 210;

export function levelByDay({rows}, period) {
  const [limit = 15] = limits(boot.office);
  const known = rows.filter((row) => !missing(within(row, limit)));
  const bars = known.map((row) => ({
    key: row.key, value: within(row, limit), at: daysIn({from: period.from, to: row.key}) - 1,
  }));
  return {
    title: t("Called within %(n)s min, day by day", {n: limit}),
    columns: [t("Day"), t("called"), t("within %(n)s min", {n: limit})],
    rows: known.map((row) => [
      dayName(row.key), figure(row.called), percent(within(row, limit)),
    ]),
    empty: bars.length ? null : t("Nobody was called."),
    draw: (width) => draw(width, bars, period, limit),
  };
}

function draw(width, bars, period, limit) {
  const place = room(width, HEIGHT, {top: 24, right: 2, left: 52});
  const count = daysIn(period);
  const x = linear([0, count], [place.left, place.right]);
  const y = linear([0, 1], [place.bottom, place.top]);
  const slot = x(1) - x(0);
  const [worst, best] = ends(bars);
  const named = slot >= 40 * place.px ? bars : [worst, best];
  const label = t("Chart: called within %(n)s min, lowest %(low)s on %(day)s, highest %(high)s.",
    {n: limit, low: percent(worst.value), day: dayName(worst.key), high: percent(best.value)});
  const days = Array.from({length: count}, (_, index) => index);
  return canvas(place, label,
    rules([0, 0.5, 1], y, place, (value) => percent(value)),
    bars.map((one) => bar(one, x, y, slot, place)),
    named.map((one) => text(percent(one.value), x(one.at) + slot / 2,
      y(one.value) - 6 * place.px, {anchor: "middle", kind: "small on-paper"})),
    under(days, (day) => x(day) + slot / 2, place, (day) => dayOfMonth(shift(period.from, day)), 30));
}

// The lowest and the highest day.
function ends(bars) {
  const sorted = [...bars].sort((a, b) => a.value - b.value);
  return [sorted[0], sorted.at(-1)];
}

function bar(one, x, y, slot, place) {
  const wide = Math.max(1, Math.min(slot - 4, 44 * place.px));
  return svg("rect", {
    x: x(one.at) + (slot - wide) / 2, y: y(one.value), width: wide,
    height: Math.max(0, place.bottom - y(one.value)), class: "bar soft",
  });
}
