// One open number in hand: everything about it, and what the reception may do with it.

import {boot} from "app/boot.js";
import {el, icon, number} from "app/dom.js";
import {waitText} from "app/stroke.js";
import {nameOf, t, tn} from "app/texts.js";
import {clock, minutes, serverNow} from "app/time.js";
import {capital, reasonsOf} from "app/staff/reasons.js";
import {furtherNames, languageWord, personsWord, stateWord, serviceName, waited}
  from "app/staff/words.js";
import {holdWords} from "./numbers.js";

// What may be done in which state: [action, icon, words, filled].
const ACTIONS = {
  waiting: ["change", "postpone", "cancel", "expire"],
  called: ["cancel"],
  parked: ["cancel", "expire"],
  no_show: ["return", "cancel", "expire"],
};

const BUTTONS = {
  change: ["pencil", () => t("Correct")],
  postpone: ["clock-plus", (ticket) => t("Postpone by %(n)s min", {n: postponeMinutes(ticket)})],
  cancel: ["ticket-x", () => t("Give the number back")],
  expire: ["user-x", () => t("Left without a word")],
  return: ["corner-down-right", () => t("Back into the queue")],
};

export function postponeMinutes() {
  return boot.office.rules.postpone_minutes;
}

// Why an action is not possible, or null.
export function unavailableHere(ticket, action) {
  if (action === "postpone" && ticket.postponements_left === 0) {
    return t("It has been postponed as often as the office allows.");
  }
  return null;
}

// does(action) is called by the buttons.
export function visitElements(ticket, view, does) {
  const actions = ACTIONS[ticket.state] ?? [];
  return [
    el("div", {class: "paper-head"},
      el("p", {class: "paper-state"}, stateLine(ticket)),
      el("p", {class: "paper-number", "data-length": ticket.number.length, "data-state": ticket.state},
        number(ticket.number)),
      el("h2", {}, serviceName(ticket)),
      ticket.state === "waiting" && el("p", {class: "paper-wait"}, waitWords(ticket))),
    facts(ticket, view),
    el("div", {class: "paper-foot"},
      el("div", {class: "paper-problem", role: "alert"}),
      ...actions.map((action, index) => button(ticket, action, index === 0, does)),
      !actions.length && el("p", {class: "paper-need"}, nothing(ticket))),
  ];
}

function button(ticket, action, first, does) {
  const [sign, words] = BUTTONS[action];
  const why = unavailableHere(ticket, action);
  return el(
    "button",
    {class: first ? "button filled spread" : "button spread", type: "button", "data-action": action,
      "aria-disabled": why ? "true" : null, onclick: () => does(action)},
    icon(sign),
    el("span", {class: "choice-words"}, el("span", {}, words(ticket)),
      why && el("span", {class: "choice-hint"}, why)),
  );
}

function stateLine(ticket) {
  const state = capital(stateWord(ticket.state));
  if (ticket.counter && ["called", "serving"].includes(ticket.state)) {
    return [state, nameOf(ticket.counter)].join(" · ");
  }
  return ticket.state === "no_show" ? [state, holdWords(ticket)].join(" · ") : state;
}

function waitWords(ticket) {
  if (ticket.position === null) return t("not due yet");
  const people = tn("%(n)s person before", "%(n)s people before", ticket.ahead ?? 0);
  return [waitText(ticket.estimate), people].join(" · ");
}

function nothing({state}) {
  return state === "serving" ? t("The counter decides what follows.") : t("This visit is over.");
}

function facts(ticket, view) {
  const waiting = ticket.state === "waiting";
  const asOf = view?.as_of ?? serverNow();
  const rows = [
    !waiting && [t("Issued"), clock(ticket.issued_at)],
    waiting && [t("Waits for"), t("%(n)s min", {n: minutes(waited(ticket, asOf, serverNow()))})],
    waiting && [t("Order"), reasonsOf(ticket).map((one) => one.text).join(", ")],
    ticket.booked_at && [t("Appointment"), clock(ticket.booked_at)],
    [t("Language"), languageWord(ticket.language)],
    [t("People"), personsWord(ticket.persons)],
    ticket.also?.length && [t("Then"), furtherNames(ticket)],
    ticket.return_to && [t("Goes back to"), nameOf(ticket.return_to)],
    ticket.note && [t("Note"), ticket.note],
  ].filter(Boolean);
  return el("dl", {class: "facts"},
    ...rows.map(([name, text]) => el("div", {}, el("dt", {}, name), el("dd", {}, capital(text)))));
}
