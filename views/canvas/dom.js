// Elements, made with text as text.

const DRAWN = "http://www.w3.org/2000/svg";

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

export function makeDrawn(tag, attributes = {}) {
  const element = document.createElementNS(DRAWN, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

export function icon(shape) {
  const svg = makeDrawn("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": true });
  svg.append(
    makeDrawn("path", {
      d: shape,
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.6,
      "stroke-linecap": "round",
    }),
  );
  return svg;
}
