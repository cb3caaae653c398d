// The findings and the modules, searched and filtered; both stand in the page without this.

function filtered(section, rows) {
  if (!section) return;
  const buttons = [...section.querySelectorAll("button[data-field]")];
  const input = section.querySelector("input[type=search]");
  const none = section.querySelector(".none");
  const words = new Map();
  const textOf = (row) => {
    if (!words.has(row)) words.set(row, row.textContent.toLowerCase());
    return words.get(row);
  };
  const apply = () => {
    const wanted = input.value.trim().toLowerCase();
    const chosen = new Map();
    for (const button of buttons) {
      if (button.getAttribute("aria-pressed") !== "true") continue;
      chosen.set(button.dataset.field, [...(chosen.get(button.dataset.field) || []), button.dataset.value]);
    }
    let left = 0;
    for (const row of rows) {
      const fits = [...chosen].every(([name, values]) => values.includes(row.dataset[name]));
      row.hidden = !(fits && (!wanted || textOf(row).includes(wanted)));
      left += row.hidden ? 0 : 1;
    }
    none.hidden = left > 0;
  };
  for (const button of buttons) {
    button.onclick = () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      apply();
    };
  }
  input.addEventListener("input", apply);
}

const findings = document.getElementById("findings");
const modules = document.getElementById("modules");
filtered(findings, findings ? [...findings.querySelectorAll(".finding")] : []);
filtered(modules, modules ? [...modules.querySelectorAll("tbody tr")] : []);
for (const link of document.querySelectorAll("a[data-module]")) {
  link.addEventListener("click", () => show(data.modules[Number(link.dataset.module)][NAME]));
}

/** A finding that is linked to is opened. */
function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.matches(".finding")) {
    target.hidden = false;
    target.open = true;
  }
}
addEventListener("hashchange", reveal);
reveal();
