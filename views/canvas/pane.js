// One network: a vis-network camera over boxes and arrows that the server has placed.

import { isLegible, paintArrow, paintBox, paintEnclosure, route } from "./painter.js";
import { arrowHidden, boxHidden } from "./legend.js";

const SMALLEST_SCALE = 0.02;
const LARGEST_SCALE = 3.5;
const GRAB = 7;
const MARGIN = 22;
const MANY_ARROWS = 900;

export class Pane {
  /** `shared` is the looked-at state of all panes: theme, off, hover, selection, found, asked. */
  constructor(holder, shared, told) {
    this.holder = holder;
    this.shared = shared;
    this.told = told;
    this.boxes = [];
    this.arrows = [];
    this.byId = new Map();
    this.lines = new Map();
    this.near = new Map();
    this.moving = false;
    const vis = globalThis.vis;
    this.nodes = new vis.DataSet([]);
    this.network = new vis.Network(
      holder,
      { nodes: this.nodes, edges: new vis.DataSet([]) },
      {
        autoResize: true,
        physics: false,
        layout: { improvedLayout: false },
        interaction: {
          dragNodes: false,
          hover: false,
          selectable: false,
          zoomSpeed: 0.7,
          tooltipDelay: 1e9,
        },
        nodes: { shape: "custom", fixed: true, physics: false },
      },
    );
    this.network.on("beforeDrawing", (ctx) => this.paintUnder(ctx));
    this.network.on("zoom", () => {
      this.limitZoom();
      told.moved(this);
    });
    this.network.on("dragStart", () => (this.moving = true));
    this.network.on("dragging", () => told.moved(this));
    this.network.on("dragEnd", () => {
      this.moving = false;
      told.moved(this);
      this.redraw();
    });
    this.network.on("click", (event) => told.clicked(this, this.at(event.pointer.canvas)));
    this.network.on("doubleClick", (event) => told.opened(this, this.at(event.pointer.canvas)));
    holder.addEventListener("mousemove", (event) => {
      if (this.moving) return;
      const rect = holder.getBoundingClientRect();
      const here = { x: event.clientX - rect.left, y: event.clientY - rect.top };
      told.hovered(this, this.at(this.network.DOMtoCanvas(here)), event);
    });
    holder.addEventListener("mouseleave", (event) => told.hovered(this, null, event));
  }

  /**
   * `toggled` is a box that should stay under the eye while everything else finds its place; else
   * that is what is selected, or nearest to the middle. A view that nobody moved is fitted anew.
   */
  show(side, toggled = null) {
    this.title = side.title;
    const fits = !toggled && this.isFitted();
    const anchor = fits ? null : (toggled ?? this.resting(side.boxes));
    const before = anchor ? this.byId.get(anchor) : null;
    this.boxes = side.boxes;
    this.arrows = side.arrows;
    this.byId = new Map(this.boxes.map((box) => [box.id, box]));
    this.arrows = this.arrows.filter((a) => this.byId.has(a.source) && this.byId.has(a.target));
    this.near = new Map(this.boxes.map((box) => [box.id, new Set()]));
    this.lines.clear();
    for (const arrow of this.arrows) {
      this.near.get(arrow.source).add(arrow.target);
      this.near.get(arrow.target).add(arrow.source);
      this.lines.set(arrow, route(arrow, this.byId.get(arrow.source), this.byId.get(arrow.target)));
    }
    this.enclosures = this.boxes
      .filter((box) => box.kind === "open-package")
      .sort((a, b) => b.w * b.h - a.w * a.h);
    const closed = this.boxes.filter((box) => box.kind !== "open-package");
    const gone = this.nodes.getIds().filter((id) => {
      const box = this.byId.get(id);
      return !box || box.kind === "open-package";
    });
    this.nodes.remove(gone);
    this.nodes.update(
      closed.map((box) => ({
        id: box.id,
        x: box.x,
        y: box.y,
        ctxRenderer: ({ ctx, id }) => ({
          drawNode: () => this.paintNode(ctx, id),
          nodeDimensions: { width: box.w, height: box.h },
        }),
      })),
    );
    if (before) this.keepInSight(before, this.byId.get(anchor));
    else if (fits) this.fit(false);
    this.redraw();
  }

  resting(boxes) {
    const stays = new Set(boxes.map((box) => box.id));
    const picked = this.shared.selection?.id;
    if (stays.has(picked) && this.byId.has(picked)) return picked;
    const at = this.network.getViewPosition();
    const distance = (box) => Math.hypot(box.x - at.x, box.y - at.y);
    return this.boxes
      .filter((box) => box.kind !== "open-package" && stays.has(box.id))
      .reduce((best, box) => (!best || distance(box) < distance(best) ? box : best), null)?.id;
  }

  isFitted() {
    if (!this.fittedTo) return false;
    const at = this.network.getViewPosition();
    const { position, scale } = this.fittedTo;
    return (
      Math.hypot(position.x - at.x, position.y - at.y) * this.scale < 1 &&
      Math.abs(scale / this.scale - 1) < 0.01
    );
  }

  /** Late callers (fonts, timers) may come when the page has moved on: nothing is drawn then. */
  redraw() {
    if (!this.gone) this.network.redraw();
  }

  keepInSight(before, after) {
    if (!after) return;
    const at = this.network.getViewPosition();
    const moved = { x: at.x + after.x - before.x, y: at.y + after.y - before.y };
    this.moveTo(moved, this.scale, false);
    const [left, top, right, bottom] = this.seen();
    const within =
      after.x - after.w / 2 >= left && after.x + after.w / 2 <= right &&
      after.y - after.h / 2 >= top && after.y + after.h / 2 <= bottom;
    if (within || after.kind !== "open-package") return;
    const room = Math.min(
      (this.holder.clientWidth - 40) / after.w,
      (this.holder.clientHeight - 40) / after.h,
    );
    this.moveTo({ x: after.x, y: after.y }, Math.min(this.scale, room), true);
  }

  /** Whether most names can't be drawn where everything is to be seen. */
  isTooSmall() {
    const heights = this.boxes.filter((box) => box.kind !== "open-package").map((box) => box.h);
    const whole = this.whole();
    if (!heights.length || !whole) return false;
    heights.sort((a, b) => a - b);
    return !isLegible(heights[heights.length >> 1], whole.scale);
  }

  get scale() {
    return this.network.getScale();
  }

  /** uses, used-by, selected, dim or "": what `arrow` is to what is looked at. */
  role(arrow) {
    const { focus, selection, found } = this.shared;
    const picked = selection && selection.kind === "arrow" ? selection : null;
    if (picked && picked.source === arrow.source && picked.target === arrow.target) return "selected";
    const hovered = this.shared.hover;
    if (hovered && hovered.kind === "arrow" && hovered.source === arrow.source && hovered.target === arrow.target)
      return "selected";
    if (focus) {
      if (arrow.source === focus) return "uses";
      if (arrow.target === focus) return "used-by";
      return "dim";
    }
    if (picked) return "dim";
    if (found) return found.has(arrow.source) && found.has(arrow.target) ? "" : "dim";
    return "";
  }

  boxState(box) {
    const { focus, selection, found, hover } = this.shared;
    const selected = Boolean(selection && selection.kind === "box" && selection.id === box.id);
    const hovered = Boolean(hover && hover.kind === "box" && hover.id === box.id);
    let dim = false;
    if (found && found.size) dim = !found.has(box.id);
    else if (focus && this.byId.has(focus)) dim = box.id !== focus && !this.near.get(focus).has(box.id);
    else if (selection && selection.kind === "arrow")
      dim = box.id !== selection.source && box.id !== selection.target;
    return { selected, hover: hovered, dim: dim && !selected && !hovered, found: Boolean(found && found.has(box.id)) };
  }

  paintUnder(ctx) {
    const { theme } = this.shared;
    const scale = this.scale;
    for (const box of this.enclosures || []) {
      const state = this.boxState(box);
      paintEnclosure(ctx, box, theme, scale, { ...state, dim: false }, this.shared.off);
    }
    if (this.moving && this.arrows.length > MANY_ARROWS) return;
    const [left, top, right, bottom] = this.seen();
    const labelled = this.arrows.length <= 80;
    // The more there are, the quieter each: what matters must stand out of a crowd, too.
    const quiet = Math.max(0.22, Math.min(0.65, 30 / this.arrows.length));
    const loud = [];
    for (const arrow of this.arrows) {
      const line = this.lines.get(arrow);
      const [x1, y1, x2, y2] = line.bounds;
      if (x2 < left || x1 > right || y2 < top || y1 > bottom || this.hidden(arrow)) continue;
      const role = this.role(arrow);
      if (role && role !== "dim") loud.push([arrow, line, role]);
      else paintArrow(ctx, arrow, line, theme, scale, role, labelled, quiet);
    }
    for (const [arrow, line, role] of loud) paintArrow(ctx, arrow, line, theme, scale, role, labelled, quiet);
  }

  paintNode(ctx, id) {
    const box = this.byId.get(id);
    if (!box || boxHidden(box, this.shared.off)) return;
    paintBox(ctx, box, this.shared.theme, this.scale, this.boxState(box), this.shared.off);
  }

  hidden(arrow) {
    const { off } = this.shared;
    return (
      arrowHidden(arrow, off) ||
      boxHidden(this.byId.get(arrow.source), off) ||
      boxHidden(this.byId.get(arrow.target), off)
    );
  }

  get width() {
    return this.holder.clientWidth;
  }

  get height() {
    return this.holder.clientHeight;
  }

  /** How the drawing lies in the window: scale it first, then move it. */
  camera() {
    const origin = this.network.canvasToDOM({ x: 0, y: 0 });
    return { scale: this.scale, x: origin.x, y: origin.y };
  }

  /** All that is in the window, on any 2d context. */
  paintSeen(ctx) {
    const [left, top, right, bottom] = this.seen();
    this.paintUnder(ctx);
    for (const box of this.boxes) {
      if (box.kind === "open-package") continue;
      const out =
        box.x + box.w < left || box.x - box.w > right || box.y + box.h < top || box.y - box.h > bottom;
      if (!out) this.paintNode(ctx, box.id);
    }
  }

  seen() {
    const a = this.network.DOMtoCanvas({ x: 0, y: 0 });
    const b = this.network.DOMtoCanvas({ x: this.holder.clientWidth, y: this.holder.clientHeight });
    return [a.x, a.y, b.x, b.y];
  }

  /** What is under a point of the drawing: a box, an arrow, the frame of an open package, nothing. */
  at(point) {
    const inside = (box) =>
      Math.abs(point.x - box.x) <= box.w / 2 && Math.abs(point.y - box.y) <= box.h / 2;
    const { off } = this.shared;
    const box = this.boxes.find((b) => b.kind !== "open-package" && inside(b) && !boxHidden(b, off));
    if (box) return { kind: "box", id: box.id };
    const arrow = this.arrowAt(point);
    if (arrow) return { kind: "arrow", source: arrow.source, target: arrow.target };
    const frames = (this.enclosures || []).filter(inside);
    const frame = frames[frames.length - 1];
    return frame ? { kind: "box", id: frame.id } : null;
  }

  arrowAt(point) {
    const ctx = (this.probe ||= document.createElement("canvas").getContext("2d"));
    ctx.lineWidth = (2 * GRAB) / Math.min(1.6, this.scale);
    const reach = ctx.lineWidth;
    let best = null;
    for (const arrow of this.arrows) {
      const line = this.lines.get(arrow);
      const [x1, y1, x2, y2] = line.bounds;
      if (point.x < x1 - reach || point.x > x2 + reach || point.y < y1 - reach || point.y > y2 + reach) continue;
      if (!ctx.isPointInStroke(line.path, point.x, point.y) || this.hidden(arrow)) continue;
      if (!best || this.role(best) === "dim") best = arrow;
    }
    return best;
  }

  limitZoom() {
    const scale = this.scale;
    const within = Math.max(SMALLEST_SCALE, Math.min(LARGEST_SCALE, scale));
    if (within !== scale) this.network.moveTo({ scale: within, animation: false });
  }

  /** The camera that sees everything; null where there is nothing to see. */
  whole() {
    const shown = this.boxes.filter((box) => !boxHidden(box, this.shared.off));
    if (!shown.length || !this.holder.clientWidth) return null;
    const lines = [...this.lines.values()].map((line) => line.bounds);
    const left = Math.min(...shown.map((b) => b.x - b.w / 2), ...lines.map((b) => b[0] * 0.75 + b[2] * 0.25));
    const right = Math.max(...shown.map((b) => b.x + b.w / 2), ...lines.map((b) => b[2] * 0.75 + b[0] * 0.25));
    const top = Math.min(...shown.map((b) => b.y - b.h / 2)) - 14;
    const bottom = Math.max(...shown.map((b) => b.y + b.h / 2));
    const scale = Math.min(
      (this.holder.clientWidth - MARGIN) / (right - left),
      (this.holder.clientHeight - MARGIN) / (bottom - top),
      1.3,
    );
    return {
      position: { x: (left + right) / 2, y: (top + bottom) / 2 },
      scale: Math.max(SMALLEST_SCALE, scale),
    };
  }

  fit(animated) {
    const whole = this.whole();
    if (!whole) return;
    this.fittedTo = whole;
    this.moveTo(whole.position, whole.scale, animated);
  }

  moveTo(position, scale, animated) {
    const animation = animated && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.network.moveTo({ position, scale, animation: animation ? { duration: 220, easingFunction: "easeInOutQuad" } : false });
  }

  /** Bring a box into sight, moving the camera only where it is out of it. */
  reveal(id) {
    const box = this.byId.get(id);
    if (!box) return;
    const [left, top, right, bottom] = this.seen();
    const scale = this.scale < 0.45 ? 0.8 : this.scale;
    const inSight = box.x > left && box.x < right && box.y > top && box.y < bottom;
    if (!inSight || scale !== this.scale) this.moveTo({ x: box.x, y: box.y }, scale, true);
  }

  /** The next box from `id` in a direction: along its arrows first, else the nearest that way. */
  neighbour(id, dx, dy) {
    const here = this.byId.get(id);
    const visible = (box) => box.id !== id && box.kind !== "open-package" && !boxHidden(box, this.shared.off);
    if (!here) return this.boxes.find(visible)?.id ?? null;
    const along = (box) => (box.x - here.x) * dx + (box.y - here.y) * dy;
    const across = (box) => Math.abs((box.x - here.x) * dy) + Math.abs((box.y - here.y) * dx);
    const best = (boxes) =>
      boxes
        .filter((box) => visible(box) && along(box) > 4)
        .sort((a, b) => along(a) + 1.8 * across(a) - along(b) - 1.8 * across(b) || (a.id < b.id ? -1 : 1))[0];
    const linked = best([...this.near.get(id)].map((other) => this.byId.get(other)));
    return (linked || best(this.boxes))?.id ?? null;
  }

  /** The middle of a box (of an open package: of its title) in the window; null where it is not. */
  locate(id) {
    const box = this.byId.get(id);
    if (!box) return null;
    const open = box.kind === "open-package";
    const point = open ? { x: box.x, y: box.y - box.h / 2 + 8 } : { x: box.x, y: box.y };
    const at = this.network.canvasToDOM(point);
    const rect = this.holder.getBoundingClientRect();
    return { x: rect.left + at.x, y: rect.top + at.y };
  }

  destroy() {
    this.gone = true;
    this.network.destroy();
  }
}
