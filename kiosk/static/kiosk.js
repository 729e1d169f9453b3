// The terminal as a whole: which view is shown, what the server says, when all is forgotten.

import {api} from "app/api.js";
import {boot} from "app/boot.js";
import {el, icon, ltr, replace} from "app/dom.js";
import {live} from "app/live.js";
import {fetchLanguages, language, languages, rich, setLanguage, t} from "app/texts.js";
import {clock, runClocks} from "app/time.js";
import {createDraw} from "./draw.js";
import {createIdle} from "./idle.js";
import {followPrinter} from "./printer.js";
import {createResult} from "./result.js";
import {createStart} from "./start.js";
import {setTarget} from "./target.js";

const FIRST = boot.language;
const FORGET = 90; // seconds without a touch on the start page
const WARN = 20; // of them, the last ones are counted down
const REFRESH = 60000; // ms between questions for hours and services, which nobody pushes

const main = document.getElementById("main");
const frame = document.getElementById("kiosk");
const offline = document.getElementById("offline");
const printer = document.getElementById("printer");
const said = document.getElementById("said");

let staleSince = null;
let prints = true;

const start = createStart({
  office: boot.office,
  draw: (order) => draw.begin(order),
  language: setLanguage,
});
const result = createResult({office: () => start.office, done: forget});
const draw = createDraw({
  url: `/offices/${boot.office.id}/tickets`,
  progress: start.progress,
  refused,
  issued,
});
const idle = createIdle({limit: FORGET, warning: WARN, forget, busy: inUse});

function show(view) {
  frame.dataset.view = view === result ? "result" : "start";
  main.replaceChildren(view.element);
  window.scrollTo(0, 0);
}

// Something of a person is on the start page: a language, an open service.
function inUse() {
  if (frame.dataset.view === "result") return false; // it runs down by itself
  return draw.busy() || language() !== FIRST || start.touched();
}

function issued(ticket) {
  start.reset();
  show(result);
  result.show(ticket);
  idle.rest();
}

function refused(problem) {
  if (problem.code === "csrf") return location.reload(); // this browser was enrolled anew
  start.refuse(problem);
  refreshOffice();
}

// Back to the very first page: nothing of the last person is left.
function forget() {
  draw.abandon();
  result.leave();
  start.reset();
  setLanguage(FIRST);
  idle.rest();
  show(start);
}

function sayConnection() {
  offline.hidden = staleSince === null;
  start.setStale(staleSince !== null);
  if (staleSince === null) return;
  const since = ltr(clock(new Date(staleSince)), "b");
  replace(offline, icon("unplug"), el("span", {}, rich(
    "No connection since %(time)s. We keep trying; you need not do anything.", {time: since},
  )));
}

// Before anybody draws: the ticket itself says what became of its own slip.
function sayPrinter() {
  printer.hidden = prints;
  if (prints) return;
  replace(printer, icon("printer-x"), el("span", {}, t("No slips are printed at the moment."), " ",
    t("Draw a number all the same: take a photo of it, or take it along on your phone.")));
}

document.addEventListener("page:say", (event) => (said.textContent = event.detail));
document.addEventListener("page:language", () => {
  sayPrinter();
  start.render();
  sayConnection();
});

live.subscribe(`waits:${boot.office.id}`, {
  view(waits) {
    if (start.setWaits(waits)) refreshOffice();
  },
  stale(since) {
    staleSince = since;
    sayConnection();
    if (since === null) refreshOffice();
  },
  denied() {
    refreshOffice();
  },
}, {url: `/api/v1/offices/${boot.office.id}/wait-times`});

if (boot.printing === "agent") {
  followPrinter((able) => {
    prints = able;
    sayPrinter();
    if (frame.dataset.view === "start") start.render(); // its rows have another height to share
  });
}

let refreshing = null;

function refreshOffice() {
  refreshing ??= api.get(`/offices/${boot.office.id}`)
    .then(start.setOffice)
    .catch(() => {}) // the live view tells of a lost connection; the next round asks again
    .finally(() => (refreshing = null));
  return refreshing;
}

setInterval(refreshOffice, REFRESH * (0.9 + Math.random() * 0.2));
setTarget(boot);
runClocks();
show(start);
start.render();
draw.resume(languages.map((one) => one.id), setLanguage);
fetchLanguages(); // so that a choice needs no server
