// The keys of the canvas, for those who ask.

import { make } from "./dom.js";

const KEYS = [
  ["/", "search; Enter goes from match to match"],
  ["← ↑ ↓ →", "walk to a neighbour"],
  ["Esc", "clear the search and the selection"],
  ["f", "fit everything"],
  ["+ −", "zoom"],
  ["Tab", "to the legend (which hides and shows) and the tools"],
  ["?", "this help"],
  ["click", "show details of a box or an arrow"],
];
const OPENING = [["Enter, double click", "open or close a package"]];
const NARROWING = [["k / r", "keep only the matches / remove them"]];
const OVERLAY = [
  ["o", "before and after on one another"],
  ["b", "blink between before and after"],
];

export class Help {
  constructor() {
    this.root = make("div", "help");
    this.root.hidden = true;
    this.root.setAttribute("role", "dialog");
    this.root.setAttribute("aria-label", "Keyboard help");
  }

  show({ narrows, two, opens }) {
    this.keys = [...KEYS, ...(opens ? OPENING : []), ...(narrows ? NARROWING : []), ...(two ? OVERLAY : [])];
    const list = make("dl");
    for (const [keys, meaning] of this.keys) list.append(make("dt", "", keys), make("dd", "", meaning));
    this.root.replaceChildren(list);
  }

  get words() {
    return this.keys.map((pair) => pair.join(": ")).join(". ");
  }
}
