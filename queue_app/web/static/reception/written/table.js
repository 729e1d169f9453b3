// The rows: typed by keyboard or pasted, with errors beside their fields.

import {el, icon} from "app/dom.js";
import {t} from "app/texts.js";
import {columns} from "./columns.js";
import {cells} from "./paste.js";
import {reason} from "./reasons.js";

const FIRST = 8; // empty rows to begin with

export class Table {
  constructor(head, body) {
    Object.assign(this, {head, body, columns: columns(), rows: [], sent: []});
    head.replaceChildren(...this.columns.map(({field, title}) =>
      el("th", {scope: "col", "data-field": field}, title)));
    body.addEventListener("input", () => this.#roomBelow());
    body.addEventListener("focusout", ({target}) => this.#tidy(target));
    body.addEventListener("keydown", (event) => this.#onKey(event));
    body.addEventListener("paste", (event) => this.#onPaste(event));
    this.clear();
  }

  clear() {
    this.rows = [];
    this.body.replaceChildren();
    for (let n = 0; n < FIRST; n += 1) this.#add();
  }

  get isEmpty() {
    return this.rows.every((row) => this.#isBlank(row));
  }

  // What was typed, as the server wants it; the rows that are sent are remembered for its errors.
  values(day) {
    this.sent = this.rows.filter((row) => !this.#isBlank(row));
    return this.sent.map((row) => Object.fromEntries(this.columns
      .map(({field, value}, at) => [field, value(row[at], day)])
      .filter(([, value]) => value !== null)));
  }

  // Shows each error beside its field and goes to the first.
  show(errors) {
    for (const row of this.rows) row.forEach((input) => this.#complain(input, null));
    for (const error of errors) {
      const at = this.columns.findIndex(({field}) => field === error.field);
      const input = this.sent[error.row - 1]?.[at];
      if (input) this.#complain(input, reason(error));
    }
    this.body.querySelector("[aria-invalid]")?.focus();
  }

  #add() {
    const number = this.rows.length + 1;
    const row = this.columns.map((column, at) => {
      const input = column.input();
      input.dataset.at = `${number - 1} ${at}`;
      input.setAttribute("aria-label",
        t("%(title)s, row %(n)s", {title: column.title, n: number}));
      return input;
    });
    this.rows.push(row);
    this.body.append(el("tr", {}, ...row.map((input, at) =>
      el("td", {"data-field": this.columns[at].field}, input))));
  }

  #isBlank(row) {
    return this.columns.every(({isEmpty}, at) => isEmpty(row[at]));
  }

  #roomBelow() {
    if (!this.#isBlank(this.rows.at(-1))) this.#add();
  }

  #place(input) {
    return (input.dataset.at ?? "").split(" ").map(Number);
  }

  #tidy(input) {
    this.columns[this.#place(input)[1]]?.tidy?.(input);
  }

  #onKey(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const [row] = this.#place(event.target);
    this.#tidy(event.target);
    if (!this.rows[row + 1]) this.#add();
    this.rows[row + 1][0].focus();
  }

  #onPaste(event) {
    const found = cells(event.clipboardData?.getData("text") ?? "");
    if (!found || !event.target.dataset.at) return;
    event.preventDefault();
    const [first, left] = this.#place(event.target);
    for (const [down, texts] of found.entries()) {
      while (!this.rows[first + down]) this.#add();
      texts.slice(0, this.columns.length - left).forEach((text, at) => {
        const input = this.rows[first + down][left + at];
        this.columns[left + at].fill(input, text);
        this.#tidy(input);
      });
    }
    this.#roomBelow();
  }

  #complain(input, words) {
    const cell = input.parentElement;
    cell.querySelector(".error")?.remove();
    if (!words) {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
      return;
    }
    const id = `error-${input.dataset.at.replace(" ", "-")}`;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", id);
    cell.append(el("p", {class: "error", id}, icon("circle-alert"), el("span", {}, words)));
  }
}
