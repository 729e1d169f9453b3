// Passing on: to a service, a counter or both, by keyboard. The counters that cannot take it
// keep their place and say why.

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {nameOf, rich, t} from "app/texts.js";
import {ask} from "app/staff/dialog.js";
import {said} from "app/staff/words.js";
import {checkbox, group, textField} from "./dialogs.js";

const NOTE_LENGTH = 200;
const MANY = 10; // services from which a field to filter them is worth its place

export async function askTransfer(view) {
  const {current} = view;
  const services = radios("to-service", serviceChoices(current));
  const counters = radios("to-counter", counterChoices(view));
  const list = el("div", {class: "transfer-list"}, ...services);
  const filter = services.length > MANY ? filterField(list) : null;
  const note = textField("transfer-note", t("Note (optional)"), NOTE_LENGTH);
  const back = checkbox("back", "back", t("Comes back to me afterwards"));
  const columns = el("div", {class: "transfer-columns"},
    group(t("Service"), [filter, list].filter(Boolean)),
    group(t("Counter"), [el("div", {class: "transfer-list"}, ...counters)]));
  const nobody = el("div", {class: "transfer-nobody", role: "status"});
  const offer = () => {
    offerCounters(columns, view);
    replace(nobody, warning(columns, view));
  };
  columns.addEventListener("change", offer);
  offer();
  const answer = await ask({
    title: rich("Transfer %(number)s", {number: said(current.number)}),
    text: t("Arrival and number are kept."),
    body: [columns, nobody, el("div", {class: "transfer-more"}, back, note)],
    choices: [{id: "transfer", words: t("Transfer")}],
    check: () => complaint(columns),
    focus: columns.querySelector("input:checked"),
    wide: true,
  });
  if (answer === null) return null;
  const text = note.querySelector("input").value.trim();
  return {
    ...chosen(columns),
    ...(back.querySelector("input").checked && {auto_return: true}),
    ...(text && {note: text}),
  };
}

function serviceChoices(current) {
  const same = {id: "", words: t("As before: %(service)s", {service: nameOf(current.service)})};
  const others = boot.office.services.filter((one) => one.id !== current.service.id);
  return [same, ...others.map((one) => ({id: one.id, words: nameOf(one)}))];
}

function counterChoices({counter, colleagues}) {
  const states = new Map(colleagues.map((one) => [one.id, one]));
  const any = {id: "", words: t("Any counter"), note: t("whoever is free first")};
  return [any, ...boot.office.counters.map((one) => ({
    id: one.id, words: nameOf(one), note: stateOf(states.get(one.id), one.id === counter.id),
  }))];
}

function stateOf(row, own) {
  if (own) return t("my own");
  if (!row || row.state === "closed") return t("closed");
  if (row.ticket) return row.ticket.number;
  return row.state === "paused" ? t("on a break") : t("free");
}

function radios(name, choices) {
  return choices.map(({id, words, note}, index) => el("label", {class: "choice compact"},
    el("input", {type: "radio", name, value: id, checked: index === 0}),
    el("span", {}, words),
    note && el("small", {"data-note": note}, note)));
}

function chosen(columns) {
  const [service, counter] = ["to-service", "to-counter"].map((name) =>
    columns.querySelector(`input[name="${name}"]:checked`)?.value ?? "");
  return {...(service && {service}), ...(counter && {counter})};
}

// A counter takes it when it is open and serves the service that is chosen now.
function offerCounters(columns, view) {
  const service = chosen(columns).service ?? view.current.service.id;
  for (const input of columns.querySelectorAll('input[name="to-counter"]')) {
    if (!input.value) continue;
    const why = cannotTake(input.value, service, view);
    const note = input.parentElement.querySelector("small");
    input.disabled = Boolean(why);
    replace(note, why ?? note.dataset.note);
    if (why && input.checked) columns.querySelector('input[name="to-counter"]').checked = true;
  }
}

function cannotTake(id, service, {counter, colleagues}) {
  const known = boot.office.counters.find((one) => one.id === id);
  if (!known.services.some((one) => (one.id ?? one) === service)) return t("does not serve this");
  const state = id === counter.id ? counter.state : colleagues.find((one) => one.id === id)?.state;
  return !state || state === "closed" ? t("closed") : null;
}

// A service that no open counter serves now is allowed, and said before it happens.
function warning(columns, view) {
  const {service = view.current.service.id, counter} = chosen(columns);
  const open = [view.counter, ...view.colleagues].filter((one) => one.state === "open");
  const ready = new Set(open.map((one) => one.id));
  const served = boot.office.counters.some((one) => ready.has(one.id)
    && (!counter || one.id === counter) && one.services.some((each) => (each.id ?? each) === service));
  if (served) return null;
  return el("p", {class: "notice"}, icon("info"),
    el("span", {}, t("No open counter serves this at the moment. The number would wait.")));
}

function complaint(columns) {
  return Object.keys(chosen(columns)).length
    ? null : t("Please choose another service, a counter or both.");
}

function filterField(list) {
  const input = el("input", {class: "input", type: "search", autocomplete: "off",
    "aria-label": t("Find a service"), placeholder: t("Find a service")});
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    for (const row of list.children) {
      row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
    }
  });
  return input;
}
