// Inline in the page: fetches the canvas and vis-network as files, once, and hands over.
let loaded = null;

export default async function (component) {
  const base = new URL(component.data.assets, location.origin);
  loaded ||= Promise.all([
    import(new URL("stage.js", base).href),
    globalThis.vis?.Network ? null : import(new URL("vis-network.min.js", base).href),
    // Those that the stage itself asks for, without waiting until it does.
    ...component.data.scripts.map((name) => import(new URL(name, base).href)),
  ]);
  const [stage] = await loaded;
  return stage.draw(component);
}
