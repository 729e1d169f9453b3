// The terminal as a whole: which view is shown, what the server says, when all is forgotten.

import {api} from "app/api.js";
import {boot} from "app/boot.js";
import {el, icon, ltr, replace} from "app/dom.js";
import {live} from "app/live.js";
import {fetchLanguages, language, languages, rich, setLanguage, t} from "app/texts.js";
import {clock, runClocks} from "app/time.js";
import {createDraw} from "./draw.js";
import {createGuide} from "./guide.js";
import {createHelp} from "./help.js";
import {createIdle} from "./idle.js";
import {createMenus} from "./menus.js";
import {createModes} from "./modes.js";
import {followPrinter} from "./printer.js";
import {createResult} from "./result.js";
import {whenReleased} from "./press.js";
import {printed, standing} from "./result_menu.js";
import {createScroller} from "./scroller.js";
import {createStart} from "./start.js";
import {setTarget} from "./target.js";
import {createVoice} from "./voice.js";
import {words} from "./wording.js";

const FIRST = boot.language;
const FORGET = 90; // seconds without a touch on the start page
const WARN = 20; // of them, the last ones are counted down
const REFRESH = 60000; // ms between questions for hours and services, which nobody pushes

const $ = (id) => document.getElementById(id);
const main = $("main");
const frame = $("kiosk");

let staleSince = null;
let prints = true;

const voice = createVoice({office: boot.office.id, changed: () => guide.draw()});
const modes = createModes({bar: $("tools"), changed: arrange});
const scroller = createScroller($("scroller"));
const held = () => guide.on && voice.speaking;
const start = createStart({
  office: boot.office,
  draw: (order) => draw.begin(order),
  language: setLanguage,
  look: modes,
  told: toldByStart,
  moved: scroller.of,
});
const result = createResult({
  office: () => start.office, controls: $("controls"), done: forget, told: toldByResult, held,
  moved: () => scroller.of(main),
});
const draw = createDraw({
  url: `/offices/${boot.office.id}/tickets`,
  progress: start.progress,
  refused,
  issued,
});
const idle = createIdle({
  limit: FORGET, warning: WARN, forget, busy: inUse, held,
  warned: (sentence) => guide.tell(words(t("Are you still there?"), sentence,
    t("Any key gives you more time."))),
});
const help = createHelp({
  band: $("help"),
  told: (sentence) => guide.tell(words(sentence)),
  changed: modes.draw,
});
const menus = createMenus({
  start, result, modes, help, guide: () => guide, choose: setLanguage, done: forget,
});
const guide = createGuide({
  band: $("guide"), voice, menus: () => menus, extended, help: help.press, changed: guided,
});

function show(view) {
  frame.dataset.view = view === result ? "result" : "start";
  main.replaceChildren(view.element);
  main.scrollTop = 0;
}

// Another look or another language, in whatever view.
function arrange() {
  if (result.ticket) {
    result.fit();
    scroller.of(main);
  } else start.render();
}

// A key that only gives more time does nothing else.
function extended() {
  if (idle.isAsking) {
    idle.rest();
    return true;
  }
  if (!result.ticket || !result.isClosing) return false;
  result.more();
  return true;
}

// Something of a person is on the start page: a language, an open service, another look.
function inUse() {
  if (frame.dataset.view === "result") return false; // it runs down by itself
  return draw.busy() || language() !== FIRST || start.touched() || modes.inUse() || guide.on;
}

function guided() {
  modes.draw();
  arrange();
  prepare();
}

// What must be said when nobody can be asked for its sound.
function prepare() {
  if (guide.on) voice.prepare(words(t("Without a connection no number can be drawn. We keep trying.")));
}

function toldByStart(event) {
  if (event === "notices") guide.add(words(...start.panel.notices()));
  else guide.go(menus.now(lastOpen), {from: lastOpen});
  lastOpen = start.open ?? lastOpen;
}

let lastOpen = null; // whose row somebody comes back to

function toldByResult(event) {
  if (event === "printed") guide.add(printed(result));
  else if (event === "called") guide.tell(standing(result));
  else if (guide.on) {
    guide.tell(words(t("This page closes in a moment and forgets everything."),
      t("Any key gives you more time.")));
  }
}

function issued(ticket) {
  start.reset();
  show(result);
  result.show(ticket);
  idle.rest();
  guide.go(menus.now());
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
  voice.hush();
  guide.quiet();
  voice.forget();
  lastOpen = null;
  modes.forget();
  show(start);
  start.reset();
  setLanguage(FIRST);
  idle.rest();
}

function sayConnection() {
  const offline = $("offline");
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
  const printer = $("printer");
  printer.hidden = prints;
  if (prints) return;
  replace(printer, icon("printer-x"), el("span", {}, printerWords().join(" ")));
}

function printerWords() {
  return [t("No slips are printed at the moment."),
    t("Draw a number all the same: take a photo of it, or take it along on your phone.")];
}

document.addEventListener("page:say", (event) => ($("said").textContent = event.detail));
document.addEventListener("page:language", () => {
  sayPrinter();
  help.draw();
  start.render();
  sayConnection();
  prepare();
  guide.go(menus.now());
});

live.subscribe(`waits:${boot.office.id}`, {
  view(waits) {
    if (start.setWaits(waits)) refreshOffice();
  },
  stale(since) {
    const before = staleSince;
    staleSince = since;
    sayConnection();
    if ((before === null) !== (since === null)) sayOutage();
    if (since === null) refreshOffice();
  },
  denied() {
    refreshOffice();
  },
}, {url: `/api/v1/offices/${boot.office.id}/wait-times`});

// With a service open its notices say so already.
function sayOutage() {
  if (staleSince === null) guide.add(words(t("The connection is back.")));
  else if (!start.open) {
    guide.add(words(t("Without a connection no number can be drawn. We keep trying.")));
  }
}

if (boot.printing === "agent") {
  followPrinter((able) => {
    prints = able;
    sayPrinter();
    if (!able && !result.ticket) guide.add(words(...printerWords()));
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

// What comes and goes above and below leaves the page another room.
const around = new ResizeObserver(() => {
  frame.style.setProperty("--foot", `${$("foot").offsetHeight}px`);
  if (!result.ticket) whenReleased(start.render);
});
for (const id of ["foot", "offline", "printer", "help"]) around.observe($(id));
setInterval(refreshOffice, REFRESH * (0.9 + Math.random() * 0.2));
setTarget(boot);
runClocks();
modes.begin({
  id: "voice", icon: "volume-2", words: () => t("Read aloud"), on: () => guide.on,
  press: () => guide.toggle(),
}, help.tool);
show(start);
start.render();
draw.resume(languages.map((one) => one.id), setLanguage);
fetchLanguages(); // so that a choice needs no server
