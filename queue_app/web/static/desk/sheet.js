// The sheet on which the current number lies, lit while it is called: since when, how long, how
// long is usual, and whatever the clerk should know about the visit.

import {el, icon, number, replace} from "app/dom.js";
import {nameOf, t} from "app/texts.js";
import {clock, elapsed, minutes, seconds} from "app/time.js";
import {furtherNames, languageWord, personsWord, priorityWord, serviceName}
  from "app/staff/words.js";
import {situation, takenSentence} from "./situation.js";

const ROOM = 1.25; // the line is this much longer than the usual time
const WARMUP = 60; // s on the line of somebody called
const TIGHTEST = 3; // steps by which the number gives way
const LONG = 600; // s from which the running time has more figures
const SHORT = 14; // letters

export class Sheet {
  // leave(): another counter is wanted.
  constructor(element, leave) {
    this.element = element;
    new ResizeObserver(() => this.fit()).observe(element);
    element.addEventListener("click", (event) => {
      if (event.target.closest("[data-leave]")) leave();
    });
  }

  show(view) {
    this.view = view;
    this.now = situation(view);
    this.element.dataset.situation = this.now;
    this.element.classList.toggle("lit", this.now === "called");
    const held = this.now === "called" || this.now === "serving";
    replace(this.element, ...(held ? ticket(view, this.now) : empty(view, this.now)));
    this.tick();
    this.fit();
  }

  // More to know about a visit leaves less room for its number; nothing is cut off.
  fit() {
    for (let step = 0; step <= TIGHTEST; step += 1) {
      this.element.dataset.tight = step;
      if (fits(this.element)) return;
    }
  }

  // Once a second: the figures that run.
  tick() {
    if (!this.view?.current || !this.element.querySelector("[data-elapsed]")) return;
    const from = since(this.view.current);
    const total = seconds(from);
    const timer = this.element.querySelector("[data-elapsed]");
    const figures = timer.textContent.length;
    timer.textContent = elapsed(total);
    timer.classList.toggle("long", total >= LONG);
    this.element.querySelector("[data-unit]").textContent = unit(this.now, total);
    drawLine(this.element.querySelector(".run"), total, end(this.view, total), this.view.usual);
    if (timer.textContent.length !== figures) this.fit();
  }
}

function fits(sheet) {
  const main = sheet.querySelector(".sheet-main") ?? sheet;
  return sheet.scrollHeight <= sheet.clientHeight && main.scrollWidth <= main.clientWidth;
}

const since = (current) => (current.state === "called" ? current.called_at : current.started_at);

function unit(now, total) {
  if (now === "called") return t("since the call");
  return total >= 3600 ? t("hours") : t("minutes");
}

function ticket(view, now) {
  const {current} = view;
  return [
    el("p", {class: "sheet-state"}, heading(view, now)),
    el("div", {class: "sheet-main"},
      el("p", {class: "sheet-number", "data-length": current.number.length, "data-state": now},
        number(current.number)),
      el("p", {class: "sheet-timer tabular", role: "timer", "aria-live": "off"},
        el("span", {"data-elapsed": true}), " ", el("small", {"data-unit": true}))),
    el("p", {class: "sheet-service"}, serviceName(current)),
    el("p", {class: "sheet-about"}, about(current)),
    extras(view),
    el("div", {class: "run", "aria-hidden": "true"}, el("i"), el("b")),
    el("p", {class: "run-words"}, ...(now === "called" ? callWords(view) : usualWords(view))),
  ];
}

function heading({current, counter}, now) {
  if (now === "called") return t("Called, not here yet");
  const words = t("With me since %(time)s", {time: clock(current.started_at)});
  return counter.pause_pending ? [words, t("break afterwards")].join(" · ") : words;
}

// "Arrived 10:01 · waited 16 min · Türkçe · 3 people · priority"
function about(current) {
  const parts = [];
  if (current.booked_at) {
    parts.push(t("Appointment %(time)s", {time: clock(current.booked_at)}));
    parts.push(t("here since %(time)s", {time: clock(current.issued_at)}));
  } else {
    parts.push(t("Arrived %(time)s", {time: clock(current.issued_at)}));
    const wait = seconds(current.issued_at, current.called_at ?? undefined);
    parts.push(t("waited %(n)s min", {n: minutes(wait)}));
  }
  if (current.persons > 1) parts.push(personsWord(current.persons));
  if (isSpecial(current)) parts.push(shortPriority(current.priority));
  parts.push(languageWord(current.language));
  return parts.join(" · ");
}

// An office's own name for a class may be a whole sentence.
function shortPriority(id) {
  const name = priorityWord(id);
  return name.length > SHORT ? t("Priority") : name;
}

const isSpecial = (current) =>
  current.priority && current.reasons?.some((one) => one.code === "priority");

const EXTRAS = 2; // lines that the sheet has room for; the later ones matter more

function extras(view) {
  const lines = extrasOf(view);
  return lines.length ? el("ul", {class: "sheet-extras"}, ...lines) : null;
}

function extrasOf({current, counter, implausible}) {
  const lines = [];
  if (current.also?.length) {
    lines.push(line("split", t("Then: %(services)s", {services: furtherNames(current)})));
  }
  if (current.return_to && current.return_to.id !== counter.id) {
    const name = nameOf(current.return_to);
    lines.push(line("corner-down-right", t("Goes back to %(counter)s afterwards", {counter: name})));
  }
  if (current.note) lines.push(line("message-square", current.note));
  if (implausible) {
    lines.push(line("clock-alert", t("Unusually long. Is %(number)s still here?", {
      number: current.number,
    })));
  }
  return lines.slice(-EXTRAS);
}

const line = (sign, words) => el("li", {title: words}, icon(sign), el("span", {}, words));

function callWords({current, office}) {
  const again = office.rules.auto_recall_seconds;
  const words = [el("span", {}, t("called %(time)s", {time: clock(current.called_at)}))];
  if (current.recalled_at && current.recalled_at !== current.called_at) {
    words.push(el("span", {}, t("called again %(time)s", {time: clock(current.recalled_at)})));
  } else if (again > 0) {
    words.push(el("span", {}, t("second call after %(n)s s", {n: again})));
  }
  return words;
}

function usualWords({usual}) {
  if (!usual) return [el("span", {}, t("how long is usual is not known yet"))];
  const [low, high] = [usual.low, usual.high].map((one) => Math.max(1, Math.round(one / 60)));
  const range = low === high ? String(low) : `${low}–${high}`;
  return [el("span", {class: "run-usual"}, t("usually %(range)s min", {range}))];
}

// The length of the line in seconds. It grows with whoever stays longer than usual.
function end(view, total) {
  if (view.current.state === "called") return Math.max(WARMUP, total * 1.1);
  return Math.max((view.usual?.high ?? 600) * ROOM, total * 1.05);
}

function drawLine(run, total, length, usual) {
  const share = (n) => Math.min(100, (n / length) * 100).toFixed(2);
  run.style.setProperty("--run", share(total));
  run.toggleAttribute("data-usual", Boolean(usual));
  const words = run.nextElementSibling;
  if (!usual) return;
  for (const one of [run, words]) {
    one.style.setProperty("--low", share(usual.low));
    one.style.setProperty("--high", share(usual.high));
  }
}

// Nobody is with me: one sentence, and what it depends on.
function empty(view, now) {
  const {counter, light} = view;
  const texts = {
    idle: () => [t("Nobody is with you."), null],
    paused: () => [pauseWords(counter), othersWords(view)],
    closed: () => [t("This counter is closed."), lightWords(light)],
    taken: () => [takenSentence(view), lightWords(light)],
  };
  const [first, second] = texts[now]();
  const away = now === "closed" || now === "taken";
  return [
    el("p", {class: "sheet-empty"}, first),
    second && el("p", {class: "sheet-about"}, second),
    away && el("p", {class: "sheet-leave"},
      el("button", {class: "link", type: "button", "data-leave": true}, t("Choose another counter"))),
  ];
}

function pauseWords({pause_reason: reason}) {
  return reason ? t("Break: %(reason)s", {reason}) : t("You are on a break.");
}

function othersWords({colleagues, light}) {
  if (colleagues.some((one) => one.state === "open")) {
    return t("The queue goes on at the other counters.");
  }
  const alone = t("No other counter is open.");
  return light.waiting ? [alone, lightWords(light)].join(" ") : alone;
}

function lightWords({waiting}) {
  return waiting ? t("%(n)s are waiting in the office.", {n: waiting}) : t("Nobody is waiting.");
}

