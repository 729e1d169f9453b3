// Calendar days of the office as "2026-11-24": which period is asked for, and how it is called.
// No clock is asked here; today is handed in.

import {language, t} from "app/texts.js";

const MOST = 3660; // days that the server answers at once
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function utc(day) {
  return new Date(`${day}T12:00:00Z`);
}

export function shift(day, by) {
  const date = utc(day);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}

export function isDay(text) {
  return DAY.test(text ?? "") && !Number.isNaN(utc(text).getTime()) && shift(text, 0) === text;
}

// How many calendar days, both ends included.
export function daysIn({from, to}) {
  return Math.round((utc(to) - utc(from)) / 86400000) + 1;
}

export function presets(today) {
  const yesterday = shift(today, -1);
  return [
    {id: "today", name: t("Today"), from: today, to: today},
    {id: "yesterday", name: t("Yesterday"), from: yesterday, to: yesterday},
    {id: "week", name: t("Last 7 days"), from: shift(today, -6), to: today},
    {id: "month", name: t("This month"), from: `${today.slice(0, 8)}01`, to: today},
  ];
}

// {from, to, preset, problem}: problem is a sentence, `field` says beside which field.
export function readPeriod({from, to}, today) {
  const asked = {from: from ?? to ?? today, to: to ?? from ?? today};
  if (!isDay(asked.from)) return wrong(asked, "from", t("Please choose the first day."));
  if (!isDay(asked.to)) return wrong(asked, "to", t("Please choose the last day."));
  if (asked.from > asked.to) {
    return wrong(asked, "to", t("The last day is before the first."));
  }
  if (daysIn(asked) > MOST) {
    return wrong(asked, "from", t("Please choose at most %(n)s days.", {n: MOST}));
  }
  const preset = presets(today).find((one) => one.from === asked.from && one.to === asked.to);
  const problem = asked.from > today ? t("This period is still to come.") : null;
  return {...asked, preset: preset?.id ?? null, problem};
}

function wrong(asked, field, problem) {
  return {...asked, preset: null, problem, field};
}

const formats = new Map();

function format(options) {
  const key = language() + JSON.stringify(options);
  if (!formats.has(key)) {
    const all = {timeZone: "UTC", numberingSystem: "latn", ...options};
    formats.set(key, new Intl.DateTimeFormat(language(), all));
  }
  return formats.get(key);
}

// "Dienstag, 24. November 2026", "1.–30. Oktober 2026"
export function periodName({from, to}) {
  if (from === to) {
    return format({weekday: "long", day: "numeric", month: "long", year: "numeric"})
      .format(utc(from));
  }
  return format({day: "numeric", month: "long", year: "numeric"}).formatRange(utc(from), utc(to));
}

// "Dienstag, 24. November 2026"
export function longDay(day) {
  return periodName({from: day, to: day});
}

// How a sentence begins that tells of the period.
export function periodStart({preset, from, to}) {
  if (preset === "today") return t("Today");
  if (preset === "yesterday") return t("Yesterday");
  if (preset === "week") return t("In the last 7 days");
  if (preset === "month") return t("In %(month)s", {month: month(from)});
  if (from === to) return t("On %(date)s", {date: dayAndMonth(from)});
  return t("From %(from)s to %(to)s", span(from, to));
}

// Within a month its name is said once: "20." and "24. November", "November 20" and "24".
function span(from, to) {
  if (from.slice(0, 4) !== to.slice(0, 4)) return {from: dated(from), to: dated(to)};
  const both = {from: dayAndMonth(from), to: dayAndMonth(to)};
  if (from.slice(0, 7) !== to.slice(0, 7)) return both;
  return dayFirst() ? {...both, from: dayOfMonth(from)} : {...both, to: dayOfMonth(to)};
}

function dayAndMonth(day) {
  return format({day: "numeric", month: "long"}).format(utc(day));
}

function dated(day) {
  return format({day: "numeric", month: "long", year: "numeric"}).format(utc(day));
}

function dayFirst() {
  const parts = format({day: "numeric", month: "long"}).formatToParts(utc("2024-01-01"));
  return parts.find((part) => part.type === "day" || part.type === "month").type === "day";
}

function month(day) {
  return format({month: "long"}).format(utc(day));
}

// "Di, 24. Nov."
export function dayName(day) {
  return format({weekday: "short", day: "numeric", month: "short"}).format(utc(day));
}

// "24."
export function dayOfMonth(day) {
  const parts = format({day: "numeric", month: "numeric"}).formatToParts(utc(day));
  const number = parts.find((part) => part.type === "day").value;
  return language() === "de" ? `${number}.` : number;
}

// "8:30" for the key "08:30", as clocks are written; `later` minutes after it.
export function halfHour(key, later = 0) {
  const [hour, minute] = key.split(":").map(Number);
  const at = hour * 60 + minute + later;
  return `${Math.floor(at / 60)}:${String(at % 60).padStart(2, "0")}`;
}

// "Dienstag" for 2
export function weekdayName(number) {
  return format({weekday: "long"}).format(utc(shift("2024-01-01", Number(number) - 1)));
}

// "Di" for 2
export function weekdayShort(number) {
  return format({weekday: "short"}).format(utc(shift("2024-01-01", Number(number) - 1)))
    .replace(".", "").slice(0, language() === "de" ? 2 : 3);
}

// "24. Nov."
export function shortDay(day) {
  return format({day: "numeric", month: "short"}).format(utc(day));
}

// "November 2026"
export function monthName(day, length = "long") {
  return format({month: length, year: "numeric"}).format(utc(day));
}
