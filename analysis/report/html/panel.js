// What is known of what is picked. All text is set as text, never as HTML.

const data = JSON.parse(document.getElementById("data").textContent);
const [NAME, PATH, OUTCOME, SAID, PLACE, OWNER, TEST, IMPORTS] = [0, 1, 2, 3, 4, 5, 6, 7];
const moduleAt = new Map(data.modules.map((module, at) => [module[NAME], at]));
const importersOf = data.modules.map(() => []);
data.modules.forEach((module, at) => module[IMPORTS].forEach((other) => importersOf[other].push(at)));
const WORDS = { ok: "✓ imports", fails: "✕ fails on import", unknown: "? can't tell whether it imports" };
const KINDS = { ghost: "does not exist", external: "from outside", "open-package": "open package" };
const SHOWN = 60;
const panel = document.getElementById("panel");

const many = (number, one, several) => `${number.toLocaleString("en")} ${number === 1 ? one : several}`;

function listed(title, rows) {
  if (!rows.length) return [];
  const shown = rows.slice(0, SHOWN).map((row) => element("li", {}, row));
  if (rows.length > SHOWN) shown.push(element("li", { className: "quiet" }, `and ${rows.length - SHOWN} more`));
  return [element("h4", {}, `${title} (${rows.length})`), element("ul", {}, ...shown)];
}

function moduleLink(at, show) {
  const link = element("a", { href: "#map" }, data.modules[at][NAME]);
  link.onclick = (event) => {
    event.preventDefault();
    show(data.modules[at][NAME]);
  };
  return link;
}

function findingLink(number) {
  const [severity, title] = data.findings[number];
  if (!document.getElementById(`finding-${number}`)) return element("span", {}, `${severity}: ${title}`);
  return element("a", { href: `#finding-${number}` }, `${severity}: ${title}`);
}

function outcomeOf(module) {
  const said = [element("p", {}, element("span", { className: `outcome ${module[OUTCOME]}` }, WORDS[module[OUTCOME]]))];
  if (module[SAID]) said.push(element("p", {}, module[SAID]));
  if (module[PLACE]) said.push(element("p", {}, element("code", {}, module[PLACE])));
  return said;
}

function tellModule(name, show) {
  const at = moduleAt.get(name);
  const module = data.modules[at];
  const about = new Set(data.about[name] || []);
  if (module[OWNER] >= 0) about.add(module[OWNER]);
  return [
    element("h3", {}, name),
    element("p", { className: "quiet" }, element("code", {}, module[PATH]), module[TEST] ? " (test)" : null),
    ...outcomeOf(module),
    ...listed("Findings", [...about].sort((a, b) => a - b).map(findingLink)),
    ...listed("Imported by", importersOf[at].map((other) => moduleLink(other, show))),
    ...listed("Imports", module[IMPORTS].map((other) => moduleLink(other, show))),
  ];
}

function tellPackage(node, name, show, open) {
  const inside = data.modules.map((_, at) => at).filter((at) => data.modules[at][NAME] === name || data.modules[at][NAME].startsWith(`${name}.`));
  const rank = { fails: 0, unknown: 1, ok: 2 };
  inside.sort((a, b) => rank[data.modules[a][OUTCOME]] - rank[data.modules[b][OUTCOME]] || a - b);
  const failing = inside.filter((at) => data.modules[at][OUTCOME] === "fails").length;
  const button = element("button", { type: "button", className: "open" }, "Open this package");
  button.onclick = open;
  return [
    element("h3", {}, name),
    element("p", { className: "quiet" }, `${KINDS[node.kind] || node.kind}, ${many(inside.length, "module", "modules")}`),
    failing ? element("p", {}, element("span", { className: "outcome fails" }, `✕ ${many(failing, "module fails", "modules fail")} on import`)) : null,
    open ? button : null,
    ...listed("Modules", inside.map((at) => moduleLink(at, show))),
  ];
}

function tellOther(map, node, show) {
  const label = (id) => map.nodes.find((each) => each.id === id)?.name ?? id;
  const link = (id) => {
    const made = element("a", { href: "#map" }, label(id));
    made.onclick = (event) => {
      event.preventDefault();
      show(id);
    };
    return made;
  };
  const words = node.outcome === "fails" && node.kind !== "ghost" ? element("p", {}, element("span", { className: "outcome fails" }, "its module fails on import")) : null;
  return [
    element("h3", {}, node.name),
    element("p", { className: "quiet" }, KINDS[node.kind] || node.kind),
    words,
    ...listed("Asked for by", map.edges.filter((edge) => edge.to === node.id).map((edge) => link(edge.from))),
    ...listed("Asks for", map.edges.filter((edge) => edge.from === node.id).map((edge) => link(edge.to))),
  ];
}

function tellNothing() {
  const hint = "Click a box to see what importing it does, who imports it and what it imports. Double-click a package, or press Enter, to open it.";
  return [element("p", { className: "quiet" }, hint)];
}
