// The trend of the service level: by day, week or month, whichever the server found fit.

import {boot} from "app/boot.js";
import {t} from "app/texts.js";
import {canvas, linear, room, rules, svg, text} from "app/manager/chart/svg.js";
import {figure, inMinutes, limits, missing, percent, within} from "app/manager/format.js";
import {dayName, monthName, shortDay} from "app/manager/past/period.js";

const HEIGHT = 210;

const UNITS = {
  day: {
    title: (n) => t("Called within %(n)s min, day by day", {n}), first: () => t("Day"),
    name: dayName, short: shortDay,
  },
  week: {
    title: (n) => t("Called within %(n)s min, week by week", {n}), first: () => t("Week from"),
    name: dayName, short: shortDay,
  },
  month: {
    title: (n) => t("Called within %(n)s min, month by month", {n}), first: () => t("Month"),
    name: monthName, short: (day) => monthName(day, "short"),
  },
};

export function levelTrend({unit, points}) {
  const [limit = 15] = limits(boot.office);
  const {title, first, name, short} = UNITS[unit];
  const known = points.filter((one) => !missing(within(one, limit)));
  const bars = known.map((one) => ({key: one.day, value: within(one, limit)}));
  return {
    title: title(limit),
    columns: [first(), t("cases"), t("within %(n)s min", {n: limit}), t("median"), t("P90")],
    rows: known.map((one) => [
      name(one.day), figure(one.service_level_counts?.[limit * 60]?.of),
      percent(within(one, limit)), inMinutes(one.median), inMinutes(one.p90),
    ]),
    empty: bars.length ? null : t("Nobody was called."),
    draw: (width) => draw(width, bars, limit, {name, short}),
  };
}

function draw(width, bars, limit, {name, short}) {
  const place = room(width, HEIGHT, {top: 24, right: 2, left: 52});
  const x = linear([0, bars.length], [place.left, place.right]);
  const y = linear([0, 1], [place.bottom, place.top]);
  const slot = x(1) - x(0);
  const [worst, best] = ends(bars);
  const named = slot >= 50 * place.px ? bars : [worst, best];
  const label = t("Chart: called within %(n)s min, lowest %(low)s on %(day)s, highest %(high)s.",
    {n: limit, low: percent(worst.value), day: name(worst.key), high: percent(best.value)});
  const every = Math.max(1, Math.ceil((64 * place.px) / slot));
  return canvas(place, label,
    rules([0, 0.5, 1], y, place, (value) => percent(value)),
    bars.map((one, index) => bar(one, x(index) + slot / 2, y, slot, place)),
    named.map((one) => text(percent(one.value), x(bars.indexOf(one)) + slot / 2,
      y(one.value) - 6 * place.px, {anchor: "middle", kind: "small on-paper"})),
    bars.map((one, index) => index % every === 0 && text(short(one.key), x(index) + slot / 2,
      place.bottom + 21 * place.px, {anchor: "middle"})));
}

// The lowest and the highest.
function ends(bars) {
  const sorted = [...bars].sort((a, b) => a.value - b.value);
  return [sorted[0], sorted.at(-1)];
}

function bar(one, middle, y, slot, place) {
  const wide = Math.max(1, Math.min(slot - 4, 44 * place.px));
  return svg("rect", {
    x: middle - wide / 2, y: y(one.value), width: wide,
    height: Math.max(0, place.bottom - y(one.value)), class: "bar soft",
  });
}
