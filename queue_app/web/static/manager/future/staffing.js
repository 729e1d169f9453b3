// Counters for the coming days: a plan is asked for, then shown as a picture, a table and a file.

import {boot} from "app/boot.js";
import {Problem} from "app/api.js";
import {el, icon, replace} from "app/dom.js";
import {nameOf, t, tn} from "app/texts.js";
import {day as today} from "app/time.js";
import {figure, limits, percent} from "app/manager/format.js";
import {table, wide} from "app/manager/future/result.js";
import {watched} from "app/manager/future/stream.js";
import {dayName, halfHour, periodName, shift} from "app/manager/past/period.js";

const SHARES = [0.7, 0.8, 0.9];
const RAMP = 7; // steps of the chart ramp

export function staffingPart(element, busy) {
  const part = (name) => element.querySelector(`[data-part="${name}"]`);
  const form = part("plan-form");
  const fields = {
    from: form.querySelector("#plan-from"),
    days: form.querySelector("#plan-days"),
    share: form.querySelector("#plan-share"),
  };
  const [limit = 15] = limits(boot.office);
  let asking = null;
  let chosen = null;

  fields.from.value = shift(today(), 1);
  fields.from.min = today();
  fields.share.append(...SHARES.map((share) => el("option", {value: share, selected: share === 0.8},
    t("%(share)s called within %(n)s min", {share: percent(share), n: limit}))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (asking) asking.abort();
    else load();
  });

  async function load() {
    tell(null);
    if (!fields.from.value || fields.from.value < today()) {
      tell(t("Please choose today or a later day."));
      fields.from.focus();
      return;
    }
    const query = new URLSearchParams({
      from: fields.from.value, days: fields.days.value, share: fields.share.value,
    });
    const path = `/offices/${encodeURIComponent(boot.office.id)}/staffing`;
    asking = new AbortController();
    const done = busy(part("plan"), part("plan-progress"), t("Plan"));
    try {
      const found = await watched(`${path}?${query}`, {
        signal: asking.signal,
        told: (n, of) => done.told(t("%(n)s of %(of)s days", {n, of}), n / of),
      });
      show(found);
      part("csv").href = `/api/v1${path}.csv?${query}`;
      part("csv").hidden = !found.enough;
    } catch (error) {
      if (error.name !== "AbortError") {
        tell(error instanceof Problem && error.code === "busy"
          ? t("Other replays are being computed. Please try again in a few seconds.")
          : t("The plan could not be computed."));
      }
    } finally {
      asking = null;
      done.over();
    }
  }

  function tell(problem) {
    if (problem) fields.from.setAttribute("aria-describedby", "plan-problem");
    else fields.from.removeAttribute("aria-describedby");
    replace(part("plan-error"), problem
      ? el("p", {class: "error", id: "plan-problem", role: "alert"}, icon("circle-alert"), el("span", {}, problem))
      : "");
  }

  function show(found) {
    part("plan-content").hidden = false;
    replace(part("plan-lead"), ...lead(found));
    replace(part("plan-note"), found.enough ? note(found) : "");
    const open = found.days.filter((one) => one.open);
    chosen = open.find((one) => one.day === chosen)?.day ?? open[0]?.day ?? null;
    replace(part("plan-chart"), ...(open.length ? [picture(open)] : []));
    replace(part("plan-kinds"), ...(open.length ? kinds(found) : []));
    drawDay(found);
    part("plan-status").textContent = t("The plan is shown.");
  }

  function drawDay(found) {
    const day = found.days.find((one) => one.day === chosen);
    if (!day) {
      replace(part("plan-day"));
      return;
    }
    const select = el("select", {class: "input", id: "plan-day", onchange: (event) => {
      chosen = event.target.value;
      drawDay(found);
      part("plan-day").querySelector("select").focus();
    }}, ...found.days.filter((one) => one.open).map((one) =>
      el("option", {value: one.day, selected: one.day === chosen}, dayName(one.day))));
    part("plan-day").replaceChildren(
      el("div", {class: "field plan-choice no-print"}, el("label", {for: "plan-day"}, t("Day")), select),
      ...dayTable(found, day));
  }

  return {
    leave: () => asking?.abort(),
  };
}

function lead(found) {
  if (!found.enough) {
    return [el("strong", {}, tn(
      "Too little is known for a plan: %(n)s past day, at least %(least)s are needed.",
      "Too little is known for a plan: %(n)s past days, at least %(least)s are needed.",
      found.known_days, {least: found.least_days}))];
  }
  const open = found.days.filter((one) => one.open);
  if (!open.length) return [el("strong", {}, t("The office is closed on all of these days."))];
  const rows = open.flatMap((one) => one.half_hours.map((row) => ({...row, day: one.day})));
  const most = rows.reduce((best, row) => (row.counters > best.counters ? row : best));
  const short = rows.filter((row) => !row.reached).length;
  return [
    el("strong", {}, tn(
      "At most %(n)s counter is needed, on %(day)s at %(time)s.",
      "At most %(n)s counters are needed, on %(day)s at %(time)s.",
      most.counters, {day: dayName(most.day), time: halfHour(most.half_hour)})),
    " ",
    el("span", {class: "secondary"}, short
      ? tn("In %(n)s half-hour the target is missed even with all counters.",
        "In %(n)s half-hours the target is missed even with all counters.", short)
      : t("The target can be met with the counters there are.")),
  ];
}

function note(found) {
  const tried = found.backtest;
  const parts = [tn("Learned from %(n)s past day.", "Learned from %(n)s past days.", found.known_days)];
  if (tried) {
    parts.push(tn(
      "Tried on %(n)s past day: off by %(ours)s people a half-hour; last week's same day would have been off by %(week)s.",
      "Tried on %(n)s past days: off by %(ours)s people a half-hour; last week's same day would have been off by %(week)s.",
      tried.days, {ours: figure(tried.mae, 1), week: figure(tried.mae_last_week, 1)}));
  } else {
    parts.push(t("With so little history nobody can say how right it is."));
  }
  if (found.after_closed.days >= 2) {
    parts.push(t("After a closed day so many come: %(share)s of the usual.",
      {share: percent(found.after_closed.factor)}));
  }
  parts.push(t("Erlang C is the textbook's number: one queue, equal counters, no rush hour. Breaks come on top."));
  return parts.join(" ");
}

// Days in rows, half-hours in columns: the number stands in each field, darker is more.
function picture(open) {
  const keys = [...new Set(open.flatMap((one) => one.half_hours.map((row) => row.half_hour)))].sort();
  const most = Math.max(...open.flatMap((one) => one.half_hours.map((row) => row.counters)), 1);
  const field = (row) => (row
    ? el("td", {
      class: "heat", "data-ramp": Math.round((row.counters / most) * (RAMP - 1)),
      "data-short": row.reached ? null : "true",
    }, String(row.counters), row.reached ? null : el("span", {class: "visually-hidden"}, ` ${t("target missed")}`))
    : el("td", {class: "heat none"}, el("span", {class: "visually-hidden"}, t("closed"))));
  const label = t("Counters needed in each half-hour");
  return wide(label, el("table", {class: "table heat-table"},
    el("caption", {}, label),
    el("thead", {}, el("tr", {}, el("th", {scope: "col"}, t("Day")), ...keys.map((key) =>
      el("th", {scope: "col", class: key.endsWith("30") ? "half" : null},
        key.endsWith("30") ? el("span", {class: "visually-hidden"}, halfHour(key)) : halfHour(key).replace(":00", ""))))),
    el("tbody", {}, ...open.map((one) => {
      const rows = new Map(one.half_hours.map((row) => [row.half_hour, row]));
      return el("tr", {}, el("th", {scope: "row"}, dayName(one.day)), ...keys.map((key) => field(rows.get(key))));
    }))));
}

function kindName(kind, at) {
  const letter = String.fromCharCode(65 + (at % 26));
  return t("Kind %(letter)s", {letter});
}

function kinds(found) {
  return [el("details", {class: "proof-details"},
    el("summary", {}, t("Which kinds of counters")),
    el("ul", {class: "kinds"}, ...found.kinds.map((kind, at) => el("li", {},
      el("b", {}, kindName(kind, at)), ": ", kind.counters.map(nameOf).join(", "), " – ",
      kind.services.map(nameOf).join(", ")))))];
}

function dayTable(found, day) {
  const title = periodName({from: day.day, to: day.day});
  const used = found.kinds.map((kind, at) => ({kind, at}))
    .filter(({at}) => day.half_hours.some((row) => row.kinds[at]));
  const rows = day.half_hours.map((row) => el("tr", {},
    el("th", {scope: "row"}, halfHour(row.half_hour)),
    el("td", {class: "figure"}, `${figure(row.expected)} `,
      el("span", {class: "band"}, `(${figure(row.low)}–${figure(row.high)})`)),
    el("td", {class: "figure main"}, String(row.counters)),
    ...used.map(({at}) => el("td", {class: "figure"}, String(row.kinds[at]))),
    el("td", {class: "figure"}, row.level === null ? "–" : percent(row.level),
      row.reached ? null : el("span", {class: "band"}, ` ${t("missed")}`)),
    el("td", {class: "figure"}, String(row.erlang))));
  const heads = [t("Half-hour"), t("people expected"), t("counters"),
    ...used.map(({kind, at}) => kindName(kind, at)), t("in time"), t("Erlang C")];
  return [
    day.after_closed && el("p", {class: "table-note"}, t("The day before is closed.")),
    table(title, heads, rows),
  ].filter(Boolean);
}
