// Choosing the period: the usual ones as links, any other by two dates.

import {el, icon, replace} from "app/dom.js";
import {address, go} from "app/manager/route.js";
import {presets, readPeriod} from "app/manager/past/period.js";
import {day} from "app/time.js";

export function periodForm(form) {
  const fields = {from: form.querySelector("#from"), to: form.querySelector("#to")};
  const error = form.querySelector("#period-error");
  const links = form.querySelector("[data-part='presets']");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [from, to] = [fields.from.value, fields.to.value];
    const asked = readPeriod({from, to}, day());
    if (asked.field) return tell(asked);
    return go({view: "past", from, to});
  });

  // Marks the field that is wrong and says why beneath.
  function tell({field, problem}) {
    for (const [name, input] of Object.entries(fields)) {
      if (name === field) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (name === field) input.setAttribute("aria-describedby", error.id);
      else input.removeAttribute("aria-describedby");
    }
    error.hidden = !field;
    replace(error, field ? [icon("circle-alert"), el("span", {}, problem)] : "");
    if (field && document.activeElement?.form === form) fields[field].focus();
  }

  return {
    tell,
    show(period) {
      fields.from.value = period.from;
      fields.to.value = period.to;
      fields.from.max = fields.to.max = day();
      replace(links, ...presets(day()).map((one) => el("a", {
        href: address({view: "past", from: one.from, to: one.to}),
        "aria-current": period.preset === one.id ? "true" : null,
        "data-preset": one.id,
      }, one.name)));
      tell(period);
    },
  };
}
