// The start page: languages, the question, services with their waits; one of them opens.

import {el, icon} from "app/dom.js";
import {scaleElement, setStroke} from "app/stroke.js";
import {language, languages, spokenName, t, tn} from "app/texts.js";
import {hour, seconds} from "app/time.js";
import {closedElement, closedTitle, isClosed} from "./closed.js";
import {createPanel} from "./panel.js";
import {rowElement, rowKind, paintRow} from "./rows.js";
import {refusalText} from "./refusal.js";

export function createStart({office: first, draw, language: choose}) {
  const element = el("div", {class: "start"});
  let office = first;
  let waits = new Map(); // service id -> its row of wait-times
  let open = null; // id of the open service
  let group = null; // id of the unfolded group, when groups have to fold
  let folded = false;
  let stale = false;
  let progress = "done";
  let refusal = null;
  const panel = createPanel({
    draw: () => draw({service: open, language: language(), ...panel.order()}),
    close: () => toggle(open),
  });

  const service = (id) => office.services.find((one) => one.id === id);

  function render() {
    const focus = document.activeElement?.dataset?.key;
    folded = false;
    element.style.setProperty("--grow", "0px");
    build();
    if (!open && !isClosed(office) && overflows()) {
      folded = true;
      build();
    }
    grow();
    if (focus) element.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  function build() {
    element.toggleAttribute("data-open", Boolean(open));
    element.replaceChildren(
      el("div", {class: "intro"}, languageGrid(choose), heading(office)),
      isClosed(office) ? closedElement(office) : el("div", {class: "choice-list"}, choices()),
    );
    paint();
  }

  function choices() {
    const shown = open ? office.services.filter((one) => one.id === open) : office.services;
    const loose = shown.filter((one) => !one.group);
    return [
      scaleElement(t("Wait from now")),
      ...office.groups.map((one) => groupElement(one, shown)),
      loose.length ? rows(loose, null) : null,
    ];
  }

  function groupElement(one, shown) {
    const members = shown.filter((row) => row.group === one.id);
    if (!members.length) return null;
    if (open) return rows(members, null);
    const fold = folded && members.length > 1;
    if (!fold) return rows(members, spokenName(one));
    return foldElement(one, members);
  }

  function rows(members, title) {
    return el(
      "section", {class: "group"},
      title && el("h2", {class: "group-name"}, title),
      el("ul", {}, members.map((one) => rowElement(one, {
        wait: waits.get(one.id),
        office,
        open: one.id === open,
        toggle,
        panel: one.id === open ? panel.element : null,
      }))),
    );
  }

  function foldElement(one, members) {
    const unfolded = group === one.id;
    const unfold = () => {
      group = unfolded ? null : one.id;
      render();
    };
    return el(
      "section", {class: "group fold"},
      el("button", {
        class: "fold-button", type: "button", "aria-expanded": unfolded, onclick: unfold,
        "data-key": `group-${one.id}`,
      },
      el("span", {class: "row-title"}, spokenName(one)),
      el("span", {class: "row-note"},
        tn("%(n)s service", "%(n)s services", members.length)),
      icon(unfolded ? "chevron-up" : "chevron-down")),
      unfolded ? rows(members, null) : null,
    );
  }

  // Waits move while people read: figures and strokes change in place.
  function paint() {
    for (const one of office.services) {
      const row = element.querySelector(`[data-service="${CSS.escape(one.id)}"]`);
      if (row) paintRow(row, waits.get(one.id), setStroke);
    }
    if (open) {
      panel.paint({
        service: service(open), wait: waits.get(open), office, waits, stale, progress,
        refusal: refusal && refusalText(refusal, office),
      });
    }
  }

  function toggle(id) {
    const before = element.querySelector(`[data-service="${CSS.escape(id)}"]`);
    const top = before?.getBoundingClientRect().top ?? 0;
    open = open === id ? null : id;
    refusal = null;
    if (open) panel.begin();
    render();
    glide(element.querySelector(`[data-service="${CSS.escape(id)}"]`), top);
  }

  // On a tall screen the rows share the room that is left, a little each.
  function grow() {
    const rows = element.querySelectorAll(".service-row, .fold-button").length;
    if (open || !rows || !element.isConnected) return;
    const page = getComputedStyle(element.closest(".kiosk"));
    const bottom = element.lastElementChild.getBoundingClientRect().bottom + window.scrollY;
    const room = window.innerHeight - parseFloat(page.paddingBottom) - bottom;
    element.style.setProperty("--grow", `${Math.max(0, Math.floor(room / rows))}px`);
  }

  function overflows() {
    if (!element.isConnected) return false;
    return document.documentElement.scrollHeight > window.innerHeight + 1;
  }

  window.addEventListener("resize", () => element.isConnected && render());

  return {
    element,
    render,
    get office() {
      return office;
    },
    // Answers whether the office itself may have changed: closed, stopped, another list.
    setWaits(view) {
      const kinds = () => [...waits.values()].map((row) => rowKind(row, office)).join();
      const before = kinds();
      waits = new Map(view.services.map((row) => [row.service.id, row]));
      const same = kinds() === before;
      if (same) paint();
      else whenReleased(render);
      return !same || (view.state === "closed") !== isClosed(office) || isOver(office);
    },
    setOffice(answer) {
      const before = relevant(office);
      office = answer;
      if (relevant(office) === before) return;
      if (open && (!service(open) || isClosed(office))) open = null;
      whenReleased(render);
    },
    setStale(is) {
      if (stale === is) return;
      stale = is;
      paint();
    },
    progress(step) {
      progress = step;
      if (step === "asking") refusal = null;
      paint();
    },
    refuse(problem) {
      refusal = problem;
      paint();
      panel.showRefusal();
    },
    touched: () => Boolean(open || group),
    reset() {
      open = null;
      group = null;
      refusal = null;
      render();
    },
  };
}

function languageGrid(choose) {
  if (languages.length < 2) return null;
  const many = Math.min(5, languages.length);
  return el(
    "ul", {class: "languages", "data-columns": many, dir: "ltr", "aria-label": t("Language")},
    languages.map((one) => {
      const chosen = one.id === language();
      return el("li", {}, el(
        "button",
        {
          class: "language", type: "button", lang: one.id, dir: one.dir, "aria-pressed": chosen,
          "data-key": `language-${one.id}`, "data-language": one.id,
          onclick: () => choose(one.id),
        },
        el("span", {}, ...one.name.split(" / ").flatMap((part, n) =>
          n ? [el("br"), part] : [part])),
        chosen ? icon("check") : null,
      ));
    }),
  );
}

function heading(office) {
  return el(
    "h1", {class: "question"},
    el("span", {class: "greeting"}, greeting()), " ",
    el("span", {}, isClosed(office) ? closedTitle(office) : t("What would you like to do today?")),
  );
}

// It says open, but its closing time has passed.
function isOver(office) {
  return office.open_now && Boolean(office.closes_at) && seconds(office.closes_at) >= 0;
}

function greeting() {
  const now = hour();
  if (now >= 4 && now < 11) return t("Good morning.");
  return now >= 4 && now < 18 ? t("Good afternoon.") : t("Good evening.");
}

// What of the office this page shows; counters open and pause all day long.
function relevant({counters, ...rest}) {
  return JSON.stringify(rest);
}

// Between touching a button and letting go, nothing may be put under the finger.
function whenReleased(action) {
  if (!pressed) return action();
  document.addEventListener("pointerup", () => setTimeout(action, 50), {once: true});
}

let pressed = false;
const press = (is) => () => (pressed = is);
document.addEventListener("pointerdown", press(true), true);
for (const event of ["pointerup", "pointercancel"]) {
  document.addEventListener(event, press(false), true);
}

// The opened row moves from where it was touched to where it stands now.
function glide(row, from) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!row || still) return;
  const way = from - row.getBoundingClientRect().top;
  row.animate(
    [{transform: `translateY(${way}px)`}, {transform: "none"}],
    {duration: 200, easing: "cubic-bezier(.2,0,0,1)"},
  );
}
