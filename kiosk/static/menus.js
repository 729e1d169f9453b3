// What can be chosen by ear, in each state of the terminal: everything that can be touched.

import {language, languages, mark, t, textIn, tn} from "app/texts.js";
import {closedWords, isClosed} from "./closed.js";
import {question} from "./heading.js";
import {rowKind} from "./rows.js";
import {resultMenu} from "./result_menu.js";
import {chosenWords, named, needsWords, serviceWords, together, waitWords, words} from "./wording.js";

const FLAT = 9; // services in one list; more are found by their groups
const CHOOSE = mark("Press 5 to choose this language.");

// guide(): what says it. choose(language): changes it.
export function createMenus({start, result, modes, help, guide, choose, done}) {
  const go = (menu, options) => guide().go(menu, options);
  const entry = (id, said, press, key = null) => ({id, words: said, press, key});
  const tools = (back) => entry("tools", () => words(t("Language, view and help")),
    () => go(toolsMenu(back)));

  // Where somebody begins who has just pressed a key.
  function first() {
    if (result.ticket || start.open || languages.length < 2) return now();
    return languageMenu(() => go(now()));
  }

  // What fits to what the screen shows.
  function now(from = null) {
    if (result.ticket) return resultMenu({result, office: start.office, go, entry, tools, guide, done});
    if (start.open) return serviceMenu();
    return servicesMenu(from);
  }

  const home = (from = null) => go(now(from), {from});

  function languageMenu(back) {
    return {
      id: "languages",
      title: () => words(t("Language")),
      items: () => {
        const own = languages.filter((one) => one.id === language());
        return [...own, ...languages.filter((one) => !own.includes(one))].map((one) =>
          entry(one.id, () => languageWords(one), () => {
            if (one.id === language()) home();
            else choose(one.id);
          }, `language-${one.id}`));
      },
      back,
    };
  }

  function servicesMenu(from) {
    const {office} = start;
    const grouped = office.groups.filter((one) => office.services.some((s) => s.group === one.id));
    const split = office.services.length > FLAT && grouped.length > 1 && !isClosed(office);
    const group = split && from ? start.service(from)?.group : null;
    if (group) return groupMenu(grouped.find((one) => one.id === group));
    return {
      id: "services",
      title: () => together(
        isClosed(office) ? closedWords(office) : words(question(office)),
        start.isStale ? words(t("Without a connection no number can be drawn. We keep trying."))
          : []),
      items: () => [
        ...isClosed(start.office) ? [] : split ? groupItems(grouped) : serviceItems(office.services),
        tools(() => home()),
      ],
      back: () => languages.length > 1 ? go(languageMenu(() => home())) : go(toolsMenu(home)),
    };
  }

  function groupItems(grouped) {
    const loose = start.office.services.filter((one) => !one.group);
    return [
      ...grouped.map((one) => entry(`group-${one.id}`, () => together(named(one), words(
        tn("%(n)s service", "%(n)s services", members(one).length))),
      () => go(groupMenu(one)), `group-${one.id}`)),
      ...serviceItems(loose),
    ];
  }

  const members = (group) => start.office.services.filter((one) => one.group === group.id);

  function groupMenu(group) {
    return {
      id: "group",
      title: () => named(group),
      items: () => serviceItems(members(group)),
      back: () => go(servicesMenu(null), {from: `group-${group.id}`}),
    };
  }

  function serviceItems(services) {
    return services.map((one) => entry(one.id,
      () => serviceWords(one, start.wait(one.id), start.office),
      () => {
        const can = rowKind(start.wait(one.id), start.office) === "sheet";
        if (can) start.toggle(one.id);
        else guide().tell(serviceWords(one, start.wait(one.id), start.office));
      }, `service-${one.id}`));
  }

  // One service: what it needs, how long it takes, and the further choices.
  function serviceMenu() {
    const {panel} = start;
    const id = start.open;
    const service = start.service(id);
    const leave = () => start.toggle(id);
    return {
      id: "service",
      title: () => {
        const earlier = panel.priorities().some((one) => panel.isChosen(one.id));
        const wait = start.wait(id);
        return together(named(service), needsWords(service),
          earlier ? words(t("If this applies to you, we call you earlier."))
            : wait ? waitWords(wait) : [],
          words(...panel.notices()));
      },
      items: () => [
        entry("draw", () => words(t("Draw a number")), draw, "draw"),
        entry("persons", () => words(t("How many people is this for?"), panel.personsWords()),
          () => go(personsMenu(), {from: String(panel.persons)}), "persons1"),
        ...panel.priorities().map((one) => entry(one.id, () => together(named(one),
          words(t("If this applies to you, we call you earlier."),
            chosenWords(panel.isChosen(one.id)))),
        () => {
          panel.togglePriority(one.id);
          guide().tell(together(named(one), words(chosenWords(panel.isChosen(one.id)))));
        }, `priority-${one.id}`)),
        ...panel.others().length
          ? [entry("further", () => together(words(t("Something else as well today")), also()),
            () => go(furtherMenu()), "further")] : [],
        entry("back", () => words(t("All services")), leave, "other"),
        tools(() => home()),
      ],
      back: leave,
    };
  }

  function draw() {
    const {panel} = start;
    if (panel.press()) guide().tell(words(t("One moment …")));
    else guide().tell(words(...panel.notices()));
  }

  function also() {
    return start.panel.others().filter((one) => start.panel.isChosen(one.id)).flatMap(named);
  }

  function personsMenu() {
    const {panel} = start;
    const back = () => go(serviceMenu(), {from: "persons"});
    return {
      id: "persons",
      title: () => words(t("How many people is this for?")),
      items: () => Array.from({length: panel.most}, (_, n) =>
        entry(String(n + 1), () => words(panel.personsWords(n + 1)), () => {
          panel.setPersons(n + 1);
          back();
        })),
      back,
    };
  }

  function furtherMenu() {
    const {panel} = start;
    const back = () => go(serviceMenu(), {from: "further"});
    const said = (one) => together(named(one), words(chosenWords(panel.isChosen(one.id))));
    return {
      id: "further",
      title: () => words(t("What else would you like to do?")),
      items: () => [
        ...panel.others().map((one) => entry(one.id, () => said(one), () => {
          panel.toggleAlso(one.id);
          guide().tell(said(one));
        })),
        entry("continue", () => words(t("Continue")), back),
      ],
      back,
    };
  }

  function toolsMenu(back) {
    return {
      id: "tools",
      title: () => words(t("Language, view and help")),
      items: () => [
        entry("help", () => words(help.words(), help.tool.words()), help.press, "tool-help"),
        ...languages.length > 1 && !result.ticket
          ? [entry("languages", () => together(words(t("Language")),
            [{language: language(), text: `${nameOfLanguage()}.`}]),
          () => go(languageMenu(() => go(toolsMenu(back)))))] : [],
        ...modes.modes.map((one) => entry(one.id, () => words(one.words(), chosenWords(one.on())),
          () => {
            one.press();
            guide().tell(words(one.words(), chosenWords(one.on())));
          }, `tool-${one.id}`)),
        entry("end", () => words(t("Stop reading aloud")), () => guide().end(), "tool-voice"),
        entry("back", () => words(t("Back")), back),
      ],
      back,
    };
  }

  return {first, now};
}

function nameOfLanguage() {
  return languages.find((one) => one.id === language())?.name ?? "";
}

// "Türkçe. Bu dili seçmek için 5’e basın." in the language itself.
function languageWords(one) {
  const hint = textIn(one.id, CHOOSE);
  return [{language: one.id, text: [one.name.replaceAll(" / ", ", "), ".", hint ? ` ${hint}` : ""]
    .join("")}];
}
