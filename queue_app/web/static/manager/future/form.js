// The form of a replay: which day, and the changes as rows that can be added and taken away.

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {nameOf, t} from "app/texts.js";
import {day as today} from "app/time.js";
import {KINDS} from "app/manager/future/changes.js";
import {shift, weekdayName} from "app/manager/past/period.js";

const START = {from: "09:00", until: "12:00", minutes: "0", percent: "10"};

// form: the element. submitted({day | weekday}, changes) is called with what was entered.
export function scenarioForm(form, submitted) {
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const [kind, date] = [form.querySelector("#what-day"), form.querySelector("#what-date")];
  const more = form.querySelector("#what-change");
  let changes = [];

  kind.append(option("day", t("A real day")), ...[1, 2, 3, 4, 5, 6, 7].map((weekday) =>
    option(String(weekday), t("A typical day: %(weekday)s", {weekday: weekdayName(weekday)}))));
  more.append(...Object.entries(KINDS).map(([key, one]) => option(key, t(one.name))));
  kind.addEventListener("change", () => showDate());
  part("add").addEventListener("click", () => {
    changes.push(fresh(more.value));
    rows();
    part("changes").lastElementChild.querySelector(".input").focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submitted(day(), changes);
  });

  function showDate() {
    part("date").hidden = kind.value !== "day";
  }

  function day() {
    return kind.value === "day" ? {day: date.value} : {weekday: Number(kind.value)};
  }

  function rows() {
    part("changes").replaceChildren(...changes.map(row));
  }

  function row(change, at) {
    const id = (field) => `change-${at}-${field}`;
    const {name, fields} = KINDS[change.kind];
    const remove = el("button", {
      type: "button", class: "link", onclick: () => {
        changes.splice(at, 1);
        rows();
        (part("changes").children[at]?.querySelector(".input") ?? more).focus();
      },
    }, icon("x"), t("Take away"));
    return el("li", {"data-kind": change.kind},
      el("div", {class: "change", role: "group", "aria-labelledby": id("name")},
        el("b", {id: id("name")}, t(name)),
        ...fields.map((field) => control(change, field, id(field))),
        remove),
      el("p", {class: "error", id: `change-${at}-error`, role: "alert", hidden: true}));
  }

  return {
    show(state) {
      kind.value = state.weekday ? String(state.weekday) : "day";
      date.value = state.day ?? date.value ?? "";
      if (!date.value) date.value = lastOpenDay();
      date.max = shift(today(), -1);
      changes = state.changes.map((one) => ({...one}));
      showDate();
      rows();
      this.tell(null);
    },
    // Says what is wrong beside the field; {row, field, problem}, or the day without a row.
    tell(error) {
      for (const one of form.querySelectorAll("[aria-invalid]")) {
        one.removeAttribute("aria-invalid");
        one.removeAttribute("aria-describedby");
      }
      for (const one of form.querySelectorAll(".error")) one.hidden = true;
      replace(part("day-error"));
      replace(part("error"));
      if (!error) return;
      const ofRow = error.row !== undefined;
      const field = ofRow
        ? form.querySelector(`#change-${error.row}-${error.field}`)
        : error.field === "day" && (kind.value === "day" ? date : kind);
      const words = [icon("circle-alert"), el("span", {}, error.problem)];
      let place;
      if (ofRow) {
        place = form.querySelector(`#change-${error.row}-error`);
        place.hidden = false;
        replace(place, ...words);
      } else {
        place = el("p", {class: "error", id: "what-error", role: "alert"}, ...words);
        part(field ? "day-error" : "error").replaceChildren(place);
      }
      if (field) {
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-describedby", place.id);
        field.focus();
      }
    },
  };
}

function fresh(kind) {
  const change = {kind};
  for (const field of KINDS[kind].fields) change[field] = first(kind, field);
  return change;
}

function first(kind, field) {
  if (field === "counter") return boot.office.counters[0]?.id ?? "";
  if (field === "service") return boot.office.services[0]?.id ?? "";
  if (field === "priority") return priorities()[0]?.id ?? "";
  const [opens, closes] = ofOffice();
  if (kind === "opening" || kind === "tickets") return field === "from" ? opens : closes;
  return START[field];
}

// The longest opening hours of the week, to begin with.
function ofOffice() {
  const spans = Object.values(boot.office.opening_hours ?? {}).flat()
    .map((span) => (typeof span === "string" ? span.split("-") : span));
  const known = spans.filter(([from, until]) => from && until);
  if (!known.length) return ["08:00", "16:00"];
  return [known.map(([from]) => from).sort()[0], known.map(([, until]) => until).sort().at(-1)];
}

function priorities() {
  return (boot.office.priorities ?? []).filter((one) => one.credit_minutes > 0);
}

function option(value, text) {
  return el("option", {value}, text);
}

const LABELS = {
  counter: () => t("Counter"),
  service: () => t("Service"),
  priority: () => t("Priority"),
  from: () => t("from"),
  until: () => t("until"),
  minutes: () => t("Minutes"),
  percent: () => t("Per cent"),
};

function control(change, field, id) {
  const changed = (event) => {
    change[field] = event.target.value;
  };
  const label = el("label", {for: id}, LABELS[field]());
  return el("div", {class: "field", "data-field": field}, label, input(change, field, id, changed));
}

function input(change, field, id, oninput) {
  const lists = {
    counter: boot.office.counters, service: boot.office.services, priority: priorities(),
  };
  if (lists[field]) {
    const select = el("select", {class: "input", id, oninput},
      ...lists[field].map((one) => option(one.id, nameOf(one) || one.id)));
    select.value = change[field];
    return select;
  }
  const time = field === "from" || field === "until";
  const kind = time ? {type: "time"} : {type: "number", step: "1", inputmode: "numeric"};
  return el("input", {class: "input", id, value: change[field], oninput, ...kind});
}

// The last day on which the office opens by its habit: the one before today, without a weekend.
function lastOpenDay() {
  let known = shift(today(), -1);
  for (let back = 0; back < 7; back += 1) {
    if (![0, 6].includes(new Date(`${known}T12:00:00Z`).getUTCDay())) return known;
    known = shift(known, -1);
  }
  return known;
}
