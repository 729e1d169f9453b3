// The server's clock in the office's zone. The browser's own clock is never shown: it may be
// wrong by hours. Formats by Intl in the page's language; also the ticking of pages.

import {boot} from "app/boot.js";
import {locale} from "app/texts.js";

const zone = boot.office?.timezone ?? boot.timezone ?? "UTC";
const STEP = 2000; // ms: more than this between two clocks of the browser means one was set
const KEPT = 300000; // ms that an observation counts

let observed = []; // {offset, at}: lower bounds of (server − browser), each from one answer
let drift = Date.now() - performance.now();
let standing = 0; // with a test clock: the latest instant that the server has named

// An instant named by the server was the present when it was sent, so it is never later than
// the server's now: the largest offset of the last minutes is the nearest to the truth.
export function observe(instant) {
  const server = Date.parse(instant);
  if (Number.isNaN(server)) return;
  standing = Math.max(standing, server);
  const local = Date.now();
  const drifted = local - performance.now();
  if (Math.abs(drifted - drift) > STEP) observed = []; // slept, or the clock was set
  drift = drifted;
  observed = observed.filter((one) => Math.abs(local - one.at) < KEPT);
  observed.push({offset: server - local, at: local});
}

export function serverNow() {
  if (boot.test_clock) return new Date(standing);
  const offset = observed.length ? Math.max(...observed.map((one) => one.offset)) : 0;
  return new Date(Date.now() + offset);
}

if (boot.now) observe(boot.now);

const formats = new Map();

function format(options) {
  const key = locale() + JSON.stringify(options);
  if (!formats.has(key)) {
    // Western digits and the office's calendar everywhere, as on the board and on the slip.
    const all = {timeZone: zone, numberingSystem: "latn", calendar: "gregory", ...options};
    formats.set(key, new Intl.DateTimeFormat(locale(), all));
  }
  return formats.get(key);
}

function date(instant) {
  return instant instanceof Date ? instant : new Date(instant);
}

const hours = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

// "10:22", "9:05": 24 hours in every language, without a leading zero, as on the board; what is
// said with it ("Uhr", "ч.") stands in the texts.
export function clock(instant = serverNow()) {
  return hours.format(date(instant)).replace(/^0(?=\d)/, "");
}

// "10:34–10:40"; put it into <bdi dir="ltr"> where the page may run from right to left.
export function clockRange(from, to) {
  const [first, last] = [clock(from), clock(to)];
  return first === last ? first : `${first}–${last}`;
}

// "Dienstag, 24. November"
export function longDate(instant = serverNow()) {
  return format({weekday: "long", day: "numeric", month: "long"}).format(date(instant));
}

// "Donnerstag"
export function weekday(instant) {
  return format({weekday: "long"}).format(date(instant));
}

// "24.11.2026"
export function shortDate(instant) {
  return format({day: "2-digit", month: "2-digit", year: "numeric"}).format(date(instant));
}

// The office's calendar day "2026-11-24", to tell whether two instants share it.
export function day(instant = serverNow()) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit",
  });
  return parts.format(date(instant));
}

// The hour of the office's day, 0–23: good morning or good evening.
export function hour(instant = serverNow()) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hour: "2-digit", hourCycle: "h23",
  });
  return Number(parts.format(date(instant)));
}

// Seconds between two instants, by default until now.
export function seconds(from, to = serverNow()) {
  return (date(to) - date(from)) / 1000;
}

// A running time: "6:42", "1:02:07".
export function elapsed(total) {
  const whole = Math.max(0, Math.floor(total));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

// Whole minutes for people: begun minutes do not count, as with age.
export function minutes(total) {
  return Math.max(0, Math.floor(total / 60));
}

// Calls back at every full second of the server's clock while the page is seen, and at once
// when it is seen again. Answers a function that stops it.
export function everySecond(callback) {
  let timer = null;
  const tick = () => {
    clearTimeout(timer);
    callback(serverNow());
    if (!document.hidden) timer = setTimeout(tick, untilNextSecond());
  };
  const seen = () => (document.hidden ? clearTimeout(timer) : tick());
  document.addEventListener("visibilitychange", seen);
  tick();
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}

function untilNextSecond() {
  if (boot.test_clock) return 1000; // it stands still: its next second never comes
  return Math.max(20, 1000 - (serverNow().getTime() % 1000));
}

// Keeps every <time data-clock> and [data-date] of the page right.
export function runClocks(root = document) {
  const show = () => {
    for (const one of root.querySelectorAll("[data-clock]")) set(one, clock());
    for (const one of root.querySelectorAll("[data-date]")) set(one, longDate());
  };
  document.addEventListener("page:language", show);
  return everySecond(show);
}

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
