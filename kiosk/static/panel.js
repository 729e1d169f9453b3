// The open service: what to bring, for how many, and the one button that draws the number.

import {el, icon, joined, replace} from "app/dom.js";
import {rich, spoken, spokenName, t, tn} from "app/texts.js";
import {clock} from "app/time.js";
import {refusalText} from "./refusal.js";
import {rowKind} from "./rows.js";

const MOST = 6; // persons on one ticket

export function createPanel({draw, close, changed}) {
  const slots = {};
  for (const name of ["needs", "options", "notices", "actions"]) slots[name] = el("div");
  const element = el("div", {class: "panel"}, Object.values(slots));
  const needsPlace = slots.needs;
  let persons = 1;
  let priority = null;
  let also = new Set();
  let choosing = false; // the list of further services is shown
  let shown = null;

  function begin() {
    persons = 1;
    priority = null;
    also = new Set();
    choosing = false;
  }

  // Each part is exchanged only when it differs: a finger may be on one of its buttons.
  function paint(state = shown) {
    shown = state;
    const focus = document.activeElement?.dataset?.key;
    replace(slots.needs, choosing ? null : needs(state.service));
    replace(slots.options, choosing ? furtherList(state) : options(state));
    replace(slots.notices, choosing ? null : notices(state));
    replace(slots.actions, choosing ? null : actions(state));
    if (focus && document.activeElement?.dataset?.key !== focus) {
      element.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
    }
  }

  function options(state) {
    const {office, service, waits} = state;
    const classes = priorities(state);
    const others = further(office, service, waits);
    return el(
      "div", {class: "options"},
      personsStepper(),
      classes.map(priorityChoice),
      others.length ? furtherButton(others) : null,
    );
  }

  function setPersons(next) {
    if (next < 1 || next > MOST) return;
    persons = next;
    paint();
    say(personsWords());
  }

  const personsWords = (n = persons) => tn("%(n)s person", "%(n)s people", n);

  function togglePriority(id) {
    priority = priority === id ? null : id;
    changed();
  }

  function toggleAlso(id) {
    if (!also.delete(id)) also.add(id);
    paint();
  }

  const priorities = ({office}) =>
    office.priorities.filter((one) => one.self_service && one.credit_minutes > 0);

  function personsStepper() {
    const step = (by) => () => setPersons(persons + by);
    const button = (by, sign, words, off) => el("button", {
      class: "button step", type: "button", "aria-label": words, "aria-disabled": off || null,
      "data-key": `persons${by}`, onclick: step(by),
    }, icon(sign));
    return el(
      "div", {class: "option", role: "group", "aria-label": t("How many people is this for?")},
      el("span", {class: "option-words"}, t("How many people is this for?")),
      el("span", {class: "stepper"},
        button(-1, "minus", t("One person fewer"), persons === 1),
        el("b", {class: "stepper-value tabular"}, String(persons)),
        button(1, "plus", t("One person more"), persons === MOST)),
    );
  }

  function priorityChoice(one) {
    const chosen = priority === one.id;
    return el(
      "button",
      {
        class: "option option-toggle", type: "button", "aria-pressed": chosen,
        "data-key": `priority-${one.id}`, "data-priority": one.id,
        onclick: () => togglePriority(one.id),
      },
      el("span", {class: "option-words"},
        el("span", {class: "option-name"}, spokenName(one)),
        el("span", {class: "row-note"}, t("If this applies to you, we call you earlier."))),
      tick(chosen),
    );
  }

  function furtherButton(others) {
    const chosen = others.filter((one) => also.has(one.id));
    return el(
      "button",
      {
        class: "option option-toggle", type: "button", "data-key": "further",
        onclick: () => {
          choosing = true;
          paint();
        },
      },
      el("span", {class: "option-words"},
        el("span", {class: "option-name"}, t("Something else as well today")),
        el("span", {class: "row-note"}, chosen.length
          ? joined(chosen.map(spokenName), " · ")
          : t("One number is enough for several matters."))),
      icon("plus"),
    );
  }

  function furtherList({office, service, waits}) {
    return el(
      "div", {class: "further"},
      el("h2", {}, t("What else would you like to do?")),
      el("ul", {}, further(office, service, waits).map((one) => {
        const chosen = also.has(one.id);
        return el("li", {}, el("button", {
          class: "option option-toggle", type: "button", "aria-pressed": chosen,
          onclick: () => toggleAlso(one.id),
          "data-key": `also-${one.id}`, "data-also": one.id,
        }, el("span", {class: "option-words"}, spokenName(one)), tick(chosen)));
      })),
      el("div", {class: "panel-actions"}, el("button", {
        class: "button filled", type: "button", "data-key": "further",
        onclick: () => {
          choosing = false;
          paint();
        },
      }, t("Continue"))),
    );
  }

  function standing({stale, progress, wait, office}) {
    return {asking: progress !== "done", off: stale || rowKind(wait, office) !== "sheet"};
  }

  function press() {
    const {asking, off} = standing(shown);
    if (asking || off) return false;
    draw();
    return true;
  }

  function actions(state) {
    const {asking, off} = standing(state);
    const words = asking ? t("One moment …") : t("Draw a number");
    return el(
      "div", {class: "panel-actions"},
      el("button", {
        class: "button quiet", type: "button", "data-key": "other", "data-action": "back",
        "aria-disabled": asking || null, onclick: () => !asking && close(),
      }, icon("arrow-left", {forward: true}), t("All services")),
      el("button", {
        class: "button filled draw", type: "button", "data-key": "draw", "data-action": "draw",
        "aria-disabled": asking || off || null,
        "aria-describedby": "panel-notices", onclick: press,
      }, icon("ticket"), words),
    );
  }

  return {
    element,
    begin,
    paint,
    press,
    needsPlace,
    setPersons,
    personsWords,
    togglePriority,
    toggleAlso,
    most: MOST,
    get persons() {
      return persons;
    },
    isChosen: (id) => priority === id || also.has(id),
    priorities: () => priorities(shown),
    others: () => further(shown.office, shown.service, shown.waits),
    notices: () => noticeLines(shown).map(({words}) => words.textContent ?? words),
    order: () => ({
      persons,
      ...(priority ? {priority} : {}),
      ...(also.size ? {also: [...also]} : {}),
    }),
    showRefusal() {
      element.querySelector("[data-refusal]")?.scrollIntoView({block: "nearest"});
    },
  };
}

function further(office, service, waits) {
  return office.services.filter((one) =>
    one.id !== service.id && waits.has(one.id) && rowKind(waits.get(one.id), office) === "sheet");
}

function needs(service) {
  const documents = spoken(service.documents, []);
  const fee = spoken(service.fee, null);
  if (!documents.length && !fee) return null;
  return el(
    "div", {class: "needs"},
    documents.length ? el("h2", {}, t("Please have ready")) : null,
    el("ul", {}, documents.map((one) => el("li", {}, icon("file-text"), el("span", {}, one)))),
    fee ? el("p", {class: "fee"}, rich("Fee: %(fee)s", {fee: el("b", {}, el("bdi", {}, fee))})) : null,
  );
}

function notices(state) {
  const lines = noticeLines(state);
  return el("div", {
    class: "notices panel-notices", id: "panel-notices", role: "status",
    "data-refusal": lines.some((one) => one.kind === "error"), hidden: !lines.length,
  }, lines.map(({name, words, kind}) =>
    el("p", {class: "notice", "data-kind": kind}, icon(name), el("span", {}, words))));
}

// What somebody should know before drawing: {name (of the icon), words, kind}.
function noticeLines({office, service, wait, stale, progress, refusal: refused}) {
  const refusal = refused || meanwhile(rowKind(wait, office), service, office);
  const lines = [];
  const add = (name, words, kind = null) => lines.push({name, words, kind});
  if (wait?.estimate?.basis === "nobody_serving") {
    add("info", t("No counter serves this at the moment. Your number keeps its place."));
  }
  if (wait?.will_be_called === false && !refusal) add("clock-alert", capacityWords(office));
  if (stale) add("unplug", t("Without a connection no number can be drawn. We keep trying."));
  if (progress === "waiting") {
    add("unplug", t("The answer is taking long. We keep trying; you will get one number only."));
  }
  if (refusal) add("circle-alert", refusal, "error");
  return lines;
}

// What has happened to the service while its row was open.
function meanwhile(kind, service, office) {
  if (kind === "full") return refusalText({code: "capacity"}, office);
  if (kind === "stopped") return refusalText({code: "stopped", reason: service.stop_reason}, office);
  return kind === "off" ? refusalText({code: "closed"}, office) : null;
}

function capacityWords(office) {
  if (!office.closes_at) return t("It is full today: we may not be able to call you any more.");
  return t("It is full today: we may not be able to call you before we close at %(time)s. "
    + "You can still draw a number.", {time: clock(office.closes_at)});
}

function tick(chosen) {
  return icon(chosen ? "square-check" : "square");
}

function say(words) {
  document.dispatchEvent(new CustomEvent("page:say", {detail: words}));
}
