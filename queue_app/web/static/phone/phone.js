// The page of one ticket: which picture its state asks for, the connection, the language.

import {boot} from "app/boot.js";
import {el, icon, ltr, replace} from "app/dom.js";
import {live} from "app/live.js";
import {spokenRange, waitText} from "app/stroke.js";
import {language, languages, nameOf, rich, setLanguage, t} from "app/texts.js";
import {clock, everySecond, seconds} from "app/time.js";
import {calledView, paintCountdown} from "./called.js";
import {footer} from "./footer.js";
import {riseText} from "./rise.js";
import {alertOnCall} from "./sound.js";
import {missedView, overView, parkedView, servingView} from "./states.js";
import {waitingView} from "./waiting.js";

const VIEWS = {
  waiting: waitingView,
  called: calledView,
  serving: servingView,
  parked: parkedView,
  no_show: missedView,
  finished: overView,
  cancelled: overView,
  expired: overView,
};

const page = document.getElementById("phone");
const main = document.getElementById("main");
const link = document.getElementById("link");
const foot = document.getElementById("foot");
const said = document.getElementById("said");
const theme = document.querySelector("meta[name=theme-color]");

const slots = {};
for (const name of ["band", "head", "body", "actions"]) {
  slots[name] = el("div", {class: `slot-${name}`});
}

let ticket = boot.ticket;
let staleSince = null;
let gone = false;
let shown = null; // state and call that were last announced
let minute = null;
let risen = boot.ticket.estimate?.reason?.since ?? null; // the last rise that was said aloud

function paint() {
  const lit = ticket.state === "called";
  page.classList.toggle("lit", lit);
  document.documentElement.classList.toggle("lit", lit);
  page.dataset.state = ticket.state;
  page.dataset.number = ticket.number;
  announce();
  announceRise();
  const parts = VIEWS[ticket.state](ticket, repaint);
  for (const name of ["head", "body", "actions"]) replace(slots[name], parts[name] ?? []);
  slots.body.toggleAttribute("data-stale", staleSince !== null);
  replace(slots.band, band());
  replace(link, connection(lit));
  replace(foot, footer(ticket, changeLanguage));
  theme.content = getComputedStyle(page).getPropertyValue("--paper").trim();
  document.title = title();
  if (lit) paintCountdown(main, ticket);
}

function repaint(view) {
  if (view) ticket = {...view, token: ticket.token, url: ticket.url};
  paint();
}

function connection(lit) {
  if (lit && staleSince === null) return el("time", {class: "clock"}, clock());
  if (staleSince === null) return [el("i", {class: "dot", "data-on": true}), t("connected")];
  return [el("i", {class: "dot"}), t("no connection")];
}

function band() {
  if (gone) {
    return el("p", {class: "offline"}, icon("circle-alert"),
      el("span", {}, t("This page is no longer kept up to date. Please watch the screen.")));
  }
  if (staleSince === null) return null;
  const time = ltr(clock(new Date(staleSince)), "b");
  return el("p", {class: "offline"}, icon("unplug"), el("span", {}, rich(
    "No connection since %(time)s. What you see is as of then; please also watch the screen.",
    {time},
  )));
}

function title() {
  if (ticket.state === "called") {
    return t("Your turn: %(counter)s", {counter: nameOf(ticket.counter)});
  }
  const wait = ticket.state === "waiting" ? ` · ${waitText(ticket.estimate)}` : "";
  return `${ticket.number}${wait}`;
}

// Said aloud and signalled when the state changes or the number is gonged again, never at
// every new estimate.
function announce() {
  const call = `${ticket.state} ${ticket.called_at} ${ticket.recalled_at} ${ticket.counter?.id}`;
  if (call === shown) return;
  const first = shown === null;
  shown = call;
  const called = ticket.state === "called";
  if (called) {
    said.textContent = t("It is your turn. Number %(number)s, %(counter)s.",
      {number: ticket.number, counter: nameOf(ticket.counter)});
  } else if (!first) {
    // What the state says comes with the picture, which is drawn next.
    requestAnimationFrame(() => (said.textContent = slots.head.textContent));
  }
  const lateNews = first && called && seconds(ticket.recalled_at ?? ticket.called_at) > 120;
  alertOnCall(lateNews ? null : ticket);
}

// A longer wait is said once, when it rises, with its reason; shorter ones are only seen.
function announceRise() {
  const {estimate, state} = ticket;
  const since = estimate?.reason?.since ?? null;
  if (since === risen) return;
  risen = since;
  if (since === null || state !== "waiting") return;
  said.textContent = `${riseText(estimate)} ${spokenRange(estimate)}`;
}

// The code on the slip knows nothing of the language chosen here: this ticket's is kept.
const KEPT = "queue:ticket-language";

function kept() {
  try {
    const [id, chosen] = (localStorage.getItem(KEPT) ?? "").split(" ");
    return id === boot.ticket.id ? chosen : null;
  } catch {
    return null; // without storage the address keeps it
  }
}

function keep(id) {
  try {
    localStorage.setItem(KEPT, `${boot.ticket.id} ${id}`);
  } catch {
    // likewise
  }
}

function changeLanguage(id) {
  keep(id);
  setLanguage(id);
  const address = new URL(location.href);
  address.searchParams.set("lang", id);
  history.replaceState(null, "", address); // so that a reload keeps it
}

document.addEventListener("page:language", paint);

live.subscribe(`ticket:${boot.token}`, {
  view(view) {
    gone = false;
    repaint(view);
  },
  stale(since) {
    staleSince = since;
    paint();
  },
  denied(code) {
    gone = code !== "too_many_requests";
    paint();
  },
}, {url: `/api/v1/tickets/${boot.token}`, initial: boot.ticket});

main.replaceChildren(...Object.values(slots));
const asked = new URLSearchParams(location.search).has("lang") ? null : kept();
if (asked !== language() && languages.some((one) => one.id === asked)) setLanguage(asked);
everySecond(() => {
  if (ticket.state === "called") paintCountdown(main, ticket);
  if (clock() === minute) return;
  minute = clock();
  paint();
});

