// The page of the desk: finds the counter where this clerk works, or lets one be chosen.

import {api} from "app/api.js";
import {boot} from "app/boot.js";
import {runClocks} from "app/time.js";
import {signOut, signedOut} from "app/staff/session.js";
import {runMenus} from "app/staff/menu.js";
import {Chooser} from "./chooser.js";
import {Desk} from "./desk.js";

const STORE = `queue:counter:${boot.office?.id}`;

function remembered() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

function remember(counter) {
  try {
    localStorage.setItem(STORE, counter);
  } catch {
    // Without storage the counter is chosen anew each time.
  }
}

const desk = new Desk({leave: choose, signedOut});
const chooser = new Chooser({opened, signedOut, remembered});

// The page has two main parts, one of which is hidden.
function skipTo(id) {
  document.querySelector(".skip-link").setAttribute("href", `#${id}`);
}

function opened(view) {
  remember(view.counter.id);
  chooser.stop();
  desk.start(view);
  skipTo("desk-main");
}

function choose() {
  desk.stop();
  chooser.start();
  skipTo("main");
}

// A page that was reloaded goes on where its clerk sits.
async function begin() {
  const counter = boot.counter ?? remembered();
  if (!counter) return choose();
  try {
    const view = await api.get(`/counters/${encodeURIComponent(counter)}`);
    if (view.counter.mine && view.counter.state !== "closed") return opened(view);
  } catch {
    // An unknown counter or no connection: the chooser says what there is.
  }
  return choose();
}

runClocks();
runMenus();
for (const one of document.querySelectorAll('[data-action="sign-out"]')) {
  one.addEventListener("click", signOut);
}
document.querySelector('[data-action="leave"]').addEventListener("click", choose);
begin();
