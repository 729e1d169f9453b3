// Correcting a waiting number: its service, the people, the priority, what follows. The arrival
// is kept.

import {el, icon, number} from "app/dom.js";
import {t} from "app/texts.js";
import {alsoField, personsField, priorityField, serviceField} from "./fields.js";

// save(body) and leave() are called by the buttons.
export function correctElements(ticket, {save, leave}) {
  const service = serviceField(ticket.service.id);
  const also = alsoField(() => service.value, (ticket.also ?? []).map((one) => one.id));
  service.addEventListener("change", () => also.redraw());
  const persons = personsField(ticket.persons);
  const priority = priorityField(ticket.priority);
  const form = el("form", {class: "paper-form", novalidate: true},
    el("div", {class: "paper-head"},
      el("p", {class: "paper-state"}, t("Correct; the arrival is kept")),
      el("p", {class: "paper-number small", "data-length": ticket.number.length}, number(ticket.number))),
    el("div", {class: "paper-fields"}, service, persons, priority, also),
    el("div", {class: "paper-foot"},
      el("div", {class: "paper-problem", role: "alert"}),
      el("button", {class: "button filled spread", type: "submit", "data-action": "save"},
        icon("check"), el("span", {}, t("Save")), el("kbd", {class: "key"}, t("Enter"))),
      el("button", {class: "button spread", type: "button", "data-action": "leave", onclick: leave},
        el("span", {}, t("Cancel")), el("kbd", {class: "key"}, t("Esc")))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(changes(ticket, {service, also, persons, priority}));
  });
  return [form];
}

// Only what has changed is sent, so that two people correcting do not undo each other.
function changes(ticket, {service, also, persons, priority}) {
  const before = (ticket.also ?? []).map((one) => one.id);
  return {
    ...(service.value !== ticket.service.id && {service: service.value}),
    ...(also.value.join() !== before.join() && {also: also.value}),
    ...(Number(persons.value) !== ticket.persons && {persons: Number(persons.value)}),
    ...(priority.value !== ticket.priority && {priority: priority.value}),
  };
}
