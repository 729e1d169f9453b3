// The ticket that was drawn: the number, the wait, the code to take along, what comes next.
// It stays readable, runs down and is forgotten.

import {el, icon, joined, ltr, number, replace} from "app/dom.js";
import {live} from "app/live.js";
import {axisElement, figures, waitOf} from "app/stroke.js";
import {richn, spoken, spokenName, t, tn} from "app/texts.js";
import {serverNow} from "app/time.js";
import {boot} from "app/boot.js";
import {discardSlip, printSlip} from "./print.js";
import {printLine, stepList} from "./steps.js";

const STAY = 60; // seconds
const WARN = 20; // of them, the last ones are also said aloud

// told(event): "printed", "called", "closing", for what is said aloud. held(): nobody is hurried
// now. moved(): it may be too long for the screen.
export function createResult({office, controls: place, done, told, held, moved}) {
  const element = el("div", {class: "result"});
  let ticket = null;
  let latest = null; // how it stands now
  let printed = "printing";
  let until = 0;
  let timer = null;
  let lit = false;
  let warned = false;
  let unsubscribe = () => {};

  function show(drawn) {
    ticket = drawn;
    latest = drawn;
    lit = false;
    warned = false;
    printed = boot.printing === "off" ? "off" : "printing";
    until = performance.now() + STAY * 1000;
    build();
    print();
    follow();
    timer = setInterval(run, 250);
    requestAnimationFrame(fit);
    moved();
    element.querySelector("h1").focus({preventScroll: true});
  }

  async function print() {
    const of = ticket;
    const outcome = await printSlip(boot.printing, of);
    if (ticket !== of) return;
    printed = outcome;
    replace(element.querySelector("[data-print]"), printLine(printed));
    told("printed");
  }

  // Somebody may be called while still reading: nobody is ahead in the morning.
  function follow() {
    const of = ticket;
    unsubscribe = live.subscribe(`ticket:${of.token}`, {
      view(view) {
        if (ticket !== of) return;
        const before = lit;
        latest = view;
        lit = view.state === "called" && !view.withdrawn;
        element.querySelector(".paper").classList.toggle("lit", lit);
        replace(element.querySelector("[data-wait]"), lit ? calledPart(view) : waitPart(view));
        if (lit && !before) told("called");
      },
    }, {url: `/api/v1/tickets/${of.token}`, initial: of});
  }

  function build() {
    element.replaceChildren(
      el("div", {class: "ticket"}, paper()),
      el("div", {class: "after"},
        el("div", {class: "print-line", role: "status", "data-print": true}, printLine(printed)),
        el("ol", {class: "steps"}, stepList(ticket, office()))),
    );
    place.replaceChildren(...controls());
    place.hidden = false;
  }

  // 336 px are for "A 048"; a longer number is set smaller rather than cut off.
  function fit() {
    const big = element.querySelector(".paper-number > .number");
    if (!big) return;
    big.style.setProperty("--fit", 1);
    const {paddingInlineStart: start, paddingInlineEnd: end} = getComputedStyle(big.parentElement);
    const room = big.parentElement.clientWidth - parseFloat(start) - parseFloat(end) / 2;
    if (big.scrollWidth > room) big.style.setProperty("--fit", (room / big.scrollWidth).toFixed(3));
  }

  function paper() {
    return el(
      "section", {class: "paper", "data-number": ticket.number, "data-state": ticket.state},
      el("h1", {class: "paper-number", tabindex: "-1"},
        el("span", {class: "paper-label"}, t("Your number")),
        number(ticket.number)),
      el("p", {class: "paper-service"},
        joined([ticket.service, ...(ticket.also ?? [])].map(spokenName), " · ")),
      el("div", {class: "perforation"}),
      el("div", {class: "paper-low"},
        el("div", {class: "paper-wait", "data-wait": true}, waitPart(ticket)),
        el("div", {class: "paper-code"},
          el("img", {class: "qr", src: `/api/v1/tickets/${ticket.token}/qr.svg`,
            alt: t("QR code with the address of your number")}),
          el("p", {}, t("Take it along on your phone and wait outside")))),
    );
  }

  function controls() {
    return [
      el("div", {class: "control-buttons"},
        el("button", {class: "button", type: "button", "data-action": "longer", "data-key": "longer",
          onclick: more},
          icon("clock-plus"), t("Longer")),
        el("button", {class: "button filled", type: "button", "data-action": "done", "data-key": "done",
          onclick: done}, t("Done"))),
      el("div", {class: "closing-line", "aria-hidden": "true"}),
      el("div", {class: "closing-words"},
        el("span", {"data-left": true}), el("span", {}, t("Then it is forgotten."))),
    ];
  }

  function more() {
    until = Math.max(until, performance.now()) + STAY * 1000;
    warned = false;
    run();
  }

  function run() {
    const left = (until - performance.now()) / 1000;
    if (left <= 0) return done();
    if (left > WARN && held()) until = Math.max(until, performance.now() + STAY * 1000);
    if (left <= WARN && !warned) {
      warned = true;
      told("closing");
    }
    const share = Math.min(1, left / STAY);
    place.querySelector(".closing-line").style.setProperty("--left", share.toFixed(4));
    const words = place.querySelector("[data-left]");
    const whole = Math.ceil(left);
    const text = tn("This page closes in %(n)s second.", "This page closes in %(n)s seconds.",
      whole);
    if (words.textContent !== text) words.textContent = text;
  }

  function leave() {
    clearInterval(timer);
    unsubscribe();
    unsubscribe = () => {};
    discardSlip();
    ticket = null;
    latest = null;
    element.replaceChildren();
    place.replaceChildren();
    place.hidden = true;
  }

  return {
    element,
    show,
    leave,
    fit,
    more,
    get ticket() {
      return ticket && {...ticket, ...latest};
    },
    get printed() {
      return printed;
    },
    get isCalled() {
      return lit;
    },
    get isClosing() {
      return warned;
    },
  };
}

function waitPart(view) {
  const wait = waitOf(view.estimate);
  const ahead = el("p", {class: "paper-ahead"}, aheadWords(view));
  if (wait.kind === "none") return [el("p", {class: "paper-words"}, noEstimate(view)), ahead];
  if (wait.kind === "soon") {
    return [el("p", {class: "paper-soon"}, t("Your turn soon")),
      el("p", {class: "paper-ahead"}, t("Please stay close.")), ahead];
  }
  const label = wait.kind === "over" ? t("You wait more than") : t("You wait for about");
  const minutes = richn("%(range)s minute", "%(range)s minutes", wait.high,
    {range: el("b", {}, ltr(figures(wait)))});
  return [
    el("p", {class: "paper-label"}, label),
    el("p", {class: "paper-range"}, minutes),
    wait.kind === "range" ? axisElement(view.estimate, {now: serverNow(), nowWord: t("now")}) : null,
    ahead,
  ].filter(Boolean);
}

function noEstimate(view) {
  return view.estimate?.basis === "nobody_serving"
    ? t("At the moment no counter serves this. Your number keeps its place.")
    : t("There is no estimate yet.");
}

function aheadWords(view) {
  if (view.ahead === null || view.ahead === undefined) return "";
  if (!view.ahead) return t("Nobody is ahead of you.");
  return tn("%(n)s person is ahead of you.", "%(n)s people are ahead of you.", view.ahead);
}

function calledPart(view) {
  return [
    el("p", {class: "paper-label"}, t("It is your turn now")),
    el("p", {class: "paper-counter"}, spokenName(view.counter)),
    view.counter?.way ? el("p", {class: "paper-ahead"}, spoken(view.counter.way)) : null,
  ].filter(Boolean);
}
