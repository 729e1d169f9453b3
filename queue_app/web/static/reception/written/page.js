// The page on which numbers from paper are entered: one day, its rows, all of them or none.

import {api, newKey, Problem} from "app/api.js";
import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {t, tn} from "app/texts.js";
import {day as today, runClocks, shortDate} from "app/time.js";
import {runMenus} from "app/staff/menu.js";
import {refusal} from "app/staff/refusals.js";
import {signOut, signedOut} from "app/staff/session.js";
import {Table} from "./table.js";

const $ = (id) => document.getElementById(id);
const table = new Table($("columns"), $("rows"));
const day = $("day");
let isSending = false;

function problem(words) {
  $("problem").hidden = !words;
  replace($("problem"), ...(words ? [icon("circle-alert"), el("span", {}, words)] : []));
}

async function enter() {
  problem(null);
  $("done").textContent = "";
  table.show([]);
  if (!day.value) {
    problem(t("Please give the day on the sheet."));
    return day.focus();
  }
  const rows = table.values(day.value);
  if (!rows.length) return problem(t("There is nothing to enter yet."));
  const answer = await api.post(`/offices/${boot.office.id}/paper`, {rows}, {
    key: newKey(),
    waiting: () => problem(t("No connection; it is tried again. Nothing is lost.")),
  });
  problem(null);
  table.clear();
  $("done").textContent = tn("%(n)s visit of %(day)s was entered.",
    "%(n)s visits of %(day)s were entered.", answer.entered, {day: shortDate(`${answer.day}T12:00`)});
}

function failed(error) {
  if (!(error instanceof Problem)) throw error;
  if (error.status === 401) return signedOut();
  if (error.code !== "paper") return problem(refusal(error));
  table.show(error.errors);
  problem(tn("%(n)s field cannot be so. Nothing was entered yet.",
    "%(n)s fields cannot be so. Nothing was entered yet.", error.errors.length));
}

$("written").addEventListener("submit", (event) => {
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  enter().catch(failed).finally(() => (isSending = false));
});

window.addEventListener("beforeunload", (event) => {
  if (!table.isEmpty) event.preventDefault();
});

day.max = today();
day.value = today();
runClocks();
runMenus();
document.querySelector('[data-action="sign-out"]').addEventListener("click", signOut);
table.rows[0][0].focus();
