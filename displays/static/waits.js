// What one would wait with a number drawn now: one row a service, on a time axis. Where they do
// not all fit, they take turns page by page.

import {boot} from "app/boot.js";
import {el, replace} from "app/dom.js";
import {nameOf, t} from "app/texts.js";
import {rangeElement, setStroke, strokeElement, waitOf} from "app/stroke.js";
import {ems} from "./measure.js";
import {takeTurns} from "./turning.js";

const TITLE = 40; // units: the size of a service's name
const SMALL = 34; // where one of them would need more room than it has
const COLUMN_GAP = 72;

const root = document.getElementById("waits");
const list = document.getElementById("waits-list");
const caption = document.getElementById("waits-caption");
let rows = []; // all that can be shown
let layout = {lines: 0, columns: 2};
let page = 0;
let small = null; // the layout in which a name did not fit: then all of them are smaller

// Services that are not offered now say nothing about waiting; one that was stopped says so,
// unless all of them were: that is a sentence for the whole screen.
export function offered(board) {
  if (!board || board.state === "closed" || stopped(board)) return [];
  return board.waits.filter((row) => row.offered || row.stopped);
}

export function stopped(board) {
  return board.state !== "closed" && board.waits.length > 0
    && board.waits.every((row) => row.stopped);
}

export function showWaits(board, plan) {
  rows = offered(board);
  layout = {lines: plan.waitLines, columns: plan.waitColumns, width: plan.side, u: plan.u,
    inner: plan.inner};
  root.hidden = !rows.length || !layout.lines;
  draw();
  takeTurns("waits", !root.hidden && pages() > 1 ? turn : null);
}

function pages() {
  return Math.ceil(rows.length / (layout.lines * layout.columns));
}

function turn() {
  page += 1;
  list.dataset.turned = String(page % 2); // restarts the fade
  draw();
}

function draw() {
  if (root.hidden) return;
  const count = pages();
  page %= count;
  // Pages of even length look calmer than a full one and a rest.
  const lines = Math.ceil(rows.length / count / layout.columns);
  const size = lines * layout.columns;
  const seen = rows.slice(page * size, (page + 1) * size);
  const words = t("Waiting time if you draw a number now");
  caption.textContent = count > 1 ? `${words} · ${page + 1}/${count}` : words;
  root.dataset.columns = layout.columns;
  root.style.setProperty("--lines", lines);
  if (seen.length === list.children.length) seen.forEach((one, n) => update(list.children[n], one));
  else list.replaceChildren(...seen.map(made));
  shape();
}

// Names have one size on all pages; one that still does not fit takes two lines.
function shape() {
  const key = [layout.u, layout.columns, layout.inner].join();
  const elements = [...list.children];
  if (elements.some((one) => !fits(one, TITLE))) small = key;
  list.toggleAttribute("data-small", small === key);
  for (const one of elements) {
    one.firstElementChild.classList.toggle("long", small === key && !fits(one, SMALL));
  }
}

function fits(element, size) {
  const [name, range] = element.children;
  const column = (layout.inner - (layout.columns - 1) * COLUMN_GAP * layout.u) / layout.columns;
  const room = column - range.offsetWidth - 24 * layout.u;
  return ems("name", name.textContent) * size * layout.u <= room;
}

function made(row) {
  const element = el("li", {class: "wait"}, el("span", {class: "wait-name"}),
    el("span", {class: "wait-range"}), strokeElement(null));
  update(element, row);
  return element;
}

function update(element, row) {
  const [name, range, stroke] = element.children;
  element.dataset.service = row.service.id;
  name.textContent = nameOf(row.service);
  replace(range, rangeOf(row));
  setStroke(stroke, row.stopped || isFull(row) ? null : row.estimate);
}

// Where the guard only warns the range stands: a number can still be drawn.
function isFull(row) {
  return row.will_be_called === false && boot.office?.rules?.capacity_guard === "stop";
}

function rangeOf(row) {
  if (row.stopped) return el("span", {class: "range"}, t("no numbers at the moment"));
  if (isFull(row)) return el("span", {class: "range"}, t("full for today"));
  const wait = waitOf(row.estimate);
  if (wait.basis === "nobody_serving") return el("span", {class: "range"}, t("no counter open"));
  return rangeElement(row.estimate, {about: false});
}
