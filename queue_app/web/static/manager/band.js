// What stands above a view when the server cannot be heard or no longer answers this person.

import {el, icon, ltr} from "app/dom.js";
import {rich, t} from "app/texts.js";
import {clock, elapsed, seconds} from "app/time.js";

// {since: ms} for a lost connection, {denied: code} when the server refuses.
export function band({since, denied}) {
  return denied ? refused(denied) : lost(since);
}

function lost(since) {
  const age = el("span", {"data-since": new Date(since).toISOString()}, elapsed(seconds(since)));
  return el(
    "p",
    {class: "offline", role: "status"},
    icon("unplug"),
    el("span", {},
      rich("No connection for %(age)s. As of %(time)s.", {age, time: ltr(clock(since))})),
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
