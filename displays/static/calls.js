// The newest call and those before it.

import {boot} from "app/boot.js";
import {el, number, replace} from "app/dom.js";
import {t} from "app/texts.js";
import {clock, day, serverNow, weekday} from "app/time.js";
import {ems} from "./measure.js";
import {NUMBER, newestHeight} from "./sizes.js";
import {
  ambiguous, arrow, arrowEms, linesOf, placeElement, placeOf, sharedWord, shortEms,
  widestWord,
} from "./places.js";

const GONE = new Set(["waiting", "cancelled", "expired"]); // their call leads nowhere any more
const PRESENT = new Set(["called", "serving"]); // somebody is still here
const GAP = 0.42; // em between number and place in a row
const ROUNDED = 0.01; // em: the widest row of all fits exactly, but for rounding

const room = document.getElementById("main");
const caption = document.getElementById("newest-caption");
const newest = document.getElementById("newest");
const before = document.getElementById("before");
const beforeHead = document.getElementById("before-head");
const beforeCaption = document.getElementById("before-caption");
const beforePlace = document.getElementById("before-place");
const beforeList = document.getElementById("before-list");

// A call that was taken back is shown as such; one whose ticket went back to wait is over, and
// so are the earlier calls of a number.
export function shownCalls(board) {
  const seen = new Set();
  const last = (call) => !seen.has(call.id) && seen.add(call.id);
  return (board?.calls ?? []).filter(last)
    .filter((call) => call.withdrawn || !GONE.has(call.state));
}

// The widths, in em, that the plan needs. From all that may come, so that a new call does not
// move what stands on the screen. A place without figures stands below its number, in lines.
export function widths(board) {
  const calls = shownCalls(board);
  const counters = places(board).filter((one) => placeOf(one).word);
  const series = (boot.office?.services ?? []).map((one) => one.prefix).filter(Boolean);
  const numbers = [...series.map((prefix) => `${prefix}000`), ...calls.map((call) => call.number)];
  const wide = (kind) => widest(numbers.length ? numbers : ["A000"], (one) => ems(kind, one));
  const words = ambiguous(counters);
  const named = places(board).map(placeOf).filter((one) => !one.word);
  return {
    name: widest(named, (one) => widestWord(one.short)),
    number: wide("huge"),
    short: widest(counters, (one) => shortEms(one) + arrowEms(one, "place")),
    row: wide("number") + GAP
      + widest(counters, (one) => shortEms(one, {words}) + arrowEms(one, "row")),
  };
}

// Where people can be called to, as far as we know.
function places(board) {
  return [...countersHere(), ...shownCalls(board).map((call) => call.counter)].filter(Boolean);
}

function widest(many, width) {
  return Math.max(0, ...many.map(width));
}

function countersHere() {
  const all = boot.office?.counters ?? [];
  const {area} = boot;
  const here = all.filter((one) => !area || !one.area || one.area === area);
  return here.length ? here : all;
}

// plans: of the displays that share the list, up to this one, which is the last of them.
// lost: since when, or null. hours: {open_now, next_opening} of the office.
export function showCalls(board, plans, {lost, hours}) {
  const plan = plans.at(-1);
  const closed = board?.state === "closed" && !hours.open_now;
  const over = closed && !board.calls.some((call) => PRESENT.has(call.state));
  const all = places(board);
  const named = ambiguous(all);
  const {first, rows} = share(over ? [] : shownCalls(board), plans, named);
  const asOf = lost === null || !board ? null
    : t("As of %(time)s, before the interruption", {time: clock(new Date(lost))});
  newest.parentElement.hidden = plan.mode === "rows";
  room.dataset.empty = String(!first && !rows.length);
  caption.textContent = asOf ?? t("Last called");
  caption.hidden = !first;
  replace(newest, first ? newestParts(first, plan) : emptyParts(board, closed, hours));
  before.hidden = !rows.length;
  beforeCaption.textContent = (plan.mode === "rows" && asOf) || t("Before");
  headOfColumns(plan.columns ?? 1, sharedWord(all) || t("Where to"));
  replace(beforeList, rows.map((call) => row(call, plan, named)));
}

// What this display shows of the calls, after those that the displays before it show.
function share(calls, plans, named) {
  let left = calls;
  let own = {first: null, rows: []};
  for (const plan of plans) {
    const [first, others] = plan.mode === "rows" ? [null, left] : [left[0] ?? null, left.slice(1)];
    const rows = fitting(others, plan, named);
    left = others.slice(rows.length);
    own = {first, rows};
  }
  return own;
}

function headOfColumns(columns, word) {
  beforePlace.textContent = word;
  const more = Array.from({length: columns - 1}, () =>
    el("div", {class: "before-cell", "aria-hidden": "true"}, el("span"), el("span", {}, word)));
  beforeHead.replaceChildren(beforeHead.firstElementChild, ...more);
}

// As many calls as there are lines for them, column by column; none is left out for a shorter one,
// and none whose place could only be read from nearer.
function fitting(calls, plan, named) {
  let columns = plan.columns ?? 1;
  let left = plan.rows;
  const end = calls.findIndex((call) => {
    const lines = 1 + nameLines(call, plan, named);
    if (lines > left) {
      columns -= 1;
      left = plan.rows;
    }
    left -= lines;
    return columns < 1 || left < 0;
  });
  return end < 0 ? calls : calls.slice(0, end);
}

// The lines that the name of a place needs below its number; 0 where it stands beside it.
function nameLines({counter, number: value, withdrawn}, plan, named) {
  const {word, short} = placeOf(counter);
  const width = plan.side / plan.letter;
  const own = shortEms(counter, {words: named}) + arrowEms(counter, "row");
  if (withdrawn || own + ems("number", value) + GAP <= width + ROUNDED) return 0;
  return word ? 1 : Math.max(1, Math.min(plan.rows - 1, linesOf(short, width)));
}

function newestParts(call, plan) {
  const digits = number(call.number);
  digits.classList.add("newest-number");
  digits.dataset.state = call.withdrawn ? "withdrawn" : call.state;
  const fit = Math.min(plan.newest, plan.left / ems("huge", call.number));
  digits.style.setProperty("--size", `${fit.toFixed(1)}px`);
  if (call.withdrawn) {
    return [el("p", {}, digits), words(t("Call taken back"), t("Please wait for the next call."))];
  }
  const place = placeElement(call.counter, {size: plan.place, width: plan.left,
    least: plan.letter, breaks: true});
  if (place.dataset.lines > 1) {
    // The number gives way to the lines of its place, as far as it can still be read.
    const room = newestHeight(plan) - place.dataset.lines * plan.letter;
    digits.style.setProperty("--size", `${Math.max(plan.letter, Math.min(fit, room / NUMBER)).toFixed(1)}px`);
  }
  return [el("p", {}, digits), place];
}

function emptyParts(board, closed, hours) {
  if (!board) return [];
  const title = closed ? t("The office is closed.") : t("Nobody has been called yet.");
  const note = closed
    ? openingText(hours.next_opening)
    : t("Your number appears here when it is your turn.");
  return words(title, note);
}

function words(title, note) {
  return el("div", {class: "words"}, el("p", {class: "words-title"}, title),
    note && el("p", {class: "words-note"}, note));
}

function openingText(instant) {
  if (!instant) return "";
  const at = new Date(instant);
  if (day(at) === day(serverNow())) return t("It opens today at %(time)s.", {time: clock(at)});
  return t("It opens again on %(weekday)s at %(time)s.", {weekday: weekday(at), time: clock(at)});
}

function row(call, plan, named) {
  const digits = number(call.number);
  digits.dataset.state = call.withdrawn ? "withdrawn" : call.state;
  const kept = {class: "call-row", "data-id": call.id};
  if (call.withdrawn) {
    return el("li", kept, digits, rowNote(t("taken back"), call, plan));
  }
  const lines = nameLines(call, plan, named);
  return lines ? namedRow(call, lines, plan, kept, digits)
    : el("li", kept, digits, rowPlace(call, plan, named));
}

// Smaller only where one word is wider than the column, or the lines are more than there are.
function namedRow({counter}, lines, plan, kept, digits) {
  const {whole, word, short} = placeOf(counter);
  const width = plan.side / plan.letter;
  const text = word && ems("place", whole) <= width ? whole : short;
  const enough = linesOf(text, width) <= lines;
  const name = el("span", {class: "row-short"}, text);
  const wide = enough ? widestWord(text) : ems("place", text) / lines;
  name.style.setProperty("--share", Math.min(1, width / wide).toFixed(3));
  const made = el("li", {...kept, class: "call-row named"}, digits,
    el("span", {class: "row-place"}, arrow(counter?.direction)),
    el("span", {class: "row-place row-name"}, name));
  made.style.setProperty("--lines", 1 + lines);
  return made;
}

function rowNote(text, {number: value}, plan) {
  const room = plan.side - (ems("number", value) + GAP / 2) * plan.letter;
  const note = el("span", {class: "row-note"}, text);
  note.style.setProperty("--fit", `${(room / ems("name", text)).toFixed(1)}px`);
  return note;
}

// named: the word stands beside the short form, because that alone would be ambiguous.
function rowPlace({counter, number: value}, plan, named) {
  const {word, short} = placeOf(counter);
  const room = plan.side / plan.letter - ems("number", value) - GAP;
  const own = shortEms(counter, {words: named}) + arrowEms(counter, "row");
  const name = el("span", {class: "row-short"}, short);
  name.style.setProperty("--share", Math.min(1, room / own).toFixed(3));
  return el("span", {class: "row-place"}, arrow(counter?.direction),
    word && el("span", {class: named ? "place-word" : "visually-hidden"}, `${word} `), name);
}
