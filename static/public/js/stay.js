/* The bar of a review stays in view, also in a frame as tall as its content, and its buttons have keys. */
(function () {
  "use strict";

  const STRIP = 32; // pixels
  const WHOLE = 0.99; // of a strip: the foot of the last one that is seen whole is within the window
  const LEAST = 480; // pixels that have to be seen, else the bar would cover what it is about
  const OFF = "matrix_review_keys_off"; // set in this browser where somebody wants no keys
  const { show } = window.MatrixFields;

  function stored(use) {
    try { return use(window.localStorage); } catch { return null; }
  }

  /** In a frame that does not scroll itself nothing can stick: the strips that are seen say where the window ends. */
  function isTallFrame() {
    const page = document.documentElement;
    return window.parent !== window && page.scrollHeight <= window.innerHeight + 1;
  }

  /** Tell whether a key belongs to a field or to the browser, or is only held down. */
  function isTheirs(event) {
    const isTyped = event.target.matches("textarea, select, input:not([type=checkbox]), [data-matrix-bank] *");
    return isTyped || event.repeat || event.ctrlKey || event.metaKey || event.altKey;
  }

  class Stay {
    constructor(root) {
      Object.assign(this, { root, main: root.querySelector("[data-matrix-main]"), seen: new Set() });
      this.observer = new IntersectionObserver((entries) => this.see(entries), { threshold: WHOLE });
      new MutationObserver(() => this.arrive()).observe(this.main, { childList: true });
      new ResizeObserver(() => this.measure()).observe(this.main);
      root.addEventListener("keydown", (event) => this.press(event));
      root.addEventListener("change", (event) => this.choose(event.target));
      root.addEventListener("focusin", (event) => this.uncover(event.target));
      this.arrive();
    }

    get bar() {
      return this.main.querySelector("[data-matrix-stay]");
    }

    arrive() {
      const box = this.main.querySelector("[data-matrix-shortcuts-on]");
      if (box) { box.checked = !stored((storage) => storage.getItem(OFF)); }
      this.name();
      this.measure();
    }

    /** Say at each button which key it has, while keys are used: a key that is shown is no part of its name. */
    name() {
      const isOff = stored((storage) => storage.getItem(OFF));
      this.main.querySelectorAll("[data-matrix-key]").forEach((button) => {
        const { matrixKey } = button.dataset;
        button.removeAttribute("aria-keyshortcuts");
        button.querySelector("kbd")?.remove();
        if (isOff) { return; }
        button.setAttribute("aria-keyshortcuts", matrixKey);
        if (button.matches(".matrix-step")) { return; }
        button.append(Object.assign(document.createElement("kbd"), { className: "matrix-key-hint", textContent: matrixKey, ariaHidden: "true" }));
      });
    }

    /** Lay strips down the whole block, as many as it is high. */
    measure() {
      const bar = this.bar;
      const isNeeded = bar && window.parent !== window;
      const count = isNeeded ? Math.floor(this.main.offsetHeight / STRIP) : 0;
      if (this.bar === this.laid && count === this.count) { return; }
      Object.assign(this, { laid: bar, count });
      this.observer.disconnect();
      this.seen.clear();
      this.strips?.remove();
      if (!count) { return; }
      this.strips = document.createElement("div");
      Object.assign(this.strips, { className: "matrix-strips" }).setAttribute("aria-hidden", "true");
      this.strips.append(...Array.from({ length: count }, () => document.createElement("i")));
      this.main.style.position = "relative";
      this.main.append(this.strips);
      Array.from(this.strips.children).forEach((strip, index) => { strip.index = index; this.observer.observe(strip); });
    }

    see(entries) {
      entries.forEach(({ intersectionRatio, target }) => { this.seen[intersectionRatio >= WHOLE ? "add" : "delete"](target.index); });
      this.move();
    }

    /** Put the foot of the bar where the window ends, or leave it at the end. */
    move() {
      const { bar } = this;
      if (!bar) { return; }
      const isEnough = isTallFrame() && this.seen.size * STRIP >= LEAST;
      const end = (Math.max(...this.seen) + 1) * STRIP;
      const up = this.main.offsetHeight - end;
      const isAtEnd = !isEnough || up < STRIP;
      bar.style.transform = isAtEnd ? "" : `translateY(${-up}px)`;
    }

    /** What has the focus is never under the bar: there it goes back to the end, until the page is scrolled. */
    uncover(element) {
      const { bar } = this;
      if (!bar || !bar.style.transform || bar.contains(element)) { return; }
      const [box, over] = [element, bar].map((each) => each.getBoundingClientRect());
      if (box.bottom > over.top && box.top < over.bottom) { bar.style.transform = ""; }
    }

    choose(box) {
      if (!("matrixShortcutsOn" in box.dataset)) { return; }
      stored((storage) => (box.checked ? storage.removeItem(OFF) : storage.setItem(OFF, "1")));
      this.name();
    }

    /** A key that is held down is pressed once. In a field, and with another key, it is the browser's. */
    press(event) {
      const isFree = this.bar && !isTheirs(event) && !stored((storage) => storage.getItem(OFF));
      const act = isFree && { "?": () => this.list(), c: () => this.comment(), r: () => this.reason() }[event.key];
      const button = isFree && /^[jka]$/.test(event.key) && this.bar.querySelector(`[data-matrix-key="${event.key}"]`);
      if (!act && !button) { return; }
      event.preventDefault();
      if (act) { act(); } else { button.click(); }
    }

    list() {
      const fold = this.main.querySelector("[data-matrix-shortcuts]");
      if (!fold) { return; }
      fold.open = !fold.open;
      show(fold.querySelector("summary"));
    }

    comment() {
      const field = this.main.querySelector('[data-matrix-section="overall"] textarea');
      if (!field) { return; }
      field.closest("details").open = true;
      show(field);
    }

    reason() {
      const fold = this.bar.querySelector(".matrix-return");
      if (!fold) { return; }
      fold.open = true;
      fold.parentElement.closest("details").open = true;
      show(fold.querySelector("textarea"));
    }
  }

  const begin = window.MatrixReview;
  window.MatrixReview = function (runtime, element) {
    const review = begin(runtime, element);
    review.stay = new Stay(review.root);
    return review;
  };
})();
