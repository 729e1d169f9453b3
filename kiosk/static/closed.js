// What stands in place of the services while no number is issued: since when, until when, and
// what to do instead.

import {el, icon, ltr} from "app/dom.js";
import {locale, rich, t} from "app/texts.js";
import {clock, day, longDate, seconds} from "app/time.js";
import {reasonText} from "./rows.js";
import {words} from "./wording.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

export function isClosed(office) {
  return !office.tickets_open || office.issuing?.open === false;
}

// It says open, but its closing time has passed.
export function isOver(office) {
  return office.open_now && Boolean(office.closes_at) && seconds(office.closes_at) >= 0;
}

export function closedElement(office) {
  const stopped = isStopped(office);
  return el(
    "section", {class: "closed", "data-state": stopped ? "stopped" : "closed"},
    el("div", {class: "closed-lines"}, lines(office, stopped).filter(Boolean)),
    hours(office),
  );
}

// The same for those who listen; the hours of the week are for the eye.
export function closedWords(office) {
  return words(closedTitle(office), ...lines(office, isStopped(office)).filter(Boolean));
}

function isStopped(office) {
  return office.tickets_open && office.issuing?.open === false;
}

export function closedTitle(office) {
  if (isStopped(office)) return t("We are not issuing numbers at the moment.");
  return office.open_now
    ? t("We are not issuing any more numbers now.")
    : t("The office is closed.");
}

function lines(office, stopped) {
  const bold = (instant) => ltr(clock(instant), "b");
  const since = stopped ? office.issuing.since : office.closed_since;
  const reason = stopped && reasonText(office.issuing.reason);
  const again = office.next_opening;
  return [
    reason && line("info", reason),
    since && day(since) === day() && line("clock", rich("Since %(time)s.", {time: bold(since)})),
    !stopped && again && line("calendar-check", whenAgain(again)),
    office.open_now && line("ticket", waiting(office)),
    stopped && line("circle-help", t("Please ask at the information desk, or come back later: "
      + "as soon as numbers are issued again, you see it here.")),
  ];
}

function whenAgain(again) {
  const time = ltr(clock(again), "b");
  if (day(again) === day()) return rich("Numbers are issued from %(time)s.", {time});
  return rich("Numbers are issued again on %(date)s from %(time)s.",
    {date: el("b", {}, longDate(again)), time});
}

function waiting(office) {
  if (!office.closes_at) return t("Who already has a number is still called.");
  return rich("Who already has a number is called until %(time)s.",
    {time: ltr(clock(office.closes_at), "b")});
}

function line(name, ...words) {
  return el("p", {class: "closed-line"}, icon(name), el("span", {}, ...words));
}

function hours(office) {
  const open = DAYS.filter((one) => office.opening_hours?.[one]?.length);
  if (!open.length) return null;
  return el(
    "div", {class: "hours"},
    el("h2", {class: "hours-title"}, t("Opening hours")),
    el("dl", {}, open.flatMap((one) => [
      el("dt", {}, weekdayName(one)),
      el("dd", {class: "tabular"}, ltr(office.opening_hours[one].map(span).join(", "))),
    ])),
  );
}

function span(text) {
  return text.replace("-", "–").replace(/\b0(?=\d:)/g, "");
}

// 2024-01-01 was a Monday.
function weekdayName(id) {
  const date = new Date(Date.UTC(2024, 0, 1 + DAYS.indexOf(id), 12));
  return new Intl.DateTimeFormat(locale(), {weekday: "long", timeZone: "UTC"}).format(date);
}
