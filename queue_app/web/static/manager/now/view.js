// The live picture: puts the parts together whenever a view comes, keeps running times running.

import {boot} from "app/boot.js";
import {live} from "app/live.js";
import {el, replace} from "app/dom.js";
import {t, tn} from "app/texts.js";
import {elapsed, everySecond, minutes, seconds} from "app/time.js";
import {age} from "app/manager/band.js";
import {chart} from "app/manager/chart/frame.js";
import {figures} from "app/manager/now/figures.js";
import {hints, hintElement} from "app/manager/now/hints.js";
import {lead} from "app/manager/now/lead.js";
import {countersTable, servicesTable} from "app/manager/now/tables.js";
import {thresholdForm} from "app/manager/now/thresholds.js";
import {waitingToday} from "app/manager/now/waiting.js";

const PAPER = 640; // px of the chart in print
const HINTS_EVERY = 5; // seconds: some hints come with time alone

export function nowView(element, connection) {
  const part = (name) => element.querySelector(`[data-part="${name}"]`);
  const graph = chart(part("chart"), "now-chart", PAPER);
  const thresholds = thresholdForm(part("thresholds"));
  let view = null;
  let leaveChannel = null;
  let stopTicking = null;

  function draw(data) {
    view = data;
    delete element.dataset.empty;
    replace(part("lead"), ...lead(view));
    replace(part("figures"), ...figures(view));
    replace(part("services"), servicesTable(view));
    replace(part("counters"), countersTable(view));
    graph.update(waitingToday(view));
    drawHints();
    thresholds.show(view.thresholds ?? {});
  }

  function instead(sentence) {
    replace(part("lead"), el("strong", {}, sentence));
  }

  function drawHints() {
    const found = hints(view);
    const open = found.filter((hint) => hint.kind !== "calm").length;
    replace(part("hints"), ...found.map(hintElement));
    replace(part("hints-count"), open ? tn("%(n)s open", "%(n)s open", open) : "");
  }

  function tick(now) {
    age();
    run(document);
    if (view && now.getSeconds() % HINTS_EVERY === 0) drawHints();
  }

  return {
    element,
    enter() {
      if (leaveChannel) return;
      const url = `/api/v1/offices/${encodeURIComponent(boot.office.id)}/now`;
      const handlers = {
        view(data) {
          connection(null);
          draw(data);
        },
        stale(since) {
          connection(since && {since});
          if (since && !view) instead(t("The figures could not be fetched."));
        },
        denied(code) {
          connection({denied: code});
          if (!view) instead(t("These figures cannot be shown."));
        },
      };
      leaveChannel = live.subscribe(`office:${boot.office.id}`, handlers, {url});
      stopTicking = everySecond(tick);
    },
    leave() {
      leaveChannel?.();
      stopTicking?.();
      leaveChannel = stopTicking = null;
      connection(null);
    },
  };
}

// Running times: <span data-since="instant"> as 6:42, data-unit="minutes" as whole minutes.
function run(root) {
  for (const one of root.querySelectorAll("[data-since]")) {
    const total = seconds(one.dataset.since);
    const text = one.dataset.unit === "minutes" ? String(minutes(total)) : elapsed(total);
    if (one.textContent !== text) one.textContent = text;
  }
}
