// Waits as ranges: in words and as the stroke on the line, 0 to 60 minutes. What all pages
// print comes from estimate.shown; nothing is computed here but minutes.

import {el, ltr} from "app/dom.js";
import {rich, t, tn} from "app/texts.js";
import {clock, clockRange} from "app/time.js";

const SPAN = 60; // minutes on the line
const SOON = 3; // minutes: up to here it is "soon" rather than a range
const SHORT = 6; // letters: "15 min"
const END = 5; // minutes of stroke that stand for "over 60"

// {kind: "soon" | "range" | "over" | "none", low, high} in minutes.
export function waitOf(estimate) {
  const {low, high} = estimate?.shown ?? {};
  if (low === null || low === undefined || high === null || high === undefined) {
    return {kind: "none", low: null, high: null, basis: estimate?.basis ?? null};
  }
  const wait = {low: Math.round(low / 60), high: Math.round(high / 60)};
  if (wait.low >= SPAN) return {kind: "over", ...wait};
  if (wait.high <= SOON) return {kind: "soon", ...wait};
  return {kind: "range", ...wait};
}

// "12–18"
export function figures({kind, low, high}) {
  if (kind === "over") return String(SPAN);
  return low === high ? String(low) : `${low}–${high}`;
}

// For lists and for speech: "about 12–18 min", "soon", "over 60 min", "no estimate yet".
export function waitText(estimate, ahead = null) {
  const wait = waitOf(estimate);
  if (wait.kind === "soon") return t("soon");
  if (wait.kind === "over") return t("over %(n)s min", {n: SPAN});
  if (wait.kind === "range") return t("about %(range)s min", {range: figures(wait)});
  if (wait.basis === "nobody_serving") return t("no counter at the moment");
  if (ahead === null || ahead === undefined) return t("no estimate yet");
  return tn("no estimate yet, %(n)s ahead of you", "no estimate yet, %(n)s ahead of you", ahead);
}

// The same as an element, with the figures large: <span class="range">about <b>12–18</b> min.
// about: false leaves the small word out, as in tables.
export function rangeElement(estimate, {about = true, ahead = null} = {}) {
  const wait = waitOf(estimate);
  const strong = el("b", {}, ltr(figures(wait)));
  const kind = {class: "range", "data-wait": wait.kind};
  if (wait.kind === "soon") return el("span", kind, el("b", {}, t("soon")));
  if (wait.kind === "over") return el("span", kind, rich("over %(n)s min", {n: strong}));
  if (wait.kind === "none") return el("span", kind, waitText(estimate, ahead));
  const words = about
    ? rich("about %(range)s min", {range: strong})
    : rich("%(range)s min", {range: strong});
  return el("span", kind, words);
}

// Where the stroke begins and ends, in percent of the line; null without an estimate.
export function strokeSpan(estimate) {
  const wait = waitOf(estimate);
  if (wait.kind === "none") return null;
  if (wait.kind === "over") return [100 - (END / SPAN) * 100, 100];
  if (wait.kind === "soon") return [0, (SOON / SPAN) * 100];
  const high = Math.min(SPAN, Math.max(wait.high, wait.low + 1));
  return [(wait.low / SPAN) * 100, (high / SPAN) * 100];
}

export function strokeElement(estimate, {inline = false} = {}) {
  const stroke = el("span", {class: inline ? "stroke inline" : "stroke", "aria-hidden": "true"});
  setStroke(stroke, estimate);
  return stroke;
}

// Moves an existing stroke, so that the change can be seen.
export function setStroke(stroke, estimate) {
  const span = strokeSpan(estimate);
  stroke.dataset.kind = waitOf(estimate).kind;
  if (!span) return;
  stroke.style.setProperty("--from", span[0].toFixed(2));
  stroke.style.setProperty("--to", span[1].toFixed(2));
}

// The minutes above a list of rows: "Wait from now … 15 min … 60 min". A language that writes
// the minutes out says the word at the end only.
export function scaleElement(words) {
  const at = (n) => t("%(n)s min", {n});
  const short = at("00").replace(/[\u2066-\u2069]/g, "").length <= SHORT;
  return el(
    "div",
    {class: "scale", "aria-hidden": "true"},
    el("span", {class: "scale-from"}, words),
    ...[15, 30, 45].map((n) => el("span", {"data-at": n}, short ? at(n) : String(n))),
    el("span", {class: "scale-to"}, at(SPAN)),
  );
}

// A ticket's own axis from now on, with clock times. It ends a good way after the range.
export function axisElement(estimate, {now, nowWord = ""}) {
  const {low, high} = estimate.shown;
  const start = Math.min(now.getTime(), Date.parse(estimate.as_of));
  const from = Date.parse(estimate.as_of) + low * 1000;
  const to = Date.parse(estimate.as_of) + high * 1000;
  const end = to + Math.max(5 * 60000, (to - start) * 0.4);
  const share = (instant) => Math.max(0, Math.min(100, ((instant - start) / (end - start)) * 100));
  const line = el("div", {class: "axis-line"});
  line.style.setProperty("--from", share(from).toFixed(2));
  line.style.setProperty("--to", share(to).toFixed(2));
  const range = el("span", {class: "axis-range"}, ltr(clockRange(new Date(from), new Date(to))));
  const first = el("span", {class: "axis-from"}, nowWord && `${nowWord} `, ltr(clock(now)));
  const last = el("span", {class: "axis-to"}, ltr(clock(new Date(end))));
  const axis = el("div", {class: "axis", "aria-hidden": "true"}, line, first, range, last);
  axis.dataset.middle = ((share(from) + share(to)) / 2).toFixed(2);
  requestAnimationFrame(() => placeLabels(axis));
  return axis;
}

// The range stands under its stroke, inside the line; a neighbour in its way gives way.
export function placeLabels(axis) {
  const [first, range, last] = ["from", "range", "to"].map((one) =>
    axis.querySelector(`.axis-${one}`));
  const width = axis.clientWidth;
  if (!width) return;
  const own = range.offsetWidth;
  const wanted = (Number(axis.dataset.middle) / 100) * width - own / 2;
  const place = Math.max(0, Math.min(width - own, wanted));
  range.style.setProperty("inset-inline-start", `${place}px`);
  const gap = width * 0.02;
  first.style.setProperty("visibility", place < first.offsetWidth + gap ? "hidden" : "visible");
  const room = width - place - own;
  last.style.setProperty("visibility", room < last.offsetWidth + gap ? "hidden" : "visible");
}

// "12 to 18 minutes": how a voice or a full sentence says a range.
export function spokenRange(estimate) {
  const {kind, low, high} = waitOf(estimate);
  if (kind !== "range" || low === high) return waitText(estimate);
  return tn("%(low)s to %(n)s minute", "%(low)s to %(n)s minutes", high, {low});
}
