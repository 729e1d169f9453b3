// The histogram of waits: how many were called after so many minutes, by five minutes.

import {boot} from "app/boot.js";
import {t} from "app/texts.js";
import {canvas, linear, room, rules, svg, text, ticks} from "app/manager/chart/svg.js";
import {figure, limits, percent} from "app/manager/format.js";

const HEIGHT = 250;
const WORDS = 64; // px: "30 min" with the air around it

export function histogram(waits) {
  const all = (waits ?? []).reduce((sum, one) => sum + one.count, 0);
  return {
    title: t("How long people waited"),
    note: t("called cases, by five minutes"),
    columns: [t("Minutes"), t("cases"), t("share")],
    rows: (waits ?? []).map((one) => [name(one), figure(one.count), percent(one.count / all, 1)]),
    empty: all ? null : t("Nobody was called."),
    draw: (width) => draw(width, waits, all),
  };
}

function name({from, to}) {
  return to === null
    ? t("over %(n)s", {n: from / 60})
    : t("%(from)s to %(to)s", {from: from / 60, to: to / 60});
}

function draw(width, waits, all) {
  const place = room(width, HEIGHT, {top: 30, right: 8, bottom: 44, left: 54});
  const steps = ticks(Math.max(...waits.map((one) => one.count)));
  const x = linear([0, waits.length], [place.left, place.right]);
  const y = linear([0, steps.at(-1)], [place.bottom, place.top]);
  const slot = x(1) - x(0);
  const most = waits.reduce((best, one) => (one.count > best.count ? one : best));
  const said = waits.filter((one) => slot >= 36 * place.px && one.count / all >= 0.005);
  const every = Math.max(1, Math.ceil((24 * place.px) / slot));
  const label = t("Chart: most waited %(range)s minutes, %(share)s of all.",
    {range: name(most), share: percent(most.count / all)});
  return canvas(place, label,
    rules(steps, y, place, figure),
    waits.map((one, index) => svg("rect", {
      x: x(index) + 1, y: y(one.count), width: Math.max(1, slot - 2),
      height: Math.max(0, place.bottom - y(one.count)), class: "bar soft",
    })),
    said.map((one) => text(percent(one.count / all), x(waits.indexOf(one)) + slot / 2,
      y(one.count) - 6 * place.px, {anchor: "middle", kind: "small on-paper"})),
    Array.from({length: waits.length + 1}, (_, index) => index).filter((n) => n % every === 0)
      .map((n) => text(String(n * 5), x(n), place.bottom + 18 * place.px, {anchor: "middle"})),
    text(t("minutes waited"), place.right, place.bottom + 38 * place.px, {anchor: "end"}),
    limits(boot.office).filter((n) => n % 5 === 0 && n / 5 < waits.length)
      .map((n, index, shown) => limit(n, x(n / 5), x((shown[index + 1] ?? Infinity) / 5), place)));
}

// Its words stand after the line, or before it where the next line is too near.
function limit(minutes, x, next, place) {
  const before = next - x < WORDS * place.px;
  return svg("g", {},
    svg("line", {x1: x, x2: x, y1: place.top - 14 * place.px, y2: place.bottom, class: "now"}),
    text(t("%(n)s min", {n: minutes}), x + (before ? -6 : 6) * place.px, place.top - 10 * place.px,
      {anchor: before ? "end" : "start", kind: "strong small"}));
}
