// Draws boxes and arrows on a 2d context; knows nothing of the page, the mouse or the network.

export const INK = {
  uses: "#0072B2",
  usedBy: "#E69F00",
  cycle: "#D55E00",
  gain: "#009E73",
  loss: "#8A8A8A",
  selected: "#56B4E9",
  duplicate: "#CC79A7",
};
const DARK_INK = { ...INK, uses: "#4FA8E0", cycle: "#F0803C", gain: "#2CC295", loss: "#A5ABB3" };

const FONT_PX = 13;
const SMALLEST_LABEL = 6;
const COMFORTABLE_LABEL = 12;
const TITLE_BAR = 24;
// The title bar, and the padding below it that no box is in.
const LARGEST_TITLE = 32;
const LONG_DROP = 90;
// How much of its box's height a name takes at most.
const LABEL_SHARE = 0.66;
const FAR_BADGE = 0.55;
const LARGEST_BADGE = 1.7;

export function readTheme(element) {
  const style = getComputedStyle(element);
  const of = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const paper = of("--st-background-color", "#ffffff");
  const dark = luminance(paper) < 0.4;
  return {
    dark,
    paper,
    surface: dark ? "#1d2733" : "#ffffff",
    sunken: dark ? "#18212b" : "#f4f6f9",
    text: of("--st-text-color", dark ? "#e6eaf0" : "#1b2733"),
    muted: dark ? "#a4b0bd" : "#566270",
    line: dark ? "#5b6b7c" : "#9aa7b5",
    quiet: dark ? "#71808f" : "#8493a3",
    upward: dark ? "#d6dee8" : "#2f3d4c",
    font: of("--st-font", "sans-serif"),
    ink: dark ? DARK_INK : INK,
  };
}

function luminance(color) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = color;
  const hex = probe.fillStyle;
  if (!hex.startsWith("#")) return 1;
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// ---------------------------------------------------------------- arrows

function port(box) {
  if (box.kind !== "open-package") return box;
  const width = Math.min(box.w, 40 + 8 * box.label.length);
  return {
    x: box.x - box.w / 2 + width / 2,
    y: box.y - box.h / 2 + TITLE_BAR / 2,
    w: width,
    h: TITLE_BAR,
  };
}

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/** The curve of an arrow, its middle, and the point and direction of its head. */
export function route(arrow, source, target) {
  const from = port(source);
  const to = port(target);
  const dx = to.x - from.x;
  const spread = (box) => clamp(dx * 0.12, -box.w * 0.36, box.w * 0.36);
  const above = from.y + from.h / 2 <= to.y - to.h / 2;
  const below = from.y - from.h / 2 >= to.y + to.h / 2;
  let start, end, c1, c2;
  const drop = above ? to.y - to.h / 2 - from.y - from.h / 2 : from.y - from.h / 2 - to.y - to.h / 2;
  const stacked = Math.abs(dx) < (from.w + to.w) * 0.42;
  if ((above || below) && stacked && drop > LONG_DROP) {
    // Straight down it would run behind every box between: an arc beside them can be followed.
    const side = above ? 1 : -1;
    start = { x: from.x + (side * from.w) / 2, y: from.y };
    end = { x: to.x + (side * to.w) / 2, y: to.y };
    const out = clamp(drop * 0.2, 30, 190);
    const reach = side > 0 ? Math.max(start.x, end.x) + out : Math.min(start.x, end.x) - out;
    c1 = { x: reach, y: start.y + (end.y - start.y) * 0.12 };
    c2 = { x: reach, y: end.y - (end.y - start.y) * 0.12 };
  } else if (above || below) {
    const way = above ? 1 : -1;
    const lane = below ? -7 : 0;
    start = { x: from.x + spread(from) + lane, y: from.y + (way * from.h) / 2 };
    end = { x: to.x - spread(to) + lane, y: to.y - (way * to.h) / 2 };
    const bend = clamp(Math.abs(end.y - start.y) * 0.45, 14, 120);
    c1 = { x: start.x, y: start.y + way * bend };
    c2 = { x: end.x, y: end.y - way * bend };
  } else {
    const side = dx >= 0 ? 1 : -1;
    const apart = Math.abs(dx) - (from.w + to.w) / 2;
    const lift = apart > 60 ? 26 + Math.min(60, apart * 0.12) : 0;
    start = { x: from.x + (side * from.w) / 2, y: from.y + side * 5 };
    end = { x: to.x - (side * to.w) / 2, y: to.y + side * 5 };
    const bend = Math.max(10, Math.abs(apart) * 0.35);
    c1 = { x: start.x + side * bend, y: start.y + side * lift };
    c2 = { x: end.x - side * bend, y: end.y + side * lift };
  }
  const d = `M${start.x} ${start.y}C${c1.x} ${c1.y} ${c2.x} ${c2.y} ${end.x} ${end.y}`;
  // A Path2D does not tell what it was made from, and a drawing as SVG has to write it.
  const path = Object.assign(new Path2D(d), { d });
  const middle = {
    x: (start.x + 3 * c1.x + 3 * c2.x + end.x) / 8,
    y: (start.y + 3 * c1.y + 3 * c2.y + end.y) / 8,
  };
  const angle = Math.atan2(end.y - c2.y, end.x - c2.x);
  const xs = [start.x, end.x, c1.x, c2.x];
  const ys = [start.y, end.y, c1.y, c2.y];
  const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  return { path, middle, end, angle, bounds };
}

const GAINS = new Set(["healed", "added", "freed"]);
const CHANGES = { added: "+", removed: "−", proposed: "✂" };

export function dashes(arrow) {
  if (arrow.change === "removed" || arrow.change === "proposed") return [9, 5];
  if (arrow.kind === "broken") return [5, 4];
  if (arrow.timing === "type-checking") return [1.5, 4];
  if (arrow.timing === "deferred") return [7, 5];
  if (arrow.guarded) return [14, 6];
  return [];
}

export function arrowWidth(arrow) {
  const folded = 1.1 + Math.min(3.2, Math.log2(Math.max(1, arrow.count)) * 0.6);
  if (arrow.change === "proposed") return Math.max(4.4, folded);
  if (arrow.change) return Math.max(2.6, folded);
  return arrow.cycle ? Math.max(2.8, folded + 0.8) : folded;
}

function arrowColor(arrow, theme, role) {
  // What is new and wrong is told by its mark; green says that it is well.
  const wrong = arrow.kind === "broken" || arrow.cycle;
  if (arrow.change === "added") return wrong ? theme.ink.cycle : theme.ink.gain;
  if (arrow.change === "removed") return theme.ink.loss;
  if (wrong) return theme.ink.cycle;
  if (role === "uses") return theme.ink.uses;
  if (role === "used-by") return theme.ink.usedBy;
  return arrow.upward ? theme.upward : theme.quiet;
}

/** `role` is uses, used-by, selected, dim or empty: what the arrow is to what is looked at. */
export function paintArrow(ctx, arrow, line, theme, scale, role, labelled, quiet) {
  const loud = role === "uses" || role === "used-by" || role === "selected";
  const color = role === "selected" ? theme.ink.selected : arrowColor(arrow, theme, role);
  const marked = arrow.cycle || arrow.change || arrow.kind === "broken";
  const width = Math.max(arrowWidth(arrow) + (loud ? 1 : 0), 0.7 / scale);
  ctx.save();
  ctx.globalAlpha = role === "dim" ? 0.1 : loud ? 1 : marked ? 0.92 : arrow.upward ? Math.max(0.55, quiet) : quiet;
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = width;
  ctx.setLineDash(dashes(arrow));
  if (arrow.timing === "type-checking") ctx.lineCap = "round";
  ctx.stroke(line.path);
  ctx.setLineDash([]);
  const size = 6 + width * 1.3;
  ctx.translate(line.end.x, line.end.y);
  ctx.rotate(line.angle);
  ctx.beginPath();
  if (arrow.kind === "inherits") {
    ctx.moveTo(0, 0);
    ctx.lineTo(-size * 1.2, size * 0.62);
    ctx.lineTo(-size * 1.2, -size * 0.62);
    ctx.closePath();
    ctx.fillStyle = theme.paper;
    ctx.fill();
    ctx.lineWidth = Math.max(1.2, width * 0.8);
    ctx.stroke();
  } else {
    ctx.moveTo(1, 0);
    ctx.lineTo(-size, size * 0.5);
    ctx.lineTo(-size * 0.72, 0);
    ctx.lineTo(-size, -size * 0.5);
    ctx.closePath();
    ctx.fill();
  }
  ctx.restore();
  if (role === "dim") return;
  const mark =
    arrow.change in CHANGES ? CHANGES[arrow.change] : arrow.count > 1 ? `${arrow.count}` : "";
  if (!mark) return;
  // What a repair changes is told from any height, a number only where it can be read.
  if (arrow.change) pill(ctx, line.middle, mark, color, theme, clamp(0.62 / scale, 1, 2.5));
  else if ((loud || labelled) && FONT_PX * scale * 0.85 >= SMALLEST_LABEL)
    pill(ctx, line.middle, mark, color, theme, 1);
}

function pill(ctx, { x, y }, text, color, theme, size) {
  ctx.save();
  ctx.font = `600 ${11 * size}px ${theme.font}`;
  const width = Math.max(16 * size, ctx.measureText(text).width + 9 * size);
  const height = 16 * size;
  ctx.beginPath();
  ctx.roundRect(x - width / 2, y - height / 2, width, height, height / 2);
  ctx.fillStyle = theme.paper;
  ctx.fill();
  ctx.lineWidth = 1.2 * size;
  ctx.strokeStyle = color;
  ctx.stroke();
  ctx.fillStyle = theme.text;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, x, y + 0.5);
  ctx.restore();
}

// ---------------------------------------------------------------- boxes

export function paintEnclosure(ctx, box, theme, scale, state, off) {
  ctx.save();
  ctx.globalAlpha = state.dim ? 0.45 : 1;
  ctx.beginPath();
  ctx.roundRect(box.x - box.w / 2, box.y - box.h / 2, box.w, box.h, 8);
  ctx.fillStyle = theme.dark ? "rgba(148,170,196,0.07)" : "rgba(58,84,112,0.05)";
  ctx.fill();
  ctx.lineWidth = state.selected ? 2.5 : Math.max(1, 0.8 / scale);
  ctx.strokeStyle = state.selected ? theme.ink.selected : theme.line;
  ctx.stroke();
  const px = clamp(COMFORTABLE_LABEL / scale, 12, LARGEST_TITLE);
  if (px * scale >= SMALLEST_LABEL) {
    const sign = px * 0.8;
    const left = box.x - box.w / 2 + 10;
    const top = box.y - box.h / 2 + Math.max(TITLE_BAR / 2 + 1, px * 0.72);
    ctx.fillStyle = theme.muted;
    ctx.lineWidth = Math.max(1.4, 1 / scale);
    ctx.strokeStyle = theme.muted;
    ctx.strokeRect(left, top - sign / 2, sign, sign);
    ctx.beginPath();
    ctx.moveTo(left + sign / 4, top);
    ctx.lineTo(left + (sign * 3) / 4, top);
    ctx.stroke();
    ctx.font = `600 ${px}px ${theme.font}`;
    ctx.textBaseline = "middle";
    ctx.fillText(shorten(ctx, box.label, box.w - sign - 30), left + sign + 6, top + 0.5);
  }
  if (isMarked(box, off)) paintPin(ctx, box.x - box.w / 2 - 6, box.y - box.h / 2 - 8, theme, scale);
  ctx.restore();
}

/** `state`: selected, hover, dim, found; `off` holds the legend entries that are switched off. */
export function paintBox(ctx, box, theme, scale, state, off) {
  const left = box.x - box.w / 2;
  const top = box.y - box.h / 2;
  const badges = box.badges;
  const duplicate = badges.duplicates > 0 && !off.has("duplicate");
  const cyclic = badges.cycles > 0 && !off.has("cycle");
  const ghost = box.kind === "ghost";
  const outside = box.change === "outside";
  const closed = box.kind === "package" || (box.kind === "namespace" && box.contains > 0);
  const radius = closed ? 3 : 7;
  ctx.save();
  ctx.globalAlpha = state.dim ? 0.32 : 1;
  if (closed) {
    ctx.fillStyle = theme.sunken;
    ctx.strokeStyle = theme.line;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.roundRect(left + 4, top - 4, box.w, box.h, radius);
    ctx.fill();
    ctx.stroke();
  }
  ctx.beginPath();
  ctx.roundRect(left, top, box.w, box.h, radius);
  ctx.fillStyle = ghost || box.kind === "external" ? theme.paper : theme.surface;
  ctx.fill();
  if (state.hover || state.selected) {
    ctx.fillStyle = theme.dark ? "rgba(86,180,233,0.20)" : "rgba(86,180,233,0.16)";
    ctx.fill();
  }
  if (box.change === "removed") ctx.setLineDash([9, 5]);
  else if (ghost) ctx.setLineDash([5, 4]);
  else if (box.kind === "external" || outside) ctx.setLineDash([2, 3]);
  ctx.strokeStyle = ghost || cyclic ? theme.ink.cycle : theme.line;
  ctx.lineWidth = Math.max(cyclic || ghost ? 2 : 1.1, 0.8 / scale);
  if (duplicate) ctx.strokeStyle = theme.ink.duplicate;
  if ((GAINS.has(box.change) && !ghost) || box.change === "removed") {
    ctx.strokeStyle = box.change === "removed" ? theme.ink.loss : theme.ink.gain;
    ctx.lineWidth = 2.6;
  }
  ctx.stroke();
  ctx.setLineDash([]);
  if (duplicate) {
    ctx.lineWidth = 1.4;
    ctx.beginPath();
    ctx.roundRect(left + 3.5, top + 3.5, box.w - 7, box.h - 7, Math.max(2, radius - 3));
    ctx.stroke();
  }
  if (state.selected || state.found) {
    ctx.beginPath();
    ctx.roundRect(left - 4, top - 4, box.w + 8, box.h + 8, radius + 4);
    ctx.strokeStyle = theme.ink.selected;
    ctx.lineWidth = Math.max(3, 1.6 / scale);
    if (!state.selected) ctx.setLineDash([4, 3]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  paintOutcome(ctx, box, theme, left, top, off);
  paintLabel(ctx, box, theme, scale, ghost, closed);
  const size = clamp(FAR_BADGE / scale, 1, LARGEST_BADGE);
  if (scale * 11 * size >= 5) paintBadges(ctx, box, theme, off, size);
  if (isMarked(box, off)) paintPin(ctx, left - 4, top - 9, theme, scale);
  ctx.restore();
}

const isMarked = (box, off) => box.pinned && !off.has("pinned");

/** On the corner that no other badge takes; as it is never one of many, told from any height. */
function paintPin(ctx, left, top, theme, scale) {
  ctx.save();
  const size = clamp(0.62 / scale, 1, 2);
  ctx.translate(left, top);
  ctx.scale(size, size);
  ctx.beginPath();
  ctx.roundRect(0, 0, 18, 17, 8.5);
  ctx.fillStyle = theme.surface;
  ctx.fill();
  ctx.strokeStyle = theme.ink.uses;
  ctx.lineWidth = 1.6;
  ctx.stroke();
  paintSign(ctx, "pinned", 9, 8.5, theme.ink.uses);
  ctx.restore();
}

function paintOutcome(ctx, box, theme, left, top, off) {
  if (box.change === "healed") {
    ctx.fillStyle = theme.ink.gain;
    ctx.beginPath();
    ctx.roundRect(left, top, 5, box.h, [5, 0, 0, 5]);
    ctx.fill();
    return;
  }
  if (box.outcome === "ok" || box.kind === "ghost" || off.has("failing")) return;
  ctx.fillStyle = box.outcome === "fails" ? theme.ink.cycle : theme.ink.usedBy;
  ctx.beginPath();
  if (box.outcome === "fails") {
    ctx.roundRect(left, top, 5, box.h, [5, 0, 0, 5]);
    ctx.fill();
  } else {
    for (let y = top + 4; y < top + box.h - 3; y += 6) ctx.fillRect(left + 1, y, 3, 3);
  }
}

/** Whether the name in a box of this height can be drawn at a scale. */
export const isLegible = (height, scale) => height * LABEL_SHARE * scale >= SMALLEST_LABEL;

function paintLabel(ctx, box, theme, scale, ghost, closed) {
  let two = closed && box.contains > 0 && box.h >= 38;
  let px = two ? 13 : clamp(box.h * 0.38, 12, 16);
  if (px * scale < COMFORTABLE_LABEL) {
    // Seen from far away a name may fill its box: better one line that can be read than two.
    two = false;
    px = Math.min(COMFORTABLE_LABEL / scale, box.h * LABEL_SHARE);
  }
  if (px * scale < SMALLEST_LABEL) return;
  const quiet = box.test || box.kind === "external" || box.change === "outside";
  const fontOf = (size) => `${quiet ? "italic " : ""}${closed ? 650 : 500} ${size}px ${theme.font}`;
  const folded = box.h < 38 && closed && box.contains > 0;
  const name = folded ? `${box.label} · ${box.contains}` : box.label;
  const text = ghost ? `✕ ${name}` : name;
  const room = box.w - (two || scale > 0.6 ? 16 : 8);
  ctx.font = fontOf(px);
  const width = ctx.measureText(text).width;
  if (width > room) {
    // A little less than what is left: text does not grow evenly with its size.
    px = Math.max(SMALLEST_LABEL / scale, (px * room * 0.97) / width);
    ctx.font = fontOf(Math.min(px, box.h * LABEL_SHARE));
  }
  ctx.fillStyle = quiet ? theme.muted : theme.text;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(shorten(ctx, text, room), box.x, box.y + 0.5 - (two ? 7 : 0));
  if (two) {
    ctx.font = `400 11px ${theme.font}`;
    ctx.fillStyle = theme.muted;
    ctx.fillText(`${box.contains} ${theme.inside[box.contains === 1 ? 0 : 1]}`, box.x, box.y + 10);
  }
}

function shorten(ctx, text, room) {
  if (ctx.measureText(text).width <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const half = (low + high + 1) >> 1;
    if (ctx.measureText(`${text.slice(0, half)}…`).width <= room) low = half;
    else high = half - 1;
  }
  return low ? `${text.slice(0, low)}…` : "";
}

const BADGES = [
  ["failing", "failing", "cycle"],
  ["broken", "broken", "cycle"],
  ["cycles", "cycle", "cycle"],
  ["duplicates", "duplicate", "duplicate"],
];

const MARKS = { healed: "gain", added: "gain", freed: "gain", removed: "loss", worsened: "cycle" };

/** From the right upper corner to the left; `size` makes up for what a far view takes. */
function paintBadges(ctx, box, theme, off, size) {
  ctx.save();
  ctx.translate(box.x + box.w / 2, box.y - box.h / 2);
  ctx.scale(size, size);
  let right = 5;
  const top = -9 - (size - 1) * 12;
  if (box.change in MARKS) right = badge(ctx, right, top, box.change, "", MARKS[box.change], theme);
  for (const [field, entry, ink] of BADGES) {
    const count = box.badges[field];
    if (!count || off.has(entry)) continue;
    const said = count > 1 || field === "duplicates" ? `${count}` : "";
    right = badge(ctx, right, top, field, said, ink, theme);
  }
  ctx.restore();
}

function badge(ctx, right, top, sign, count, ink, theme) {
  ctx.font = `700 11px ${theme.font}`;
  const width = 18 + (count ? ctx.measureText(count).width + 3 : 0);
  const left = right - width;
  ctx.beginPath();
  ctx.roundRect(left, top, width, 17, 8.5);
  ctx.fillStyle = theme.surface;
  ctx.fill();
  ctx.strokeStyle = theme.ink[ink];
  ctx.lineWidth = 1.6;
  ctx.stroke();
  paintSign(ctx, sign, left + 9, top + 8.5, theme.ink[ink]);
  if (count) {
    ctx.fillStyle = theme.text;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.fillText(count, left + 16, top + 9);
  }
  return left - 3;
}

/** The little pictures on badges and in the legend, about 9 px wide around (x, y). */
export function paintSign(ctx, sign, x, y, color) {
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = 1.7;
  ctx.lineCap = "round";
  ctx.beginPath();
  if (sign === "cycles") {
    ctx.arc(x, y, 3.6, -0.4, 4.6);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x + 0.2, y - 6.2);
    ctx.lineTo(x + 0.2, y - 1.4);
    ctx.lineTo(x + 3.8, y - 3.8);
    ctx.closePath();
    ctx.fill();
  } else if (sign === "broken") {
    ctx.moveTo(x - 3, y - 3);
    ctx.lineTo(x + 3, y + 3);
    ctx.moveTo(x + 3, y - 3);
    ctx.lineTo(x - 3, y + 3);
    ctx.stroke();
  } else if (sign === "duplicates") {
    ctx.lineWidth = 1.3;
    ctx.strokeRect(x - 4, y - 4, 5.5, 5.5);
    ctx.strokeRect(x - 1.2, y - 1.2, 5.5, 5.5);
  } else if (sign === "healed" || sign === "added" || sign === "removed") {
    ctx.moveTo(x - 3.6, y);
    ctx.lineTo(x + 3.6, y);
    if (sign !== "removed") {
      ctx.moveTo(x, y - 3.6);
      ctx.lineTo(x, y + 3.6);
    }
    ctx.stroke();
  } else if (sign === "pinned") {
    ctx.arc(x, y - 2.4, 2.5, 0, 7);
    ctx.fill();
    ctx.moveTo(x, y);
    ctx.lineTo(x, y + 5);
    ctx.stroke();
  } else if (sign === "freed") {
    ctx.moveTo(x - 3.4, y + 0.2);
    ctx.lineTo(x - 0.8, y + 2.8);
    ctx.lineTo(x + 3.6, y - 2.8);
    ctx.stroke();
  } else {
    ctx.moveTo(x, y - 3.6);
    ctx.lineTo(x, y + 0.8);
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x, y + 3.6, 1.1, 0, 7);
    ctx.fill();
  }
  ctx.restore();
}
