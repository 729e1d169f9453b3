// How large everything is and how much fits: arithmetic from the screen's size in pixels and in
// inches and from the distance of the last chair. Nothing here touches the page.

const CAP_HEIGHT = 0.668; // of the typeface's capitals and figures, in em
const LEGIBLE = 82; // a letter can be read from this many times its height
const ROW = 0.95; // em: a row of numbers with its line
export const NUMBER = 0.84; // em: the newest number, with the air that belongs to it
const PLACE = 1; // em: the place below it, likewise
const ARROW = 0.9; // em: beside the place of the newest
const APART = 0.3; // em of a row: the most between the two
const CLEARLY = 1.5; // the newest number is so much larger than the others

// In units of a screen of 1920×1080 (portrait: 1080×1920).
const MARGIN = 72;
const GAP = 100; // between the newest call and those before
const HEAD = {columns: 116, stack: 116, portrait: 176};
const CAPTION = 85; // "Last called", and its air
const SIDE = 744; // the calls before, at least
const WAITS_HEAD = 78;
const SCALE_LINE = 46; // more, where the scale needs a line of its own
const WAIT = 90;
const FOOT = 40; // air above the bands; the band of a lost connection needs none

const SMALLEST = 100; // a row of numbers, however near the chairs

const ROWS_WANTED = 3;
const ROWS_MOST = {columns: 6, stack: 8};
const LIST_COLUMNS = 3;

export const DEFAULT_DISPLAY = {
  diagonal_inches: 55, viewing_distance_metres: 6, part: 1, parts: 1,
};

// The unit in pixels: 1 at 1920×1080, 2 at 4K.
export function unit(width, height) {
  const [across, down] = height > width ? [1080, 1920] : [1920, 1080];
  return Math.min(width / across, height / down);
}

// The font size in pixels whose capitals can be read from the last chair.
export function letterSize(width, height, display) {
  const {diagonal_inches: inches, viewing_distance_metres: metres} = display;
  const millimetres = (inches * 25.4) / Math.hypot(width, height); // of one pixel
  const needed = (metres * 1000) / LEGIBLE / millimetres / CAP_HEIGHT;
  return Math.max(needed, SMALLEST * unit(width, height));
}

// What is shown and how large, in pixels.
//   screen: {width, height, letter}
//   content: {number, short, row, name} widths in em; services: how many waits; feet: height of the
//            bands at the foot; lost: the last one is that of a lost connection
//   display: {part, parts} of a list that several displays share: the first has the newest call,
//            the others go on with rows alone, the last one has the waits
// Waits give way before rows; the newest call gives way to nothing.
export function plan(screen, everything, {part, parts} = DEFAULT_DISPLAY) {
  const u = unit(screen.width, screen.height);
  const content = part < parts ? {...everything, services: 0} : everything;
  if (part > 1) return inRows(u, screen, content);
  const columns = screen.height < screen.width ? inColumns(u, screen, content) : null;
  return columns ?? stacked(u, screen, content);
}

function inColumns(u, {width, height, letter}, content) {
  const inner = width - 2 * MARGIN * u;
  const side = Math.max(SIDE * u, content.row * letter, nameWidth(inner - GAP * u, letter, content));
  const left = inner - side - GAP * u;
  const free = height - (HEAD.columns + CAPTION + air(content)) * u - content.feet;
  const wide = left / content.number;
  if (wide < letter * CLEARLY || left < content.short * letter) return null;
  const least = Math.ceil(pair(wide, letter) / (letter * ROW) - 0.1);
  const rows = Math.max(ROWS_WANTED, least);
  const found = share(u, free, letter, rows, ROWS_MOST.columns, {...content, columns: 2});
  const most = (found.rows + 0.1) * letter * ROW;
  const newest = Math.min(wide, largest(most, letter));
  if (newest < letter * CLEARLY) return null;
  return {mode: "columns", ...found, u, letter, side, left, waitColumns: 2,
    ...block(newest, letter, found.rows * letter * ROW)};
}

function inRows(u, {width, height, letter: wanted}, content) {
  const inner = width - 2 * MARGIN * u;
  const upright = height >= width;
  const free = height - ((upright ? HEAD.portrait : HEAD.columns) + CAPTION + air(content)) * u
    - content.feet;
  const letter = reached(wanted, inner, free, content);
  const most = Math.floor((inner + GAP * u) / (content.row * letter + GAP * u));
  const columns = Math.max(1, Math.min(LIST_COLUMNS, most));
  const waitColumns = upright ? 1 : 2;
  const found = share(u, free, letter, ROWS_WANTED, Infinity, {...content, columns: waitColumns});
  const side = (inner - (columns - 1) * GAP * u) / columns;
  return {mode: "rows", ...found, u, letter, side, left: inner, columns, waitColumns,
    newest: letter, place: letter, block: 0};
}

// What the widest word of a place's name takes of the width beside the newest call, which may show
// the same name with its arrow; where both do not fit they share.
function nameWidth(width, letter, {number, short, name}) {
  const own = Math.min((name + ARROW) * letter, width / 2);
  const left = Math.max(letter * CLEARLY * number, letter * short, own);
  return Math.min(name * letter, width - left);
}

function air({lost}) {
  return lost ? 0 : FOOT;
}

function stacked(u, {width, height, letter: wanted}, content) {
  const inner = width - 2 * MARGIN * u;
  const columns = width > height ? 2 : 1;
  const head = columns === 1 ? HEAD.portrait : HEAD.stack;
  const free = height - (head + CAPTION + air(content)) * u - content.feet;
  const letter = reached(wanted, inner, free, content);
  const newest = Math.max(letter, Math.min(inner / content.number, height * 0.42,
    largest(free - letter * APART, letter)));
  const own = block(newest, letter, Infinity);
  const found = share(u, free - own.block - CAPTION * u, letter, ROWS_WANTED, ROWS_MOST.stack,
    {...content, columns});
  return {mode: "stack", ...found, u, letter, side: inner, left: inner, waitColumns: columns, ...own};
}

// On a screen too small for its room: as large as it gets; `check` and the set-up page say so.
function reached(wanted, inner, free, {number, short}) {
  return Math.min(wanted, free / (NUMBER + PLACE + APART), inner / Math.max(number, short));
}

// The place below the newest number: as large as the rows, or in proportion to the number.
function placeSize(newest, letter) {
  return Math.max(letter * 1.03, newest * 0.44);
}

function pair(newest, letter) {
  return newest * NUMBER + placeSize(newest, letter) * PLACE;
}

// The height in pixels that the newest number and its place share.
export function newestHeight({newest, place}) {
  return newest * NUMBER + place * PLACE;
}

// The largest number that fits a height together with its place.
function largest(height, letter) {
  return Math.min((height - letter * 1.03 * PLACE) / NUMBER, height / (NUMBER + 0.44 * PLACE));
}

// The newest number and its place stand as far apart as the rows beside them allow, but belong
// together.
function block(newest, letter, height) {
  const close = pair(newest, letter);
  return {newest, place: placeSize(newest, letter),
    block: Math.max(close, Math.min(height, close + letter * APART))};
}

// Rows first, then waits, then more rows. `free` holds both.
function share(u, free, letter, wanted, most, {services, columns}) {
  const row = letter * ROW;
  let rows = Math.max(0, Math.min(wanted, Math.floor(free / row)));
  const head = (WAITS_HEAD + (columns === 1 ? SCALE_LINE : 0)) * u;
  const all = Math.ceil(services / columns);
  const fits = Math.floor((free - rows * row - head) / (WAIT * u));
  const waitLines = Math.max(0, Math.min(all, fits));
  const left = free - rows * row - (waitLines ? head + waitLines * WAIT * u : 0);
  if (waitLines === all) rows = Math.min(Math.max(most, rows), rows + Math.floor(left / row));
  return {rows, waitLines};
}
