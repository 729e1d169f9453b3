// The sentence that comes first: how many wait, and what that means for the next who comes.

import {boot} from "app/boot.js";
import {el, ltr, number} from "app/dom.js";
import {waitOf} from "app/stroke.js";
import {rich, t, tn} from "app/texts.js";
import {clock, day, serverNow, weekday} from "app/time.js";

const LONG = 60; // minutes: waits above are not told apart

// [strong, " ", rest]
export function lead(view) {
  const rest = outlook(view);
  return [el("strong", {}, first(view)), rest && " ", rest && el("span", {}, rest)];
}

function first({waiting, open_now: open}) {
  if (waiting) return tn("%(n)s person is waiting.", "%(n)s people are waiting.", waiting);
  return open ? t("Nobody is waiting.") : t("The office is closed.");
}

function outlook(view) {
  const serving = view.counters.some((counter) => counter.state === "open");
  if (!view.open_now) return closed(view);
  if (!serving) return t("No counter is open.");
  return drawnNow(view.services) ?? longest(view);
}

function closed({opens_at: opens, closes_at: closes, waiting}) {
  const now = serverNow();
  if (opens && new Date(opens) > now) return rich("It opens at %(time)s.", {time: time(opens)});
  if (waiting && closes && new Date(closes) <= now) {
    return rich("The office closed at %(time)s.", {time: time(closes)});
  }
  const next = boot.office.next_opening;
  if (!next || new Date(next) <= now || day(next) === day(now)) return null;
  return rich("Numbers are issued again on %(weekday)s from %(time)s.",
    {weekday: weekday(next), time: time(next)});
}

// What the services promise to somebody who draws a number now, from the least to the most.
function drawnNow(services) {
  const waits = services.filter((row) => row.offered).map((row) => waitOf(row.estimate))
    .filter((wait) => wait.kind !== "none");
  if (!waits.length) return null;
  if (waits.every((wait) => wait.kind === "soon")) {
    return t("Whoever comes now is called soon.");
  }
  const low = Math.min(...waits.map((wait) => wait.low));
  const high = Math.max(...waits.map((wait) => wait.high));
  return promise(low, high, waits.length > 1);
}

function promise(low, high, several) {
  if (high > LONG) {
    return several
      ? t("Whoever draws a number now waits %(low)s to over %(high)s minutes, by service.",
        {low: Math.min(low, LONG), high: LONG})
      : t("Whoever draws a number now waits over %(high)s minutes.", {high: LONG});
  }
  return several
    ? t("Whoever draws a number now waits %(low)s to %(high)s minutes, by service.", {low, high})
    : t("Whoever draws a number now waits %(low)s to %(high)s minutes.", {low, high});
}

function longest({longest: one}) {
  if (!one) return null;
  return rich("%(number)s has waited longest, since %(time)s.",
    {number: number(one.number), time: time(one.since)});
}

function time(instant) {
  return ltr(clock(instant));
}
