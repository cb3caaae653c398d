// Hears the links of the whole page: places in files open beside it, pages open without a reload.

const DRAWERS = new WeakMap();
const RETURN_MS = 20_000;

export default function (component) {
  const { parentElement } = component;
  let drawer = DRAWERS.get(parentElement);
  if (!drawer) {
    drawer = new Drawer(parentElement.querySelector(".pl-drawer"));
    DRAWERS.set(parentElement, drawer);
  }
  drawer.show(component);
  return () => {
    drawer.destroy();
    DRAWERS.delete(parentElement);
  };
}

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

// Links may stand in the shadow of a component, which a target does not show.
const linkOf = (event) =>
  event.composedPath().find((node) => node instanceof HTMLAnchorElement && (node.dataset.at || node.dataset.go));

// The page is drawn anew after a link in it: whoever walks it by keyboard stays where they were.
function returnTo(link) {
  if (document.activeElement !== link) return;
  const go = link.dataset.go;
  const until = performance.now() + RETURN_MS;
  const look = () => {
    const focused = document.activeElement;
    if (focused !== link && focused?.matches("a, button, input, select, textarea")) return;
    if (!link.isConnected) {
      const found = [...document.querySelectorAll("a[data-go]")].find((each) => each.dataset.go === go);
      if (found) return found.focus({ preventScroll: true });
    }
    if (performance.now() < until) setTimeout(look, 60);
  };
  look();
}

class Drawer {
  constructor(root) {
    this.root = root;
    this.opener = null;
    this.name = null;
    this.at = null;
    this.build();
    this.listeners = [
      ["click", (event) => this.clicked(event)],
      ["auxclick", (event) => this.address(event)],
      ["pointerdown", (event) => this.address(event)],
      ["keydown", (event) => this.pressed(event)],
    ];
    for (const [kind, heard] of this.listeners) document.addEventListener(kind, heard, true);
  }

  build() {
    this.path = make("b");
    this.copy = make("button", "copy", "Copy");
    this.copy.title = "Copy path:line";
    this.copy.onclick = () => this.copied(this.copy, this.at ?? "");
    this.share = make("button", "share", "Link");
    this.share.title = "Copy the address of this view";
    this.share.onclick = () => this.copied(this.share, this.addressOf(this.at));
    this.map = make("a", "pl-go", "On the map");
    this.close = make("button", "close", "✕");
    this.close.title = "Close (Esc)";
    this.close.setAttribute("aria-label", "Close the code");
    this.close.onclick = () => this.shut();
    const head = make("header");
    head.append(this.path, this.map, this.copy, this.share, this.close);
    this.said = make("div", "said");
    this.said.setAttribute("role", "status");
    this.earlier = this.turn("Earlier lines", () => this.file.first - 1);
    this.code = make("div", "pl-code");
    this.code.tabIndex = 0;
    this.later = this.turn("Later lines", () => this.file.last + 1);
    this.root.replaceChildren(head, this.said, this.earlier, this.code, this.later);
  }

  turn(words, line) {
    const row = make("div", "more");
    const button = make("button", "", words);
    button.onclick = () => this.ask(`${this.file.path}:${line()}`);
    row.append(button, make("span"));
    return row;
  }

  show({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    const file = data.file;
    if (!file) {
      if (!this.asked) this.hide();
      return;
    }
    if (this.asked && this.asked !== file.at) return;
    this.asked = null;
    this.at = file.at;
    this.file = file;
    this.fill(file);
    this.open();
    this.mark(file.line);
  }

  fill(file) {
    this.path.textContent = file.at;
    this.said.textContent = file.said;
    this.map.hidden = !file.module;
    this.map.href = `modules?select=${encodeURIComponent(file.module)}`;
    this.map.dataset.go = JSON.stringify({ page: "modules", with: { select: file.module } });
    this.earlier.hidden = file.first <= 1;
    this.later.hidden = file.last >= file.total;
    const all = `of ${file.total.toLocaleString("en")} lines`;
    this.earlier.lastChild.textContent = `Line ${file.first.toLocaleString("en")} ${all}`;
    this.later.lastChild.textContent = `Line ${file.last.toLocaleString("en")} ${all}`;
    if (this.name === file.name) return;
    this.name = file.name;
    // Made and escaped by the server, as every piece of code on the pages is.
    this.code.innerHTML = file.rows;
  }

  mark(line) {
    this.code.querySelector(".here")?.classList.remove("here");
    const row = this.code.querySelector(`[data-line="${line}"]`);
    if (!row) return;
    row.classList.add("here");
    const height = this.code.clientHeight;
    this.code.scrollTop = row.offsetTop - this.code.offsetTop - height * 0.35;
    this.code.scrollLeft = 0;
  }

  clicked(event) {
    const link = linkOf(event);
    const own = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !own) return;
    event.preventDefault();
    event.stopPropagation();
    if (link.dataset.go) {
      this.hide();
      this.send("go", JSON.parse(link.dataset.go));
      returnTo(link);
      return;
    }
    if (!this.root.contains(link)) {
      this.opener = link;
      // Beside the link, not over it: so that one after the other can be looked at.
      const middle = link.getBoundingClientRect().left > innerWidth / 2;
      if (!this.root.hasAttribute("data-open")) this.root.dataset.side = middle ? "left" : "right";
    }
    this.ask(link.dataset.at);
  }

  ask(at) {
    const known = /^(.*):(\d+)$/.exec(at);
    this.open();
    this.code.focus({ preventScroll: true });
    if (known && this.file && known[1] === this.file.path && this.file.rows) {
      const line = Number(known[2]);
      this.path.textContent = at;
      if (line >= this.file.first && line <= this.file.last) this.mark(line);
    } else {
      this.path.textContent = at;
      this.said.textContent = "";
      this.name = null;
      this.code.replaceChildren(make("div", "wait", "Reading …"));
    }
    this.asked = at;
    this.at = at;
    this.send("at", at);
  }

  open() {
    if (this.root.hasAttribute("data-open")) return;
    this.root.setAttribute("data-open", "");
    this.root.showPopover?.();
  }

  hide() {
    if (!this.root.hasAttribute("data-open")) return;
    this.root.removeAttribute("data-open");
    if (this.root.matches(":popover-open")) this.root.hidePopover();
  }

  shut() {
    this.hide();
    this.at = null;
    this.asked = null;
    this.opener?.focus?.({ preventScroll: true });
    this.opener = null;
    this.send("close", true);
  }

  pressed(event) {
    const item = event.target.closest?.(".inbox .item");
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling", j: "nextElementSibling", k: "previousElementSibling" }[event.key];
    if (item && step && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      item[step]?.querySelector(".head a")?.focus();
      return;
    }
    if (event.key !== "Escape" || !this.root.hasAttribute("data-open")) return;
    event.preventDefault();
    event.stopPropagation();
    this.shut();
  }

  // A new tab, or a copied link, shows this very view with the place beside it.
  address(event) {
    const link = linkOf(event);
    if (link?.dataset.at) link.href = this.addressOf(link.dataset.at);
  }

  addressOf(at) {
    const here = new URL(location.href);
    here.searchParams.set("at", at ?? "");
    return here.href;
  }

  async copied(button, text) {
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // Without a secure connection there is no clipboard: the text can be selected instead.
      getSelection()?.selectAllChildren(this.path);
      button.textContent = "Select";
    }
    setTimeout(() => (button.textContent = words), 1200);
  }

  destroy() {
    for (const [kind, heard] of this.listeners) document.removeEventListener(kind, heard, true);
    this.hide();
  }
}
