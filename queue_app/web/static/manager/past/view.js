// Looking back: asks for the figures of the period in the address and puts the parts together.

import {boot} from "app/boot.js";
import {api} from "app/api.js";
import {el, icon, replace} from "app/dom.js";
import {t} from "app/texts.js";
import {clock, day, everySecond, serverNow} from "app/time.js";
import {age} from "app/manager/band.js";
import {chart} from "app/manager/chart/frame.js";
import {accuracyParts} from "app/manager/past/accuracy.js";
import {allFigures} from "app/manager/past/all.js";
import {arrivals} from "app/manager/past/arrivals.js";
import {levelByDay} from "app/manager/past/days.js";
import {periodForm} from "app/manager/past/form.js";
import {daysIn, periodName, readPeriod} from "app/manager/past/period.js";
import {leadPast, mainFigures} from "app/manager/past/summary.js";
import {byLinks, compareTable} from "app/manager/past/table.js";
import {waitsOverDay} from "app/manager/past/waits.js";

const PAPER = {left: 640, right: 350, both: 1020}; // px of the charts in print
const AGAIN = 60000; // ms: a day that is not over is asked for again
const RETRY = 10000; // ms between questions while the server cannot be heard

export function pastView(element, connection) {
  const part = (name) => element.querySelector(`[data-part="${name}"]`);
  const form = periodForm(part("period"));
  const charts = {
    waits: chart(part("waits"), "waits-chart", PAPER.left),
    arrivals: chart(part("arrivals"), "arrivals-chart", PAPER.right),
    days: chart(part("days"), "days-chart", PAPER.both),
  };
  let asking = 0; // only the answer to the latest question is shown
  let timer = null;
  let seen = null; // {key, at}: what the figures on the screen are of, and when they came
  let lost = null; // since when the server cannot be heard (ms), or null
  let stopTicking = null;

  async function load(state, period) {
    const mine = (asking += 1);
    clearTimeout(timer);
    element.setAttribute("aria-busy", "true");
    try {
      const found = await ask(period, state.by);
      if (mine !== asking) return;
      heard();
      show(found, period, state);
      seen = {key: keyOf(state, period), at: serverNow().getTime()};
    } catch (error) {
      if (mine === asking && failed(error, state, period)) return;
    } finally {
      if (mine === asking) element.removeAttribute("aria-busy");
    }
    if (mine === asking && period.to >= day()) {
      timer = setTimeout(() => load(state, period), daysIn(period) * AGAIN);
    }
  }

  function show(found, period, state) {
    const {total} = found.compared;
    const empty = !total?.issued && !total?.turned_away;
    replace(part("lead"), ...leadPast(found, period));
    replace(part("print-period"), t("%(office)s, %(period)s. As of %(time)s.",
      {office: boot.office.name, period: periodName(period), time: clock()}));
    part("status").textContent = t("Figures for %(period)s are shown.",
      {period: periodName(period)});
    replace(part("problem"));
    part("content").hidden = empty;
    if (empty) return;
    replace(part("figures"), ...mainFigures(total));
    part("days").hidden = !found.days;
    charts.waits.update(waitsOverDay(found.halfHours));
    charts.arrivals.update(arrivals(found.halfHours, found.days));
    if (found.days) charts.days.update(levelByDay(found.days, period));
    drawBy(state, found.compared);
    const right = accuracyParts(found.accuracy);
    part("accuracy").hidden = !right;
    replace(part("accuracy-note"), periodName(period));
    replace(part("accuracy-content"), ...(right ?? []));
    replace(part("all-note"), periodName(period));
    replace(part("all"), ...allFigures(found.compared));
  }

  function drawBy({by}, compared) {
    replace(part("by"), ...byLinks(by));
    replace(part("table"), ...compareTable(compared, by));
  }

  // Without a period that can be asked for there is a sentence and nothing else.
  function sentence(text) {
    asking += 1;
    clearTimeout(timer);
    element.removeAttribute("aria-busy");
    heard();
    seen = null;
    part("content").hidden = true;
    replace(part("problem"));
    replace(part("lead"), el("strong", {}, text));
  }

  function failed(error, state, period) {
    if (error.status === 401 || error.status === 403) {
      sentence(t("These figures cannot be shown."));
      connection({denied: `http_${error.status}`});
      return true;
    }
    if (away(error) && seen?.key === keyOf(state, period)) {
      keep();
      timer = setTimeout(() => load(state, period), RETRY);
      return true;
    }
    heard();
    seen = null;
    const again = el("button", {
      type: "button", class: "button", onclick: () => load(state, period),
    }, icon("refresh-cw"), t("Try again"));
    part("content").hidden = true;
    replace(part("lead"), el("strong", {}, t("The figures could not be fetched.")));
    part("problem").replaceChildren(el("p", {class: "problem"}, again));
    return false;
  }

  // A short outage takes no figure off the screen; the band says how old they are.
  function keep() {
    lost ??= serverNow().getTime();
    connection({since: lost, asOf: seen.at});
    stopTicking ??= everySecond(() => age());
  }

  function heard() {
    lost = null;
    stopTicking?.();
    stopTicking = null;
    connection(null);
  }

  return {
    element,
    enter(state) {
      const period = readPeriod(state, day());
      form.show(period);
      if (period.field) sentence(t("Please choose another period."));
      else if (period.problem) sentence(period.problem);
      else load(state, period);
    },
    leave() {
      asking += 1;
      clearTimeout(timer);
      heard();
    },
  };
}

const keyOf = ({by}, {from, to}) => [by, from, to].join();

// No answer, or one that says that the server cannot answer now.
const away = ({status}) => !status || status >= 500 || status === 429;

// {accuracy, compared, halfHours, days}: days only where there are several.
async function ask(period, by) {
  const several = daysIn(period) > 1;
  const [compared, halfHours, days, accuracy] = await Promise.all([
    statistics(period, by),
    by === "half_hour" ? null : statistics(period, "half_hour"),
    several && by !== "day" ? statistics(period, "day") : null,
    figures("accuracy", period),
  ]);
  return {
    accuracy,
    compared,
    halfHours: halfHours ?? compared,
    days: several ? days ?? compared : null,
  };
}

function statistics(period, by) {
  return figures("statistics", period, {by});
}

function figures(what, {from, to}, more = {}) {
  const query = new URLSearchParams({from, to, ...more});
  return api.get(`/offices/${encodeURIComponent(boot.office.id)}/${what}?${query}`);
}
