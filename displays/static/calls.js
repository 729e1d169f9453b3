// The newest call and those before it.

import {boot} from "app/boot.js";
import {el, number, replace} from "app/dom.js";
import {t} from "app/texts.js";
import {clock, day, serverNow, weekday} from "app/time.js";
import {ems} from "./measure.js";
import {arrow, arrowEms, placeElement, placeOf, sharedWord} from "./places.js";

const GONE = new Set(["waiting", "cancelled", "expired"]); // their call leads nowhere any more
const WORD = 0.3; // em: the small word before a short place
const GAP = 0.42; // em between number and place in a row
const LONGEST = 2.4; // em: a place without figures may take so much of a row, then it shrinks

const caption = document.getElementById("newest-caption");
const newest = document.getElementById("newest");
const before = document.getElementById("before");
const beforePlace = document.getElementById("before-place");
const beforeList = document.getElementById("before-list");

// A call that was taken back is shown as such; one whose ticket went back to wait is over.
export function shownCalls(board) {
  return (board?.calls ?? []).filter((call) => call.withdrawn || !GONE.has(call.state));
}

// The widths, in em, that the plan needs. From all that may come, so that a new call does not
// move what stands on the screen.
export function widths(board) {
  const calls = shownCalls(board);
  const counters = [...countersHere(), ...calls.map((call) => call.counter)].filter(Boolean);
  const series = (boot.office?.services ?? []).map((one) => one.prefix).filter(Boolean);
  const numbers = [...series.map((prefix) => `${prefix}000`), ...calls.map((call) => call.number)];
  const wide = (kind) => widest(numbers.length ? numbers : ["A000"], (one) => ems(kind, one));
  const word = sharedWord(counters) ? () => 0 : (one) => WORD * ems("place", placeOf(one).word);
  const short = widest(counters, (one) => shortEms(one) + arrowEms(one, "place"));
  const row = widest(counters, (one) => shortEms(one) + arrowEms(one, "row") + word(one));
  return {number: wide("huge"), short, row: wide("number") + GAP + row};
}

function shortEms(counter) {
  const {word, short} = placeOf(counter);
  const width = ems("place", short);
  return word ? width : Math.min(width, LONGEST);
}

function widest(many, width) {
  return Math.max(0, ...many.map(width));
}

function countersHere() {
  const all = boot.office?.counters ?? [];
  const area = boot.area ?? boot.display?.area;
  const here = all.filter((one) => !area || !one.area || one.area === area);
  return here.length ? here : all;
}

// lost: since when, or null. state: of the office, "closed" when nobody is called any more.
export function showCalls(board, plan, {lost, opening}) {
  const calls = shownCalls(board);
  const [first, ...others] = calls;
  caption.textContent = lost === null || !board
    ? t("Last called")
    : t("As of %(time)s, before the interruption", {time: clock(new Date(lost))});
  caption.hidden = !first;
  replace(newest, first ? newestParts(first, plan) : emptyParts(board, plan, opening));
  const rows = others.slice(0, plan.rows);
  before.hidden = !rows.length;
  const word = sharedWord(rows.map((call) => call.counter));
  beforePlace.textContent = word || t("Where to");
  replace(beforeList, rows.map((call) => row(call, plan, Boolean(word))));
}

function newestParts(call, plan) {
  const digits = number(call.number);
  digits.classList.add("newest-number");
  digits.dataset.state = call.withdrawn ? "withdrawn" : call.state;
  const fit = Math.min(plan.newest, plan.left / ems("huge", call.number));
  digits.style.setProperty("--size", `${fit.toFixed(1)}px`);
  if (call.withdrawn) {
    return [el("p", {}, digits), el("p", {class: "taken-back"}, t("This call was taken back.")),
      el("p", {class: "taken-back-note"}, t("Please wait until your number is called again."))];
  }
  const place = placeElement(call.counter, {size: plan.letter * 1.04, width: plan.left,
    least: plan.letter * 0.9});
  return [el("p", {}, digits), place];
}

function emptyParts(board, plan, opening) {
  if (!board) return [];
  const closed = board.state === "closed";
  const title = closed ? t("The office is closed.") : t("Nobody has been called yet.");
  const note = closed
    ? openingText(opening)
    : t("Your number appears here when it is your turn.");
  return [el("p", {class: "empty-title"}, title), note && el("p", {class: "empty-note"}, note)];
}

function openingText(instant) {
  if (!instant) return "";
  const at = new Date(instant);
  if (day(at) === day(serverNow())) return t("It opens today at %(time)s.", {time: clock(at)});
  return t("It opens again on %(weekday)s at %(time)s.", {weekday: weekday(at), time: clock(at)});
}

function row(call, plan, shared) {
  const digits = number(call.number);
  digits.dataset.state = call.withdrawn ? "withdrawn" : call.state;
  const kept = {class: "call-row", "data-id": call.id};
  if (call.withdrawn) {
    return el("li", kept, digits, el("span", {class: "row-note"}, t("taken back")));
  }
  return el("li", kept, digits, rowPlace(call, plan, shared));
}

function rowPlace({counter, number: value}, plan, shared) {
  const {word, short} = placeOf(counter);
  const small = word && !shared ? el("span", {class: "place-word"}, word) : null;
  const name = el("span", {class: "row-short"}, short);
  const room = plan.side / plan.letter - ems("number", value) - GAP - arrowEms(counter, "row");
  const own = ems("place", short) + (small ? WORD * ems("place", word) + 0.1 : 0);
  name.style.setProperty("--share", Math.min(1, room / own).toFixed(3));
  const said = el("span", {class: "visually-hidden"}, word && shared ? `${word} ` : "");
  return el("span", {class: "row-place"}, arrow(counter?.direction), said, small, name);
}
