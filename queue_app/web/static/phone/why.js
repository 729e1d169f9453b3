// "Why this order?": how many go first by rule, how many came earlier, and what counts for me.
// Nothing is told about any other person.

import {api} from "app/api.js";
import {boot} from "app/boot.js";
import {el} from "app/dom.js";
import {nameOf, t, tn} from "app/texts.js";
import {clock} from "app/time.js";
import {tell, unexpected} from "./dialogs.js";

export async function explain() {
  const lines = el("div", {class: "why", role: "status"}, el("p", {}, t("One moment …")));
  tell({title: t("Why this order?"), lines: [lines]});
  try {
    lines.replaceChildren(...sentences(await api.get(`/tickets/${boot.token}/why`)));
  } catch {
    lines.replaceChildren(el("p", {}, unexpected()));
  }
}

function sentences({by_rule, earlier, reasons}) {
  const all = [
    earlier
      ? tn("%(n)s person ahead of you came earlier.", "%(n)s people ahead of you came earlier.",
        earlier)
      : null,
    by_rule
      ? tn("%(n)s person goes first by rule.", "%(n)s people go first by rule.", by_rule)
      : null,
    earlier || by_rule ? null : t("Nobody is ahead of you."),
    ...reasons.map(reason),
  ];
  return [
    ...all.filter(Boolean).map((one) => el("p", {}, one)),
    el("p", {class: "secondary"}, t("Who comes earlier is called earlier. Appointments, priority "
      + "and returning after a missed call count in minutes, the same for everybody.")),
  ];
}

const WORDS = {
  arrived: ({at}) => t("Your number counts from %(time)s.", {time: clock(at)}),
  priority: (it) => tn("You have priority: it counts as %(n)s minute of waiting.",
    "You have priority: it counts as %(n)s minutes of waiting.", it.minutes),
  appointment: ({booked_at}) =>
    t("You have an appointment at %(time)s.", {time: clock(booked_at)}),
  appointment_late: ({booked_at}) => t("Your appointment was at %(time)s; as you came later, "
    + "your number counts from your arrival.", {time: clock(booked_at)}),
  not_due: ({at}) => t("We call you at %(time)s at the earliest.", {time: clock(at)}),
  postponed: (it) => tn("You asked to be called %(n)s minute later.",
    "You asked to be called %(n)s minutes later.", it.minutes),
  returned: ({at}) => t("You missed a call and came back at %(time)s.", {time: clock(at)}),
  transferred: () => t("You were passed on; your waiting time so far counts."),
  further_service: () => t("This is your next matter; your waiting time so far counts."),
  bound: ({counter}) => t("You wait for a particular counter: %(counter)s.",
    {counter: nameOf(counter)}),
};

function reason(it) {
  return WORDS[it.code]?.(it) ?? null;
}
