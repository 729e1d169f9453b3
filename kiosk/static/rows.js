// One service as a row: name, what it needs, the wait; and why it cannot be had today.

import {el, icon, joined, replace} from "app/dom.js";
import {rangeElement, strokeElement} from "app/stroke.js";
import {direction, spoken, spokenName, t, tn} from "app/texts.js";
import {clock, day, longDate, seconds, serverNow, weekday} from "app/time.js";

const WEEK = 6 * 24 * 3600; // seconds in which a weekday names one day only

// "sheet" can be drawn; "stopped", "full" (the capacity guard stops) and "off" cannot.
export function rowKind(wait, office) {
  if (wait?.stopped) return "stopped";
  if (wait && !wait.offered) return "off";
  return isFull(wait, office) ? "full" : "sheet";
}

export function rowElement(service, {wait, office, open, toggle, panel}) {
  const kind = open ? "sheet" : rowKind(wait, office); // an open one says it in its panel
  const row = {
    class: "row service-row", "data-row": kind === "sheet" ? "sheet" : "off",
    "data-service": service.id, "data-open": open,
  };
  if (kind !== "sheet") return el("li", row, nameBlock(service), whyNot(kind, service, office));
  const button = el(
    "button",
    {
      class: "service", type: "button", "aria-expanded": open, "data-key": `service-${service.id}`,
      onclick: () => toggle(service.id),
    },
    nameBlock(service, open),
    el("span", {class: "row-side", "data-wait-of": service.id}),
    icon(open ? "x" : "arrow-right", {forward: !open}),
    strokeElement(wait?.estimate),
  );
  return el("li", row, button, panel);
}

// The open service says what it needs at length below.
function nameBlock(service, open = false) {
  return el(
    "span", {class: "row-main"},
    el("span", {class: "row-title"}, spokenName(service)),
    open ? null : el("span", {class: "row-note"}, needs(service)),
  );
}

// "Ausweis, Wohnungsgeberbestätigung · kostenlos"
function needs(service) {
  const documents = joined(spoken(service.documents, []), direction() === "rtl" ? "، " : ", ");
  const fee = spoken(service.fee, null);
  return joined([documents, fee && el("bdi", {}, fee)].filter((part) => part?.nodeType
    || part?.length), " · ").flat();
}

// In mode "stop" the capacity guard issues nothing that would not be called any more.
function isFull(wait, office) {
  return wait?.will_be_called === false && office.rules?.capacity_guard === "stop";
}

function whyNot(kind, service, office) {
  return el(
    "span", {class: "row-side"},
    el("span", {class: "row-title"}, headline(kind)),
    el("span", {class: "row-note"}, whyNotNow(kind, service, office)),
  );
}

// The reason that staff gave, or when it can be had again.
export function whyNotNow(kind, service, office) {
  const reason = kind === "stopped" && reasonText(service.stop_reason);
  return reason || whenAgain(kind, office);
}

export function headline(kind) {
  if (kind === "stopped") return t("no numbers at the moment");
  return kind === "full" ? t("full for today") : t("not today");
}

export function reasonText(reason) {
  return typeof reason === "object" ? spoken(reason, "") : reason ?? "";
}

function whenAgain(kind, office) {
  if (kind === "stopped") return t("We keep this up to date here.");
  if (!office.next_opening) return t("Please ask at the information desk.");
  const time = clock(office.next_opening);
  if (day(office.next_opening) === day()) return t("from %(time)s", {time});
  const soon = seconds(serverNow(), office.next_opening) < WEEK;
  const date = soon ? weekday(office.next_opening) : longDate(office.next_opening);
  return t("%(date)s, from %(time)s", {date, time});
}

// What changes while the row stands: the range, who is ahead, the stroke. The range is that of
// somebody without priority; who goes earlier is promised no figure.
export function paintRow(row, wait, setStroke, {earlier = false} = {}) {
  const side = row.querySelector("[data-wait-of]");
  if (!side || !wait) return;
  if (earlier && wait.estimate?.basis !== "nobody_serving") {
    setStroke(row.querySelector(".stroke"), null);
    replace(side, el("span", {class: "row-note row-earlier"},
      t("If this applies to you, we call you earlier.")));
    side.dataset.basis = "";
    return;
  }
  setStroke(row.querySelector(".stroke"), wait.estimate);
  replace(
    side,
    rangeElement(wait.estimate),
    el("span", {class: "row-note"}, aheadText(wait)),
  );
  side.dataset.basis = wait.estimate?.basis ?? "";
}

export function aheadText(wait) {
  if (wait.will_be_called === false) return t("perhaps not today any more");
  if (wait.estimate?.basis === "nobody_serving" && !wait.waiting) return ""; // ahead of nothing
  if (!wait.ahead) return t("Nobody ahead of you");
  return tn("%(n)s ahead of you", "%(n)s ahead of you", wait.ahead);
}
