// The columns of a sheet: what they are called, how they are typed, and what is sent of them.

import {boot} from "app/boot.js";
import {el} from "app/dom.js";
import {nameOf, t} from "app/texts.js";

const MOST = 60; // letters of a field; more is no number and no time

const endings = () => [
  {id: "finished", words: t("served")},
  {id: "no_show", words: t("did not come")},
  {id: "cancelled", words: t("left")},
];

// Each has `field`, `title`, `input()`; `fill(input, text)` puts in what was pasted and
// `value(input, day)` is what the server is given.
export function columns() {
  return [
    typed("number", t("Number")),
    chosen("service", t("Service"), named(boot.office.services)),
    timed("issued_at", t("Number at")),
    timed("called_at", t("Called")),
    chosen("counter", t("Counter"), named(boot.office.counters)),
    timed("started_at", t("Begun")),
    timed("finished_at", t("Ended")),
    {...typed("persons", t("People"), {inputmode: "numeric"}), value: persons},
    {...chosen("ended", t("Ending"), endings(), "finished"), value: ({value}) => value || "?"},
  ];
}

function typed(field, title, more = {}) {
  return {
    field,
    title,
    input: () => el("input", {class: "input tabular", autocomplete: "off", maxlength: MOST, ...more}),
    fill: (input, text) => (input.value = text.slice(0, MOST)),
    value: ({value}) => value.trim() || null,
    isEmpty: ({value}) => !value.trim(),
  };
}

function timed(field, title) {
  const column = typed(field, title, {inputmode: "numeric"});
  return {
    ...column,
    tidy: (input) => (input.value = clockOf(input.value)),
    value: ({value}, day) => onDay(clockOf(value), day),
  };
}

// "905", "9.05", "09:05:00" and "9" as a clock; what is no time stays as it is.
function clockOf(text) {
  const found = /^(\d{1,2})(?:[:.]?(\d{2}))?(?::\d{2})?$/.exec(text.trim());
  if (!found) return text.trim();
  const [, hour, minute = "00"] = found;
  return `${hour.padStart(2, "0")}:${minute}`;
}

function onDay(clock, day) {
  if (!clock) return null;
  return /^\d\d:\d\d$/.test(clock) ? `${day}T${clock}` : clock;
}

function chosen(field, title, choices, usual = "") {
  const blank = usual ? [] : [{id: "", words: ""}];
  return {
    field,
    title,
    input: () => el("select", {class: "input"},
      ...[...blank, ...choices].map((one) => el("option", {value: one.id}, one.words))),
    fill(input, text) {
      const wanted = text.toLowerCase();
      const known = choices.find(({id, words, also = []}) =>
        [id, words, ...also].some((name) => name.toLowerCase() === wanted));
      input.value = known?.id ?? (text ? "" : usual);
      if (text && !known) input.selectedIndex = usual ? -1 : 0;
    },
    value: ({value}) => value || null,
    isEmpty: ({value}) => value === usual,
  };
}

function named(refs) {
  return refs.map((one) => ({
    id: one.id, words: nameOf(one), also: [...Object.values(one.names ?? {}), one.label ?? ""],
  }));
}

// No whole number is sent as 0, which the server refuses beside the field.
function persons({value}) {
  const text = value.trim();
  if (!text) return null;
  return /^\d{1,2}$/.test(text) ? Number(text) : 0;
}
