// Before and after on one another: a slider from the one to the other, and a blink between them.

import { make } from "./dom.js";

const BLINK_MS = 900;

export class Overlay {
  /** `changed` is told when the panes lie otherwise, `said` what a reader should hear. */
  constructor(changed, said) {
    this.changed = changed;
    this.said = said;
    this.on = false;
    this.share = 1;
    this.root = make("div", "over");
    this.button = this.press("Overlay", "Both on one another (o)", () => this.toggle());
    this.slider = make("input");
    this.slider.type = "range";
    this.slider.max = "100";
    this.slider.setAttribute("aria-label", "From before to after");
    this.slider.oninput = () => {
      this.rest();
      this.set(Number(this.slider.value) / 100);
    };
    this.blinker = this.press("Blink", "Before and after in turn (b)", () => this.blink());
    this.scale = make("span", "scale");
    this.scale.append(make("span", "", "before"), this.slider, make("span", "", "after"), this.blinker);
    this.root.append(this.button, this.scale);
  }

  press(words, title, act) {
    const button = make("button", "", words);
    button.type = "button";
    button.title = title;
    button.onclick = act;
    return button;
  }

  /** Lets the panes lie as they should; one pane alone can't. */
  show(panes, captions, holder) {
    const two = panes.length === 2;
    const over = two && this.on;
    this.root.hidden = !two;
    this.scale.hidden = !over;
    this.button.setAttribute("aria-pressed", String(over));
    this.blinker.setAttribute("aria-pressed", String(Boolean(this.timer)));
    holder.classList.toggle("on-one-another", over);
    this.slider.value = String(Math.round(this.share * 100));
    if (!two) return this.rest();
    const [before, after] = panes;
    after.holder.style.opacity = over ? String(this.share) : "";
    after.holder.style.pointerEvents = over && this.share < 0.5 ? "none" : "";
    captions[0].hidden = over;
    captions[1].textContent = over ? this.words(before.title, after.title) : after.title;
  }

  words(before, after) {
    const percent = Math.round(this.share * 100);
    if (percent === 0) return before;
    return percent === 100 ? after : `${before} ${100 - percent} % · ${after} ${percent} %`;
  }

  /** The pane that answers the mouse and the keyboard. */
  get leads() {
    return this.on && this.share >= 0.5 ? 1 : 0;
  }

  toggle() {
    this.on = !this.on;
    this.rest();
    this.said(this.on ? "Before and after on one another" : "Before and after side by side");
    this.changed(true);
  }

  set(share) {
    this.share = share;
    this.changed(false);
  }

  /** Between both until told to stop; once, where movement is unwelcome. */
  blink() {
    if (this.timer) {
      this.rest();
      this.changed(false);
      return;
    }
    if (!this.on) this.toggle();
    const flip = () => this.set(this.share < 0.5 ? 1 : 0);
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.timer = setInterval(flip, BLINK_MS);
    flip();
  }

  rest() {
    clearInterval(this.timer);
    this.timer = null;
  }
}
