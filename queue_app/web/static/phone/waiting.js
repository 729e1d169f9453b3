// Waiting: the number, how long still, when to be back, what to bring, what can be done.

import {boot} from "app/boot.js";
import {el, icon, ltr} from "app/dom.js";
import {axisElement, figures, waitOf} from "app/stroke.js";
import {rich, t, tn} from "app/texts.js";
import {clock, seconds, serverNow} from "app/time.js";
import {actionButtons} from "./actions.js";
import {checklist} from "./checklist.js";
import {paper} from "./parts.js";
import {riseText} from "./rise.js";
import {soundButton} from "./sound.js";

const EARLIER = 120; // seconds before the earliest call to be back
const NEAR = 300; // seconds below which nobody should leave at all

export function waitingView(ticket, repaint) {
  return {
    head: [ticket.withdrawn ? withdrawn() : null, paper(ticket, ...wait(ticket))].filter(Boolean),
    body: [comeBack(ticket), checklist(ticket)].filter(Boolean),
    actions: [actionButtons(ticket, repaint), soundButton(repaint)].filter(Boolean),
  };
}

function withdrawn() {
  return el("p", {class: "withdrawn", role: "alert"}, icon("undo-2"), el("span", {},
    el("b", {}, t("The call was taken back.")), " ",
    t("Please wait on, your number keeps its place.")));
}

function wait(ticket) {
  const state = waitOf(ticket.estimate);
  const place = aheadWords(ticket);
  if (state.kind === "none") return [noEstimate(ticket), place && line(place)].filter(Boolean);
  const ahead = place ?? notBefore(ticket);
  const figure = state.kind === "soon"
    ? el("b", {}, t("Your turn soon"))
    : rich("%(range)s min", {range: el("b", {}, ltr(figures(state)))});
  return [
    state.kind === "range" ? el("p", {class: "paper-label"}, t("You wait for about")) : null,
    state.kind === "over" ? el("p", {class: "paper-label"}, t("You wait more than")) : null,
    el("p", {class: "paper-range"}, el("span", {class: "range"}, figure),
      ahead ? el("span", {class: "paper-ahead"}, ahead) : null),
    state.kind === "range" ? axisElement(ticket.estimate, {now: serverNow()}) : null,
    rise(ticket),
  ].filter(Boolean);
}

function rise(ticket) {
  const words = riseText(ticket.estimate);
  return words ? el("p", {class: "paper-rise"}, icon("info"), el("span", {}, words)) : null;
}

function noEstimate(ticket) {
  const later = notBefore(ticket);
  const words = later ?? (ticket.estimate?.basis === "nobody_serving"
    ? t("At the moment no counter serves this. Your number keeps its place.")
    : t("There is no estimate yet."));
  return el("p", {class: "paper-words"}, words);
}

// Postponed, or an appointment that is not due: not before then.
function notBefore(ticket) {
  if (ticket.position !== null || !ticket.eligible_from) return null;
  if (seconds(ticket.eligible_from) > 0) return null;
  return t("We call you at %(time)s at the earliest.", {time: clock(ticket.eligible_from)});
}

function aheadWords(ticket) {
  if (ticket.ahead === null || ticket.position === null) return null;
  if (!ticket.ahead) return t("Nobody ahead of you");
  return tn("%(n)s ahead of you", "%(n)s ahead of you", ticket.ahead);
}

function line(words) {
  return el("p", {class: "paper-ahead"}, words);
}

function comeBack(ticket) {
  const state = waitOf(ticket.estimate);
  if (state.kind === "none") {
    return block(t("Please stay close"), t("We also tell you here."), null);
  }
  const earliest = Date.parse(ticket.estimate.as_of) + ticket.estimate.shown.low * 1000;
  if (earliest > Date.parse(boot.office?.closes_at ?? "")) {
    return block(t("Please stay close"),
      t("It is full today: we may not be able to call you any more."), null);
  }
  const back = ticket.be_back_by ? Date.parse(ticket.be_back_by) : earliest - EARLIER * 1000;
  if ((back - serverNow()) / 1000 < NEAR) {
    return block(t("Please stay close"), t("It will not be long."), null);
  }
  return block(t("Be back by"), t("We also tell you here."), clock(new Date(back)));
}

function block(title, note, time) {
  return el(
    "section", {class: "back"},
    el("div", {}, el("h2", {}, title), el("p", {class: "secondary"}, note)),
    time ? el("b", {class: "back-time clock"}, time) : null,
  );
}
