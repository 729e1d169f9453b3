// What the displays say besides the calls: written here, for the office or one waiting area, in the
// languages that somebody fills in, and taken away again.

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {t} from "app/texts.js";
import {clock, serverNow, weekday} from "app/time.js";
import {ask} from "app/staff/dialog.js";
import {refusal} from "app/staff/refusals.js";
import {say} from "app/staff/speaker.js";

const LENGTH = 300;
const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const $ = (id) => document.getElementById(id);

export class Messages {
  constructor({presses, soon, signedOut}) {
    Object.assign(this, {presses, soon, signedOut, shown: []});
    $("message").addEventListener("click", () => this.open());
  }

  // messages: [{area: id | null, texts, until}]
  show(messages) {
    this.shown = messages;
    $("messages").hidden = !messages.length;
    replace($("messages"), ...messages.map((one) => el("span", {}, icon("info"), inWords(one))));
  }

  async open() {
    const areas = [...new Set(boot.office.counters.map((one) => one.area))];
    const scope = areas.length > 1 ? field("message-area", t("Where"), select([
      ["", t("All displays")], ...areas.map((one) => [one, areaName(one)]),
    ])) : null;
    const until = field("message-until", t("Until when"), select([
      ["", t("the end of the day")], [1, t("for one hour")], [3, t("for three hours")],
      [7 * 24, t("for a week")],
    ]));
    const texts = this.texts();
    const answer = await ask({
      title: t("Message on the displays"),
      text: t("It stands below the calls, in one language after the other."),
      body: [texts, scope, until].filter(Boolean),
      focus: texts.querySelector("textarea"),
      wide: true,
      choices: [
        {id: "show", words: t("Show the message")},
        ...this.shown.map((one) => ({id: `end ${one.area ?? ""}`, words: endWords(one)})),
      ],
      check: (id) => this.send(id, {texts, scope, until}),
    });
    if (answer) say(answer === "show" ? t("The displays show the message.") : t("The message is gone."));
  }

  // The office's first language, and a choice that adds another one.
  texts() {
    const box = el("div", {class: "message-texts"});
    const left = [...boot.office.languages];
    const add = (id) => {
      left.splice(left.indexOf(id), 1);
      const area = el("textarea", {class: "input", lang: id, dir: "auto", maxlength: LENGTH, rows: 2,
        "data-language": id});
      more.before(field(`message-${id}`, languageName(id), area));
      replace(choice, el("option", {value: ""}, t("Another language …")),
        ...left.map((one) => el("option", {value: one}, languageName(one))));
      more.hidden = !left.length;
      return area;
    };
    const choice = el("select", {class: "input", "aria-label": t("Another language …")});
    const more = el("div", {class: "field"}, choice);
    choice.addEventListener("change", () => choice.value && add(choice.value).focus());
    box.append(more);
    add(left[0]);
    return box;
  }

  // Answers a sentence when it was refused, so that the question stays open.
  async send(id, fields) {
    const written = textsOf(fields.texts);
    if (id === "show" && !Object.keys(written).length) return t("Please write a text.");
    try {
      if (id === "show") await this.post(written, fields);
      else await this.presses.del("message", address(id.split(" ")[1]));
      this.soon();
      return null;
    } catch (error) {
      if (error.status === 401) this.signedOut();
      return refusal(error);
    }
  }

  async post(texts, {scope, until}) {
    const area = scope?.querySelector("select").value;
    const hours = Number(until.querySelector("select").value);
    await this.presses.post("message", address(), {
      texts,
      ...(area && {area}),
      ...(hours && {until: new Date(serverNow().getTime() + hours * HOUR).toISOString()}),
    });
  }
}

function textsOf(box) {
  const written = [...box.querySelectorAll("textarea")].filter((one) => one.value.trim());
  return Object.fromEntries(written.map((one) => [one.dataset.language, one.value.trim()]));
}

function address(area) {
  return `/offices/${boot.office.id}/message${area ? `?area=${encodeURIComponent(area)}` : ""}`;
}

function inWords({area, texts, until}) {
  const end = new Date(until);
  const at = clock(end) === "0:00" ? new Date(end.getTime() - MINUTE) : end; // of the day before
  const text = texts[boot.office.languages[0]] ?? Object.values(texts)[0];
  const values = {text, weekday: weekday(at), time: clock(at), area: areaName(area)};
  return area
    ? t("On the displays of %(area)s until %(weekday)s, %(time)s: %(text)s", values)
    : t("On all displays until %(weekday)s, %(time)s: %(text)s", values);
}

function endWords({area}) {
  return area ? t("Take it away: %(area)s", {area: areaName(area)}) : t("Take the message away");
}

function areaName(area) {
  return area === "main" ? t("main area") : area;
}

function languageName(id) {
  return new Intl.DisplayNames([document.documentElement.lang], {type: "language"}).of(
    id === "de-simple" ? "de" : id,
  ) + (id === "de-simple" ? ` (${t("easy language")})` : "");
}

function select(choices) {
  return el("select", {class: "input"},
    ...choices.map(([value, words]) => el("option", {value: String(value)}, words)));
}

function field(id, label, input) {
  input.id = id;
  return el("div", {class: "field"}, el("label", {for: id}, label), input);
}
