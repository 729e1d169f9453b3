// The managers' page: which of its views is seen, and what frames them. The views themselves
// are in now/, past/, future/ and ticket/.

import {boot} from "app/boot.js";
import {replace} from "app/dom.js";
import {nowView} from "app/manager/now/view.js";
import {band} from "app/manager/band.js";
import {FUTURE, futureView} from "app/manager/future/view.js";
import {pastView} from "app/manager/past/view.js";
import {FILTERS, address, follow, onRoute, route} from "app/manager/route.js";
import {ticketView} from "app/manager/ticket/view.js";
import {runClocks} from "app/time.js";

const views = {
  now: nowView(document.getElementById("now"), connection),
  past: pastView(document.getElementById("past"), connection),
  future: futureView(document.getElementById("future"), connection),
  ticket: ticketView(document.getElementById("ticket"), connection),
};
const links = [...document.querySelectorAll(".manager-bar [data-view]")];
let shown = null;

function show(state) {
  const changed = shown !== null && shown !== state.view;
  shown = state.view;
  for (const [name, view] of Object.entries(views)) {
    view.element.hidden = name !== shown;
    if (name !== shown) view.leave();
  }
  for (const link of links) {
    link.href = linkTo(link.dataset.view);
    if (link.dataset.view === shown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const title = links.find((link) => link.dataset.view === shown).textContent;
  document.title = `${title} · ${boot.office.name}`;
  views[shown].enter(state);
  if (changed) views[shown].element.querySelector("h1").focus();
}

// Period and filters belong to the past alone, the replayed day and its changes to the future, day
// and number to the one ticket; some have the same name and mean something else there.
const OWN = ["from", "to", "by", ...FILTERS, ...Object.keys(FUTURE), "day", "number"];

function linkTo(view) {
  return address({...(view === shown ? {} : Object.fromEntries(OWN.map((name) => [name, null]))), view});
}

// What a view says about its connection stands above it; hollow numerals go with it.
function connection(state) {
  document.getElementById("main").dataset.stale = String(Boolean(state));
  replace(document.getElementById("band"), state && band(state));
}

// Paper is light, whatever the screen is.
window.addEventListener("beforeprint", () => {
  document.documentElement.dataset.theme ??= "print";
});
window.addEventListener("afterprint", () => {
  if (document.documentElement.dataset.theme === "print") {
    delete document.documentElement.dataset.theme;
  }
});

document.addEventListener("click", follow);
document.getElementById("office")?.addEventListener("change", (event) => {
  window.location.assign(address({office: event.target.value}));
});
onRoute(show);
runClocks();
show(route());
