// What a box or an arrow is, in lines of plain text; the first line is its name.

const many = (n, word, plural = `${word}s`) => (n ? [n === 1 ? `1 ${word}` : `${n} ${plural}`] : []);

export function describe(pane, what, inside) {
  return what.kind === "arrow" ? describeArrow(pane, what) : describeBox(pane.byId.get(what.id), what, inside);
}

function describeArrow(pane, what) {
  const arrow = pane.arrows.find((a) => a.source === what.source && a.target === what.target);
  if (!arrow) return [`${what.source} → ${what.target}`];
  const notes = arrow.kind === "import" || arrow.kind === "broken" ? many(arrow.count, "import") : [arrow.kind];
  if (arrow.timing !== "import") notes.push(arrow.timing);
  if (arrow.guarded) notes.push("guarded");
  if (arrow.cycle) notes.push("on a cycle");
  if (arrow.upward) notes.push("against the flow");
  if (arrow.kind === "broken") notes.push("target does not exist");
  if (arrow.change) notes.push(arrow.change);
  return [`${arrow.source} → ${arrow.target}`, notes.join(" · ")];
}

function describeBox(box, what, inside) {
  if (!box) return [what.id];
  const facts = [
    box.kind === "ghost" ? "does not exist" : box.kind,
    ...many(box.contains, ...inside),
    ...many(box.importers, "importer"),
  ];
  const marks = [
    ...(box.pinned ? ["pinned"] : []),
    ...(box.outcome === "fails" ? ["importing it fails"] : []),
    ...(box.outcome === "unknown" ? ["static reading can't tell whether it imports"] : []),
    ...many(box.badges.cycles, "cycle"),
    ...many(box.badges.broken, "broken import"),
    ...many(box.badges.duplicates, "duplicate class", "duplicate classes"),
    ...(box.contains ? many(box.badges.failing, "failing module") : []),
    ...(box.change ? [box.change] : []),
  ];
  return [box.name, facts.join(" · "), ...(marks.length ? [marks.join(" · ")] : [])];
}
