// Adds to the admins' page what needs a script: buttons that copy a command, days in words.

import {el, icon} from "app/dom.js";
import {language, t} from "app/texts.js";
import {runClocks} from "app/time.js";

const SHOWN = 2500; // ms that a button says it has copied

function addButton(line) {
  const code = line.querySelector("code");
  const words = el("span", {class: "visually-hidden"}, t("Copy %(command)s",
    {command: code.textContent}));
  const button = el("button", {type: "button", class: "copy"}, icon("copy"), words);
  button.addEventListener("click", () => copy(code, button));
  line.append(button);
}

async function copy(code, button) {
  const done = await written(code);
  const status = document.getElementById("copied");
  status.textContent = done ? t("Copied.") : t("Selected; please copy it with the keyboard.");
  if (!done) return;
  button.replaceChild(icon("check"), button.firstChild);
  setTimeout(() => button.replaceChild(icon("copy"), button.firstChild), SHOWN);
}

// The clipboard exists on https and localhost only; elsewhere the line is selected and copied
// as by hand.
async function written(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    window.getSelection().selectAllChildren(code);
    return document.execCommand("copy");
  }
}

// "2026-12-24" as "24. Dezember 2026"
function inWords(time) {
  const format = new Intl.DateTimeFormat(language(), {
    timeZone: "UTC", day: "numeric", month: "long", year: "numeric",
  });
  time.textContent = format.format(new Date(`${time.dateTime}T12:00:00Z`));
}

document.querySelectorAll(".command").forEach(addButton);
document.querySelectorAll("time[datetime]").forEach(inWords);
runClocks();
