// Each call of a ticket: the reasons of its place, and who was called before it by which rule.

import {el, number} from "app/dom.js";
import {nameOf, t, tn} from "app/texts.js";
import {clock} from "app/time.js";
import {reasonsOf, capital} from "app/staff/reasons.js";
import {priorityWord} from "app/staff/words.js";
import {figure} from "app/manager/format.js";

// Why another one came first, in words.
const WHY = {
  earlier: ({at}) => t("came earlier, at %(time)s", {time: clock(at)}),
  appointment: ({booked_at: at}) => t("appointment at %(time)s", {time: clock(at)}),
  priority: ({priority, minutes}) => t("%(name)s: %(n)s minutes credit",
    {name: priorityWord(priority), n: figure(minutes)}),
  reluctance: ({minutes}) => t("main work of this counter, which counts %(n)s minutes",
    {n: figure(minutes)}),
  postponed: ({minutes}) => t("the ticket had been postponed by %(n)s minutes", {n: figure(minutes)}),
  returned: ({at}) => t("the ticket had missed its call and came back at %(time)s", {time: clock(at)}),
  not_served: () => t("this counter does not do the ticket's service"),
  not_bound: ({counter}) => t("the ticket was meant for %(counter)s", {counter: nameOf(counter)}),
  not_yet: ({at}) => t("the ticket was not due before %(time)s", {time: at ? clock(at) : "–"}),
  put_back: () => t("the ticket had been put back and was passed over once"),
  by_hand: () => t("chosen from the list by hand"),
  other: () => t("by none of the present rules"),
};

// How many for each reason, in words.
const COUNTS = {
  earlier: (n) => tn("%(n)s came earlier", "%(n)s came earlier", n),
  appointment: (n) => tn("%(n)s by appointment", "%(n)s by appointment", n),
  priority: (n) => tn("%(n)s by priority", "%(n)s by priority", n),
  reluctance: (n) => tn("%(n)s as the counter's main work", "%(n)s as the counters' main work", n),
  postponed: (n) => tn("%(n)s because the ticket was postponed", "%(n)s because the ticket was postponed", n),
  returned: (n) => tn("%(n)s because it had missed a call", "%(n)s because it had missed a call", n),
  not_served: (n) => tn("%(n)s at a counter that does not do its service",
    "%(n)s at counters that do not do its service", n),
  not_bound: (n) => tn("%(n)s while it was meant for another counter",
    "%(n)s while it was meant for another counter", n),
  not_yet: (n) => tn("%(n)s before it was due", "%(n)s before it was due", n),
  put_back: (n) => tn("%(n)s after it had been put back", "%(n)s after it had been put back", n),
  by_hand: (n) => tn("%(n)s chosen by hand", "%(n)s chosen by hand", n),
  other: (n) => tn("%(n)s by none of the present rules", "%(n)s by none of the present rules", n),
};

export function callSection(call, index, {calls}) {
  const {before} = call;
  const title = calls.length > 1
    ? t("Call %(n)s, %(time)s at %(counter)s",
      {n: index + 1, time: clock(call.at), counter: nameOf(call.counter)})
    : t("Called at %(time)s, %(counter)s", {time: clock(call.at), counter: nameOf(call.counter)});
  return el("section", {class: "call", "data-call": String(index + 1)},
    el("h3", {}, title),
    el("p", {class: "secondary"}, place(call)),
    before.called.length ? el("p", {}, summary(before.counts)) : el("p", {},
      t("Nobody was called before it.")),
    before.called.length > 0 && table(before.called, title));
}

// Its own place, as the desk saw it.
function place(call) {
  const own = capital(reasonsOf(call).map((one) => one.text).join(", "));
  return call.by_hand ? t("%(reasons)s; chosen from the list by hand", {reasons: own}) : own;
}

function summary(counts) {
  const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
  const said = Object.entries(counts).map(([code, n]) => (COUNTS[code] ?? COUNTS.other)(n)).join(", ");
  return el("span", {},
    el("b", {}, tn("%(n)s was called before it:", "%(n)s were called before it:", all)), " ", said, ".");
}

function table(called, caption) {
  const head = [t("Called"), t("Number"), t("Counter"), t("Why before this one")];
  return el("div", {class: "wide", role: "group", tabindex: "0", "aria-label": caption},
    el("table", {class: "table before"},
      el("caption", {class: "visually-hidden"}, t("Called before it")),
      el("thead", {}, el("tr", {}, ...head.map((name) => el("th", {scope: "col"}, name)))),
      el("tbody", {}, ...called.map((one) => el("tr", {"data-why": one.why.code},
        el("td", {}, clock(one.at)),
        el("th", {scope: "row"}, number(one.number)),
        el("td", {}, nameOf(one.counter)),
        el("td", {}, (WHY[one.why.code] ?? WHY.other)(one.why)))))));
}
