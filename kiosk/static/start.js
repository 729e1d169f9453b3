// The start page: languages, the question, services with their waits; one of them opens.

import {el, icon} from "app/dom.js";
import {scaleElement, setStroke} from "app/stroke.js";
import {language, spokenName, t, tn} from "app/texts.js";
import {closedElement, isClosed, isOver} from "./closed.js";
import {glide} from "./glide.js";
import {heading} from "./heading.js";
import {languageButton, languageGrid} from "./languages.js";
import {createPanel} from "./panel.js";
import {whenReleased} from "./press.js";
import {rowElement, rowKind, paintRow, whyNotNow} from "./rows.js";
import {refusalText} from "./refusal.js";

const wide = matchMedia("(orientation: landscape)");
const LOW = 0.4; // share of the screen's height above the controls within low reach

// look: {has(name)} of the modes. told(event): "open", "notices", "office": for what is said aloud.
// moved(region): what may be too long for the screen; null while that is worked out.
export function createStart({office: first, draw, language: choose, look, told, moved}) {
  const element = el("div", {class: "start"});
  let office = first;
  let waits = new Map(); // service id -> its row of wait-times
  let open = null; // id of the open service
  let group = null; // id of the unfolded group, when groups have to fold
  let folded = false;
  let tight = false; // not even the languages fit beside the rest
  let listing = false; // the languages behind their one button are shown
  let stale = false;
  let progress = "done";
  let refusal = null;
  let noticed = null; // what was said about the open service
  const panel = createPanel({
    draw: () => draw({service: open, language: language(), ...panel.order()}),
    close: () => toggle(open),
    changed: () => paint(),
  });

  const service = (id) => office.services.find((one) => one.id === id);
  const isLow = () => look.has("low");
  const page = () => element.parentElement;

  function render() {
    const focus = document.activeElement?.dataset?.key;
    folded = false;
    tight = false;
    moved(null);
    element.style.setProperty("--grow", "0px");
    element.toggleAttribute("data-dense", false);
    build();
    if (!open && !isClosed(office) && !isLow() && overflows()) {
      element.toggleAttribute("data-dense", true);
      if (overflows()) {
        folded = true;
        element.toggleAttribute("data-dense", false);
        build();
      }
    }
    if (!isLow() && (crowded() || (open && overflows()))) {
      tight = true;
      build();
    }
    grow();
    if (focus) element.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
    measured();
  }

  function build() {
    const behind = isLow() || look.has("large") || tight;
    const closed = isClosed(office);
    const standing = closed ? closedElement(office) : null;
    panel.element.prepend(panel.needsPlace);
    element.toggleAttribute("data-open", Boolean(open));
    element.replaceChildren(
      el("div", {class: "intro"},
        isLow() ? null : behind ? languageButton(listing, list) : languageGrid(pick),
        heading(office), isLow() ? information(standing) : null),
      el("div", {class: "choice-list"},
        isLow() && !(open && wide.matches) ? languageButton(listing, list) : null,
        behind && listing ? languageGrid(pick, 3) : isLow() && closed ? null : standing ?? choices()),
    );
    if (isLow() && open) element.firstElementChild.append(panel.needsPlace);
    if (isLow()) place();
    paint();
  }

  function pick(id) {
    listing = false;
    if (id === language()) render();
    else choose(id);
  }

  function list() {
    listing = !listing;
    render();
  }

  // Within low reach all that is touched stands in the lower part; what is read stands above.
  function place() {
    const top = element.isConnected ? page().getBoundingClientRect().top : 0;
    element.style.setProperty("--info", `${Math.max(0, window.innerHeight * LOW - top)}px`);
  }

  function information(standing) {
    if (standing) return standing;
    if (open) return null;
    const not = office.services.filter((one) => kind(one) !== "sheet");
    return el("div", {class: "information"},
      el("p", {}, t("All buttons are below now. Choose what you came for: then you see what you "
        + "need, and draw your number.")),
      not.length ? el("p", {}, el("b", {}, t("Not available:")), " ", not.flatMap((one, n) => [
        n ? ", " : "", spokenName(one), " (", whyNotNow(kind(one), one, office), ")"])) : null);
  }

  const kind = (one) => rowKind(waits.get(one.id), office);

  function choices() {
    const shown = open ? office.services.filter((one) => one.id === open) : office.services;
    if (isLow()) {
      return [rows(shown.filter((one) => open || kind(one) === "sheet"), null)];
    }
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
      const earlier = one.id === open && Boolean(panel.order().priority);
      if (row) paintRow(row, waits.get(one.id), setStroke, {earlier});
    }
    if (!open) return;
    panel.paint({
      service: service(open), wait: waits.get(open), office, waits, stale, progress,
      refusal: refusal && refusalText(refusal, office),
    });
    const before = noticed; // null: it opens, and all of it is told together
    noticed = panel.notices().join(" ");
    if (before !== null && noticed && noticed !== before) told("notices");
  }

  function toggle(id) {
    const before = element.querySelector(`[data-service="${CSS.escape(id)}"]`);
    const top = before?.getBoundingClientRect().top ?? 0;
    open = open === id ? null : id;
    refusal = null;
    listing = false;
    if (open) panel.begin();
    noticed = null;
    render();
    glide(element.querySelector(`[data-service="${CSS.escape(id)}"]`), top, measured);
    told("open");
  }

  function measured() {
    if (element.isConnected) moved(isLow() ? element.lastElementChild : page());
  }

  // On a tall screen the rows share the room that is left, a little each.
  function grow() {
    const rows = element.querySelectorAll(".service-row, .fold-button").length;
    if (open || isLow() || !rows || !element.isConnected) return;
    const bottom = element.lastElementChild.getBoundingClientRect().bottom + page().scrollTop;
    const edge = parseFloat(getComputedStyle(page()).paddingBottom);
    const room = page().getBoundingClientRect().bottom - edge - bottom;
    element.style.setProperty("--grow", `${Math.max(0, Math.floor(room / rows))}px`);
  }

  function overflows() {
    if (!element.isConnected) return false;
    const region = isLow() ? element.lastElementChild : page();
    return region.scrollHeight > region.clientHeight + 1;
  }

  // Where languages and question stand beside the services, the bar of tools is below them.
  function crowded() {
    if (!element.isConnected) return false;
    const foot = document.getElementById("foot").getBoundingClientRect();
    const heading = element.querySelector(".question").getBoundingClientRect();
    return heading.bottom > foot.top && element.querySelector(".languages") !== null;
  }

  window.addEventListener("resize", () => element.isConnected && render());

  return {
    element,
    render,
    panel,
    get office() {
      return office;
    },
    get open() {
      return open;
    },
    get isStale() {
      return stale;
    },
    wait: (id) => waits.get(id),
    service,
    toggle,
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
      const was = isClosed(office);
      office = answer;
      if (relevant(office) === before) return;
      const lost = open && (!service(open) || isClosed(office));
      if (lost) open = null;
      whenReleased(render);
      if (lost || was !== isClosed(office)) told("office");
    },
    setStale(is) {
      if (stale === is) return;
      stale = is;
      element.toggleAttribute("data-stale", is);
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
    touched: () => Boolean(open || group || listing),
    reset() {
      open = null;
      group = null;
      refusal = null;
      listing = false;
      noticed = null;
      render();
    },
  };
}

// What of the office this page shows; counters open and pause all day long.
function relevant({counters, ...rest}) {
  return JSON.stringify(rest);
}
