// Spoken guidance: any key begins it; a list of things to choose, of which one is said at a time.
// What there is to choose stands in menus.js; how it is heard is voice.js's.

import {el, icon, replace} from "app/dom.js";
import {t} from "app/texts.js";
import {meaning} from "./keys.js";
import {together, words} from "./wording.js";

// menus(): those of menus.js. extended(): whether this key only gave more time. help(): staff.
// changed(on): it was begun or ended.
export function createGuide({band, voice, menus, extended, help, changed}) {
  let on = false;
  let menu = null; // {id, title(), items(), back()}
  let at = null; // id of the item that was said last

  function down(event) {
    const means = meaning(event);
    if (!means) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    if (extended()) {
      if (on) tell(together(words(t("You have more time.")), itemWords()));
      return;
    }
    if (!on) return begin();
    act(means);
  }

  const acts = {
    next: () => move(1),
    previous: () => move(-1),
    choose: () => item()?.press(),
    back: () => menu.back(),
    repeat: () => tell(together(menu.title(), itemWords())),
    louder: () => louder(1),
    quieter: () => louder(-1),
    explain: () => tell(together(keyWords(), itemWords())),
    start: () => tell(together(keyWords(), itemWords())),
    help,
  };

  function act(means) {
    acts[means]();
  }

  function begin() {
    on = true;
    band.hidden = false;
    changed(true);
    go(menus().first(), {lead: together(words(t("Reading aloud is on.")), keyWords())});
  }

  function end() {
    if (!on) return;
    quiet();
    voice.say(words(t("Reading aloud is off.")));
  }

  // Without a word: the person has gone.
  function quiet() {
    on = false;
    menu = null;
    at = null;
    band.hidden = true;
    changed(false);
  }

  function go(next, {from = null, lead = []} = {}) {
    if (!on) return;
    menu = next;
    const items = menu.items();
    at = (items.find((one) => one.id === from) ?? items[0])?.id ?? null;
    focus();
    tell(together(lead, menu.title(), itemWords()));
  }

  function item() {
    const items = menu.items();
    return items.find((one) => one.id === at) ?? items[0] ?? null;
  }

  function itemWords() {
    const items = menu?.items() ?? [];
    if (!items.length) return [];
    const place = Math.max(0, items.findIndex((one) => one.id === at));
    const of = t("%(n)s of %(all)s.", {n: place + 1, all: items.length});
    return together(items[place].words(), items.length > 1 ? words(of) : []);
  }

  function move(step) {
    const items = menu.items();
    if (!items.length) return tell(menu.title());
    const place = Math.max(0, items.findIndex((one) => one.id === at)) + step;
    at = items[(place + items.length) % items.length].id;
    focus();
    tell(itemWords());
  }

  // Who sees a little follows on the screen.
  function focus() {
    const key = item()?.key;
    if (key) document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }

  function louder(step) {
    voice.turnBy(step);
    tell(words(t("Volume %(n)s of %(all)s.", {n: voice.level, all: voice.levels})));
  }

  function tell(said, options) {
    if (!on || !said.length) return Promise.resolve(false);
    const done = voice.say(said, options);
    draw(said);
    return done;
  }

  // The words stand on the screen too, between the two buttons of the volume.
  let shown = [];

  function draw(said = shown) {
    shown = said;
    const button = (step, sign, label) => el("button", {
      class: "button guide-volume", type: "button", "aria-label": label,
      "data-key": `volume${step}`, "data-volume": step,
    }, icon(sign));
    replace(band,
      button(-1, "volume-1", t("Quieter")),
      el("div", {class: "guide-words"},
        voice.silent ? el("p", {class: "guide-silent", "data-silent": true}, icon("volume-x"),
          el("b", {}, t("This kiosk has no voice for this language. It shows what it would say.")))
          : null,
        el("p", {class: "guide-said"}, said.map((one) =>
          el("span", {lang: one.language}, one.text, " ")))),
      button(1, "volume-2", t("Louder")));
  }

  window.addEventListener("keydown", down, {capture: true});
  band.addEventListener("click", (event) => {
    const step = event.target.closest("[data-volume]")?.dataset.volume;
    if (step) louder(Number(step));
  });

  return {
    begin,
    end,
    quiet,
    go,
    tell,
    // When the present utterance has ended.
    add: (said) => tell(said, {after: true}),
    draw,
    get on() {
      return on;
    },
    get menu() {
      return menu?.id ?? null;
    },
    toggle: () => on ? end() : begin(),
  };
}

export function keyWords() {
  return words(t("Press 6 or the down arrow for the next item, 4 or the up arrow for the one before. "
    + "5 or Enter chooses. 0 or Escape goes back. 8 repeats. 7 is quieter, 9 is louder. "
    + "3 calls the staff. 1 explains the keys."));
}
