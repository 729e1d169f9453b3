// The frame of a chart: heading, drawing in the width there is, and the table behind it, which
// takes the drawing's place when it is asked for.

import {el, replace} from "app/dom.js";
import {t} from "app/texts.js";

// section: the element that becomes the chart. update() takes
// {title, note, draw(width) -> SVG, columns: [text], rows: [[text | node]], empty: sentence | null}.
// onPaper: its width in a printed report, which cannot be measured before it is printed.
export function chart(section, id, onPaper) {
  const frame = new Frame(section, id);
  const resized = new ResizeObserver(() => frame.draw());
  resized.observe(frame.plot);
  window.addEventListener("beforeprint", () => frame.draw(onPaper));
  window.addEventListener("afterprint", () => frame.draw());
  return frame;
}

class Frame {
  constructor(section, id) {
    this.content = null;
    this.asTable = false;
    this.width = 0;
    this.title = el("h2", {id: `${id}-title`});
    this.note = el("span", {class: "chart-note"});
    this.toggle = el("button", {
      type: "button", class: "link no-print", "aria-expanded": "false",
      "aria-controls": `${id}-table`, onclick: () => this.turn(),
    });
    this.plot = el("div", {class: "plot"});
    this.table = el("div", {
      class: "chart-table", id: `${id}-table`, role: "group", tabindex: "0",
      "aria-labelledby": `${id}-title`, hidden: true,
    });
    section.setAttribute("aria-labelledby", `${id}-title`);
    section.classList.add("chart");
    section.replaceChildren(
      el("header", {}, this.title, el("span", {class: "chart-side"}, this.note, this.toggle)),
      this.plot,
      this.table,
    );
  }

  update(content) {
    this.content = content;
    replace(this.title, content.title);
    replace(this.note, content.note ?? "");
    this.toggle.hidden = Boolean(content.empty);
    this.show();
  }

  turn() {
    if (!this.content) return;
    this.asTable = !this.asTable;
    this.show();
  }

  show() {
    const table = this.asTable && !this.content.empty;
    this.toggle.textContent = table ? t("As a drawing") : t("As a table");
    this.toggle.setAttribute("aria-expanded", String(table));
    this.plot.hidden = table;
    this.table.hidden = !table;
    if (table) replace(this.table, this.rows());
    this.width = 0;
    this.draw();
  }

  // Only when there is something to draw and the width is another one.
  draw(width = this.plot.clientWidth) {
    if (!this.content || !width || width === this.width) return;
    this.width = width;
    const {empty} = this.content;
    replace(this.plot, empty ? el("p", {class: "chart-empty"}, empty) : this.content.draw(width));
  }

  rows() {
    const [first, ...others] = this.content.columns;
    const name = (text) => el("th", {scope: "col", class: "figure"}, text);
    return el(
      "table",
      {class: "table"},
      el("caption", {class: "visually-hidden"}, this.content.title),
      el("thead", {}, el("tr", {}, el("th", {scope: "col"}, first), ...others.map(name))),
      el("tbody", {}, ...this.content.rows.map(([key, ...cells]) => el("tr", {},
        el("th", {scope: "row"}, key),
        ...cells.map((one) => el("td", {class: "figure"}, one))))),
    );
  }
}
