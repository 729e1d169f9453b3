// Called: one thing only. The number, the counter, the way, and what happens if one is late.

import {boot} from "app/boot.js";
import {el, icon, ltr} from "app/dom.js";
import {rich, richn, spoken, spokenName, t} from "app/texts.js";
import {clock, seconds, serverNow} from "app/time.js";
import {bigNumber} from "./parts.js";
import {muteButton} from "./sound.js";

const ARROWS = {left: "arrow-left", right: "arrow-right", up: "arrow-up", down: "arrow-down"};

export function calledView(ticket, repaint) {
  const counter = ticket.counter;
  const way = spoken(counter?.way, null);
  return {
    head: el(
      "section", {class: "called"},
      el("h1", {}, t("It is your turn")),
      el("p", {class: "called-number"}, bigNumber(ticket)),
      el("p", {class: "called-counter"},
        ARROWS[counter?.direction] ? icon(ARROWS[counter.direction]) : null,
        el("span", {}, spokenName(counter))),
      way ? el("p", {class: "called-way"}, way) : null,
    ),
    body: el(
      "section", {class: "called-foot"},
      recallAt(ticket) ? el("div", {class: "countdown", "aria-hidden": "true"}) : null,
      el("p", {}, whatThen(ticket)),
    ),
    actions: muteButton(repaint),
  };
}

// When the number is gonged again by itself; null once that has happened, or never.
function recallAt(ticket) {
  const after = boot.office.rules.auto_recall_seconds;
  if (!after || ticket.recalled_at || !ticket.called_at) return null;
  const at = new Date(Date.parse(ticket.called_at) + after * 1000);
  return at > serverNow() ? at : null;
}

function whatThen(ticket) {
  const held = boot.office.rules.no_show_hold_minutes;
  const again = recallAt(ticket);
  const parts = [];
  if (again) {
    parts.push(rich("At %(time)s we call you once more.", {time: ltr(clock(again), "b")}), " ");
  } else if (ticket.recalled_at) {
    parts.push(t("We have called you a second time."), " ");
  }
  if (held) {
    parts.push(richn(
      "If you do not come, we hold your number for %(minutes)s minute.",
      "If you do not come, we hold your number for %(minutes)s minutes.",
      held, {minutes: el("b", {}, String(held))},
    ), " ", t("Just tell the information desk."));
  }
  return parts;
}

// How much of the time until the second call has passed.
export function paintCountdown(main, ticket) {
  const line = main.querySelector(".countdown");
  const at = line && recallAt(ticket);
  if (!at) return;
  const whole = seconds(ticket.called_at, at);
  const share = Math.min(1, Math.max(0, seconds(ticket.called_at) / whole));
  line.style.setProperty("--share", share.toFixed(3));
}
