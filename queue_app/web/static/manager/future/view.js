// What if: a past day is replayed as it was and with changes; and counters for the coming days.
// The day and its changes stand in the address, so that a scenario can be sent.

import {boot} from "app/boot.js";
import {Problem} from "app/api.js";
import {el, icon, replace} from "app/dom.js";
import {nameOf, t} from "app/texts.js";
import {clock} from "app/time.js";
import {chart} from "app/manager/chart/frame.js";
import {KINDS, asText, fromText, placeOf, question, wrong} from "app/manager/future/changes.js";
import {scenarioForm} from "app/manager/future/form.js";
import {
  countersTable, dayOf, leadResult, mainFigures, proofOf, servicesTable, sidesTable,
} from "app/manager/future/result.js";
import {staffingPart} from "app/manager/future/staffing.js";
import {watched} from "app/manager/future/stream.js";
import {waitingOverDay} from "app/manager/future/waiting.js";
import {isDay} from "app/manager/past/period.js";
import {go} from "app/manager/route.js";

const PAPER = 1020; // px of the chart in print

// The parts of the address that belong to this view.
export const FUTURE = {day: null, weekday: null, changes: null};

export function futureView(element, connection) {
  const part = (name) => element.querySelector(`[data-part="${name}"]`);
  const form = scenarioForm(part("scenario"), submitted);
  const waiting = chart(part("waiting"), "waiting-chart", PAPER);
  const staffing = staffingPart(element.querySelector(".staffing"), busy);
  let asking = null;
  let seen = null;

  part("replay").addEventListener("click", (event) => {
    if (!asking) return;
    event.preventDefault();
    asking.abort();
  });

  function submitted(day, changes) {
    const problem = day.day === "" || (day.day && !isDay(day.day))
      ? {field: "day", problem: t("Please choose a day.")}
      : wrong(changes);
    form.tell(problem);
    if (problem) return;
    seen = null;
    go({view: "future", ...FUTURE, ...day, changes: changes.length ? asText(changes) : null});
  }

  async function replay(state) {
    asking?.abort();
    const mine = (asking = new AbortController());
    const {body, fields} = question(dayIn(state), state.changes);
    if (part("content").hidden) idle(t("The day is being replayed."));
    const done = busy(part("replay"), part("progress"), t("Replay the day"));
    try {
      const found = await watched(`/offices/${encodeURIComponent(boot.office.id)}/what-if`, {
        body, signal: mine.signal,
        told: (n, of) => done.told(t("%(n)s of %(of)s replays", {n, of}), n / of),
      });
      seen = state.key;
      show(found, state.changes);
    } catch (error) {
      if (error.name === "AbortError") idle(t("The replay was given up."));
      else failed(error, fields);
    } finally {
      if (asking === mine) asking = null;
      done.over();
    }
  }

  function show(found, changes) {
    const changed = changes.length > 0;
    connection(null);
    replace(part("lead"), ...leadResult(found, changes));
    replace(part("print-period"), t("%(office)s, %(period)s. As of %(time)s.",
      {office: boot.office.name, period: dayOf(found), time: clock()}),
    " ", changes.map(described).join("; "));
    replace(part("proof"), ...proofOf(found));
    replace(part("figures"), ...mainFigures(found, changed));
    replace(part("sides"), ...sidesTable(found, changed));
    replace(part("services"), servicesTable(found, changed));
    part("counters-section").hidden = !found.counters.length;
    replace(part("counters"), ...countersTable(found, changed));
    part("content").hidden = false;
    waiting.update(waitingOverDay(found, changed));
    part("status").textContent = t("The replay of %(day)s is shown.", {day: dayOf(found)});
  }

  function idle(text) {
    part("content").hidden = true;
    replace(part("lead"), el("strong", {}, text));
  }

  function failed(error, fields) {
    idle(t("Would one more counter have helped?"));
    if (error instanceof Problem && [401, 403].includes(error.status)) {
      connection({denied: `http_${error.status}`});
      return;
    }
    const path = error.errors?.[0]?.path ?? "";
    const problem = sentence(error);
    const place = placeOf(path, fields);
    if (place) form.tell({row: place[0], field: place[1], problem});
    else form.tell({field: ["day", "weekday"].includes(path) ? "day" : null, problem});
  }

  return {
    element,
    enter() {
      const state = read();
      form.show(state);
      if (!state.asked) {
        asking?.abort();
        seen = null;
        idle(t("Would one more counter have helped?"));
      } else if (state.key !== seen) {
        replay(state);
      }
    },
    leave() {
      asking?.abort();
      staffing.leave();
      connection(null);
    },
  };
}

// What the address says: {day, weekday, changes, asked, key}.
function read() {
  const query = new URLSearchParams(window.location.search);
  const weekday = /^[1-7]$/.test(query.get("weekday") ?? "") ? query.get("weekday") : null;
  const day = isDay(query.get("day")) ? query.get("day") : null;
  const text = query.get("changes");
  return {
    day, weekday, changes: fromText(text), asked: Boolean(day ?? weekday),
    key: [day, weekday, text].join(),
  };
}

// "One more counter, like … Counter 1, 09:00, 12:00", as the form would say it.
function described(change) {
  const known = [...boot.office.counters, ...boot.office.services, ...(boot.office.priorities ?? [])];
  const {name, fields} = KINDS[change.kind];
  const values = fields.map((field) => nameOf(known.find((one) => one.id === change[field])) || change[field]);
  return `${t(name)} ${values.join(", ")}`;
}

function dayIn({day, weekday}) {
  return weekday ? {weekday: Number(weekday)} : {day};
}

const SENTENCES = {
  future_day: () => t("This day is still to come."),
  day_not_over: () => t("Today is not over yet: it can be replayed tomorrow."),
  no_data: () => t("On this day nobody drew a number, so there is nothing to replay."),
  beyond_retention: () => t("This day is no longer kept."),
  backwards: () => t("The end is not after the beginning."),
  overlap: () => t("These hours overlap."),
  outside_hours: () => t("A break lies within the counter's hours."),
  contradiction: () => t("A closed counter has no hours and no breaks."),
  unknown_counter: () => t("There is no such counter."),
  unknown_service: () => t("There is no such service."),
  unknown_priority: () => t("There is no such priority."),
  busy: () => t("Other replays are being computed. Please try again in a few seconds."),
  invalid: () => t("This does not fit together: please check the changes."),
};

function sentence(error) {
  return (SENTENCES[error.code] ?? (() => t("The replay could not be computed.")))();
}

// While something is computed its button says "Cancel" and stands beside the progress.
function busy(button, place, name) {
  const bar = el("progress", {max: "1", "aria-label": t("Progress")});
  const words = el("span", {}, t("begins …"));
  button.replaceChildren(icon("x"), t("Cancel"));
  button.dataset.busy = "true";
  place.replaceChildren(bar, words);
  place.hidden = false;
  return {
    told(text, share) {
      bar.value = share;
      words.textContent = text;
    },
    over() {
      if (place.firstChild !== bar) return; // another one has begun
      button.replaceChildren(name);
      delete button.dataset.busy;
      place.hidden = true;
    },
  };
}
