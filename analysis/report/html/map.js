// The map: vis-network with our places, our paint, and the keyboard.

const canvas = document.getElementById("canvas");
const said = document.getElementById("said");
document.documentElement.classList.add("js");

let shown = "";
let picked = null;
let found = new Set();
let nodes, edges, network;
const current = () => data.maps[shown];

/** Whether what is not beside it steps back: of an open package everything is seen already. */
const isFocus = () => picked !== null && current().nodes.find((node) => node.id === picked)?.kind !== "open-package";

function role(edge) {
  if (!isFocus()) return "";
  if (edge.from === picked) return "uses";
  return edge.to === picked ? "used-by" : "dim";
}

function isDim(node) {
  if (!isFocus() || node.id === picked || node.kind === "open-package") return false;
  return !current().edges.some((edge) => (edge.from === picked && edge.to === node.id) || (edge.to === picked && edge.from === node.id));
}

function renderer(node) {
  return ({ ctx, x, y }) => {
    const drawNode = () => paintNode(ctx, { ...node, x, y }, { picked: node.id === picked, found: found.has(node.id), dim: isDim(node) });
    // Enclosures lie below the arrows: they are painted before.
    return { drawNode: node.kind === "open-package" ? () => {} : drawNode, nodeDimensions: { width: node.w, height: node.h } };
  };
}

function draw() {
  const map = current();
  nodes = map.nodes.filter((node) => node.kind !== "open-package").map((node) => ({ ...node, label: undefined, ctxRenderer: renderer(node) }));
  // An arrow may end at an open package: a point at its title stands for it.
  const enclosures = map.nodes.filter((node) => node.kind === "open-package");
  const titles = enclosures.map((node) => ({ id: node.id, x: node.x - node.w / 2 + 40, y: node.y - node.h / 2 + 12, physics: false, shape: "custom", ctxRenderer: () => ({ drawNode: () => {}, nodeDimensions: { width: 80, height: 24 } }) }));
  edges = map.edges.map((edge, at) => ({ ...edge, id: at, ...lookOf(edge, role(edge)) }));
  if (!network) {
    network = new vis.Network(canvas, { nodes: [], edges: [] }, data.options);
    // For whoever looks closer with the tools of a browser.
    canvas.network = network;
    network.on("beforeDrawing", (ctx) => {
      for (const node of current().nodes.filter((each) => each.kind === "open-package")) paintNode(ctx, node, { picked: node.id === picked });
    });
    network.on("click", ({ nodes: [id] }) => pick(id ?? null));
    network.on("hoverNode", () => (canvas.style.cursor = "pointer"));
    network.on("blurNode", () => (canvas.style.cursor = ""));
  }
  network.setData({ nodes: new vis.DataSet([...titles, ...nodes]), edges: new vis.DataSet(edges) });
  fit();
  document.getElementById("legend").replaceChildren(...legendOf(map));
  document.getElementById("left-out").textContent = map.hidden.join(" ");
  trail();
}

function repaint() {
  const held = network.body.data.edges;
  held.update(current().edges.map((edge, at) => ({ id: at, ...lookOf(edge, role(edge)) })));
  network.redraw();
}

function trail() {
  const steps = [""];
  const parts = shown.split(".");
  parts.forEach((_, at) => shown && parts.slice(0, at + 1).join(".") in data.maps && steps.push(parts.slice(0, at + 1).join(".")));
  const made = steps.map((step) => {
    const button = element("button", { type: "button" }, step || "Overview");
    button.setAttribute("aria-pressed", String(step === shown));
    button.onclick = () => go(step);
    return button;
  });
  document.getElementById("trail").replaceChildren(...(steps.length > 1 ? made : []));
}

function go(map) {
  shown = map;
  picked = null;
  found = new Set();
  draw();
  tell();
  said.textContent = map ? `Inside ${map}` : "Overview";
}

const canOpen = (id) => id !== shown && id in data.maps;

function open(id) {
  if (canOpen(id)) go(id);
}

function pick(id) {
  picked = id;
  network.unselectAll();
  repaint();
  tell();
}

/** A module, wherever it is: on this map, inside one of its boxes, or on the overview. */
function show(name) {
  const boxes = current().nodes;
  const exact = boxes.find((node) => node.id === name) || boxes.find((node) => node.name === name && node.kind !== "open-package");
  const holds = (node) => node.contains > 0 && name.startsWith(`${node.id}.`);
  const box = exact || boxes.filter(holds).sort((a, b) => b.id.length - a.id.length)[0];
  if (!box && shown) {
    go("");
    show(name);
    return;
  }
  picked = box ? box.id : null;
  repaint();
  tell(moduleAt.has(name) ? name : undefined);
  if (box && !isInView(box)) network.moveTo({ position: { x: box.x, y: box.y }, animation: false });
}

function isInView(node) {
  const { x, y } = network.canvasToDOM({ x: node.x, y: node.y });
  return x > 0 && y > 0 && x < canvas.clientWidth && y < canvas.clientHeight;
}

function tell(module) {
  const node = current().nodes.find((each) => each.id === picked);
  const name = module ?? node?.name;
  let inside = tellNothing();
  if (module !== undefined) inside = tellModule(module, show);
  else if (node && (isClosed(node) || node.kind === "open-package")) inside = tellPackage(node, node.name, show, canOpen(node.id) ? () => open(node.id) : null);
  else if (node && moduleAt.has(node.name)) inside = tellModule(node.name, show);
  else if (node) inside = tellOther(current(), node, show);
  panel.replaceChildren(...inside.filter(Boolean));
  panel.scrollTop = 0;
  said.textContent = name ? panel.innerText.split("\n").filter(Boolean).slice(0, 3).join(". ") : "Nothing is picked";
}

function search(words) {
  const wanted = words.trim().toLowerCase();
  const holds = (node) => {
    if (node.name.toLowerCase().includes(wanted)) return true;
    return node.contains > 0 && data.modules.some((module) => module[NAME].startsWith(`${node.id}.`) && module[NAME].toLowerCase().includes(wanted));
  };
  found = new Set(wanted ? current().nodes.filter((node) => node.kind !== "open-package" && holds(node)).map((node) => node.id) : []);
  document.getElementById("matches").textContent = wanted ? many(found.size, "box", "boxes") : "";
  network.redraw();
}

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** The nearest box that way: a neighbour if something is picked and has one there. */
function walk([dx, dy]) {
  const boxes = current().nodes.filter((node) => node.kind !== "open-package");
  const from = boxes.find((node) => node.id === picked);
  if (!from) {
    if (boxes.length) pick([...boxes].sort((a, b) => a.y - b.y || a.x - b.x)[0].id);
    return;
  }
  const near = new Set(current().edges.flatMap((edge) => (edge.from === picked ? [edge.to] : edge.to === picked ? [edge.from] : [])));
  const ahead = boxes.filter((node) => node !== from && (node.x - from.x) * dx + (node.y - from.y) * dy > 1);
  const cost = (node) => Math.abs((node.x - from.x) * dx + (node.y - from.y) * dy) + 2.5 * Math.abs((node.x - from.x) * dy + (node.y - from.y) * dx) + (near.has(node.id) ? 0 : 4000);
  const next = ahead.sort((a, b) => cost(a) - cost(b))[0];
  if (next) pick(next.id);
}

/** All of it; vis-network knows only where the boxes are, and nothing of what encloses them. */
function fit() {
  const boxes = current().nodes;
  if (!boxes.length) return;
  const left = Math.min(...boxes.map((node) => node.x - node.w / 2));
  const right = Math.max(...boxes.map((node) => node.x + node.w / 2));
  const top = Math.min(...boxes.map((node) => node.y - node.h / 2));
  const bottom = Math.max(...boxes.map((node) => node.y + node.h / 2));
  const scale = Math.min(canvas.clientWidth / (right - left), canvas.clientHeight / (bottom - top)) * 0.94;
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
  network.moveTo({ position, scale: Math.min(scale, 1.3), animation: false });
}

function zoom(by) {
  network.moveTo({ scale: network.getScale() * by, animation: false });
}

const DOES = { in: () => zoom(1.25), out: () => zoom(0.8), fit };
for (const button of document.querySelectorAll("[data-do]")) button.onclick = DOES[button.dataset.do];

canvas.addEventListener("dblclick", (event) => {
  const id = network.getNodeAt({ x: event.offsetX, y: event.offsetY });
  if (id !== undefined) open(id);
});
canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const keys = { "+": DOES.in, "-": DOES.out, f: DOES.fit, Escape: () => pick(null), Enter: () => picked !== null && open(picked), Backspace: () => go(shown.split(".").slice(0, -1).join(".") in data.maps ? shown.split(".").slice(0, -1).join(".") : "") };
  const does = event.key in WAYS ? () => walk(WAYS[event.key]) : keys[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input")) return;
  event.preventDefault();
  document.getElementById("find-box").focus();
});
const box = document.getElementById("find-box");
box.addEventListener("input", () => search(box.value));
box.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    box.value = "";
    search("");
    canvas.focus();
  }
  if (event.key !== "Enter") return;
  const wanted = box.value.trim().toLowerCase();
  const module = data.modules.find((each) => each[NAME].toLowerCase() === wanted) || (wanted && data.modules.find((each) => each[NAME].toLowerCase().includes(wanted)));
  if (module) show(module[NAME]);
  else if (found.size) pick([...found][0]);
});
scheme.addEventListener("change", draw);
draw();
tell();
