// What the citizen may do with the ticket: be called later, give it back, be there again.

import {api, newKey, Problem} from "app/api.js";
import {boot} from "app/boot.js";
import {el, icon} from "app/dom.js";
import {t, tn} from "app/texts.js";
import {clock, serverNow} from "app/time.js";
import {ask, tell, unexpected} from "./dialogs.js";

const PATIENCE = 20000; // ms before we admit that there is no connection

export function actionButtons(ticket, repaint) {
  const can = (action) => ticket.actions.includes(action);
  const later = can("postpone") || ticket.state === "waiting" ? postponeButton(ticket, repaint) : null;
  const giveBack = can("cancel") ? cancelButton(ticket, repaint) : null;
  if (!later && !giveBack) return null;
  return el("div", {class: "pair"}, later, giveBack);
}

function postponeButton(ticket, repaint) {
  const minutes = boot.office.rules.postpone_minutes;
  const off = !ticket.actions.includes("postpone");
  const why = t("This was possible %(n)s times; now please wait.",
    {n: boot.office.rules.postpone_times});
  return el(
    "button",
    {
      class: "button", type: "button", "data-action": "postpone", "aria-disabled": off || null,
      "data-left": ticket.postponements_left, // another button for another ticket: see replace()
      onclick: () => (off
        ? tell({title: laterWords(minutes), lines: [el("p", {}, why)]})
        : postpone(ticket, minutes, repaint)),
    },
    laterWords(minutes),
  );
}

function laterWords(minutes) {
  return t("%(n)s min later", {n: minutes});
}

function postpone(ticket, minutes, repaint) {
  const time = clock(new Date(serverNow().getTime() + minutes * 60000));
  ask({
    title: tn("Be called %(n)s minute later?", "Be called %(n)s minutes later?", minutes),
    lines: [
      t("We call you at %(time)s at the earliest. Others go first until then.", {time}),
      tn("You can do this %(n)s more time.", "You can do this %(n)s more times.",
        ticket.postponements_left),
    ],
    yes: t("Call me later"),
    act: () => press(ticket, "postpone", {minutes}, repaint),
  });
}

function cancelButton(ticket, repaint) {
  return el("button", {
    class: "button", type: "button", "data-action": "cancel",
    onclick: () => ask({
      title: t("Give your number back?"),
      lines: [t("Your place goes to the next person. To come again you need a new number.")],
      yes: t("Give it back"),
      act: () => press(ticket, "cancel", {}, repaint),
    }),
  }, t("Give number back"));
}

// "I am here": one press, no question; whoever missed the call is in a hurry.
export function returnButton(ticket, repaint) {
  const words = el("span", {}, t("I am here now"));
  const failed = el("p", {class: "error", role: "alert", hidden: true});
  let busy = false;
  const go = async () => {
    if (busy) return;
    busy = true;
    failed.hidden = true;
    words.textContent = t("One moment …");
    try {
      await press(ticket, "return", {}, repaint);
    } catch (problem) {
      failed.replaceChildren(icon("circle-alert"), el("span", {}, problem.words));
      failed.hidden = false;
      words.textContent = t("I am here now");
    }
    busy = false;
  };
  return el("div", {}, el("button", {
    class: "button filled wide", type: "button", "data-action": "return", onclick: go,
  }, icon("hand"), words), failed);
}

async function press(ticket, action, body, repaint) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const path = `/tickets/${boot.token}/${action}`;
    repaint(await api.post(path, body, {key: newKey(), signal: patience.signal}));
  } catch (problem) {
    throw Object.assign(new Error(problem.message), {words: words(problem)});
  } finally {
    clearTimeout(timer);
  }
}

function words(problem) {
  if (!(problem instanceof Problem)) {
    return t("There is no connection. Please try again or ask at the information desk.");
  }
  switch (problem.code) {
    case "postpone_limit":
      return t("You cannot postpone any more.");
    case "hold_over":
      return t("We could not hold your number any longer. Please go to the information desk.");
    case "not_allowed":
      return t("That is no longer possible: your number has moved on.");
    default:
      return unexpected();
  }
}
