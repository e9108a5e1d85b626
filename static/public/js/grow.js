/* Text boxes grow with their words where the browser does not do that by itself, as in Safari. */
(function () {
  "use strict";

  /** Give a text box that scrolls the height of its words; nobody's own size is taken back. */
  function grow(area) {
    if (area.scrollHeight > area.clientHeight) {
      area.style.blockSize = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
    }
  }

  function growWithin(event) {
    if (!event.target.closest(".matrix-review")) { return; }
    if (event.target.matches("textarea")) { grow(event.target); }
    if (event.type === "toggle") { event.target.querySelectorAll("textarea").forEach(grow); }
  }

  // A page may have several blocks, each of which brings this file.
  if (window.MatrixGrow || CSS.supports("field-sizing", "content")) { return; }
  window.MatrixGrow = true;
  ["input", "focusin", "toggle"].forEach((name) => document.addEventListener(name, growWithin, true));
})();
