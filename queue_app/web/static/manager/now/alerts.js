// The server's alerts as hints: what has passed a threshold that the managers set, since when, and
// what ended within the last hour.

import {boot} from "app/boot.js";
import {joined, ltr, number} from "app/dom.js";
import {locale, nameOf, rich, t, tn} from "app/texts.js";
import {clock} from "app/time.js";

const DEVICES = {
  display: (name) => t("The display “%(name)s” is not heard of.", {name}),
  kiosk: (name) => t("The kiosk “%(name)s” is not heard of.", {name}),
};
const BACK = {
  display: (name) => t("The display “%(name)s” is back.", {name}),
  kiosk: (name) => t("The kiosk “%(name)s” is back.", {name}),
};

// code -> {icon, title, text, over}: `over` is what is said when it has ended.
const ALERTS = {
  wait: {
    icon: "clock-alert",
    title: ({count, threshold: minutes}) => count
      ? tn("%(n)s person has waited over %(minutes)s minutes.",
        "%(n)s people have waited over %(minutes)s minutes.", count, {minutes})
      : t("The waits are falling below %(minutes)s minutes.", {minutes}),
    text: ({numbers}) => joined(numbers.map((one) => number(one)), ", "),
    over: ({threshold: minutes}) => t("Nobody waits over %(minutes)s minutes any more.", {minutes}),
  },
  queue: {
    icon: "users",
    title: ({count}) => tn("%(n)s person is waiting.", "%(n)s people are waiting.", count),
    over: ({threshold: n}) => t("Fewer than %(n)s people are waiting again.", {n}),
  },
  idle_counter: {
    icon: "hourglass",
    title: ({counter}) => t("%(counter)s is free although people wait.", {counter: nameOf(counter)}),
    text: ({count}) => tn("%(n)s person is waiting whom it serves.",
      "%(n)s people are waiting whom it serves.", count),
    over: ({counter}) => t("%(counter)s is serving again.", {counter: nameOf(counter)}),
  },
  printer: {
    icon: "printer-x",
    title: ({device: {name}}) => t("The printer “%(name)s” gives no paper.", {name}),
    over: ({device: {name}}) => t("The printer “%(name)s” prints again.", {name}),
  },
  silent: {
    icon: "unplug",
    title: ({device: {kind, name}}) => (DEVICES[kind] ?? DEVICES.display)(name),
    over: ({device: {kind, name}}) => (BACK[kind] ?? BACK.display)(name),
  },
  report: {
    icon: "file-text",
    title: ({subject}) => t("The report for %(month)s could not be sent.", {month: monthOf(subject)}),
    text: () => t("It is tried again every hour; the server's log says why."),
    over: ({subject}) => t("The report for %(month)s has been sent.", {month: monthOf(subject)}),
  },
};

const PLAIN = new Set(["queue", "idle_counter", "report"]);

export function alertHints(view) {
  return (view.alerts ?? []).filter(({code}) => ALERTS[code]).map((one) =>
    (one.cleared_at ? over(one) : raised(one)));
}

function raised(alert) {
  const {icon, title, text} = ALERTS[alert.code];
  const said = text?.(alert);
  const level = threshold(alert);
  return {
    id: `alert-${alert.code}${alert.subject ? `-${alert.subject.replace(":", "-")}` : ""}`,
    kind: PLAIN.has(alert.code) ? "plain" : "error",
    icon,
    title: title(alert),
    text: [said, said && " · ", level].flat().filter(Boolean),
  };
}

function over(alert) {
  return {
    id: `over-${alert.code}-${alert.since}`,
    kind: "calm",
    icon: "check",
    title: ALERTS[alert.code].over(alert),
    text: rich("since %(time)s", {time: ltr(clock(alert.cleared_at))}),
  };
}

function threshold({code, threshold: n, since}) {
  const time = ltr(clock(since));
  if (code === "report") return rich("since %(time)s", {time});
  if (code === "queue") return rich("threshold %(n)s people, since %(time)s", {n: String(n), time});
  return rich("threshold %(n)s min, since %(time)s", {n: String(n), time});
}

function monthOf(text) {
  const format = new Intl.DateTimeFormat(locale(), {month: "long", year: "numeric", timeZone: "UTC"});
  return format.format(new Date(`${text.slice(0, 7)}-15T00:00:00Z`));
}

// Printers that an alert names already.
export function namedPrinters(view) {
  return new Set((view.alerts ?? []).filter(({code, cleared_at: end}) => code === "printer" && !end)
    .map(({device}) => device.name));
}

export const office = () => encodeURIComponent(boot.office.id);
