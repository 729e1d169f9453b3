// The public waiting times of an office: how long with a number drawn now, kept up to date.

import {api} from "app/api.js";
import {boot} from "app/boot.js";
import {el, icon, ltr, replace} from "app/dom.js";
import {live} from "app/live.js";
import {riseText} from "app/phone/rise.js";
import {rangeElement, scaleElement, setStroke, waitOf} from "app/stroke.js";
import {locale, spokenName, t, tn} from "app/texts.js";
import {clock, day, elapsed, everySecond, seconds, serverNow, weekday} from "app/time.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const part = (id) => document.getElementById(id);

const {office} = boot;
let waits = boot.waits;
let lost = null; // since when, in ms of the server's clock, or null

// The state in a word and a sentence. The lights are the ones that staff see, too.
function showState() {
  const words = {
    green: [t("Open"), t("Numbers are given out.")],
    amber: [t("Open"), t("Not every service is certain today.")],
    red: red(),
    closed: [t("No numbers now"), nextOpening()],
  };
  const [word, sentence] = words[waits.state] ?? words.closed;
  const light = el("span", {class: "light", "data-light": waits.state},
    el("i"), el("i"), el("i"), el("b", {}, word));
  replace(part("state"), light, el("span", {class: "status-sentence"}, sentence));
}

// Red: issuing is stopped, or the guard lets no service pass.
function red() {
  if (waits.services.every((one) => one.stopped)) {
    return [t("No numbers at the moment"), t("The office is open, but gives out no numbers.")];
  }
  return [t("Full for today"), stops()
    ? t("No more numbers are given out today.")
    : t("Whoever draws a number now is perhaps not called today any more.")];
}

function stops() {
  return office.rules.capacity_guard === "stop";
}

function nextOpening() {
  const next = office.next_opening;
  if (!next) return t("Please ask the office when it opens again.");
  const time = clock(next);
  if (day(next) === day()) return t("Again today from %(time)s.", {time});
  return t("Again on %(weekday)s from %(time)s.", {weekday: weekday(next), time});
}

function showRows() {
  const open = waits.state !== "closed" && waits.services.some((one) => one.offered);
  part("scale").hidden = !open;
  const known = new Map(waits.services.map((row) => [row.service.id, row]));
  replace(part("waits"), grouped().map(([group, services]) => el("section", {class: "status-group"},
    group && el("h2", {}, spokenName(group)),
    el("ul", {}, services.map((one) => row(known.get(one.id), open)).filter(Boolean)))));
  paintStrokes(known);
}

// Services under the office's headings; what stands under none comes last.
function grouped() {
  const all = office.services.length ? office.services : waits.services.map((row) => row.service);
  const groups = office.groups.map((group) => [group, all.filter((one) => one.group === group.id)]);
  const others = all.filter((one) => !office.groups.some((group) => group.id === one.group));
  return [...groups, [null, others]].filter(([, services]) => services.length);
}

function row(wait, open) {
  if (!wait) return null;
  const on = open && wait.offered && !isFull(wait);
  const kind = on ? "paper" : "off";
  const attributes = {class: "row", "data-row": kind, "data-service": wait.service.id};
  const side = on ? [range(wait), note(wait)] : [open && why(wait)];
  return el("li", attributes, el("span", {class: "row-title"}, spokenName(wait.service)),
    el("span", {class: "row-side"}, side.filter(Boolean)),
    on && rise(wait),
    on && el("span", {class: "stroke", "aria-hidden": "true"}));
}

function isFull(wait) {
  return wait.will_be_called === false && stops();
}

// A range that became longer and is still "soon" needs no reason.
function rise(wait) {
  const words = waitOf(wait.estimate).kind !== "soon" && riseText(wait.estimate);
  return words && el("span", {class: "row-note row-rise"}, words);
}

function range(wait) {
  if (waitOf(wait.estimate).basis !== "nobody_serving") return rangeElement(wait.estimate);
  return el("span", {class: "range", "data-wait": "none"}, t("no counter open"));
}

function note(wait) {
  return el("span", {class: "row-note"}, wait.will_be_called === false
    ? t("perhaps not today any more")
    : aheadOf(wait));
}

function aheadOf({ahead}) {
  if (!ahead) return t("Nobody ahead of you");
  return tn("%(n)s ahead of you", "%(n)s ahead of you", ahead);
}

function why(wait) {
  const full = isFull(wait) ? t("full for today") : t("not now");
  return el("span", {class: "row-note"}, wait.stopped ? t("no numbers at the moment") : full);
}

function paintStrokes(known) {
  for (const stroke of part("waits").querySelectorAll(".stroke")) {
    setStroke(stroke, known.get(stroke.closest("[data-service]").dataset.service).estimate);
  }
}

function showHours() {
  // 1 January 2024 was a Monday.
  const name = (n) => new Intl.DateTimeFormat(locale(), {weekday: "long", timeZone: "UTC"})
    .format(new Date(Date.UTC(2024, 0, 1 + n)));
  const today = (new Date(`${day()}T12:00:00Z`).getUTCDay() + 6) % 7;
  const spans = (key) => (office.opening_hours[key] ?? []).map(span).join(", ");
  const rows = DAYS.map((key, n) => el("tr", {"aria-current": n === today ? "date" : null},
    el("th", {scope: "row"}, name(n)),
    el("td", {}, spans(key) ? ltr(spans(key)) : t("closed"))));
  part("hours").replaceChildren(...rows);
}

function span(text) {
  return text.split("-").map((one) => one.replace(/^0(?=\d)/, "")).join("–");
}

function showAge() {
  const stale = lost !== null;
  part("status").dataset.stale = String(stale);
  part("when").hidden = stale;
  part("when").textContent = t("As of %(time)s", {time: clock(waits.as_of)});
  part("offline").hidden = !stale;
  if (!stale) return;
  const words = t("No connection for %(time)s. As of %(clock)s.",
    {time: elapsed(seconds(new Date(lost))), clock: clock(waits.as_of)});
  replace(part("offline"), icon("unplug"), el("span", {}, words));
}

// How often we were right, where the office says so and enough is known. Without an answer the
// page does without the sentence.
async function showAccuracy() {
  if (!boot.accuracy) return;
  const {total} = await api.get(`/offices/${office.id}/accuracy`).catch(() => ({}));
  part("accuracy").hidden = !total;
  if (!total) return;
  const share = new Intl.NumberFormat(locale(), {style: "percent", numberingSystem: "latn"})
    .format(total.inside_shown);
  part("accuracy").textContent = t("In the last 30 days %(share)s of our waiting times were right.", {share});
}

function show() {
  showState();
  showRows();
  showAge();
}

part("scale").replaceChildren(scaleElement(t("from now")));
showHours();
show();
showAccuracy();
everySecond(showAge);
live.subscribe(`waits:${office.id}`, {
  view(data) {
    waits = data;
    show();
  },
  stale(since) {
    lost = since;
    showAge();
  },
}, {url: `/api/v1/offices/${office.id}/wait-times`, initial: boot.waits});
