// A 2d context that writes SVG: the painter draws on it as it does on a canvas.

import { makeDrawn } from "./dom.js";

const PLAIN = {
  globalAlpha: 1,
  fillStyle: "#000",
  strokeStyle: "#000",
  lineWidth: 1,
  lineCap: "butt",
  font: "400 10px sans-serif",
  textAlign: "start",
  textBaseline: "alphabetic",
  dash: [],
  transform: "",
};
const ANCHORS = { center: "middle", end: "end", right: "end" };
const FONT = /^(italic )?(\d+) ([\d.]+)px (.*)$/;
// What no XML document may hold, not even escaped.
const UNWRITABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const short = (number) => String(Math.round(number * 100) / 100);

export const writable = (text) => text.replace(UNWRITABLE, "\uFFFD");

export class SvgContext {
  constructor(group) {
    this.group = group;
    this.kept = [];
    this.path = [];
    this.probe = document.createElement("canvas").getContext("2d");
    Object.assign(this, PLAIN);
  }

  save() {
    this.kept.push(Object.fromEntries(Object.keys(PLAIN).map((name) => [name, this[name]])));
  }

  restore() {
    Object.assign(this, this.kept.pop());
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  translate(x, y) {
    this.transform += ` translate(${short(x)} ${short(y)})`;
  }

  scale(x, y) {
    this.transform += ` scale(${short(x)} ${short(y)})`;
  }

  rotate(angle) {
    this.transform += ` rotate(${short((angle * 180) / Math.PI)})`;
  }

  beginPath() {
    this.path = [];
  }

  moveTo(x, y) {
    this.add("M", x, y);
  }

  lineTo(x, y) {
    this.add("L", x, y);
  }

  closePath() {
    this.add("Z");
  }

  arc(x, y, radius, from, to) {
    const at = (angle) => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    const end = Math.min(to, from + 2 * Math.PI);
    // One arc can't be a whole circle: its ends would be one point.
    const half = (from + end) / 2;
    this.add(this.path.length ? "L" : "M", ...at(from));
    for (const angle of [half, end]) this.add("A", radius, radius, 0, 0, 1, ...at(angle));
  }

  roundRect(x, y, width, height, radii) {
    const corners = Array.isArray(radii) ? radii : [radii, radii, radii, radii];
    const [a, b, c, d] = corners.map((radius) => Math.max(0, Math.min(radius, width / 2, height / 2)));
    const turn = (radius, toX, toY) => this.add("A", radius, radius, 0, 0, 1, toX, toY);
    this.add("M", x + a, y);
    this.add("L", x + width - b, y);
    turn(b, x + width, y + b);
    this.add("L", x + width, y + height - c);
    turn(c, x + width - c, y + height);
    this.add("L", x + d, y + height);
    turn(d, x, y + height - d);
    this.add("L", x, y + a);
    turn(a, x + a, y);
    this.add("Z");
  }

  add(command, ...numbers) {
    this.path.push(command + numbers.map(short).join(" "));
  }

  /** `path` is a Path2D that says as `d` what it was made from. */
  stroke(path) {
    this.put("path", { d: path ? path.d : this.path.join(""), fill: "none", ...this.pen() });
  }

  fill() {
    this.put("path", { d: this.path.join(""), fill: this.fillStyle });
  }

  fillRect(x, y, width, height) {
    this.put("rect", { x: short(x), y: short(y), width, height, fill: this.fillStyle });
  }

  strokeRect(x, y, width, height) {
    this.put("rect", { x: short(x), y: short(y), width, height, fill: "none", ...this.pen() });
  }

  measureText(text) {
    this.probe.font = this.font;
    return this.probe.measureText(text);
  }

  fillText(text, x, y) {
    const [, italic, weight, size, family] = FONT.exec(this.font);
    const element = this.put("text", {
      x: short(x),
      y: short(y),
      fill: this.fillStyle,
      "font-family": family,
      "font-size": short(Number(size)),
      "font-weight": weight,
      ...(italic ? { "font-style": "italic" } : {}),
      ...(ANCHORS[this.textAlign] ? { "text-anchor": ANCHORS[this.textAlign] } : {}),
      ...(this.textBaseline === "middle" ? { "dominant-baseline": "central" } : {}),
    });
    element.textContent = writable(text);
  }

  pen() {
    return {
      stroke: this.strokeStyle,
      "stroke-width": short(this.lineWidth),
      ...(this.lineCap === "butt" ? {} : { "stroke-linecap": this.lineCap }),
      ...(this.dash.length ? { "stroke-dasharray": this.dash.join(" ") } : {}),
    };
  }

  put(tag, attributes) {
    const element = makeDrawn(tag, attributes);
    if (this.globalAlpha < 1) element.setAttribute("opacity", short(this.globalAlpha));
    if (this.transform) element.setAttribute("transform", this.transform.trim());
    this.group.append(element);
    return element;
  }
}
