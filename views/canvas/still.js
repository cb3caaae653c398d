// A still picture of what is seen, as a file: drawn by the painter again, sharp and with the filters.

import { make, makeDrawn } from "./dom.js";
import { SvgContext, writable } from "./svg.js";

const SHARPNESS = 2;
const LINE = 1;
const REVOKED_AFTER_MS = 10_000;

/** `over` is the share of the second pane where both lie on one another; null side by side. */
export function pngOf(panes, theme, over) {
  const { width, height, lefts } = placed(panes, over);
  const canvas = sheet(width, height);
  const ctx = canvas.getContext("2d");
  panes.forEach((pane, at) => {
    const one = sheet(pane.width, pane.height);
    const paper = one.getContext("2d");
    paper.scale(SHARPNESS, SHARPNESS);
    paper.fillStyle = theme.paper;
    paper.fillRect(0, 0, pane.width, pane.height);
    const { scale, x, y } = pane.camera();
    paper.translate(x, y);
    paper.scale(scale, scale);
    pane.paintSeen(paper);
    ctx.globalAlpha = share(over, at);
    ctx.drawImage(one, lefts[at] * SHARPNESS, 0);
  });
  return new Promise((made) => canvas.toBlob(made, "image/png"));
}

export function svgOf(panes, theme, over, title) {
  const { width, height, lefts } = placed(panes, over);
  const svg = makeDrawn("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
  const name = makeDrawn("title");
  name.textContent = writable(title);
  svg.append(name);
  panes.forEach((pane, at) => {
    const part = makeDrawn("svg", { x: lefts[at], width: pane.width, height: pane.height });
    if (share(over, at) < 1) part.setAttribute("opacity", share(over, at));
    part.append(makeDrawn("rect", { width: pane.width, height: pane.height, fill: theme.paper }));
    const { scale, x, y } = pane.camera();
    const group = makeDrawn("g", { transform: `translate(${x} ${y}) scale(${scale})` });
    pane.paintSeen(new SvgContext(group));
    part.append(group);
    svg.append(part);
  });
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
  return new Blob([text], { type: "image/svg+xml" });
}

export function download(blob, name) {
  const link = make("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKED_AFTER_MS);
}

/** A name that every file system takes. */
export const fileName = (title, ending) =>
  `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "picture"}.${ending}`;

const share = (over, at) => (over !== null && at === 1 ? over : 1);

function sheet(width, height) {
  const canvas = make("canvas");
  canvas.width = Math.ceil(width * SHARPNESS);
  canvas.height = Math.ceil(height * SHARPNESS);
  return canvas;
}

function placed(panes, over) {
  let width = 0;
  const lefts = panes.map((pane) => {
    if (over !== null) return 0;
    const left = width;
    width += pane.width + LINE;
    return left;
  });
  if (over === null) width -= LINE;
  else width = Math.max(...panes.map((pane) => pane.width));
  return { width, height: Math.max(...panes.map((pane) => pane.height)), lefts };
}
