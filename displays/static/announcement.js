// The picture of a call: the whole screen under the lamp, the number as wide as it gets, the
// place with its way, and the time that this picture still stays.

import {el, number} from "app/dom.js";
import {direction, nameOf, spoken, t, textIn, tongue} from "app/texts.js";
import {ems} from "./measure.js";
import {placeElement} from "./places.js";

const PLACE = 1.32; // of the size that can be read from the last chair
const EDGE = {wide: 96, tall: 72}; // units to the left and right
const HEAD = 172;
const FOOT = 24;
const MOST = 0.26; // of the height, for the place
const CAPITAL = 0.82; // em: height of the number with its air
const WAY = 0.34; // of the width, for the way in words

const root = document.getElementById("announcement");
const said = document.getElementById("said");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let running = null; // the animation of the bar
let shown = null;

export function showAnnouncement(call, screen) {
  shown = call;
  draw(call, screen);
  said.textContent = `${call.number}, ${nameOf(call.counter)}`;
  root.dataset.on = "true";
  root.removeAttribute("aria-hidden");
}

export function endAnnouncement() {
  if (!shown) return;
  shown = null;
  root.dataset.on = "false";
  root.setAttribute("aria-hidden", "true");
  running?.cancel();
  running = null;
}

// The window changed its size in the middle of a call.
export function redraw(screen) {
  if (!shown) return;
  const at = running?.currentTime ?? 0;
  const left = running ? running.effect.getTiming().duration - at : 0;
  draw(shown, screen);
  if (left > 0) pace(left);
}

// So many milliseconds are left: the bar runs to its end in that time, from where it is.
export function pace(left) {
  const bar = root.querySelector(".announcement-bar");
  if (!bar || still.matches) return;
  if (running?.effect?.target === bar) {
    const rest = running.effect.getTiming().duration - running.currentTime;
    running.updatePlaybackRate(Math.max(0.01, rest / left));
    return;
  }
  running = bar.animate([{transform: "scaleX(1)"}, {transform: "scaleX(0)"}],
    {duration: left, fill: "forwards"});
}

function draw(call, {width, height, u, letter}) {
  running?.cancel();
  running = null;
  const wide = width > height;
  const inner = width - 2 * (wide ? EDGE.wide : EDGE.tall) * u;
  const wanted = Math.min(letter * PLACE, height * MOST);
  const room = height - (HEAD + FOOT) * u - wanted * 1.4;
  const size = Math.min(inner / ems("huge", call.number), room / CAPITAL);
  const digits = number(call.number);
  digits.dataset.state = "called";
  digits.style.setProperty("--size", `${size.toFixed(1)}px`);
  const ways = waysOf(call);
  const beside = ways.length > 0 && wide;
  const place = placeElement(call.counter, {
    size: wanted,
    width: beside ? inner * (1 - WAY) : inner,
    least: Math.min(letter * 0.9, wanted),
  });
  const where = el("div", {class: beside ? "where beside" : "where"}, place,
    ways.length ? el("div", {class: "ways"}, ways) : null);
  root.replaceChildren(
    el("div", {class: "announcement-head"}, el("p", {class: "turn"}, turns(call)),
      el("time", {class: "clock", "data-clock": true})),
    el("p", {class: "announced"}, digits),
    el("hr", {class: "announcement-line"}),
    where,
    el("div", {class: "announcement-bar"}),
  );
}

// "Sie sind dran · Ваша черга": the office's language, and the ticket's where it is another.
function turns(call) {
  const own = t("It is your turn");
  const theirs = call.language && textIn(call.language, "It is your turn");
  if (!theirs || theirs === own) return [own];
  return [el("span", {}, own), el("span", {class: "dot", "aria-hidden": "true"}, "·"),
    el("span", {lang: call.language, dir: direction(call.language)}, theirs)];
}

function waysOf({counter, language: theirs}) {
  const ways = counter?.way ?? {};
  const own = tongue(ways);
  const other = theirs !== own && ways[theirs] !== ways[own] ? ways[theirs] : null;
  return [own && el("p", {}, spoken(ways)), other
    && el("p", {lang: theirs, dir: direction(theirs), class: "way-other"}, other)]
    .filter(Boolean);
}
