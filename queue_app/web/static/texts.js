// The page's words: gettext catalogues from boot, with English as the source and the last
// resort. Nothing here knows what a text is about.

import {boot} from "app/boot.js";

const catalogues = boot.texts ?? {};
let current = boot.language ?? "en";

export const languages = boot.languages ?? [];

export function language() {
  return current;
}

// For dates and lists. English here is that of Europe: "24 November", not "November 24".
export function locale() {
  return current === "en" ? "en-GB" : current;
}

export function direction(id = current) {
  return languages.find((one) => one.id === id)?.dir ?? "ltr";
}

// Changes the language of the page and tells it (event "page:language" on document).
export function setLanguage(id) {
  current = id;
  document.documentElement.lang = id;
  document.documentElement.dir = direction(id);
  for (const one of document.querySelectorAll("[data-says]")) one.textContent = t(one.dataset.says);
  document.dispatchEvent(new CustomEvent("page:language", {detail: id}));
}

// Marks a source text for extraction where it stands in a table and is translated later.
export function mark(msgid) {
  return msgid;
}

export function t(msgid, values = {}) {
  return fill(one(msgid), values);
}

// `%(n)s` is given; other values may be added.
export function tn(singular, plural, n, values = {}) {
  return fill(form(singular, plural, n), {n, ...values});
}

// Like t() and tn(), but values may be DOM nodes: answers a fragment. This is how a clock
// time in bold or a range inside <bdi> gets into a sentence without any HTML in the texts.
export function rich(msgid, values = {}) {
  return pieces(one(msgid), values);
}

export function richn(singular, plural, n, values = {}) {
  return pieces(form(singular, plural, n), {n, ...values});
}

// A table per language as configured by the office; without the language, the office's first.
export function pick(table, fallback = "") {
  if (!table) return fallback;
  const first = boot.office?.languages?.[0];
  return table[current] ?? table[current.split("-")[0]] ?? table[first]
    ?? Object.values(table)[0] ?? fallback;
}

// The name of a service, counter, group … in the page's language.
export function nameOf(ref) {
  return ref ? pick(ref.names, ref.label ?? ref.id) : "";
}

function one(msgid) {
  const found = catalogues[current]?.messages?.[msgid];
  return (Array.isArray(found) ? found[0] : found) || msgid;
}

function form(singular, plural, n) {
  const forms = catalogues[current]?.messages?.[singular];
  if (Array.isArray(forms)) {
    const text = forms[pluralIndex(catalogues[current].plurals, n)];
    if (text) return text;
  }
  return n === 1 ? singular : plural;
}

// The table holds the form for 0 … 199; every rule repeats each hundred from there on.
function pluralIndex(table, n) {
  const whole = Math.abs(Math.trunc(n));
  return Number(table?.[whole < 200 ? whole : 100 + (whole % 100)] ?? 0);
}

function fill(text, values) {
  return text.replace(/%\((\w+)\)s|%%/g, (all, name) =>
    all === "%%" ? "%" : String(values[name] ?? ""));
}

function pieces(text, values) {
  const fragment = document.createDocumentFragment();
  for (const part of text.split(/(%\(\w+\)s|%%)/)) {
    const name = /^%\((\w+)\)s$/.exec(part)?.[1];
    const value = name ? values[name] ?? "" : part === "%%" ? "%" : part;
    fragment.append(value instanceof Node ? value : String(value));
  }
  return fragment;
}
