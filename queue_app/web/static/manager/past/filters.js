// Narrowing the past: which service, counter, weekdays, hours, kind of visit and language. What is
// chosen stands in the address at once; what is set is said in a line with a way to take it off.

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {nameOf, t} from "app/texts.js";
import {FILTERS, address, go} from "app/manager/route.js";
import {halfHour, weekdayName, weekdayShort} from "app/manager/past/period.js";
import {languageWord} from "app/staff/words.js";

// Figures of a counter are of whole days: a counter goes with weekdays only.
const BESIDE_COUNTER = ["counter", "weekday"];
const KINDS = {walk_in: () => t("without an appointment"), appointment: () => t("appointments")};

export function filterForm(form) {
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const fields = {
    service: form.elements.service, counter: form.elements.counter,
    hour_from: form.elements.hour_from, hour_to: form.elements.hour_to,
    kind: form.elements.kind, language: form.elements.language,
  };
  fill(fields);
  replace(part("weekdays"), ...[1, 2, 3, 4, 5, 6, 7].map(weekdayBox));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => go({view: "past", ...changed(form, event.target)}));

  return {
    show({filters}) {
      fields.service.value = filters.service[0] ?? (filters.group[0] ? `group:${filters.group[0]}` : "");
      fields.counter.value = filters.counter[0] ?? "";
      fields.language.value = filters.language[0] ?? "";
      for (const name of ["hour_from", "hour_to", "kind"]) fields[name].value = filters[name] ?? "";
      for (const box of form.querySelectorAll("[name=weekday]")) {
        box.checked = filters.weekday.includes(box.value);
      }
      const set = said(filters);
      replace(part("set"), ...set.map(off), set.length > 1 && el("a",
        {href: address(nothing(FILTERS))}, t("Take all off")));
      part("set").hidden = !set.length;
      part("counter-note").hidden = !filters.counter.length;
      const {hour_from: from, hour_to: to} = filters;
      tell(from && to && from >= to ? t("The last hour is not after the first.") : "");
      return !(from && to && from >= to);
    },
    tell,
  };

  // Says beside the fields what is wrong with them.
  function tell(sentence) {
    const error = part("filter-error");
    error.hidden = !sentence;
    replace(error, sentence ? [icon("circle-alert"), el("span", {}, sentence)] : "");
    for (const name of ["hour_from", "hour_to"]) {
      if (sentence) fields[name].setAttribute("aria-describedby", error.id);
      else fields[name].removeAttribute("aria-describedby");
    }
    if (sentence) form.querySelector("details").open = true;
  }
}

const nothing = (names) => Object.fromEntries(names.map((name) => [name, null]));

function changed(form, target) {
  const {name, value} = target;
  if (name === "weekday") {
    return {weekday: [...form.querySelectorAll("[name=weekday]:checked")].map((box) => box.value)};
  }
  if (name === "counter" && value) {
    return {...nothing(FILTERS.filter((one) => !BESIDE_COUNTER.includes(one))), counter: value, by: "day"};
  }
  const alone = BESIDE_COUNTER.includes(name) || !value ? {} : {counter: null};
  if (name === "service") {
    const group = value.startsWith("group:") ? value.slice(6) : null;
    return {...alone, group, service: group ? null : value};
  }
  return {...alone, [name]: value};
}

function fill({service, counter, hour_from: from, hour_to: to, kind, language}) {
  const {groups, services, counters, languages} = boot.office;
  const all = (word) => el("option", {value: ""}, word);
  replace(service, all(t("all services")), groups.length > 1 && el("optgroup", {label: t("Groups")},
    ...groups.map((one) => el("option", {value: `group:${one.id}`}, nameOf(one)))),
  el("optgroup", {label: t("Services")},
    ...services.map((one) => el("option", {value: one.id}, nameOf(one)))));
  replace(counter, all(t("all counters")),
    ...counters.map((one) => el("option", {value: one.id}, nameOf(one))));
  const halves = Array.from({length: 49}, (_, n) =>
    `${String(Math.floor(n / 2)).padStart(2, "0")}:${n % 2 ? "30" : "00"}`);
  replace(from, all("–"), ...halves.slice(0, 48).map((one) => el("option", {value: one}, halfHour(one))));
  replace(to, all("–"), ...halves.slice(1).map((one) => el("option", {value: one}, halfHour(one))));
  replace(kind, all(t("all visits")),
    ...Object.entries(KINDS).map(([value, word]) => el("option", {value}, word())));
  replace(language, all(t("all languages")),
    ...languages.map((one) => el("option", {value: one}, languageWord(one))));
}

function weekdayBox(number) {
  return el("label", {class: "weekday"},
    el("input", {type: "checkbox", name: "weekday", value: String(number)}),
    el("span", {"aria-hidden": "true"}, weekdayShort(number)),
    el("span", {class: "visually-hidden"}, weekdayName(number)));
}

// What is set: [{words, without}]
function said(filters) {
  const {service, group, counter, weekday, hour_from: from, hour_to: to, kind, language} = filters;
  const named = (all, id) => nameOf(all.find((one) => one.id === id) ?? {id, label: id, names: {}});
  const {groups, services, counters} = boot.office;
  return [
    ...service.map((id) => ({words: named(services, id), without: {service: service.filter((one) => one !== id)}})),
    ...group.map((id) => ({words: named(groups, id), without: {group: group.filter((one) => one !== id)}})),
    ...counter.map((id) => ({words: named(counters, id), without: {counter: counter.filter((one) => one !== id)}})),
    weekday.length && {words: [...weekday].sort().map(weekdayName).join(", "), without: {weekday: null}},
    (from || to) && {
      words: t("%(from)s to %(to)s", {from: halfHour(from ?? "00:00"), to: halfHour(to ?? "24:00")}),
      without: {hour_from: null, hour_to: null},
    },
    kind && {words: KINDS[kind]?.() ?? kind, without: {kind: null}},
    ...language.map((id) => ({words: languageWord(id), without: {language: null}})),
  ].filter(Boolean);
}

function off({words, without}) {
  return el("a", {href: address(without), class: "set-filter"},
    words, icon("x"), el("span", {class: "visually-hidden"}, t("take off")));
}
