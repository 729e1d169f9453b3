// Why a ticket stands where it stands, in words. The codes and figures come from the server;
// a row shows the weightiest reason first, the ticket's own sheet shows all of them.

import {clock, serverNow} from "app/time.js";
import {nameOf, t} from "app/texts.js";
import {languageWord, personsWord, priorityWord, speaksAnother} from "app/staff/words.js";

const DAY_LONG = 1440; // minutes of credit from which it is no longer said in minutes

// code -> [weight, icon, words(figures, context)]; the heaviest one leads the row.
const REASONS = {
  put_back: [90, "undo-2", () => t("put back, passed over once")],
  not_due: [85, "clock", (r) => t("due from %(time)s", {time: clock(r.at)})],
  appointment: [80, "calendar-check", (r) => t("appointment %(time)s", {time: clock(r.booked_at)})],
  appointment_late: [70, "calendar-x", (r) =>
    t("too late for %(time)s", {time: clock(r.booked_at)})],
  returned: [60, "corner-down-right", (r) =>
    t("missed the call, back since %(time)s", {time: clock(r.at)})],
  priority: [50, "arrow-up", (r) => priority(r)],
  postponed: [40, "clock-plus", (r) => postponed(r)],
  transferred: [30, "arrow-right", (r) => transferred(r)],
  further_service: [25, "arrow-right", () => t("for a further service")],
  bound: [20, "user-check", (r, own) => bound(r, own)],
  unbound: [15, "split", (r) => unbound(r)],
  reluctance: [10, "minus", (r) => t("%(n)s min later here", {n: Math.round(r.minutes)})],
  arrived: [0, null, (r) => t("arrived %(time)s", {time: clock(r.at)})],
};

function priority({priority: id, minutes}) {
  if (minutes >= DAY_LONG) return t("%(name)s, goes first", {name: priorityWord(id)});
  return t("priority, %(n)s min credit", {n: Math.round(minutes)});
}

function postponed({minutes, until}) {
  if (!until || Date.parse(until) <= serverNow()) return t("postponed by %(n)s min", {n: minutes});
  return t("postponed until %(time)s", {time: clock(until)});
}

function transferred({counter}) {
  return counter ? t("from %(counter)s", {counter: nameOf(counter)}) : t("transferred");
}

function unbound({counter}) {
  return counter ? t("was meant for %(counter)s", {counter: nameOf(counter)}) : t("for anyone now");
}

function bound({counter}, own) {
  if (own && counter?.id === own) return t("only for this counter");
  return t("only for %(counter)s", {counter: nameOf(counter)});
}

function worded(reason, own) {
  const [weight, icon, words] = REASONS[reason.code] ?? [5, null, () => reason.code];
  return {...reason, weight, icon, text: words(reason, own)};
}

// All reasons, the heaviest first: [{code, icon, text, …figures}]. `own` is the counter asking.
export function reasonsOf(ticket, own = null) {
  const found = (ticket.reasons ?? []).map((one) => worded(one, own));
  return found.sort((one, other) => other.weight - one.weight);
}

// For a row: {icon, text} with the leading reason, the arrival and what the clerk should know.
export function reasonLine(ticket, own = null) {
  const all = reasonsOf(ticket, own);
  const [lead] = all;
  const icon = lead?.icon ?? (speaksAnother(ticket) ? "languages" : null);
  return {icon, text: capital([...inOrder(all), ...asides(ticket)].join(", "))};
}

// These are understood from the arrival on; the others lead.
const AFTER_ARRIVAL = new Set(["transferred", "further_service", "postponed", "unbound", "reluctance"]);

function inOrder(all) {
  const [lead, ...rest] = all;
  const arrival = all.find((one) => one.code === "arrived");
  if (!lead || lead === arrival) return all.map((one) => one.text);
  const others = rest.filter((one) => one !== arrival).map((one) => one.text);
  if (!arrival) return [lead.text, ...others];
  if (AFTER_ARRIVAL.has(lead.code)) return [arrival.text, lead.text, ...others];
  if (lead.code === "appointment") return [lead.text, hereSince(arrival), ...others];
  return [lead.text, ...others, ...(others.length ? [] : later(lead, arrival))];
}

const hereSince = (arrival) => t("here since %(time)s", {time: clock(arrival.at)});

// A credit and a return say enough; who is not due yet has been here since.
function later(lead, arrival) {
  return ["priority", "returned"].includes(lead.code) ? [] : [hereSince(arrival)];
}

// In a direction of its own: "speaks فارسی, 4 people" keeps its order.
const isolated = (text) => `\u2068${text}\u2069`;

// What the clerk should know before calling.
function asides(ticket) {
  const found = [];
  if (speaksAnother(ticket)) found.push(t("speaks %(name)s", {name: isolated(languageWord(ticket.language))}));
  if (ticket.persons > 1) found.push(personsWord(ticket.persons));
  if (ticket.also?.length) found.push(t("%(n)s further", {n: ticket.also.length}));
  return found;
}

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
