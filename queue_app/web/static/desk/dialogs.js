// The desk's questions: how it ended, where it goes, why it rests. Each answers what is to be
// sent, or null when the clerk thought better of it; nothing is sent here.

import {el, number} from "app/dom.js";
import {nameOf, rich, t} from "app/texts.js";
import {clock, minutes, seconds, serverNow} from "app/time.js";
import {ask} from "app/staff/dialog.js";
import {capital, reasonsOf} from "app/staff/reasons.js";
import {furtherNames, languageWord, outcomeWord, personsWord, said, serviceName, waited}
  from "app/staff/words.js";
import {unavailable} from "./situation.js";

const NOTE_LENGTH = 200;
const REASON_LENGTH = 80;

// {outcome, services?}: without a choice to make there is no question.
export async function askOutcome({current, office}) {
  const outcomes = office.outcomes.map((one) => one.id ?? one);
  const further = current.also ?? [];
  if (outcomes.length < 2 && !further.length) return outcomes.length ? {outcome: outcomes[0]} : {};
  const boxes = further.map((one) => checkbox("rendered", one.id, nameOf(one)));
  const outcome = await ask({
    title: rich("How did %(number)s end?", {number: said(current.number)}),
    body: further.length ? [group(t("Also done in the same go:"), boxes)] : [],
    choices: (outcomes.length ? outcomes : [""]).map((id, index) => ({
      id, words: id ? outcomeWord(office.outcomes[index]) : t("Finish"), key: String(index + 1),
    })),
  });
  if (outcome === null) return null;
  const done = boxes.map((one) => one.querySelector("input")).filter((one) => one.checked);
  const services = [current.service.id, ...done.map((one) => one.value)];
  return {...(outcome && {outcome}), ...(further.length && {services})};
}

export async function askNote({current}) {
  const field = textField("park-note", t("Note (optional)"), NOTE_LENGTH,
    t("What is being fetched? Deleted when the visit ends. No names, please."));
  const answer = await ask({
    title: rich("Park %(number)s", {number: said(current.number)}),
    body: [field],
    choices: [{id: "park", words: t("Park"), key: null}],
    focus: field.querySelector("input"),
  });
  return answer && noted(field, "note");
}

function noted(field, name) {
  const text = field.querySelector("input").value.trim();
  return text ? {[name]: text} : {};
}

const BREAKS = [15, 30, 45]; // minutes

export async function askBreak({current}) {
  const field = textField("pause-reason", t("Reason (optional)"), REASON_LENGTH,
    t("Colleagues see it."));
  const until = BREAKS.map((n) => t("until %(time)s", {time: clock(inMinutes(n))}));
  const answer = await ask({
    title: current ? t("Break after this number") : t("Begin the break"),
    body: [field],
    choices: [
      {id: "plain", words: t("Begin the break")},
      ...until.map((words, index) => ({id: words, words: capital(words), key: String(index + 1)})),
    ],
  });
  if (answer === null) return null;
  return answer === "plain" ? noted(field, "reason") : {reason: answer};
}

// Rounded to five minutes, as one would say it.
function inMinutes(n) {
  const five = 5 * 60000;
  return new Date(Math.round((serverNow().getTime() + n * 60000) / five) * five);
}

// Called a moment ago: is it really certain that nobody comes?
export async function askEarly({current}) {
  const ago = Math.max(1, Math.round(seconds(current.called_at)));
  const answer = await ask({
    title: rich("%(number)s was called %(n)s s ago", {number: said(current.number), n: ago}),
    text: t("The way may be longer than that."),
    choices: [{id: "absent", words: t("Not here all the same"), key: "1"}],
    leave: t("Wait a little"),
  });
  return answer === "absent";
}

// Somebody who missed the call stands here: "return", "call" or null.
export function askReturn(view, ticket) {
  const why = callWhy(view, ticket);
  return ask({
    title: rich("%(number)s is here", {number: said(ticket.number)}),
    text: serviceName(ticket),
    choices: [
      {id: "return", words: t("Back into the queue"), hint: t("behind the next two"), key: "1"},
      {id: "call", words: t("Call now"), hint: why, unavailable: why, key: "2"},
    ],
  });
}

// Everything about one waiting number, and calling it by hand: "call" or null.
export function askByHand(view, ticket) {
  const why = callWhy(view, ticket);
  const elsewhere = ticket.bound_to && ticket.bound_to.id !== view.counter.id;
  const hint = why ?? (elsewhere
    ? t("It is meant for %(counter)s.", {counter: nameOf(ticket.bound_to)}) : null);
  return ask({
    title: large(ticket.number),
    body: [el("p", {class: "dialog-service"}, serviceName(ticket)), facts(view, ticket)],
    choices: [{id: "call", words: t("Call by hand"), hint, unavailable: why}],
    leave: t("Back"),
  });
}

function large(value) {
  const element = number(value);
  element.classList.add("large");
  return element;
}

// Why this ticket cannot be called here and now, or null.
export function callWhy(view, ticket) {
  const served = view.counter.services.some((one) => (one.id ?? one) === ticket.service.id);
  if (!served) return t("This counter does not serve this.");
  return unavailable(view, "call");
}

function facts(view, ticket) {
  const rows = [
    [t("Waits for"), t("%(n)s min", {n: minutes(waited(ticket, view.as_of, serverNow()))})],
    [t("Order"), reasonsOf(ticket, view.counter.id).map((one) => one.text).join(", ")],
    [t("Language"), languageWord(ticket.language)],
    ticket.persons > 1 && [t("People"), personsWord(ticket.persons)],
    ticket.also?.length && [t("Then"), furtherNames(ticket)],
    ticket.note && [t("Note"), ticket.note],
  ].filter(Boolean);
  return el("dl", {class: "facts"},
    ...rows.map(([name, text]) => el("div", {}, el("dt", {}, name), el("dd", {}, capital(text)))));
}

export function checkbox(name, value, words, checked = false) {
  return el("label", {class: "choice"}, el("input", {type: "checkbox", name, value, checked}),
    el("span", {}, words));
}

export function group(legend, children) {
  return el("fieldset", {class: "dialog-group"}, el("legend", {}, legend), ...children);
}

export function textField(id, label, maxlength, hint = null) {
  return el("div", {class: "field"},
    el("label", {for: id}, label),
    el("input", {class: "input", id, maxlength, autocomplete: "off",
      "aria-describedby": hint && `${id}-hint`}),
    hint && el("p", {class: "hint", id: `${id}-hint`}, hint));
}
