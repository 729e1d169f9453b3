// What can be done at this desk now, and why not: pure functions of the desk's view. Nothing is
// drawn or sent here; the server decides in the end.

import {nameOf, rich, t} from "app/texts.js";
import {clock, serverNow} from "app/time.js";
import {said} from "app/staff/words.js";

// "taken" (somebody else sits here), "closed", "paused", "idle", "called" or "serving".
export function situation(view) {
  const {counter, current} = view;
  if (!counter.mine && counter.state !== "closed") return "taken";
  if (counter.state === "closed") return "closed";
  if (current) return current.state === "called" ? "called" : "serving";
  return counter.state === "paused" ? "paused" : "idle";
}

// The sentence that says why an action is not available, or null when it is.
export function unavailable(view, action) {
  const now = situation(view);
  const rule = RULES[action];
  if (action === "open") return null;
  if (now === "taken") return takenSentence(view);
  if (now === "closed") return t("The counter is closed.");
  return rule ? rule(view, now) : null;
}

export function takenSentence({counter}) {
  return counter.clerk
    ? t("%(name)s has taken over this counter.", {name: counter.clerk})
    : t("You are not signed in at this counter any more.");
}

const RULES = {
  next: (view, now) => (now === "paused" ? t("End the break first.") : null),
  start: (view, now) => onlyCalled(view, now),
  recall: (view, now) => onlyCalled(view, now),
  "no-show": (view, now) => onlyCalled(view, now),
  "put-back": (view, now) => now === "serving"
    ? t("%(number)s is with you already: park or transfer.", {number: view.current.number})
    : onlyCalled(view, now),
  finish: (view, now) => held(now) ? null : nobody(),
  transfer: (view, now) => held(now) ? null : nobody(),
  park: (view, now) => {
    if (now === "called") return t("Begin first: only who was here is parked.");
    return held(now) ? null : nobody();
  },
  undo: (view) => undoable(view) ? null : undoSentence(view),
  close: (view, now) => held(now) ? finishFirst(view) : null,
  pause: () => null,
  call: (view, now) => {
    if (held(now)) return finishFirst(view);
    return now === "paused" ? t("End the break first.") : null;
  },
};

const held = (now) => now === "called" || now === "serving";
const nobody = () => t("Nobody is with you.");

const finishFirst = ({current}) => t("Finish %(number)s first.", {number: current.number});

function onlyCalled(view, now) {
  if (now === "called") return null;
  if (now !== "serving") return t("Nobody has been called.");
  return t("%(number)s is with you already.", {number: view.current.number});
}

// Seconds left in which the last action can be taken back.
export function undoSeconds({last_action: last}) {
  if (!last?.undo_until) return 0;
  return Math.max(0, Math.ceil((Date.parse(last.undo_until) - serverNow()) / 1000));
}

export const undoable = (view) => undoSeconds(view) > 0;

const undoSentence = ({last_action: last}) => last
  ? t("It can be undone for a minute; that is over.")
  : t("There is nothing to undo.");

// What stands on the big button: {words, sentence, does, why}.
export function bigButton(view) {
  const now = situation(view);
  if (now === "closed") {
    return {words: t("Open the counter"), sentence: t("Then numbers can be called."), does: "open"};
  }
  if (now === "taken") {
    return {words: t("Take over"), sentence: takenSentence(view), does: "open"};
  }
  if (now === "paused") {
    return {words: t("End the break"), sentence: nextOnes(view), does: "open"};
  }
  return {words: t("Next number"), sentence: NEXT[now](view), does: "next"};
}

const NEXT = {
  idle: (view) => calls(view),
  called: (view) => calledSentence(view),
  serving: (view) => servingSentence(view),
};

function calls(view) {
  if (view.next) return rich("Calls %(number)s", {number: said(view.next.number)});
  return nobodyWaits(view);
}

// Nobody can be called now; an appointment or a postponed number may be due later.
export function nobodyWaits(view) {
  const mine = view.waiting.filter((one) => isMine(one, view.counter.id));
  const later = mine.map(dueAt).filter(Boolean).sort();
  if (later.length) return t("Nobody yet; the next one is due at %(time)s", {time: clock(later[0])});
  return t("Nobody is waiting for this counter");
}

// Whether "next" at this counter may take it: it serves it, and it is not meant for another.
export function isMine(ticket, counter) {
  return ticket.servable && (!ticket.bound_to || ticket.bound_to.id === counter);
}

function dueAt(ticket) {
  const {eligible_from: at} = ticket;
  return at && Date.parse(at) > serverNow() ? at : null;
}

function nextOnes(view) {
  if (!view.next) return nobodyWaits(view);
  return rich("%(number)s would be next", {number: said(view.next.number)});
}

function calledSentence(view) {
  const number = said(view.current.number);
  if (view.office.rules.confirm_arrival === false) return servingSentence(view);
  if (view.counter.pause_pending) return rich("Asks whether %(number)s came", {number});
  if (!view.next) return rich("Asks whether %(number)s came", {number});
  return rich("Asks whether %(number)s came, calls %(next)s", {number, next: said(view.next.number)});
}

function servingSentence(view) {
  const number = said(view.current.number);
  const further = furtherHere(view);
  if (further) return rich("Goes on with %(service)s", {service: nameOf(further)});
  if (view.counter.pause_pending) return rich("Finishes %(number)s; then the break", {number});
  if (!view.next) return rich("Finishes %(number)s; nobody else waits", {number});
  return rich("Finishes %(number)s, calls %(next)s", {number, next: said(view.next.number)});
}

// The further service that would begin here at once when this one is finished.
export function furtherHere({current, counter}) {
  if (!current || current.return_to) return null;
  const own = new Set(counter.services.map((one) => one.id ?? one));
  return (current.also ?? []).find((one) => own.has(one.id)) ?? null;
}

// Which button is the filled one: the action that usually follows.
export function usual(view) {
  return situation(view) === "called" ? "start" : "next";
}
