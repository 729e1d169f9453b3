// Where a called person goes: the counter's name in a word and a short form, the arrow to its
// real side, and both as elements that fit.

import {el, icon} from "app/dom.js";
import {nameOf} from "app/texts.js";
import {ems} from "./measure.js";

const ARROW = {place: 0.9, row: 0.62}; // em, with its gap
const WORD = 0.3; // em: the small word before a short place
const SPACE = 0.25; // em between two words
const ROUNDED = 0.01; // em
const DIRECTIONS = new Set(["left", "right", "up", "down"]);

// "Counter 3" → {word: "Counter", short: "3"}; "Information" → {word: "", short: "Information"}.
export function placeOf(counter) {
  const whole = nameOf(counter).trim();
  const [, word, short] = /^(.*\S)\s+(\S*\d\S*)$/.exec(whole) ?? [null, "", whole];
  return {whole, word, short};
}

// The one word that these places share, for the head of the column; "" if they differ. A place
// without figures ("Information") speaks for itself.
export function sharedWord(counters) {
  const words = new Set(counters.map((one) => placeOf(one).word).filter(Boolean));
  return words.size === 1 ? [...words][0] : "";
}

// Whether the short forms tell them apart: "Counter 3" beside "Room 3" needs its word.
export function ambiguous(counters) {
  const words = new Map();
  for (const {word, short} of counters.map(placeOf)) {
    if ((words.get(short) ?? word) !== word) return true;
    words.set(short, word);
  }
  return false;
}

// Arrows in the room never turn with the reading direction.
export function arrow(direction) {
  if (!DIRECTIONS.has(direction)) return null;
  const made = icon(`arrow-${direction}`);
  made.classList.add("arrow");
  return made;
}

// kind: "place" below a large number, "row" in a list.
export function arrowEms(counter, kind) {
  return DIRECTIONS.has(counter?.direction) ? ARROW[kind] : 0;
}

// How wide a place is at least, in em: its word small before its short form.
export function shortEms(counter, {words = true} = {}) {
  const {word, short} = placeOf(counter);
  const small = word && words ? WORD * (ems("name", word) + 0.3) : 0;
  return ems("place", short) + small;
}

// How many lines of a width (em) the words of a place take, after something `first` em wide.
export function linesOf(text, width, first = 0) {
  let lines = 1;
  let used = first; // with the gap that follows
  for (const word of text.split(/\s+/)) {
    const wide = ems("place", word);
    if (used && used + wide > width + ROUNDED) {
      lines += 1;
      used = 0;
    }
    used += wide + SPACE;
  }
  return lines;
}

// No word is broken: the widest one, in em, decides what fits.
export function widestWord(text) {
  return Math.max(...text.split(/\s+/).map((word) => ems("place", word)));
}

// The whole name at the wanted size if it fits; else its word small and the short form large;
// else smaller, or word by word on several lines: a place that is cut off leads nowhere.
export function placeElement(counter, {size, width, least = size, breaks = false}) {
  const {whole, word, short} = placeOf(counter);
  const ahead = arrowEms(counter, "place");
  const line = (...words) => el("p", {class: "place"}, arrow(counter?.direction), ...words);
  const fit = width / (ems("place", whole) + ahead);
  if (fit >= least || (!word && !breaks)) {
    return sized(line(el("span", {}, whole)), Math.min(size, fit));
  }
  if (!word) {
    const own = Math.min(least, width / (widestWord(whole) + ahead));
    const broken = sized(line(el("span", {}, whole)), own);
    broken.classList.add("broken");
    broken.dataset.lines = linesOf(whole, width / own, ahead);
    return broken;
  }
  const narrow = width / (shortEms(counter) + ahead);
  const split = line(el("span", {}, el("span", {class: "place-word"}, word), short));
  split.classList.add("split");
  return sized(split, Math.min(size, narrow));
}

function sized(element, size) {
  element.style.setProperty("--size", `${size.toFixed(1)}px`);
  return element;
}
