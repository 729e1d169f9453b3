// From when the managers want to be told: a form that says beside the field what is wrong.

import {api, Problem} from "app/api.js";
import {el, icon, replace} from "app/dom.js";
import {t} from "app/texts.js";
import {office} from "app/manager/now/alerts.js";

// name -> [words, unit, most, whole]
const FIELDS = {
  wait_minutes: [() => t("somebody has waited"), () => t("minutes"), 1440, false],
  queue_length: [() => t("so many wait"), () => t("people"), 2000, true],
  idle_minutes: [() => t("a counter is free while people wait"), () => t("minutes"), 1440, false],
  printer_minutes: [() => t("a printer gives no paper"), () => t("minutes"), 1440, false],
  silent_minutes: [() => t("a display or kiosk is not heard of"), () => t("minutes"), 1440, false],
};

export function thresholdForm(details) {
  const form = details.querySelector("form");
  const rows = Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, row(name, field)]));
  const said = el("p", {class: "secondary", role: "status"});
  let touched = false;
  form.replaceChildren(
    el("p", {class: "secondary"}, t("An empty field: never. Everybody who manages this office is told.")),
    ...Object.values(rows).map(({line}) => line),
    el("button", {type: "submit", class: "button quiet"}, icon("save"), t("Save")),
    said,
  );
  form.addEventListener("input", () => {
    touched = true;
    replace(said);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = Object.entries(rows).map(([name, one]) => [name, one.read()]);
    const wrong = wanted.find(([, value]) => value === undefined);
    if (wrong) return rows[wrong[0]].input.focus();
    return save(Object.fromEntries(wanted));
  });

  async function save(wanted) {
    try {
      show((await api.put(`/offices/${office()}/alerts`, wanted)).thresholds, true);
      replace(said, icon("check"), " ", t("Saved."));
    } catch (error) {
      replace(said, icon("circle-alert"), " ", error instanceof Problem && error.status < 500
        ? t("This cannot be saved: please check the numbers.") : t("The server does not answer."));
    }
  }

  // What is being typed stays.
  function show(thresholds, saved = false) {
    if (touched && !saved) return;
    touched = false;
    for (const [name, {input, tell}] of Object.entries(rows)) {
      input.value = thresholds[name] ?? "";
      tell("");
    }
  }

  return {show};
}

function row(name, [words, unit, most, whole]) {
  const id = `threshold-${name}`;
  const error = el("p", {class: "error", id: `${id}-error`, role: "alert", hidden: true});
  const input = el("input", {
    class: "input", id, name, type: "text", inputmode: "decimal", maxlength: "6", autocomplete: "off",
  });
  const tell = (sentence) => {
    error.hidden = !sentence;
    replace(error, sentence && icon("circle-alert"), sentence && el("span", {}, sentence));
    if (sentence) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", error.id);
    } else {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
  };
  // null: never; undefined: no number, which is said.
  const read = () => {
    const text = input.value.trim().replace(",", ".");
    const value = Number(text);
    if (text === "") return tell("") ?? null;
    if (Number.isFinite(value) && value > 0 && value <= most && (!whole || Number.isInteger(value))) {
      return tell("") ?? value;
    }
    tell(whole ? t("Please give a whole number from 1 to %(n)s, or nothing.", {n: most})
      : t("Please give a number above 0, at most %(n)s, or nothing.", {n: most}));
    return undefined;
  };
  const line = el("div", {class: "threshold"},
    el("label", {for: id}, words()), input, el("span", {class: "secondary"}, unit()), error);
  return {line, input, read, tell};
}
