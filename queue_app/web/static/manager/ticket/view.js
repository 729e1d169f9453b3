// One ticket, for a complaint: found by day and number, told from its facts, with the reason for
// its order at each call. No person who works here stands in it.

import {api, Problem} from "app/api.js";
import {boot} from "app/boot.js";
import {el, icon, number, replace} from "app/dom.js";
import {nameOf, rich, t, tn} from "app/texts.js";
import {clock, day} from "app/time.js";
import {go} from "app/manager/route.js";
import {figure} from "app/manager/format.js";
import {isDay, longDay} from "app/manager/past/period.js";
import {callSection} from "app/manager/ticket/calls.js";
import {stepElement} from "app/manager/ticket/steps.js";

export function ticketView(element, connection) {
  const part = (name) => element.querySelector(`[data-part="${name}"]`);
  const form = part("find");
  const error = form.querySelector("#ticket-error");
  let asking = 0;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = {day: form.elements.day.value, number: form.elements.number.value.trim()};
    const wrong = missing(asked);
    if (wrong) return tell(...wrong);
    return go({view: "ticket", ...asked});
  });

  function missing({day: on, number: which}) {
    if (!isDay(on)) return ["day", t("Please choose the day.")];
    if (!which) return ["number", t("Please type the number on the slip.")];
    if (!/^[\p{L}\p{N} ]{1,16}$/u.test(which)) {
      return ["number", t("A number has letters and digits only, such as A039.")];
    }
    return null;
  }

  // Says beneath the fields what is wrong, and beside which one.
  function tell(field, sentence) {
    for (const name of ["day", "number"]) {
      const input = form.elements[name];
      if (name === field) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", error.id);
      } else {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      }
    }
    error.hidden = !field;
    replace(error, field ? [icon("circle-alert"), el("span", {}, sentence)] : "");
    if (field && form.contains(document.activeElement)) form.elements[field].focus();
  }

  function say(...sentence) {
    part("content").hidden = true;
    replace(part("lead"), ...sentence);
  }

  async function load(asked) {
    const mine = (asking += 1);
    try {
      const query = new URLSearchParams(asked);
      const found = await api.get(`/offices/${encodeURIComponent(boot.office.id)}/visit?${query}`);
      if (mine === asking) show(found);
    } catch (problem) {
      if (mine === asking) failed(problem, asked);
    }
  }

  function failed(problem, asked) {
    if (problem instanceof Problem && problem.status === 404) {
      say(el("strong", {}, t("There is no number %(number)s on this day.", {number: asked.number})), " ",
        el("span", {}, t("The numbers of older days may no longer be kept.")));
      tell("number", t("Please compare day and number with the slip."));
    } else if (problem.status === 401 || problem.status === 403) {
      connection({denied: `http_${problem.status}`});
      say(el("strong", {}, t("These figures cannot be shown.")));
    } else {
      say(el("strong", {}, t("The ticket could not be fetched.")), " ",
        el("button", {type: "button", class: "button", onclick: () => load(asked)},
          icon("refresh-cw"), t("Try again")));
    }
  }

  function show(found) {
    replace(part("lead"), ...lead(found));
    part("content").hidden = false;
    replace(part("calls"),
      found.rules_changed && el("p", {class: "table-note"},
        t("On this day the office's rules were changed; the reasons follow the present ones.")),
      ...found.calls.map((call, index) => callSection(call, index, found)),
      !found.calls.length && el("p", {class: "chart-empty"}, t("It was never called.")));
    replace(part("steps"), ...found.steps.map(stepElement));
  }

  return {
    element,
    enter({day: on, number: which}) {
      const asked = {day: on ?? day(), number: which ?? ""};
      form.elements.day.value = asked.day;
      form.elements.day.max = day();
      form.elements.number.value = asked.number;
      tell(null);
      if (which === null) return say(t("Which number is it about?"));
      const wrong = missing(asked);
      if (!wrong) return load(asked);
      say(t("Which number is it about?"));
      return tell(...wrong);
    },
    leave() {
      asking += 1;
      connection(null);
    },
  };
}

// "A039 waited 28 minutes." and then who was called first.
function lead(found) {
  const name = number(found.number);
  const where = el("span", {}, t("%(service)s, drawn on %(day)s at %(time)s.",
    {service: nameOf(found.service), day: longDay(found.day), time: clock(found.issued_at)}));
  const last = found.calls.at(-1);
  if (!last) return [el("strong", {}, rich("%(number)s was never called.", {number: name})), " ", where];
  const waited = Math.round(last.seconds / 60);
  const said = waited
    ? rich("%(number)s waited %(n)s min, then %(counter)s called it.",
      {number: name, n: figure(waited), counter: nameOf(last.counter)})
    : rich("%(number)s was called at once by %(counter)s.",
      {number: name, counter: nameOf(last.counter)});
  const later = Object.entries(last.before.counts).filter(([code]) => code !== "earlier")
    .reduce((sum, [, count]) => sum + count, 0);
  const rule = later
    ? tn("Before it %(n)s was called that had not come earlier.",
      "Before it %(n)s were called that had not come earlier.", later)
    : t("Nobody who came later was called before it.");
  return [el("strong", {}, said), " ", el("span", {}, rule), " ", where];
}
