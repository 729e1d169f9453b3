// The fields of a visit: people, further services, priority, language, counter, appointment.
// Each is an element with `value`; what is done with them is the form's business.

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {nameOf, t} from "app/texts.js";
import {day, serverNow} from "app/time.js";
import {languageWord, priorityWord} from "app/staff/words.js";

const MOST = 6; // persons on one ticket

// One of a few: radio buttons in a line, as wide as their words.
function oneOf(name, legend, choices, chosen) {
  const inputs = radios(name, choices, chosen);
  const line = choices.map(({words}, index) => el("label", {}, inputs[index], el("span", {}, words)));
  return answering(inputs, el("fieldset", {}, el("legend", {}, legend),
    el("div", {class: "one-of-line"}, ...line)));
}

// One of a few with longer words: a row each.
function oneBelow(name, legend, choices, chosen) {
  const inputs = radios(name, choices, chosen);
  const rows = choices.map(({words, hint}, index) => el("label", {class: "choice compact"},
    inputs[index], el("span", {}, words), hint && el("small", {}, hint)));
  return answering(inputs, el("fieldset", {}, el("legend", {}, legend), ...rows));
}

function radios(name, choices, chosen) {
  return choices.map(({id}) =>
    el("input", {type: "radio", name, value: id, checked: String(id) === String(chosen)}));
}

function answering(inputs, element) {
  Object.defineProperty(element, "value", {get: () => inputs.find((one) => one.checked)?.value});
  return element;
}

export function personsField(chosen = 1) {
  const choices = Array.from({length: MOST}, (_, n) => ({id: n + 1, words: String(n + 1)}));
  return oneOf("persons", t("People"), choices, chosen);
}

export function priorityField(chosen) {
  const choices = boot.office.priorities.map(({id, credit_minutes: credit}) => ({
    id, words: priorityWord(id), hint: credit > 0 ? creditWords(credit) : null,
  }));
  return oneBelow("priority", t("Priority"), choices, chosen ?? usualPriority());
}

function creditWords(credit) {
  return credit >= 1440 ? t("goes first") : t("%(n)s min credit", {n: credit});
}

// The class that a ticket has when nobody says otherwise: the one with the least credit.
export function usualPriority() {
  const [least] = [...boot.office.priorities].sort((a, b) => a.credit_minutes - b.credit_minutes);
  return least?.id;
}

export function selectField(id, label, choices, chosen = "") {
  const select = el("select", {class: "input", id},
    ...choices.map((one) => el("option", {value: one.id, selected: one.id === chosen}, one.words)));
  const element = el("div", {class: "field"}, el("label", {for: id}, label), select);
  Object.defineProperty(element, "value", {get: () => select.value});
  return element;
}

export function languageField() {
  const choices = boot.office.languages.map((id) => ({id, words: languageWord(id)}));
  return selectField("language", t("Language of the call"), choices, boot.office.languages[0]);
}

export function counterField() {
  const choices = boot.office.counters.map((one) => ({id: one.id, words: nameOf(one)}));
  return selectField("bind", t("Only at counter"), [{id: "", words: t("any")}, ...choices]);
}

export function serviceField(chosen) {
  const choices = boot.office.services.map((one) => ({id: one.id, words: nameOf(one)}));
  return selectField("change-service", t("Service"), choices, chosen);
}

// Further services: chosen one after the other, each can be taken away again.
export function alsoField(without, chosen = []) {
  let ids = [...chosen];
  const list = el("ul", {class: "chosen"});
  const select = el("select", {class: "input", id: "also"});
  const element = el("div", {class: "field"},
    el("label", {for: "also"}, t("Further services")), list, select);
  const draw = () => {
    const left = boot.office.services.filter((one) => one.id !== without() && !ids.includes(one.id));
    replace(select, el("option", {value: ""}, t("add one …")),
      ...left.map((one) => el("option", {value: one.id}, nameOf(one))));
    list.replaceChildren(...ids.map(chosenRow));
    select.value = "";
  };
  select.addEventListener("change", () => {
    if (select.value) ids.push(select.value);
    draw();
  });
  list.addEventListener("click", (event) => {
    const id = event.target.closest("button")?.dataset.drop;
    ids = ids.filter((one) => one !== id);
    draw();
    select.focus();
  });
  draw();
  element.redraw = () => {
    ids = ids.filter((one) => one !== without());
    draw();
  };
  Object.defineProperty(element, "value", {get: () => ids});
  return element;
}

function chosenRow(id) {
  const name = nameOf(boot.office.services.find((one) => one.id === id));
  return el("li", {}, el("span", {}, name),
    el("button", {class: "button quiet small", type: "button", "data-drop": id,
      "aria-label": t("Remove %(name)s", {name})}, icon("x"), t("Remove")));
}

// The booked time as one types it: "10:25", "1025", "9". `instant()` is null without one and
// undefined for what is no time.
export function appointmentField() {
  const input = el("input", {class: "input tabular", id: "booked", inputmode: "numeric",
    autocomplete: "off", maxlength: 5, placeholder: t("e.g. 10:25")});
  const error = el("p", {class: "error", id: "booked-error", hidden: true}, icon("circle-alert"),
    el("span", {}, t("Please give a time such as 10:25.")));
  const element = el("div", {class: "field"},
    el("label", {for: "booked"}, t("Appointment at")), input, error);
  element.complain = (wrong) => {
    error.hidden = !wrong;
    input.setAttribute("aria-invalid", String(wrong));
    if (!wrong) return input.removeAttribute("aria-describedby");
    input.setAttribute("aria-describedby", "booked-error");
    input.focus();
  };
  element.instant = () => instantOf(input.value.trim());
  return element;
}

function instantOf(text) {
  if (!text) return null;
  const [, h, m = "0"] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(text) ?? [];
  if (h === undefined || Number(h) > 23 || Number(m) > 59) return undefined;
  return wallClock(Number(h), Number(m)).toISOString();
}

// Today's wall clock of the office as an instant, whatever zone the browser lives in.
function wallClock(h, m) {
  const zone = boot.office.timezone;
  const [year, month, date] = day(serverNow()).split("-").map(Number);
  const wanted = Date.UTC(year, month - 1, date, h, m);
  const guess = wanted - offset(new Date(wanted), zone);
  return new Date(wanted - offset(new Date(guess), zone));
}

function offset(instant, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", {timeZone: zone, hourCycle: "h23",
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit"});
  const of = Object.fromEntries(parts.formatToParts(instant).map(({type, value}) => [type, value]));
  return Date.UTC(of.year, of.month - 1, of.day, of.hour, of.minute)
    - Math.floor(instant.getTime() / 60000) * 60000;
}
