// What is changed in a day: as rows of the form, as text in the address, as the question to the
// server. Knows no elements.
//
// ?changes=add.counter-1.0900.1200~arrivals.20

import {mark, t} from "app/texts.js";

// What each change needs; "from" and "until" are "HH:MM".
export const KINDS = {
  add: {name: mark("One more counter, like …"), fields: ["counter", "from", "until"]},
  hours: {name: mark("Other hours of a counter"), fields: ["counter", "from", "until"]},
  closed: {name: mark("A counter stays closed"), fields: ["counter"]},
  pause: {name: mark("Another break of a counter"), fields: ["counter", "from", "until"]},
  also: {name: mark("A counter also serves …"), fields: ["counter", "service", "minutes"]},
  without: {name: mark("A counter no longer serves …"), fields: ["counter", "service"]},
  opening: {name: mark("Other opening hours"), fields: ["from", "until"]},
  tickets: {name: mark("Other hours for drawing numbers"), fields: ["from", "until"]},
  arrivals: {name: mark("More or fewer people"), fields: ["percent"]},
  credit: {name: mark("Another credit of a priority"), fields: ["priority", "minutes"]},
  booked: {name: mark("Another credit of appointments"), fields: ["minutes"]},
};

const MOST_MINUTES = 24 * 60;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

export function asText(changes) {
  const one = (change) => [
    change.kind, ...KINDS[change.kind].fields.map((field) => packed(change[field])),
  ].join(".");
  return changes.map(one).join("~");
}

export function fromText(text) {
  return (text ?? "").split("~").map(read).filter(Boolean);
}

function read(text) {
  const [kind, ...values] = text.split(".");
  if (!KINDS[kind]) return null;
  const change = {kind};
  KINDS[kind].fields.forEach((field, at) => {
    const value = values[at] ?? "";
    change[field] = ["from", "until"].includes(field) ? value.replace(/^(\d\d)(\d\d)$/, "$1:$2") : value;
  });
  return change;
}

function packed(value) {
  return String(value ?? "").replace(":", "").replaceAll(/[.~]/g, "");
}

// {row, field, problem} of the first thing that makes no sense, or null.
export function wrong(changes) {
  for (const [row, change] of changes.entries()) {
    for (const field of KINDS[change.kind].fields) {
      const problem = fieldProblem(change, field);
      if (problem) return {row, field, problem};
    }
  }
  return null;
}

function fieldProblem(change, field) {
  const value = change[field];
  if (field === "from" || field === "until") {
    if (!CLOCK.test(value ?? "")) return t("Please enter a time.");
    if (field === "until" && value <= change.from) return t("The end is not after the beginning.");
  } else if (field === "percent") {
    if (!number(value, -90, 100)) return t("Please enter a number from −90 to 100.");
  } else if (field === "minutes") {
    if (!number(value, 0, MOST_MINUTES)) return t("Please enter minutes, at least 0.");
  } else if (!value) {
    return t("Please choose.");
  }
  return null;
}

function number(value, least, most) {
  const known = Number(value);
  return String(value ?? "").trim() !== "" && known >= least && known <= most;
}

// {body, fields}: fields says which row and field a path of the body came from.
export function question(day, changes) {
  const body = {...day, counters: [], added: []};
  const fields = new Map();
  const of = (counter, row) => {
    let found = body.counters.findIndex((one) => one.counter === counter);
    if (found < 0) found = body.counters.push({counter}) - 1;
    if (!fields.has(`counters.${found}`)) fields.set(`counters.${found}`, [row, "counter"]);
    return [body.counters[found], `counters.${found}`];
  };
  changes.forEach((change, row) => put(body, change, row, of, fields));
  return {body, fields};
}

function put(body, change, row, of, fields) {
  const span = {from: change.from, until: change.until};
  const note = (path, field) => fields.set(path, [row, field]);
  const spans = (list, path) => {
    const at = list.push(span) - 1;
    note(`${path}.${at}`, "from");
    note(`${path}.${at}.until`, "until");
  };
  const counter = () => of(change.counter, row);
  switch (change.kind) {
    case "add": {
      const at = body.added.push({like: change.counter, hours: []}) - 1;
      note(`added.${at}`, "counter");
      spans(body.added[at].hours, `added.${at}.hours`);
      break;
    }
    case "hours": case "pause": {
      const [one, path] = counter();
      const name = change.kind === "hours" ? "hours" : "breaks";
      spans(one[name] ??= [], `${path}.${name}`);
      break;
    }
    case "closed": {
      const [one, path] = counter();
      one.closed = true;
      note(`${path}.closed`, "counter");
      break;
    }
    case "also": {
      const [one, path] = counter();
      (one.also ??= {})[change.service] = Number(change.minutes);
      note(`${path}.also.${change.service}`, "service");
      break;
    }
    case "without": {
      const [one, path] = counter();
      note(`${path}.without.${(one.without ??= []).push(change.service) - 1}`, "service");
      break;
    }
    case "opening":
      body.opening_hours = span;
      note("opening_hours", "until");
      break;
    case "tickets":
      spans(body.ticket_hours ??= [], "ticket_hours");
      break;
    case "arrivals":
      body.arrivals_percent = Number(change.percent);
      note("arrivals_percent", "percent");
      break;
    case "credit":
      (body.priorities ??= {})[change.priority] = Number(change.minutes);
      note(`priorities.${change.priority}`, "minutes");
      break;
    case "booked":
      body.appointment_credit_minutes = Number(change.minutes);
      note("appointment_credit_minutes", "minutes");
      break;
  }
}

// The row and field that an error of the server is about: the longest path that leads to it.
export function placeOf(path, fields) {
  for (let known = path; known; known = known.slice(0, Math.max(0, known.lastIndexOf(".")))) {
    if (fields.has(known)) return fields.get(known);
  }
  return null;
}
