// What a manager should know at this moment, worked out from the live view and nothing else: the
// server's alerts, and what anybody can see from the queue.
// Each hint is {id, kind: "error" | "plain" | "calm", icon, title, text}.

import {el, icon, ltr, number} from "app/dom.js";
import {nameOf, rich, t, tn} from "app/texts.js";
import {clock, seconds} from "app/time.js";
import {alertHints, namedPrinters} from "app/manager/now/alerts.js";
import {helpWords} from "app/staff/help.js";
import {troubles} from "app/staff/printers.js";

const NAMED = 4; // services that a hint names

export function hints(view) {
  const alerts = alertHints(view);
  const found = [
    alarm(view.alarm),
    ...(view.help ?? []).map(helpCall),
    ...alerts.filter((one) => one.kind !== "calm"),
    noCounter(view),
    ...(noCounter(view) ? [] : unserved(view)),
    ...stopped(view),
    full(view),
    ...printers(view),
    afterClosing(view),
  ].filter(Boolean);
  const over = alerts.filter((one) => one.kind === "calm");
  return found.length ? [...found, ...over] : [calm(), ...over];
}

export function hintElement(hint) {
  return el(
    "li",
    {class: "notice", "data-kind": hint.kind, "data-hint": hint.id},
    icon(hint.icon),
    el("div", {}, el("b", {}, hint.title), hint.text && el("span", {class: "hint-text"}, hint.text)),
  );
}

function calm() {
  return {id: "calm", kind: "calm", icon: "check", title: t("Nothing needs attention.")};
}

function alarm(raised) {
  if (!raised) return null;
  const title = raised.counter
    ? t("Silent alarm from %(counter)s.", {counter: nameOf(raised.counter)})
    : t("Silent alarm.");
  return {id: "alarm", kind: "error", icon: "siren", title, text: sinceText(raised.since)};
}

function helpCall(call) {
  return {id: `help-${call.kiosk.id}`, kind: "error", icon: "hand", title: helpWords(call),
    text: sinceText(call.since)};
}

function noCounter(view) {
  const open = view.counters.some((counter) => counter.state === "open");
  if (open || !view.waiting) return null;
  const title = t("No counter is open.");
  const text = tn("%(n)s person is waiting.", "%(n)s people are waiting.", view.waiting);
  return {id: "no-counter", kind: "error", icon: "door-closed", title, text};
}

// Services that nobody serves: with people waiting each is a matter of its own, the others
// are one line and only while numbers are issued.
function unserved(view) {
  const all = view.services.filter((row) => row.nobody_serving);
  const waiting = all.filter((row) => row.waiting);
  const idleOnes = all.filter((row) => !row.waiting && row.offered);
  const found = waiting.map((row) => ({
    id: `unserved-${row.service.id}`,
    kind: "error",
    icon: "user-x",
    title: t("Nobody serves %(service)s.", {service: nameOf(row.service)}),
    text: tn("%(n)s person is waiting.", "%(n)s people are waiting.", row.waiting),
  }));
  if (idleOnes.length && view.open_now) found.push(unservedList(idleOnes));
  return found;
}

function unservedList(rows) {
  return {
    id: "unserved",
    kind: "plain",
    icon: "user-x",
    title: tn("%(n)s service is served by nobody.", "%(n)s services are served by nobody.",
      rows.length),
    text: some(rows.map((row) => nameOf(row.service))),
  };
}

// The first of a list that may be long.
function some(words) {
  const rest = words.length - NAMED;
  if (rest < 2) return words.join(", ");
  const shown = words.slice(0, NAMED).join(", ");
  return tn("%(names)s and %(n)s other", "%(names)s and %(n)s others", rest, {names: shown});
}

function stopped({issuing, services}) {
  if (!issuing) return [];
  if (!issuing.open) {
    return [{id: "stopped", kind: "plain", icon: "circle-pause",
      title: t("No numbers are being issued."), text: issuing.reason}];
  }
  return Object.entries(issuing.services ?? {}).map(([id, reason]) => ({
    id: `stopped-${id}`,
    kind: "plain",
    icon: "circle-pause",
    title: t("No numbers for %(service)s.",
      {service: nameOf(services.find((row) => row.service.id === id)?.service ?? {id})}),
    text: reason,
  }));
}

// A kiosk without paper goes on with number and QR code on its screen.
function printers(view) {
  const named = namedPrinters(view);
  return troubles(view.printers)
    .filter(({id, state}) => (state !== "silent" || view.open_now) && !named.has(id))
    .map(({id, words, since, prints}) => ({
      id: `printer-${id}`,
      kind: prints ? "plain" : "error",
      icon: prints ? "printer" : "printer-x",
      title: words,
      text: since && sinceText(since),
    }));
}

// Services whose next number would, by the forecast, not be called before closing.
function full({services}) {
  const rows = services.filter((row) => row.will_be_called === false && row.offered);
  if (!rows.length) return null;
  return {
    id: "full",
    kind: "plain",
    icon: "clock-alert",
    title: tn("%(n)s service is full: its next number would hardly be called before closing.",
      "%(n)s services are full: their next number would hardly be called before closing.",
      rows.length),
    text: some(rows.map((row) => nameOf(row.service))),
  };
}

function afterClosing(view) {
  if (view.open_now || !view.waiting || !view.closes_at || seconds(view.closes_at) < 0) return null;
  return {
    id: "after-closing",
    kind: "plain",
    icon: "clock",
    title: tn("%(n)s person still waits after closing.", "%(n)s people still wait after closing.",
      view.waiting),
    text: view.longest && rich("%(number)s, since %(time)s",
      {number: number(view.longest.number), time: ltr(clock(view.longest.since))}),
  };
}

function sinceText(instant) {
  return rich("since %(time)s", {time: ltr(clock(instant))});
}
