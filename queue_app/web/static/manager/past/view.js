// Looking back: asks for the figures of the question in the address and puts the parts together.

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
import {levelTrend} from "app/manager/past/days.js";
import {showDownloads} from "app/manager/past/downloads.js";
import {filterForm} from "app/manager/past/filters.js";
import {periodForm} from "app/manager/past/form.js";
import {histogram} from "app/manager/past/histogram.js";
import {daysIn, periodName, readPeriod} from "app/manager/past/period.js";
import {spread} from "app/manager/past/spread.js";
import {standing} from "app/manager/past/standing.js";
import {leadPast, mainFigures} from "app/manager/past/summary.js";
import {byLinks, compareTable} from "app/manager/past/table.js";
import {waitsOverDay} from "app/manager/past/waits.js";

const PAPER = {left: 640, right: 350, half: 490, both: 1020}; // px of the charts in print
const AGAIN = 60000; // ms: a day that is not over is asked for again
const RETRY = 10000; // ms between questions while the server cannot be heard

export function pastView(element, connection) {
  const part = (name) => element.querySelector(`[data-part="${name}"]`);
  const form = periodForm(part("period"));
  const filters = filterForm(part("filters"));
  const charts = {
    waits: chart(part("waits"), "waits-chart", PAPER.left),
    arrivals: chart(part("arrivals"), "arrivals-chart", PAPER.right),
    days: chart(part("days"), "days-chart", PAPER.both),
    histogram: chart(part("histogram"), "histogram-chart", PAPER.half),
    standing: chart(part("standing"), "standing-chart", PAPER.half),
    services: chart(part("spread"), "services-chart", PAPER.both),
    offices: chart(part("offices"), "offices-chart", PAPER.both),
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
      const found = await ask(period, state);
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
      timer = setTimeout(() => load(state, period), Math.min(daysIn(period), 60) * AGAIN);
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
    drawCharts(found, period);
    showDownloads(part("downloads"), question(period, state));
    drawBy(state, found.compared);
    const right = found.accuracy && accuracyParts(found.accuracy);
    part("accuracy").hidden = !right;
    replace(part("accuracy-note"), periodName(period));
    replace(part("accuracy-content"), ...(right ?? []));
    replace(part("all-note"), periodName(period));
    replace(part("all"), ...allFigures(found.compared));
  }

  // Of single counters there are no drawings: their figures are of whole days.
  function drawCharts({compared, offices}, period) {
    const shown = {
      waits: compared.bands, arrivals: compared.arrivals, histogram: compared.waits,
      standing: compared.standing, spread: compared.services, offices,
      days: daysIn(period) > 1 && compared.levels,
    };
    for (const [name, value] of Object.entries(shown)) part(name).hidden = !value;
    for (const pair of element.querySelectorAll(".columns.charts")) {
      pair.hidden = [...pair.children].every((one) => one.hidden);
    }
    if (shown.waits) charts.waits.update(waitsOverDay(compared.bands));
    if (shown.arrivals) charts.arrivals.update(arrivals(compared.arrivals));
    if (shown.histogram) charts.histogram.update(histogram(compared.waits));
    if (shown.standing) charts.standing.update(standing(compared.standing));
    if (shown.days) charts.days.update(levelTrend(compared.levels));
    if (shown.spread) {
      charts.services.update(spread(compared.services, t("Services compared"), t("Service")));
    }
    if (offices) charts.offices.update(spread(offices, t("Offices compared"), t("Office")));
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
    if (error.status === 422) {
      part("content").hidden = true;
      refused(error);
      return false;
    }
    const again = el("button", {
      type: "button", class: "button", onclick: () => load(state, period),
    }, icon("refresh-cw"), t("Try again"));
    part("content").hidden = true;
    replace(part("lead"), el("strong", {}, t("The figures could not be fetched.")));
    part("problem").replaceChildren(el("p", {class: "problem"}, again));
    return false;
  }

  // What the server finds wrong with the question is said where it was asked.
  function refused({code, detail}) {
    const {field, words} = REFUSALS[code] ?? {words: () => detail};
    if (field) form.tell({field, problem: words()});
    else filters.tell(words());
    replace(part("lead"), el("strong", {}, t("Please ask for something else.")));
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
      const asks = filters.show(state);
      part("content").hidden ||= Boolean(period.field || period.problem);
      if (!asks) sentence(t("Please ask for something else."));
      else if (period.field) sentence(t("Please choose another period."));
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

const keyOf = (state, period) => question(period, state).toString();

// No answer, or one that says that the server cannot answer now.
const away = ({status}) => !status || (status >= 500 && status !== 501) || status === 429;

const REFUSALS = {
  days_reversed: {field: "to", words: () => t("The last day is before the first.")},
  period_too_long: {field: "from", words: () => t("Please choose a shorter period.")},
  in_the_future: {field: "from", words: () => t("This period is still to come.")},
  hours_reversed: {words: () => t("The last hour is not after the first.")},
  unknown_service: {words: () => t("This office has no such service.")},
  unknown_group: {words: () => t("This office has no such group of services.")},
  unknown_counter: {words: () => t("This office has no such counter.")},
  nothing_asked: {words: () => t("No service fits both the service and the group.")},
  counter_divided: {words: () =>
    t("A counter's figures cannot be divided by service, hour, kind or language.")},
  counter_statistics_off: {words: () => t("This office keeps no figures for each counter.")},
  beyond_retention: {words: () => t("Languages are known only of days whose numbers are still kept.")},
};

// What the interface is asked: days, division and filters.
function question({from, to}, {by, filters}) {
  const query = new URLSearchParams({from, to, by});
  for (const [name, value] of Object.entries(filters)) {
    for (const one of [value ?? []].flat()) query.append(name, one);
  }
  return query;
}

const DAYS_SCORED = 400; // that the question for the waiting times' accuracy may span

// {accuracy, compared, offices}: offices only where somebody manages several.
async function ask(period, state) {
  const query = question(period, state);
  const narrowed = Object.values(state.filters).some((one) => one?.length);
  const several = (boot.offices?.length ?? 0) > 1 && !state.filters.counter.length
    && !state.filters.service.length && !state.filters.group.length;
  const [compared, accuracy, offices] = await Promise.all([
    api.get(`/offices/${encodeURIComponent(boot.office.id)}/statistics?${query}`),
    narrowed || daysIn(period) > DAYS_SCORED ? null : scored(period),
    several ? api.get(`/statistics?${ofOffices(query)}`) : null,
  ]);
  return {compared, accuracy, offices: offices?.offices ?? null};
}

function ofOffices(query) {
  const asked = new URLSearchParams(query);
  asked.set("by", "office");
  return asked;
}

function scored({from, to}) {
  const query = new URLSearchParams({from, to});
  return api.get(`/offices/${encodeURIComponent(boot.office.id)}/accuracy?${query}`);
}
