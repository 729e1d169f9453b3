// The five figures of the day so far.

import {boot} from "app/boot.js";
import {el, ltr, number} from "app/dom.js";
import {nameOf, rich, t, tn} from "app/texts.js";
import {clock, minutes, seconds} from "app/time.js";
import {DASH, figure, inMinutes, limits, missing, percent, within} from "app/manager/format.js";

export function figures(view) {
  const [limit] = limits(boot.office);
  return [
    longest(view),
    limit && level(view.today, limit),
    mean(view.today?.wait),
    counters(view.counters),
    turnedAway(view.turned_away),
  ].filter(Boolean).map(figureElement);
}

// {id, value, unit, label, note}: the value large, its unit small beside it.
export function figureElement({id, value, unit, label, note}) {
  return el(
    "div",
    {class: "figure-box", "data-figure": id},
    el("dt", {}, label),
    el("dd", {class: "figure-value"}, el("b", {}, value), unit && " ", unit && el("span", {}, unit)),
    el("dd", {class: "figure-note"}, note ?? ""),
  );
}

function longest({longest: one}) {
  const label = t("longest wait");
  if (!one) return {id: "longest", value: DASH, label, note: t("nobody is waiting")};
  const value = el("span", {"data-since": one.since, "data-unit": "minutes"},
    String(minutes(seconds(one.since))));
  const note = rich("%(number)s, since %(time)s",
    {number: solid(one.number), time: ltr(clock(one.since))});
  return {id: "longest", value, unit: t("min"), label, note};
}

// Too small for hollow letters when the connection is lost.
function solid(value) {
  const element = number(value);
  element.classList.add("solid");
  return element;
}

// "81 %" is split, so that the sign can be small.
function level(today, limit) {
  const value = within(today, limit);
  const label = t("called within %(n)s min", {n: limit});
  if (missing(value)) return {id: "level", value: DASH, label, note: t("nobody called yet today")};
  return {id: "level", ...split(percent(value)), label, note: levelNote(today, limit)};
}

function levelNote(today, limit) {
  const counts = today.service_level_counts?.[String(limit * 60)];
  if (counts) {
    return t("today %(within)s of %(all)s",
      {within: figure(counts.within), all: figure(counts.of)});
  }
  return tn("%(n)s called today", "%(n)s called today", today.called);
}

export function split(text) {
  const [, value, unit] = /^(.*?)\s*(%)$/.exec(text) ?? [null, text, null];
  return {value, unit};
}

function mean(wait) {
  const label = t("mean wait");
  if (missing(wait?.mean)) {
    return {id: "mean", value: DASH, label, note: t("nobody called yet today")};
  }
  const note = t("median %(median)s, P90 %(p90)s",
    {median: inMinutes(wait.median), p90: inMinutes(wait.p90)});
  return {id: "mean", value: inMinutes(wait.mean), unit: t("min"), label, note};
}

function counters(all) {
  const open = all.filter((counter) => counter.state === "open");
  const paused = all.filter((counter) => counter.state === "paused");
  return {
    id: "counters",
    value: String(open.length),
    unit: t("of %(n)s", {n: all.length}),
    label: tn("counter open", "counters open", open.length),
    note: open.length || paused.length ? pausing(paused) : t("all closed"),
  };
}

function pausing(paused) {
  if (!paused.length) return t("none paused");
  if (paused.length === 1) return t("%(counter)s paused", {counter: nameOf(paused[0])});
  return tn("%(n)s paused", "%(n)s paused", paused.length);
}

function turnedAway(count) {
  return {
    id: "turned-away",
    value: figure(count),
    label: t("turned away"),
    note: count ? t("today") : t("nobody today"),
  };
}
