// Rows copied from a spreadsheet, or from a file of values: lines of cells.

// Cells by line, or null for a text that is only one cell. A first line of titles is left out.
export function cells(text) {
  const lines = text.replace(/\r/g, "").split("\n").filter((line) => line.trim());
  const mark = ["\t", ";"].find((one) => text.includes(one));
  if (!mark && lines.length < 2) return null;
  const found = lines.map((line) => (mark ? line.split(mark) : [line]).map(plain));
  return found.length > 1 && !found[0].some((one) => /\d/.test(one)) ? found.slice(1) : found;
}

function plain(cell) {
  const found = /^\s*"(.*)"\s*$/.exec(cell);
  return found ? found[1].replaceAll('""', '"') : cell.trim();
}
