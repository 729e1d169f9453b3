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

export function createResult({office, done}) {
  const element = el("div", {class: "result"});
  let ticket = null;
  let printed = "printing";
  let until = 0;
  let timer = null;
  let unsubscribe = () => {};

  function show(drawn) {
    ticket = drawn;
    printed = boot.printing === "off" ? "off" : "printing";
    until = performance.now() + STAY * 1000;
    build();
    print();
    follow();
    timer = setInterval(run, 250);
    requestAnimationFrame(fit);
    element.querySelector("h1").focus({preventScroll: true});
  }

  async function print() {
    const of = ticket;
    const outcome = await printSlip(boot.printing, of);
    if (ticket !== of) return;
    printed = outcome;
    replace(element.querySelector("[data-print]"), printLine(printed));
  }

  // Somebody may be called while still reading: nobody is ahead in the morning.
  function follow() {
    const of = ticket;
    unsubscribe = live.subscribe(`ticket:${of.token}`, {
      view(view) {
        if (ticket !== of) return;
        const lit = view.state === "called" && !view.withdrawn;
        element.querySelector(".paper").classList.toggle("lit", lit);
        replace(element.querySelector("[data-wait]"), lit ? calledPart(view) : waitPart(view));
      },
    }, {url: `/api/v1/tickets/${of.token}`, initial: of});
  }

  function build() {
    element.replaceChildren(
      el("div", {class: "ticket"}, paper()),
      el("div", {class: "after"},
        el("div", {class: "print-line", role: "status", "data-print": true}, printLine(printed)),
        el("ol", {class: "steps"}, stepList(ticket, office())),
        controls()),
    );
  }

  // 336 px are for "A 048"; a longer number is set smaller rather than cut off.
  function fit() {
    const big = element.querySelector(".paper-number > .number");
    big.toggleAttribute("data-long", big.scrollWidth > big.parentElement.clientWidth
      - parseFloat(getComputedStyle(big.parentElement).paddingInlineStart));
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
    const more = () => {
      until = Math.max(until, performance.now()) + STAY * 1000;
      run();
    };
    return el(
      "div", {class: "controls"},
      el("div", {class: "control-buttons"},
        el("button", {class: "button", type: "button", "data-action": "longer", onclick: more},
          icon("clock-plus"), t("Longer")),
        el("button", {class: "button filled", type: "button", "data-action": "done",
          onclick: done}, t("Done"))),
      el("div", {class: "closing-line", "aria-hidden": "true"}),
      el("div", {class: "closing-words"},
        el("span", {"data-left": true}), el("span", {}, t("Then it is forgotten."))),
    );
  }

  function run() {
    const left = (until - performance.now()) / 1000;
    if (left <= 0) return done();
    const share = Math.min(1, left / STAY);
    element.querySelector(".closing-line").style.setProperty("--left", share.toFixed(4));
    const words = element.querySelector("[data-left]");
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
    element.replaceChildren();
  }

  return {element, show, leave};
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
