// Links to the same figures as files: the question in the address, and the page's language.

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {language, t} from "app/texts.js";

const FILES = [
  ["report.pdf", () => t("Report (PDF)"), "file-text"],
  ["statistics.xlsx", () => "XLSX", "file-spreadsheet"],
  ["statistics.csv", () => "CSV", "download"],
  ["statistics.parquet", () => "Parquet", "download"],
  ["statistics.json", () => "JSON", "download"],
];
const WORDED = new Set(["report.pdf", "statistics.xlsx"]);

export function showDownloads(box, query) {
  const office = encodeURIComponent(boot.office.id);
  replace(box, ...FILES.map(([file, name, sign]) => {
    const asked = new URLSearchParams(query);
    if (WORDED.has(file)) asked.set("report_language", language());
    return el("a", {
      class: "button quiet", href: `/api/v1/offices/${office}/${file}?${asked}`, download: true,
      "data-file": file,
    }, icon(sign), name());
  }));
}
