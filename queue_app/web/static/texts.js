// The page's words: gettext catalogues, with English as the source and the last resort. The page
// brings those of its first language; the others are fetched when chosen, or all of them early
// by a page that must be able to change while the server is away. Nothing here knows what a text
// is about.

import {boot} from "app/boot.js";

const AGAIN = 2000; // ms between two attempts to fetch a catalogue
const LOCALES = {en: "en-GB", "de-simple": "de"}; // English of Europe: "24 November"

const catalogues = {en: {}, ...boot.texts};
const loading = new Map(); // language -> promise of its catalogue
let current = boot.language ?? "en";
let wished = current;

export const languages = boot.languages ?? [];

export function language() {
  return current;
}

// For dates, lists and sorting by Intl.
export function locale(id = current) {
  return LOCALES[id] ?? id;
}

export function direction(id = current) {
  return languages.find((one) => one.id === id)?.dir ?? "ltr";
}

// Changes the language of the page and tells it (event "page:language" on document): at once if
// its texts are here, else as soon as they are, unless another one was chosen meanwhile.
export async function setLanguage(id) {
  wished = id;
  if (!catalogues[id]) await fetched(id, () => wished === id);
  if (wished !== id || current === id || !catalogues[id]) return;
  current = id;
  document.documentElement.lang = id;
  document.documentElement.dir = direction(id);
  document.dispatchEvent(new CustomEvent("page:language", {detail: id}));
}

// Fetches all languages one after the other, and again until all are here.
export async function fetchLanguages() {
  for (const {id} of languages) if (!catalogues[id]) await fetched(id, () => true);
}

function fetched(id, wanted) {
  if (!loading.has(id)) loading.set(id, load(id, wanted).finally(() => loading.delete(id)));
  return loading.get(id);
}

async function load(id, wanted) {
  while (!catalogues[id] && wanted()) {
    try {
      const answer = await fetch(boot.texts_at[id]);
      if (answer.ok) catalogues[id] = await answer.json();
      else if (answer.status === 404) return;
    } catch {
      // the server is away just now
    }
    if (!catalogues[id]) await new Promise((go) => setTimeout(go, AGAIN));
  }
}

// A text in a language that need not be the page's; null where its texts are not here.
export function textIn(id, msgid) {
  if (id === "en") return msgid;
  return catalogues[id]?.messages?.[msgid] ?? null;
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
  return table?.[tongue(table)] ?? fallback;
}

// The name of a service, counter, group … in the page's language.
export function nameOf(ref) {
  return ref ? pick(ref.names, ref.label ?? ref.id) : "";
}

// The same for eyes and screen readers: a text or a list of them; what is in another language
// than the page says so, and runs its own way.
export function spoken(table, fallback = "") {
  const found = pick(table, fallback);
  const id = tongue(table);
  if (!id || base(id) === base(current)) return found;
  return Array.isArray(found) ? found.map((one) => foreign(one, id)) : foreign(found, id);
}

export function spokenName(ref) {
  return ref ? spoken(ref.names, ref.label ?? ref.id) : "";
}

// The language of a table that this reader gets: their own, the same one in its usual form, the
// office's first, any.
export function tongue(table) {
  const own = [current, base(current), boot.office?.languages?.[0]];
  return own.find((id) => table?.[id] !== undefined) ?? Object.keys(table ?? {})[0];
}

function base(id) {
  return id.split("-")[0];
}

function foreign(text, id) {
  const element = document.createElement("bdi");
  element.lang = id;
  element.dir = direction(id);
  element.textContent = text;
  return element;
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
    all === "%%" ? "%" : isolated(values[name] ?? ""));
}

// Between right-to-left words a range stays "12–18" and a name does not move the rest.
function isolated(value) {
  return direction() === "rtl" ? `\u2068${value}\u2069` : String(value);
}

function pieces(text, values) {
  const fragment = document.createDocumentFragment();
  for (const part of text.split(/(%\(\w+\)s|%%)/)) {
    const name = /^%\((\w+)\)s$/.exec(part)?.[1];
    const value = name ? values[name] ?? "" : part === "%%" ? "%" : part;
    fragment.append(value instanceof Node ? value : name ? isolated(value) : value);
  }
  return fragment;
}
