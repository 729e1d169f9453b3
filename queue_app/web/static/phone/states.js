// What comes after the call: at the counter, parked, missed, over.

import {el, icon, ltr, number} from "app/dom.js";
import {rich, spoken, spokenName, t} from "app/texts.js";
import {clock, seconds} from "app/time.js";
import {actionButtons, returnButton} from "./actions.js";
import {checklist, forgetChecklist} from "./checklist.js";
import {paper, services, statement} from "./parts.js";
import {soundButton} from "./sound.js";

export function servingView(ticket) {
  const way = spoken(ticket.counter?.way, null);
  return {
    head: paper(
      ticket,
      el("p", {class: "paper-label"}, t("You are being served")),
      el("p", {class: "paper-range"}, el("b", {}, spokenName(ticket.counter))),
      way ? el("p", {class: "paper-ahead"}, way) : null,
    ),
    body: checklist(ticket),
  };
}

export function parkedView(ticket, repaint) {
  return {
    head: paper(ticket, el("p", {class: "paper-words"}, icon("square-parking"),
      el("span", {}, t("Your matter is paused.")))),
    body: statement(
      t("Please stay close"),
      t("When you have what is missing, tell the counter. We call you again, also here."),
    ),
    actions: [actionButtons(ticket, repaint), soundButton(repaint)].filter(Boolean),
  };
}

export function missedView(ticket, repaint) {
  const held = ticket.hold_until && seconds(ticket.hold_until) < 0;
  const mayReturn = held && ticket.actions.includes("return");
  const until = held && ltr(clock(ticket.hold_until), "b");
  return {
    head: el("section", {class: "missed"},
      paper(ticket, el("p", {class: "paper-words"}, t("We called you, but you were not there.")))),
    body: mayReturn
      ? statement(
        rich("We hold your number until %(time)s.", {time: until}),
        t("Come back and press the button: you are called again soon."),
      )
      : statement(
        t("We could not hold your number any longer."),
        t("Please go to the information desk. Today they can still bring you back."),
      ),
    actions: [mayReturn ? returnButton(ticket, repaint) : null, actionButtons(ticket, repaint)]
      .filter(Boolean),
  };
}

const OVER = {
  finished: [() => t("Your visit is finished."), () => t("Thank you for your patience. Goodbye!")],
  cancelled: [() => t("This number was given back."),
    () => t("It will not be called. For a new visit please draw a new number.")],
  expired: [() => t("This number is no longer valid."),
    () => t("Numbers are valid on one day only. Please draw a new one next time.")],
};

export function overView(ticket) {
  forgetChecklist(ticket);
  const [title, note] = OVER[ticket.state];
  return {
    head: el(
      "section", {class: "over"},
      el("h1", {}, el("span", {class: "paper-label"}, t("Your number")),
        number(ticket.number, ticket.state)),
      el("p", {class: "secondary"}, services(ticket)),
    ),
    body: statement(title(), note()),
  };
}
