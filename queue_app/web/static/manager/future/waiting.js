// The chart of how many wait over the day: really, as it was and changed.

import {t} from "app/texts.js";
import {canvas, linear, path, room, rules, svg, text, ticks, under} from "app/manager/chart/svg.js";
import {figure} from "app/manager/format.js";
import {halfHour} from "app/manager/past/period.js";
import {wholeHours} from "app/manager/past/waits.js";

const HEIGHT = 280;
const APART = 17; // px between two words

export function waitingOverDay({waiting}, changed) {
  const key = (clock) => `${Math.floor(clock / 3600)}:${Math.round((clock % 3600) / 60)}`;
  const range = (band) => `${figure(band.likely)} (${figure(band.low)}–${figure(band.high)})`;
  return {
    title: t("People waiting over the day"),
    note: changed ? t("band: nine of ten changed replays") : t("band: nine of ten replays"),
    columns: [t("Time"), t("really"), t("replayed"), changed && t("changed")].filter(Boolean),
    rows: waiting.map((one) => [
      halfHour(key(one.clock)), figure(one.real), range(one.base),
      ...(changed ? [range(one.scenario)] : []),
    ]),
    empty: waiting.length ? null : t("Nobody came."),
    draw: (width) => draw(width, waiting, changed),
  };
}

function draw(width, waiting, changed) {
  const place = room(width, HEIGHT, {top: 24, right: 8, left: 30});
  const axis = wholeHours(waiting[0].clock / 3600, waiting.at(-1).clock / 3600);
  const most = Math.max(...waiting.map((one) => Math.max(one.real, one.scenario.high, one.base.likely)), 1);
  const steps = ticks(most);
  const x = linear([axis[0], axis.at(-1)], [place.left, place.right]);
  const y = linear([0, steps.at(-1)], [place.bottom, place.top]);
  const at = (one) => x(one.clock / 3600);
  const line = (value) => path(waiting.map((one) => [at(one), y(value(one))]));
  const above = waiting.map((one) => [at(one), y(one.scenario.high)]);
  const below = waiting.map((one) => [at(one), y(one.scenario.low)]).reverse();
  return canvas(place, label(waiting, changed),
    rules(steps, y, place),
    svg("path", {d: `${path([...above, ...below])}Z`, class: "area"}),
    svg("path", {d: line((one) => one.real), class: "line thin dashed"}),
    changed && svg("path", {d: line((one) => one.base.likely), class: "line thin"}),
    svg("path", {d: line((one) => one.scenario.likely), class: "line"}),
    under(axis, x, place),
    names(waiting, changed, at, y, place));
}

function label(waiting, changed) {
  const peak = (value) => Math.round(Math.max(...waiting.map(value)));
  return changed
    ? t("Chart: at most %(real)s people waited really, %(changed)s with the changes.",
      {real: peak((one) => one.real), changed: peak((one) => one.scenario.likely)})
    : t("Chart: at most %(real)s people waited really, %(changed)s in the replay.",
      {real: peak((one) => one.real), changed: peak((one) => one.scenario.likely)});
}

// Each line is named at its own highest point, apart from the others.
function names(waiting, changed, at, y, place) {
  const lines = [
    {value: (one) => one.real, name: t("really"), kind: "on-paper"},
    changed && {value: (one) => one.base.likely, name: t("replayed"), kind: "on-paper"},
    {
      value: (one) => one.scenario.likely,
      name: changed ? t("changed") : t("replayed"), kind: "strong",
    },
  ].filter(Boolean);
  const placed = [];
  return lines.map(({value, name, kind}) => {
    const top = waiting.reduce((best, one) => (value(one) > value(best) ? one : best));
    const half = 30 * place.px;
    const across = Math.max(place.left + half, Math.min(place.right - half, at(top)));
    let down = y(value(top)) - 8 * place.px;
    while (placed.some((one) => Math.abs(one.down - down) < APART * place.px
      && Math.abs(one.across - across) < 2.4 * half)) down -= APART * place.px;
    down = Math.max(down, 12 * place.px);
    placed.push({across, down});
    return text(name, across, down, {anchor: "middle", kind});
  });
}
