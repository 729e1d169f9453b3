// What stands above a view when the server cannot be heard or no longer answers this person.

import {el, icon, ltr, replace} from "app/dom.js";
import {rich, t} from "app/texts.js";
import {clock, lasting, seconds} from "app/time.js";

// {since: ms} for a lost connection, {denied: code} when the server refuses. The figures are as
// of `asOf` (ms) where they are older than the loss.
export function band({since, asOf = since, denied}) {
  return denied ? refused(denied) : lost(since, asOf);
}

// Brings the age in the band up to date.
export function age(root = document.getElementById("band")) {
  for (const one of root.querySelectorAll("[data-lost]")) {
    replace(one, lasting(seconds(one.dataset.lost)));
  }
}

function lost(since, asOf) {
  const lasts = el("span", {"data-lost": new Date(since).toISOString()}, lasting(seconds(since)));
  return el(
    "p",
    {class: "offline", role: "status"},
    icon("unplug"),
    el("span", {},
      rich("No connection for %(age)s. As of %(time)s.", {age: lasts, time: ltr(clock(asOf))})),
  );
}

const SIGNED_OUT = new Set(["unauthorized", "unauthenticated", "signed_out", "http_401"]);

function refused(code) {
  if (!SIGNED_OUT.has(code)) {
    return el("p", {class: "offline", role: "alert"}, icon("lock"),
      t("These figures are for managers of this office only."));
  }
  const here = window.location.pathname + window.location.search;
  const login = el("a", {href: `/login?next=${encodeURIComponent(here)}`}, t("Sign in again"));
  return el("p", {class: "offline", role: "alert"}, icon("lock"),
    el("span", {}, t("You are no longer signed in."), " ", login));
}
