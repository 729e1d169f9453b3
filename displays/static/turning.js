// What does not fit at once takes turns, page by page; all of it stops and goes on by one button,
// which is there when something turns. Nothing here knows what the pages show.

import {el, icon} from "app/dom.js";
import {t} from "app/texts.js";

const DWELL = 12000; // ms a page

const button = document.getElementById("pause");
const turners = new Map();
let paused = false;
let timer = null;

// turn(): shows the next page; null: this part has a single page.
export function takeTurns(name, turn) {
  if (turn) turners.set(name, turn);
  else turners.delete(name);
  const needed = turners.size > 0;
  button.hidden = !needed;
  if (needed && !timer) timer = setInterval(turnAll, DWELL);
  if (!needed) timer = clearInterval(timer) ?? null;
}

function turnAll() {
  if (!paused) turners.forEach((turn) => turn());
}

function label() {
  button.replaceChildren(icon(paused ? "play" : "pause"),
    el("span", {}, paused ? t("Go on turning pages") : t("Stop turning pages")));
}

button.addEventListener("click", () => {
  paused = !paused;
  label();
});
label();
