// How boxes and arrows look, in both themes.

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const LIGHT = {
  paper: "#ffffff", surface: "#ffffff", sunken: "#f4f6f9", enclosure: "#f6f8fa", text: "#1b2733",
  muted: "#566270", line: "#9aa7b5", quiet: "#aab4c0", upward: "#2f3d4c", cycle: "#d55e00",
  doubt: "#e69f00", duplicate: "#cc79a7", uses: "#0072b2", usedBy: "#c98a00", picked: "#56b4e9",
};
const DARK = {
  ...LIGHT, paper: "#0e1620", surface: "#1d2733", sunken: "#18212b", enclosure: "#151f2b",
  text: "#e6eaf0", muted: "#a4b0bd", line: "#5b6b7c", quiet: "#5f6e7d", upward: "#d6dee8",
  cycle: "#f0803c", uses: "#4fa8e0", usedBy: "#e69f00",
};
const scheme = matchMedia("(prefers-color-scheme: dark)");
const theme = () => (scheme.matches ? DARK : LIGHT);

const isClosed = (node) => node.kind === "package" || (node.kind === "namespace" && node.contains > 0);
const SMALLEST_LABEL = 5;
const COMFORTABLE_LABEL = 12;
// How much of its box's height a name takes at most.
const LABEL_SHARE = 0.66;
const scaleOf = (ctx) => ctx.getTransform().a / (devicePixelRatio || 1);

function framed(ctx, x, y, w, h, radius, fill, stroke, width = 1, dash = []) {
  ctx.beginPath();
  ctx.roundRect(x, y, w, h, radius);
  ctx.fillStyle = fill;
  ctx.fill();
  if (!stroke) return;
  ctx.setLineDash(dash);
  ctx.lineWidth = width;
  ctx.strokeStyle = stroke;
  ctx.stroke();
  ctx.setLineDash([]);
}

function written(ctx, text, x, y, px, color, room, weight = 500, align = "center") {
  if (px * scaleOf(ctx) < SMALLEST_LABEL) return;
  ctx.font = `${weight} ${px}px ${FONT}`;
  const width = ctx.measureText(text).width;
  if (width > room) ctx.font = `${weight} ${Math.max(SMALLEST_LABEL / scaleOf(ctx), (px * room * 0.97) / width)}px ${FONT}`;
  ctx.fillStyle = color;
  ctx.textAlign = align;
  ctx.textBaseline = "middle";
  ctx.fillText(text, x, y, room);
}

function paintNode(ctx, node, look) {
  const ink = theme();
  const left = node.x - node.w / 2;
  const top = node.y - node.h / 2;
  ctx.save();
  if (look.dim) ctx.globalAlpha = 0.3;
  if (node.kind === "open-package") {
    framed(ctx, left, top, node.w, node.h, 8, ink.enclosure, look.picked ? ink.picked : ink.line, look.picked ? 2.5 : 1);
    const size = Math.min(30, Math.max(13, COMFORTABLE_LABEL / scaleOf(ctx)));
    written(ctx, node.label, left + 10, top + Math.max(12, size * 0.72), size, ink.muted, node.w - 20, 600, "left");
    ctx.restore();
    return;
  }
  const { badges } = node;
  const ghost = node.kind === "ghost";
  const outside = node.kind === "external";
  const radius = isClosed(node) ? 3 : 7;
  if (isClosed(node)) framed(ctx, left + 4, top - 4, node.w, node.h, radius, ink.sunken, ink.line);
  let stroke = ghost || badges.cycles ? ink.cycle : ink.line;
  if (badges.duplicates) stroke = ink.duplicate;
  const fill = ghost || outside ? ink.paper : ink.surface;
  framed(ctx, left, top, node.w, node.h, radius, fill, stroke, ghost || badges.cycles ? 2 : 1.1, ghost ? [5, 4] : outside ? [2, 3] : []);
  if (badges.duplicates) {
    ctx.beginPath();
    ctx.roundRect(left + 3.5, top + 3.5, node.w - 7, node.h - 7, Math.max(2, radius - 3));
    ctx.stroke();
  }
  if (node.outcome === "fails" && !ghost) framed(ctx, left, top, 5, node.h, [5, 0, 0, 5], ink.cycle);
  if (node.outcome === "unknown" && !ghost) {
    ctx.fillStyle = ink.doubt;
    for (let y = top + 4; y < top + node.h - 3; y += 6) ctx.fillRect(left + 1, y, 3, 3);
  }
  if (look.picked || look.found) {
    ctx.beginPath();
    ctx.roundRect(left - 4, top - 4, node.w + 8, node.h + 8, radius + 4);
    ctx.setLineDash(look.picked ? [] : [4, 3]);
    ctx.lineWidth = 3;
    ctx.strokeStyle = ink.picked;
    ctx.stroke();
    ctx.setLineDash([]);
  }
  const far = 13 * scaleOf(ctx) < COMFORTABLE_LABEL;
  const two = isClosed(node) && node.contains > 0 && node.h >= 38 && !far;
  const name = isClosed(node) && node.contains && !two ? `${node.label} · ${node.contains}` : node.label;
  // Seen from far away a name may fill its box.
  const px = far ? Math.min(COMFORTABLE_LABEL / scaleOf(ctx), node.h * LABEL_SHARE) : two ? 13 : Math.min(16, Math.max(12, node.h * 0.38));
  const color = node.test || outside ? ink.muted : ink.text;
  written(ctx, ghost ? `✕ ${name}` : name, node.x, node.y - (two ? 7 : 0), px, color, node.w - (far ? 8 : 14), isClosed(node) ? 650 : 500);
  if (two) written(ctx, `${node.contains} inside`, node.x, node.y + 10, 11, ink.muted, node.w - 14, 400);
  paintBadges(ctx, node, ink);
  ctx.restore();
}

const BADGES = [["failing", "!", "cycle"], ["broken", "✕", "cycle"], ["cycles", "↻", "cycle"], ["duplicates", "≈", "duplicate"]];

function paintBadges(ctx, node, ink) {
  let right = node.x + node.w / 2 + 5;
  const top = node.y - node.h / 2 - 9;
  for (const [field, sign, color] of BADGES) {
    const count = node.badges[field];
    if (!count) continue;
    const said = count > 1 ? `${sign} ${count}` : sign;
    ctx.font = `700 11px ${FONT}`;
    const width = Math.max(17, ctx.measureText(said).width + 9);
    framed(ctx, right - width, top, width, 17, 8.5, ink.surface, ink[color], 1.6);
    written(ctx, said, right - width / 2, top + 9, 11, ink.text, width, 700);
    right -= width + 3;
  }
}

/** `role` is uses, used-by, dim or empty: what the arrow is to what is picked. */
function lookOf(edge, role) {
  const ink = theme();
  let color = edge.upward ? ink.upward : ink.quiet;
  if (edge.cycle || edge.kind === "broken") color = ink.cycle;
  if (role === "uses") color = ink.uses;
  if (role === "used-by") color = ink.usedBy;
  const folded = 1 + Math.min(3, Math.log2(Math.max(1, edge.count)) * 0.55);
  // vis-network keeps a label until it has another, and paints paper behind a blank.
  const numbered = edge.count > 1 && role !== "dim";
  return {
    color: { color, highlight: color, hover: color, opacity: role === "dim" ? 0.12 : 1 },
    width: (edge.cycle ? Math.max(2.6, folded) : folded) + (role && role !== "dim" ? 1 : 0),
    label: numbered ? String(edge.count) : " ",
    font: { size: 11, color: ink.text, face: FONT, background: numbered ? ink.paper : "rgba(0,0,0,0)", strokeWidth: 0, align: "horizontal" },
    hoverWidth: 0,
    selectionWidth: 0,
    arrows: { to: { enabled: true, scaleFactor: 0.6, type: edge.kind === "inherits" ? "triangle" : "arrow" } },
  };
}

const LEGEND = [
  ["imports", (edge) => edge.kind === "import", "quiet", ""],
  ["inherits", (edge) => edge.kind === "inherits", "quiet", ""],
  ["uses", (edge) => edge.kind === "uses", "quiet", ""],
  ["inside a function", (edge) => edge.timing === "deferred", "quiet", "7 5"],
  ["for the type checker", (edge) => edge.timing === "type-checking", "quiet", "2 4"],
  ["guarded by try", (edge) => edge.guarded && edge.timing === "import", "quiet", "14 6"],
  ["against the flow", (edge) => edge.upward && !edge.cycle, "upward", ""],
  ["on a cycle", (edge) => edge.cycle, "cycle", ""],
  ["broken import", (edge) => edge.kind === "broken", "cycle", "5 4"],
];
const SIGNS = [
  ["▍ import fails", (node) => node.outcome === "fails"],
  ["⁞ can't tell", (node) => node.outcome === "unknown"],
  ["┄ target that is not there", (node) => node.kind === "ghost"],
  ["! modules that fail", (node) => node.badges.failing],
  ["✕ broken imports", (node) => node.badges.broken],
  ["↻ cycles", (node) => node.badges.cycles],
  ["≈ duplicate classes", (node) => node.badges.duplicates],
];

/** The entries of what is drawn, as elements. */
function legendOf(map) {
  const ink = theme();
  const lines = LEGEND.filter(([, fits]) => map.edges.some(fits)).map(([words, , color, dash]) => {
    const svg = drawnElement("svg", { width: 34, height: 10, "aria-hidden": "true" });
    const stroke = { stroke: ink[color], "stroke-width": color === "cycle" ? 2.6 : 1.6, "stroke-dasharray": dash };
    svg.append(drawnElement("path", { d: "M1 5H25", fill: "none", ...stroke }));
    const fill = words === "inherits" ? "none" : ink[color];
    svg.append(drawnElement("path", { d: "M33 5L24 1V9Z", fill, stroke: ink[color] }));
    return element("span", {}, svg, words);
  });
  const signs = SIGNS.filter(([, fits]) => map.nodes.some(fits)).map(([words]) => element("span", {}, words));
  return [...lines, ...signs];
}

function element(tag, properties, ...inside) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...inside.filter((each) => each !== null && each !== undefined));
  return made;
}

function drawnElement(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(name, value);
  return made;
}
