// The canvas as the page sees it: one or two panes, search, legend, keyboard, and what Python hears.

import { describe } from "./describe.js";
import { icon, make } from "./dom.js";
import { Help } from "./help.js";
import { fillLegend } from "./legend.js";
import { Overlay } from "./overlay.js";
import { readTheme } from "./painter.js";
import { Pane } from "./pane.js";
import { download, fileName, pngOf, svgOf } from "./still.js";

const STAGES = new WeakMap();
const TIP_DELAY_MS = 350;
const TOO_SMALL = "Seen whole, it is too small for names: zoom in, or close a package.";
const TOOLS = [
  ["M8 3V13M3 8H13", "Zoom in (+)", (stage) => stage.zoom(1.3)],
  ["M3 8H13", "Zoom out (−)", (stage) => stage.zoom(1 / 1.3)],
  ["M6 6H10V10H6ZM2 5V2H5M11 2H14V5M14 11V14H11M5 14H2V11", "Fit everything (f)", (stage) => stage.fit(true)],
  ["M6 2H2V6M10 2H14V6M14 10V14H10M2 10V14H6", "Full screen", (stage) => stage.fullScreen()],
  ["PNG", "What is seen, as a PNG file", (stage) => stage.download("png")],
  ["SVG", "What is seen, as an SVG file", (stage) => stage.download("svg")],
  ["M5.5 6A2.5 2.5 0 1 1 8 8.4V10M8 12.6V13", "Keyboard help (?)", (stage) => stage.toggleHelp()],
];

export function draw(component) {
  const { parentElement } = component;
  let stage = STAGES.get(parentElement);
  if (!stage) {
    stage = new Stage(parentElement);
    STAGES.set(parentElement, stage);
  }
  stage.show(component);
  return () => {
    stage.destroy();
    STAGES.delete(parentElement);
  };
}

class Stage {
  constructor(parent) {
    this.root = parent.querySelector(".stage");
    this.root.replaceChildren();
    this.shared = {
      theme: { ...readTheme(this.root), inside: ["", ""] },
      off: new Set(),
      hover: null,
      selection: null,
      focus: null,
      found: null,
    };
    this.panes = [];
    this.view = null;
    this.pushed = null;
    this.build();
  }

  build() {
    const { root } = this;
    root.tabIndex = 0;
    root.setAttribute("role", "application");
    this.bar = make("div", "bar");
    this.search = make("input", "search");
    this.search.type = "search";
    this.search.placeholder = "Search  ( / )";
    this.search.setAttribute("aria-label", "Search boxes by name");
    this.search.oninput = () => this.find(this.search.value);
    this.matches = make("span", "matches");
    this.keep = this.narrower("Keep", "keep", "Draw only what matches (k)");
    this.remove = this.narrower("Remove", "remove", "Draw all but what matches (r)");
    this.bar.append(this.search, this.matches, this.keep, this.remove);
    this.overlay = new Overlay((anew) => this.overlaid(anew), (words) => this.say(words));
    this.panesHolder = make("div", "panes");
    this.legend = make("div", "legend");
    this.legend.setAttribute("role", "group");
    this.legend.setAttribute("aria-label", "Legend and filter");
    this.notice = make("div", "notice");
    this.notice.hidden = true;
    this.tip = make("div", "tip");
    this.tip.hidden = true;
    this.help = new Help();
    this.live = make("div", "live");
    this.live.setAttribute("aria-live", "polite");
    const tools = make("div", "tools");
    for (const [shape, title, act] of TOOLS) {
      const button = make("button");
      button.append(shape.includes(" ") ? icon(shape) : make("b", "", shape));
      button.type = "button";
      button.title = title;
      button.setAttribute("aria-label", title);
      button.onclick = () => {
        act(this);
        root.focus({ preventScroll: true });
      };
      tools.append(button);
    }
    this.bar.append(this.legend, this.overlay.root, tools);
    root.append(this.bar, this.panesHolder, this.notice, this.tip, this.help.root, this.live);
    root.onkeydown = (event) => this.key(event);
    // Where a box is on the screen: a canvas has no elements that a test or a script could ask.
    root.locate = (id, side = 0) => this.panes[side].locate(id);
    root.boxes = (side = 0) => this.panes[side].boxes;
    this.resized = new ResizeObserver(() => this.afterResize());
    this.resized.observe(this.panesHolder);
  }

  narrower(words, trigger, title) {
    const button = make("button", "narrow", words);
    button.type = "button";
    button.title = title;
    button.hidden = true;
    button.onclick = () => this.narrow(trigger);
    return button;
  }

  show({ data, setStateValue, setTriggerValue }) {
    this.send = setStateValue;
    this.trigger = setTriggerValue;
    this.data = data;
    this.root.style.height = data.height;
    this.root.setAttribute("aria-label", `${data.title}. Press question mark for keyboard help.`);
    this.shared.theme = { ...readTheme(this.root), inside: data.inside };
    this.root.classList.toggle("compact", data.compact);
    this.help.show({ narrows: this.hears("keep"), two: data.sides.length > 1, opens: this.hears("toggle") });
    this.buildPanes(data.sides);
    const payload = JSON.stringify(data.sides);
    if (payload !== this.payload) {
      this.payload = payload;
      this.clearHover();
      data.sides.forEach((side, at) => this.panes[at].show(side, this.toggled));
      this.toggled = null;
      if (this.search.value) this.find(this.search.value);
    }
    if (this.view !== data.view) {
      this.view = data.view;
      this.fitted = false;
      this.fit(false);
    }
    const pushed = JSON.stringify(data.select);
    if (pushed !== this.pushed) {
      this.pushed = pushed;
      this.select(data.select.selection, { silent: true, reveal: true });
    }
    this.overlay.show(this.panes, this.captions, this.panesHolder);
    this.note();
    this.refresh();
    document.fonts.ready.then(() => this.redraw());
    this.root.dataset.boxes = String(data.sides[0].boxes.length);
    this.root.dataset.arrows = String(data.sides[0].arrows.length);
    this.root.dataset.ready = data.view;
  }

  buildPanes(sides) {
    if (this.panes.length === sides.length) {
      sides.forEach((side, at) => (this.captions[at].textContent = side.title));
      return;
    }
    this.panes.forEach((pane) => pane.destroy());
    this.panesHolder.replaceChildren();
    this.captions = [];
    this.panes = sides.map((side) => {
      const holder = make("div", "pane");
      const caption = make("div", "caption", side.title);
      caption.hidden = sides.length === 1;
      const net = make("div", "net");
      holder.append(caption, net);
      this.captions.push(caption);
      this.panesHolder.append(holder);
      return new Pane(net, this.shared, {
        moved: (pane) => this.follow(pane),
        clicked: (pane, what) => this.select(what),
        opened: (pane, what) => this.open(pane, what),
        hovered: (pane, what, event) => this.hover(pane, what, event),
      });
    });
    this.payload = null;
  }

  // ------------------------------------------------------------ looking

  redraw() {
    this.panes.forEach((pane) => pane.redraw());
  }

  refresh() {
    const { selection, hover } = this.shared;
    const looked = hover && hover.kind === "box" ? hover : selection;
    this.shared.focus = looked && looked.kind === "box" && !this.isOpen(looked.id) ? looked.id : null;
    this.redraw();
    fillLegend(this.legend, this.panes, this.shared.off, this.shared.theme, (words) => {
      this.say(words);
      this.refresh();
    });
  }

  isOpen(id) {
    return this.panes.some((pane) => pane.byId.get(id)?.kind === "open-package");
  }

  follow(leader) {
    const position = leader.network.getViewPosition();
    for (const pane of this.panes) {
      if (pane !== leader) pane.network.moveTo({ position, scale: leader.scale, animation: false });
    }
  }

  fit(animated) {
    this.panes.forEach((pane) => pane.fit(animated));
    if (this.panes.length > 1) this.follow(this.panes[0]);
    this.note();
  }

  /** What was left out, and why there are no names where they would be too small. */
  note() {
    const small = this.panes.some((pane) => pane.isTooSmall());
    const said = [...(small ? [TOO_SMALL] : []), ...this.data.hidden].join(" · ");
    if (this.notice.textContent === said) return;
    this.notice.textContent = said;
    this.notice.hidden = !said;
  }

  zoom(factor) {
    const [first] = this.panes;
    first.moveTo(first.network.getViewPosition(), first.scale * factor, false);
    first.limitZoom();
    this.follow(first);
  }

  afterResize() {
    if (this.fitted || !this.panes.length || !this.panesHolder.clientWidth) return;
    this.fitted = true;
    this.panes.forEach((pane) => pane.network.setSize("100%", "100%"));
    requestAnimationFrame(() => {
      this.fit(false);
      const { selection } = this.shared;
      if (selection?.kind === "box") this.panes.forEach((pane) => pane.reveal(selection.id));
    });
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen?.().then(() => setTimeout(() => this.fit(false), 120));
  }

  /** The panes lie side by side or on one another, `anew` or only with another share. */
  overlaid(anew) {
    this.overlay.show(this.panes, this.captions, this.panesHolder);
    if (!anew) return;
    this.panes.forEach((pane) => pane.network.setSize("100%", "100%"));
    requestAnimationFrame(() => this.fit(false));
  }

  async download(form) {
    const { theme } = this.shared;
    const over = this.overlay.on && this.panes.length > 1 ? this.overlay.share : null;
    const { title } = this.data;
    const blob =
      form === "png" ? await pngOf(this.panes, theme, over) : svgOf(this.panes, theme, over, title);
    download(blob, fileName(title, form));
    this.say(`${form.toUpperCase()} made`);
  }

  hover(pane, what, event) {
    const before = JSON.stringify(this.shared.hover);
    this.shared.hover = what && this.isFrame(pane, what) ? null : what;
    pane.holder.style.cursor = what ? "pointer" : "grab";
    if (JSON.stringify(this.shared.hover) !== before) {
      const { hover, selection } = this.shared;
      const looked = hover && hover.kind === "box" ? hover : selection;
      this.shared.focus = looked && looked.kind === "box" && !this.isOpen(looked.id) ? looked.id : null;
      this.redraw();
    }
    this.showTip(pane, this.shared.hover, event);
  }

  clearHover() {
    this.shared.hover = null;
    this.tip.hidden = true;
    this.tipOf = null;
    clearTimeout(this.tipDelay);
  }

  isFrame(pane, what) {
    return what.kind === "box" && pane.byId.get(what.id)?.kind === "open-package";
  }

  showTip(pane, what, event) {
    const said = what ? JSON.stringify(what) : null;
    if (said !== this.tipOf) {
      this.tip.hidden = true;
      clearTimeout(this.tipDelay);
      this.tipOf = said;
      if (what) this.tipDelay = setTimeout(() => (this.tip.hidden = false), TIP_DELAY_MS);
    }
    if (!what) return;
    this.tip.replaceChildren(...describe(pane, what, this.data.inside).map((line, at) => make(at ? "div" : "b", "", line)));
    const rect = this.root.getBoundingClientRect();
    const x = event.clientX - rect.left;
    const y = event.clientY - rect.top;
    const right = x + this.tip.offsetWidth + 24 > rect.width;
    const low = y + this.tip.offsetHeight + 24 > rect.height;
    this.tip.style.left = `${Math.max(4, right ? x - this.tip.offsetWidth - 12 : x + 14)}px`;
    this.tip.style.top = `${low ? y - this.tip.offsetHeight - 10 : y + 16}px`;
  }

  say(words) {
    this.live.textContent = words;
  }

  // ------------------------------------------------------------ choosing

  select(what, { silent = false, reveal = false } = {}) {
    this.shared.selection = what;
    if (what && reveal && what.kind === "box") this.panes.forEach((pane) => pane.reveal(what.id));
    const pane = what && what.kind === "box" ? this.panes.find((p) => p.byId.has(what.id)) : this.panes[0];
    if (what && pane) this.say(`Selected: ${describe(pane, what, this.data.inside).join(". ")}`);
    else if (!silent) this.say("Nothing selected");
    // A word of its own: no word at all leaves it at what the page chose.
    if (!silent) this.send("selection", what ?? { kind: "nothing" });
    this.refresh();
  }

  /** Whether the page does something about a trigger. */
  hears(trigger) {
    return this.data.hears.includes(trigger);
  }

  open(pane, what) {
    if (!this.hears("toggle") || !what || what.kind !== "box") return;
    const box = pane.byId.get(what.id);
    if (!box || !(box.kind === "open-package" || box.contains > 0)) return;
    this.say(`${box.kind === "open-package" ? "Closing" : "Opening"} ${box.name}`);
    this.toggled = box.id;
    this.trigger("toggle", box.id);
  }

  find(text) {
    const wanted = text.trim().toLowerCase();
    const hits = wanted
      ? this.panes.flatMap((pane) => pane.boxes.filter((box) => box.name.toLowerCase().includes(wanted)))
      : [];
    this.hits = [...new Set(hits.map((box) => box.id))];
    this.shared.found = wanted ? new Set(this.hits) : null;
    this.matches.textContent = wanted ? `${this.hits.length} found` : "";
    this.keep.hidden = !this.hits.length || !this.hears("keep");
    this.remove.hidden = !this.hits.length || !this.hears("remove");
    if (wanted) this.say(`${this.hits.length} found`);
    this.redraw();
  }

  /** Lets the page draw only what was found, or all but that. */
  narrow(trigger) {
    const text = this.search.value.trim();
    if (!this.hits?.length || !this.hears(trigger)) return;
    this.search.value = "";
    this.find("");
    this.say(`${trigger === "keep" ? "Keeping" : "Removing"} what matches ${text}`);
    this.trigger(trigger, text);
    this.root.focus({ preventScroll: true });
  }

  clear() {
    this.search.value = "";
    this.find("");
    if (this.shared.selection) this.select(null);
  }

  toggleHelp() {
    this.help.root.hidden = !this.help.root.hidden;
    if (!this.help.root.hidden) this.say(this.help.words);
  }

  /** Esc takes back the nearest: the help, else what is found and selected. */
  escape() {
    if (this.help.root.hidden) this.clear();
    else this.help.root.hidden = true;
  }

  /** The pane that has a box; the one that leads has it first. */
  paneOf(id) {
    const first = this.panes[this.overlay.leads] ?? this.panes[0];
    return first.byId.has(id) ? first : (this.panes.find((pane) => pane.byId.has(id)) ?? first);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = event.composedPath()[0];
    if (inside === this.search) {
      if (event.key === "Enter" && this.hits && this.hits.length) {
        const at = this.hits.indexOf(this.shared.selection?.id);
        this.select({ kind: "box", id: this.hits[(at + 1) % this.hits.length] }, { reveal: true });
      } else if (event.key === "Escape") {
        this.clear();
        this.root.focus({ preventScroll: true });
      } else if (event.key === "Tab") return;
      event.stopPropagation();
      return;
    }
    if (inside === this.overlay.slider && /^(Arrow|Page|Home|End)/.test(event.key)) {
      event.stopPropagation();
      return;
    }
    if (inside instanceof HTMLButtonElement && (event.key === "Enter" || event.key === " ")) return;
    const picked = this.shared.selection?.kind === "box" ? this.shared.selection.id : null;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const acts = {
      "/": () => this.search.focus(),
      Enter: () => this.open(this.paneOf(picked), this.shared.selection),
      Escape: () => this.escape(),
      f: () => this.fit(true),
      "+": () => this.zoom(1.3),
      "=": () => this.zoom(1.3),
      "-": () => this.zoom(1 / 1.3),
      "?": () => this.toggleHelp(),
      ...(this.hits?.length ? { k: () => this.narrow("keep"), r: () => this.narrow("remove") } : {}),
      ...(this.panes.length > 1 ? { o: () => this.overlay.toggle(), b: () => this.overlay.blink() } : {}),
    };
    if (steps[event.key]) {
      this.clearHover();
      const next = this.paneOf(picked).neighbour(picked, ...steps[event.key]);
      if (next) this.select({ kind: "box", id: next }, { reveal: true });
    } else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  destroy() {
    // The element may stay for a moment: it shows nothing any more.
    delete this.root.dataset.ready;
    this.overlay.rest();
    this.resized.disconnect();
    this.panes.forEach((pane) => pane.destroy());
  }
}
