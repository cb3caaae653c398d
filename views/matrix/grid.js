// The matrix on a canvas that stands still while its sheet scrolls below it: only what is in the
// window is drawn, so 400 rows cost no more than 40.

const GRIDS = new WeakMap();
const FLOW = "#0072b2";
const AGAINST = "#d55e00";
const SMALLEST = 5;
const LARGEST = 40;
const WITH_NAMES = 10;
const WITH_NUMBERS = 17;
const CROWDED = 150;
const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export default function (component) {
  const { parentElement } = component;
  let grid = GRIDS.get(parentElement);
  if (!grid) {
    grid = new Grid(parentElement.querySelector(".grid"));
    GRIDS.set(parentElement, grid);
  }
  grid.show(component);
  return () => {
    grid.destroy();
    GRIDS.delete(parentElement);
  };
}

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

class Grid {
  constructor(root) {
    this.root = root;
    this.cursor = null;
    this.hover = null;
    this.picked = null;
    this.view = null;
    this.build();
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(this.scroll);
  }

  build() {
    const bar = make("div", "bar");
    for (const [kind, sign, words] of [
      ["flow", "", "imports"],
      ["against", "▲", "against the flow"],
      ["deferred", "", "only deferred or for type checking"],
      ["block", "", "cycle"],
    ]) {
      const key = make("span", `key ${kind}`, words);
      key.dataset.sign = sign;
      bar.append(key);
    }
    const tools = make("div", "tools");
    for (const [sign, words, act] of [
      ["−", "Smaller", () => this.zoom(this.size / 1.3)],
      ["+", "Larger", () => this.zoom(this.size * 1.3)],
      ["Fit", "Fit to the window", () => this.zoom(this.fitting())],
    ]) {
      const button = make("button", "", sign);
      button.title = words;
      button.setAttribute("aria-label", words);
      button.onclick = act;
      tools.append(button);
    }
    bar.append(tools);
    this.scroll = make("div", "scroll");
    this.scroll.tabIndex = 0;
    this.scroll.setAttribute("role", "application");
    this.sheet = make("div");
    this.canvas = make("canvas");
    this.sheet.append(this.canvas);
    this.scroll.append(this.sheet);
    this.said = make("div", "said");
    this.said.setAttribute("aria-live", "polite");
    this.notice = make("div", "notice");
    this.root.replaceChildren(bar, this.scroll, this.said, this.notice);
    this.scroll.addEventListener("scroll", () => this.later());
    this.scroll.addEventListener("pointermove", (event) => this.moved(event));
    this.scroll.addEventListener("pointerleave", () => this.aim(null));
    this.scroll.addEventListener("click", (event) => this.clicked(event));
    this.scroll.addEventListener("dblclick", (event) => this.opened(event));
    this.scroll.addEventListener("keydown", (event) => this.pressed(event));
  }

  show({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    this.rows = data.rows;
    this.blocks = data.blocks;
    this.cells = new Map(data.cells.map((cell) => [cell[0] * data.rows.length + cell[1], cell]));
    this.most = Math.max(1, ...data.cells.map((cell) => cell[2]));
    this.root.style.height = data.height;
    this.notice.textContent = data.notice;
    this.scroll.setAttribute("aria-label", data.title);
    const number = new Map(data.rows.map((row, at) => [row.id, at]));
    const ends = data.select.map((id) => number.get(id));
    this.picked = ends.length && ends.every((end) => end !== undefined) ? ends : null;
    if (this.view !== data.view) {
      this.view = data.view;
      this.cursor = this.picked?.length === 2 ? this.picked : null;
      this.size = null;
      this.scroll.scrollTo(0, 0);
    }
    this.resized();
    this.tell(this.picked?.length === 2 ? this.picked : null);
    this.root.dataset.ready = data.view;
    this.root.locate = (row, column) => this.locate(number.get(row), number.get(column));
  }

  // Where everything is

  measure() {
    const style = getComputedStyle(this.root);
    this.font = style.fontFamily;
    this.ink = style.color;
    this.paper = style.backgroundColor;
    this.line = style.getPropertyValue("--st-border-color") || "#888";
    const pen = this.canvas.getContext("2d");
    pen.font = `12px ${this.font}`;
    const widest = Math.max(0, ...this.rows.map((row) => pen.measureText(row.label).width));
    this.left = clamp(widest + 44, 90, Math.min(250, this.scroll.clientWidth * 0.36));
    this.top = clamp(widest + 18, 60, 140);
  }

  fitting() {
    const room = Math.min(
      this.scroll.clientWidth - this.left - 14,
      this.scroll.clientHeight - this.top - 14,
    );
    return clamp(Math.floor(room / Math.max(1, this.rows.length)), SMALLEST, 38);
  }

  resized() {
    if (!this.rows || !this.scroll.clientWidth) return;
    this.measure();
    if (this.size === null)
      this.size = Math.max(this.fitting(), this.rows.length <= CROWDED ? 13 : SMALLEST);
    const extent = this.rows.length * this.size;
    this.sheet.style.width = `${this.left + extent + 2}px`;
    this.sheet.style.height = `${this.top + extent + 2}px`;
    const { clientWidth: width, clientHeight: height } = this.scroll;
    const dense = devicePixelRatio || 1;
    this.canvas.width = width * dense;
    this.canvas.height = height * dense;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.draw();
  }

  zoom(size) {
    this.size = clamp(Math.round(size), SMALLEST, LARGEST);
    this.resized();
  }

  // The place of a cell in the window, for tests and for scrolling.
  locate(row, column) {
    const box = this.scroll.getBoundingClientRect();
    return {
      x: box.left + this.left + (column + 0.5) * this.size - this.scroll.scrollLeft,
      y: box.top + this.top + (row + 0.5) * this.size - this.scroll.scrollTop,
    };
  }

  under(event) {
    const box = this.scroll.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const column = x < this.left ? -1 : Math.floor((x - this.left + this.scroll.scrollLeft) / this.size);
    const row = y < this.top ? -1 : Math.floor((y - this.top + this.scroll.scrollTop) / this.size);
    const inside = (at) => at < this.rows.length;
    return inside(row) && inside(column) && (row >= 0 || column >= 0) ? [row, column] : null;
  }

  // What is heard

  moved(event) {
    this.aim(this.under(event));
  }

  aim(place) {
    if (String(place) === String(this.hover)) return;
    this.hover = place;
    this.scroll.style.cursor = place && (this.cellAt(place) || place.includes(-1)) ? "pointer" : "default";
    this.tell(place ?? this.cursor);
    this.later();
  }

  clicked(event) {
    const place = this.under(event);
    if (place) this.pick(place);
  }

  opened(event) {
    const place = this.under(event);
    const row = place?.includes(-1) ? this.rows[Math.max(...place)] : null;
    if (row?.opens) this.send("open", row.id);
  }

  pick(place) {
    if (place.includes(-1)) this.picked = [Math.max(...place)];
    else if (this.cellAt(place)) [this.picked, this.cursor] = [place, place];
    else if (place[0] === place[1]) [this.picked, this.cursor] = [[place[0]], place];
    else return;
    this.send("pick", this.picked.map((at) => this.rows[at].id));
    this.tell(place);
    this.draw();
  }

  pressed(event) {
    const step = KEYS[event.key];
    if (event.key === "Enter" && this.cursor) this.pick(this.cursor);
    else if (event.key === "+" || event.key === "-") this.zoom(this.size * (event.key === "+" ? 1.3 : 1 / 1.3));
    else if (event.key === "f") this.zoom(this.fitting());
    else if (event.key === "o" && this.cursor && this.rows[this.cursor[0]].opens)
      this.send("open", this.rows[this.cursor[0]].id);
    else if (step) this.walk(step, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  }

  // One cell on, or with Ctrl to the next one that is not empty.
  walk([down, right], far) {
    const last = this.rows.length - 1;
    let [row, column] = this.cursor ?? [0, 0];
    do {
      row += down;
      column += right;
    } while (far && row > 0 && column > 0 && row < last && column < last && !this.cellAt([row, column]));
    this.cursor = [clamp(row, 0, last), clamp(column, 0, last)];
    this.reveal(this.cursor);
    this.tell(this.cursor);
    this.draw();
  }

  reveal([row, column]) {
    const { clientWidth, clientHeight } = this.scroll;
    const x = column * this.size;
    const y = row * this.size;
    const width = clientWidth - this.left - this.size;
    const height = clientHeight - this.top - this.size;
    this.scroll.scrollLeft = clamp(this.scroll.scrollLeft, x - width, x);
    this.scroll.scrollTop = clamp(this.scroll.scrollTop, y - height, y);
  }

  cellAt([row, column]) {
    return row < 0 || column < 0 ? undefined : this.cells.get(row * this.rows.length + column);
  }

  tell(place) {
    if (!place) {
      this.said.textContent = "A row imports its columns. Click a number: its statements. Arrows walk, Ctrl jumps, Enter picks.";
      return;
    }
    if (place.includes(-1) || place[0] === place[1]) {
      const row = this.rows[Math.max(...place)];
      this.said.textContent = `${row.name}: level ${row.level}${row.opens ? `, ${row.modules} modules, double click opens it` : ""}`;
      return;
    }
    const [row, column] = place.map((at) => this.rows[at].name);
    const cell = this.cellAt(place);
    const number = cell ? cell[2] : 0;
    const words = [`${row} → ${column}: ${number || "no"} import statement${number === 1 ? "" : "s"}`];
    if (cell?.[3]) words.push("against the flow");
    if (cell?.[4]) words.push("none of them at import");
    this.said.textContent = words.join(", ");
  }

  // Drawing

  later() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    const dense = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height, scrollLeft, scrollTop } = this.scroll;
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    pen.clearRect(0, 0, width, height);
    const { size, left, top } = this;
    const first = [Math.floor(scrollTop / size), Math.floor(scrollLeft / size)];
    const count = this.rows.length;
    const last = [
      Math.min(count, Math.ceil((scrollTop + height - top) / size)),
      Math.min(count, Math.ceil((scrollLeft + width - left) / size)),
    ];
    const x = (column) => left + column * size - scrollLeft;
    const y = (row) => top + row * size - scrollTop;

    pen.save();
    pen.beginPath();
    pen.rect(left, top, width - left, height - top);
    pen.clip();
    this.ruled(pen, x, y, first, last);
    for (let row = first[0]; row < last[0]; row += 1)
      for (let column = first[1]; column < last[1]; column += 1) {
        const cell = this.cells.get(row * count + column);
        if (cell) this.cell(pen, x(column), y(row), cell);
      }
    for (const [start, stop] of this.blocks) {
      pen.strokeStyle = AGAINST;
      pen.lineWidth = 2;
      pen.strokeRect(x(start) - 0.5, y(start) - 0.5, (stop - start) * size + 1, (stop - start) * size + 1);
    }
    this.framed(pen, x, y, this.picked?.length === 2 ? this.picked : null, "#56b4e9", 3);
    this.framed(pen, x, y, document.activeElement === this.root || this.focused() ? this.cursor : null, this.ink, 1.5);
    pen.restore();
    this.names(pen, x, y, first, last);
  }

  focused() {
    return this.root.getRootNode().activeElement === this.scroll;
  }

  ruled(pen, x, y, first, last) {
    const { size } = this;
    const lit = this.hover ?? this.picked ?? [];
    const band = lit.length === 1 ? [lit[0], lit[0]] : lit;
    pen.fillStyle = this.ink;
    pen.globalAlpha = 0.07;
    if (band[0] >= 0) pen.fillRect(x(first[1]), y(band[0]), (last[1] - first[1]) * size, size);
    if (band[1] >= 0) pen.fillRect(x(band[1]), y(first[0]), size, (last[0] - first[0]) * size);
    pen.globalAlpha = 0.13;
    for (let at = Math.max(first[0], first[1]); at < Math.min(last[0], last[1]); at += 1)
      pen.fillRect(x(at), y(at), size, size);
    pen.globalAlpha = size >= WITH_NAMES ? 0.5 : 0.25;
    pen.strokeStyle = this.line;
    pen.lineWidth = 0.5;
    pen.beginPath();
    for (let row = first[0]; row <= last[0]; row += 1) {
      pen.moveTo(x(first[1]), y(row));
      pen.lineTo(x(last[1]), y(row));
    }
    for (let column = first[1]; column <= last[1]; column += 1) {
      pen.moveTo(x(column), y(first[0]));
      pen.lineTo(x(column), y(last[0]));
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }

  cell(pen, x, y, [, , number, against, deferred]) {
    const { size } = this;
    const least = size < WITH_NAMES ? 0.5 : 0.25;
    const shade = least + ((1 - least) * Math.log1p(number)) / Math.log1p(this.most);
    const rim = size > 8 ? 1 : 0;
    pen.globalAlpha = shade;
    if (deferred) {
      pen.strokeStyle = against ? AGAINST : FLOW;
      pen.lineWidth = size > 8 ? 2 : 1;
      pen.strokeRect(x + rim + 1, y + rim + 1, size - 2 * rim - 2, size - 2 * rim - 2);
    } else {
      pen.fillStyle = against ? AGAINST : FLOW;
      pen.fillRect(x + rim, y + rim, size - 2 * rim, size - 2 * rim);
    }
    pen.globalAlpha = 1;
    if (against && size >= 8) {
      // A sign beside the colour: a folded corner.
      pen.fillStyle = deferred ? AGAINST : this.paper;
      pen.beginPath();
      pen.moveTo(x + rim, y + rim);
      pen.lineTo(x + rim + size * 0.34, y + rim);
      pen.lineTo(x + rim, y + rim + size * 0.34);
      pen.fill();
    }
    if (size < WITH_NUMBERS) return;
    const text = number > 999 ? `${Math.round(number / 1000)}k` : String(number);
    pen.font = `600 ${Math.min(12, size * 0.5)}px ${this.font}`;
    if (pen.measureText(text).width > size - 3) return;
    pen.fillStyle = !deferred && shade > 0.55 ? "#fff" : this.ink;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(text, x + size / 2, y + size / 2 + 0.5);
  }

  framed(pen, x, y, place, colour, width) {
    if (!place) return;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.strokeRect(x(place[1]), y(place[0]), this.size, this.size);
  }

  names(pen, x, y, first, last) {
    const { size, left, top } = this;
    const lit = new Set([...(this.hover ?? []), ...(this.picked ?? [])]);
    const shown = (at) => size >= WITH_NAMES || lit.has(at);
    const font = (at) => `${lit.has(at) ? "700 " : ""}${clamp(size * 0.72, 9.5, 12)}px ${this.font}`;
    pen.textBaseline = "middle";
    pen.save();
    pen.beginPath();
    pen.rect(0, top, left, this.scroll.clientHeight);
    pen.clip();
    for (let row = first[0]; row < last[0]; row += 1) {
      if (!shown(row)) continue;
      pen.fillStyle = this.ink;
      pen.font = font(row);
      pen.textAlign = "right";
      pen.fillText(this.short(pen, this.rows[row].label, left - 34), left - 8, y(row) + size / 2);
      if (this.rows[row].opens) {
        pen.globalAlpha = 0.6;
        pen.textAlign = "left";
        pen.fillText("▸", 6, y(row) + size / 2);
        pen.globalAlpha = 1;
      }
    }
    pen.restore();
    pen.save();
    pen.beginPath();
    pen.rect(left, 0, this.scroll.clientWidth, top);
    pen.clip();
    for (let column = first[1]; column < last[1]; column += 1) {
      if (!shown(column)) continue;
      pen.save();
      pen.translate(x(column) + size / 2, top - 7);
      pen.rotate(-Math.PI / 2);
      pen.textAlign = "left";
      pen.fillStyle = this.ink;
      pen.font = font(column);
      pen.fillText(this.short(pen, this.rows[column].label, top - 12), 0, 0);
      pen.restore();
    }
    pen.restore();
  }

  short(pen, text, room) {
    if (pen.measureText(text).width <= room) return text;
    let kept = text;
    while (kept.length > 2 && pen.measureText(`…${kept}`).width > room) kept = kept.slice(1);
    return `…${kept}`;
  }

  destroy() {
    this.observer.disconnect();
    if (this.frame) cancelAnimationFrame(this.frame);
  }
}
