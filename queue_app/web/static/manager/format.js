// Figures in words and digits, as the page's language writes them; null is a dash.

import {el} from "app/dom.js";
import {language, t} from "app/texts.js";

export const DASH = "–";

const formats = new Map();

function format(options) {
  const key = language() + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat(language(), {numberingSystem: "latn", ...options}));
  }
  return formats.get(key);
}

export function missing(value) {
  return value === null || value === undefined || Number.isNaN(value);
}

// "1 284": thousands stand apart by a thin space, as a point or comma is read both ways.
export function figure(value, digits = 0) {
  if (missing(value)) return DASH;
  const parts = format({minimumFractionDigits: digits, maximumFractionDigits: digits});
  return parts.formatToParts(value)
    .map((part) => (part.type === "group" ? "\u202f" : part.value)).join("");
}

// "81 %" of a fraction.
export function percent(value, digits = 0) {
  if (missing(value)) return DASH;
  const shown = value === 0 || value === 1 ? 0 : digits; // none and all are exact
  const options = {style: "percent", minimumFractionDigits: shown, maximumFractionDigits: shown};
  return format(options).format(value);
}

// The minutes of a past duration, rounded to the nearest.
export function inMinutes(seconds, digits = 0) {
  return missing(seconds) ? DASH : figure(seconds / 60, digits);
}

// "24 s", "12 min": a duration on its own.
export function duration(seconds) {
  if (missing(seconds)) return DASH;
  if (Math.abs(seconds) < 59.5) return t("%(n)s s", {n: figure(seconds)});
  return t("%(n)s min", {n: inMinutes(seconds)});
}

// A cell that may hold nothing: the dash is seen, the reason is read out.
export function cell(text, reason) {
  if (text !== DASH) return text;
  return [
    el("span", {"aria-hidden": "true"}, DASH),
    el("span", {class: "visually-hidden"}, reason ?? t("no value")),
  ];
}

// The limits of the service level as configured, in minutes: [15, 30].
export function limits(office) {
  const set = office?.rules?.service_level_minutes ?? [];
  return [...set].sort((a, b) => a - b);
}

// The share called within so many minutes.
export function within(row, minutes) {
  return row?.service_level?.[String(minutes * 60)] ?? null;
}
