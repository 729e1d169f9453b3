// What desk and reception say about tickets: states, languages, outcomes, people and times.
// Why a ticket stands where it stands is in reasons.js, what the server refuses in refusals.js.

import {boot} from "app/boot.js";
import {number} from "app/dom.js";
import {language, languages, mark, nameOf, pick, t, tn} from "app/texts.js";
import {minutes, seconds} from "app/time.js";

const STATES = {
  waiting: mark("waiting"),
  called: mark("called"),
  serving: mark("being served"),
  parked: mark("parked"),
  no_show: mark("missed"),
  finished: mark("finished"),
  cancelled: mark("given back"),
  expired: mark("expired"),
};

const LIGHTS = {
  green: mark("Green"),
  amber: mark("Amber"),
  red: mark("Red"),
  closed: mark("Closed"),
};

// The outcomes of the example office have words here; an office's own stand as it wrote them.
const OUTCOMES = {
  done: mark("Done"),
  documents_missing: mark("Documents are missing"),
  referred: mark("Referred elsewhere"),
};

const PRIORITIES = {
  normal: mark("Normal"),
  priority: mark("Priority"),
  urgent: mark("Urgent"),
};

export const stateWord = (state) => t(STATES[state] ?? state);
export const lightWord = (state) => t(LIGHTS[state] ?? LIGHTS.closed);

export function outcomeWord(outcome) {
  const id = outcome?.id ?? outcome;
  if (outcome?.names) return pick(outcome.names, id);
  return OUTCOMES[id] ? t(OUTCOMES[id]) : spaced(id);
}

// A priority class by the office's own name; the three usual ones have words here.
export function priorityWord(id) {
  const known = boot.office?.priorities?.find((one) => one.id === id);
  const named = pick(known?.names, "");
  return named || (PRIORITIES[id] ? t(PRIORITIES[id]) : spaced(id));
}

const spaced = (id) => {
  const words = String(id).replaceAll("_", " ").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

// A ticket's language by its own name: "Türkçe". The office's first language goes unsaid.
export function languageWord(id) {
  const known = languages.find((one) => one.id === id);
  if (known) return known.name;
  if (id === "de-simple") return "Leichte Sprache";
  try {
    const name = new Intl.DisplayNames([id], {type: "language"}).of(id) ?? id;
    return name.charAt(0).toLocaleUpperCase(id) + name.slice(1);
  } catch {
    return id;
  }
}

export function speaksAnother(ticket) {
  return Boolean(ticket.language) && ticket.language !== (boot.office?.languages?.[0] ?? "de");
}

export function personsWord(n) {
  return tn("%(n)s person", "%(n)s people", n);
}

// Seconds waited by now: the view's figure, and what has passed since.
export function waited(ticket, asOf, now) {
  return (ticket.waited ?? 0) + Math.max(0, seconds(asOf, now));
}

export function minutesWord(total) {
  return t("%(n)s min", {n: minutes(total)});
}

export const serviceName = (ticket) => nameOf(ticket.service);

export function furtherNames(ticket) {
  return (ticket.also ?? []).map((one) => nameOf(one)).join(", ");
}

// A number inside a sentence: the gap is seen, the weight is the sentence's, and it stays
// readable when the connection is lost.
export function said(value) {
  const element = number(value);
  element.classList.add("said", "solid");
  return element;
}

// Office texts sorted as people of this language expect.
export function byName(one, other) {
  return nameOf(one).localeCompare(nameOf(other), language());
}
