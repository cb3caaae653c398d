// The legend is the filter: what the entries are, what they match, and their buttons.

import { paintSign } from "./painter.js";

const DRAWN = "http://www.w3.org/2000/svg";

// Each arrow may match several entries; it is hidden when one of them is switched off.
export const ENTRIES = [
  { id: "plain", label: "imports", arrow: (a) => a.kind === "import" && a.timing === "import" && !a.guarded && !a.cycle && !a.upward },
  { id: "inherits", label: "inherits", arrow: (a) => a.kind === "inherits" },
  { id: "uses", label: "uses", arrow: (a) => a.kind === "uses" },
  { id: "deferred", label: "deferred", arrow: (a) => a.timing === "deferred" },
  { id: "type-checking", label: "type-checking", arrow: (a) => a.timing === "type-checking" },
  { id: "guarded", label: "guarded", arrow: (a) => a.guarded && a.timing === "import" },
  { id: "upward", label: "against the flow", arrow: (a) => a.upward && !a.cycle && !a.change },
  { id: "cycle", label: "cycle", arrow: (a) => a.cycle, box: (b) => b.badges.cycles > 0 },
  { id: "broken", label: "broken target", arrow: (a) => a.kind === "broken", hides: (b) => b.kind === "ghost", box: (b) => b.badges.broken > 0 },
  { id: "duplicate", label: "duplicate class", box: (b) => b.badges.duplicates > 0 },
  { id: "failing", label: "import fails", box: (b) => b.outcome === "fails" || b.badges.failing > 0 },
  { id: "unknown", label: "can't tell", box: (b) => b.outcome === "unknown" },
  { id: "removed", label: "removed", arrow: (a) => a.change === "removed", box: (b) => b.change === "removed" },
  { id: "added", label: "added", arrow: (a) => a.change === "added", box: (b) => b.change === "added" },
  { id: "proposed", label: "proposed cut", arrow: (a) => a.change === "proposed" },
  { id: "healed", label: "healed", box: (b) => b.change === "healed" },
  { id: "worsened", label: "worsened", box: (b) => b.change === "worsened" },
  { id: "freed", label: "out of the cycle", box: (b) => b.change === "freed" },
  { id: "outside", label: "outside", box: (b) => b.change === "outside", hides: (b) => b.change === "outside" },
  { id: "pinned", label: "pinned", box: (b) => b.pinned },
  { id: "test", label: "tests", box: (b) => b.test, hides: (b) => b.test },
];

export const arrowHidden = (arrow, off) =>
  ENTRIES.some((entry) => off.has(entry.id) && entry.arrow && entry.arrow(arrow));

export const boxHidden = (box, off) =>
  ENTRIES.some((entry) => off.has(entry.id) && entry.hides && entry.hides(box));

export function fillLegend(holder, panes, off, theme, changed) {
  holder.replaceChildren();
  for (const entry of ENTRIES) {
    const arrows = several(panes, (pane) => pane.arrows, entry.arrow, (a) => [a.source, a.target, a.kind, a.timing]);
    const boxes = several(panes, (pane) => pane.boxes, entry.box, (b) => b.id);
    const count = arrows || boxes;
    if (!count) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.entry = entry.id;
    button.setAttribute("aria-pressed", String(!off.has(entry.id)));
    button.title = off.has(entry.id) ? `Show: ${entry.label}` : `Hide: ${entry.label}`;
    button.append(swatch(entry.id, theme));
    const words = document.createElement("span");
    words.textContent = entry.label;
    const number = document.createElement("small");
    number.textContent = String(count);
    button.append(words, number);
    button.onclick = () => {
      if (off.has(entry.id)) off.delete(entry.id);
      else off.add(entry.id);
      changed(`${entry.label} ${off.has(entry.id) ? "hidden" : "shown"}`);
    };
    holder.append(button);
  }
}

/** How many there are; what stands on both sides of a repair counts once. */
function several(panes, held, wanted, name) {
  if (!wanted) return 0;
  const found = panes.flatMap((pane) => held(pane).filter(wanted).map((each) => JSON.stringify(name(each))));
  return new Set(found).size;
}

const LINES = {
  plain: ["quiet", 1.6, ""],
  inherits: ["quiet", 1.6, ""],
  uses: ["quiet", 1.6, ""],
  deferred: ["quiet", 1.6, "5 3"],
  "type-checking": ["quiet", 1.8, "1 3"],
  guarded: ["quiet", 1.6, "9 4"],
  upward: ["upward", 1.8, ""],
  cycle: ["cycle", 3.2, ""],
  removed: ["loss", 2.4, "6 4"],
  added: ["gain", 3, ""],
  proposed: ["cycle", 4, "6 4"],
};

function swatch(id, theme) {
  const color = (name) => theme.ink[name] || theme[name];
  if (LINES[id]) {
    const [ink, width, dash] = LINES[id];
    const svg = document.createElementNS(DRAWN, "svg");
    svg.setAttribute("width", "25");
    svg.setAttribute("viewBox", "5 0 25 12");
    svg.setAttribute("height", "12");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(DRAWN, "line");
    const up = id === "upward";
    const set = { x1: 6, y1: up ? 10 : 6, x2: 22, y2: up ? 4 : 6, stroke: color(ink), "stroke-width": width };
    for (const [name, value] of Object.entries(set)) line.setAttribute(name, String(value));
    if (dash) line.setAttribute("stroke-dasharray", dash);
    const head = document.createElementNS(DRAWN, "path");
    head.setAttribute("d", up ? "M29 2 L21 1 L23 8 Z" : "M29 6 L21 2 L21 10 Z");
    head.setAttribute("fill", id === "inherits" ? theme.paper : color(ink));
    head.setAttribute("stroke", color(ink));
    svg.append(line, head);
    return svg;
  }
  const canvas = document.createElement("canvas");
  const ratio = 2;
  canvas.width = 22 * ratio;
  canvas.height = 16 * ratio;
  canvas.style.cssText = "width:22px;height:16px";
  canvas.setAttribute("aria-hidden", "true");
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  ctx.lineWidth = 1.4;
  ctx.strokeStyle = theme.line;
  if (id === "broken") {
    ctx.setLineDash([3, 2]);
    ctx.strokeStyle = theme.ink.cycle;
  }
  if (id === "outside") ctx.setLineDash([2, 2]);
  if (id === "duplicate") ctx.strokeStyle = theme.ink.duplicate;
  ctx.strokeRect(1.5, 2, 19, 12);
  ctx.setLineDash([]);
  if (id === "duplicate") ctx.strokeRect(4, 4.5, 14, 7);
  if (id === "broken") paintSign(ctx, "broken", 11, 8, theme.ink.cycle);
  if (id === "failing" || id === "worsened") {
    ctx.fillStyle = theme.ink.cycle;
    ctx.fillRect(1.5, 2, 4, 12);
    paintSign(ctx, "failing", 13, 8, theme.ink.cycle);
  }
  if (id === "unknown") {
    ctx.fillStyle = theme.ink.usedBy;
    for (const y of [3, 7, 11]) ctx.fillRect(3, y, 2.5, 2.5);
  }
  if (id === "healed") {
    ctx.fillStyle = theme.ink.gain;
    ctx.fillRect(1.5, 2, 4, 12);
  }
  if (id === "healed" || id === "freed") paintSign(ctx, id, 13, 8, theme.ink.gain);
  if (id === "pinned") paintSign(ctx, id, 11, 8, theme.ink.uses);
  if (id === "test") {
    ctx.font = "italic 10px sans-serif";
    ctx.fillStyle = theme.muted;
    ctx.fillText("t", 9, 11.5);
  }
  return canvas;
}
