// The page of the reception: puts its parts together and gives them the live views.

import {boot} from "app/boot.js";
import {live} from "app/live.js";
import {everySecond, runClocks} from "app/time.js";
import {Alarm} from "app/staff/alarm.js";
import {Bar} from "app/staff/bar.js";
import {dialogOpen} from "app/staff/dialog.js";
import {Help} from "app/staff/help.js";
import {runMenus} from "app/staff/menu.js";
import {Presses} from "app/staff/presses.js";
import {showPrinters} from "app/staff/printers.js";
import {refusal} from "app/staff/refusals.js";
import {signOut, signedOut} from "app/staff/session.js";
import {warn} from "app/staff/speaker.js";
import {Issuing} from "./issuing.js";
import {Messages} from "./messages.js";
import {Numbers} from "./numbers.js";
import {Paper} from "./paper.js";
import {Services} from "./services.js";

const LATE = 500; // ms after an answer: then the view is asked for
const PRINT = "queue:print";
const $ = (id) => document.getElementById(id);
const {id: office} = boot.office;
const channel = `queue:${office}`;

let view = null;

const presses = new Presses((state) => document.body.toggleAttribute("data-pending", state !== null));
const services = new Services((service) => paper.begin(service));
const numbers = new Numbers((ticket) => paper.find(ticket, view));
const issuing = new Issuing({presses, soon, signedOut});
const messages = new Messages({presses, soon, signedOut});
const bar = new Bar({lightPlace: $("light"), band: $("offline")});
const alarm = new Alarm({
  box: $("alarm"),
  presses,
  counter: () => null,
  report: (problem) => problem.status === 401 ? signedOut() : warn(refusal(problem)),
});
const help = new Help({
  box: $("help"),
  presses,
  report: (problem) => problem.status === 401 ? signedOut() : warn(refusal(problem)),
});
const paper = new Paper({
  element: $("paper"), presses, services, numbers, soon, signedOut,
  printAtOnce: () => $("print-at-once").checked,
});

// After an answer the pushed view is due; if it does not come, it is fetched.
function soon(answer = null) {
  const due = answer?.revision ?? Infinity;
  setTimeout(() => view?.revision >= due || live.refresh(channel), LATE);
}

function show(data) {
  view = data;
  numbers.show(view);
  paper.showView(view);
  issuing.show(view.issuing);
  messages.show(view.messages);
  bar.show(view.light);
  alarm.show(view.alarm ?? null);
  help.show(view.help);
  showPrinters($("printers"), view.printers);
}

live.subscribe(channel, {
  view: show,
  stale: (since) => bar.stale(since),
  denied: (code) => code === "unauthorized" ? signedOut() : warn(refusal({code, status: 403})),
}, {url: `/api/v1/offices/${office}/queue`});

live.subscribe(`waits:${office}`, {
  view(data) {
    services.showWaits(data);
    paper.showWaits();
  },
}, {url: `/api/v1/offices/${office}/wait-times`});

const KEYS = {
  F2: () => {
    paper.clear();
    services.focus();
  },
  F4: () => numbers.focus(),
  F8: () => help.press("F8"),
  F9: () => alarm.press("F9"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || dialogOpen()) return;
  if (!KEYS[event.key]) return;
  event.preventDefault();
  if (!event.repeat) KEYS[event.key]();
});

function remember(box) {
  try {
    box.checked = localStorage.getItem(PRINT) === "yes";
    box.addEventListener("change", () => localStorage.setItem(PRINT, box.checked ? "yes" : "no"));
  } catch {
    // Without storage the choice holds until the page is left.
  }
}

runClocks();
runMenus();
remember($("print-at-once"));
document.querySelector('[data-action="sign-out"]').addEventListener("click", signOut);
everySecond(() => {
  bar.tick();
  alarm.tick();
  numbers.tick();
});
services.focus();
