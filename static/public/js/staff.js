/* The comment bank: one panel that goes to the comment being written, and puts phrases where the cursor is. */
(function () {
  "use strict";

  function insert(area, phrase) {
    const { selectionStart, selectionEnd, value } = area;
    const gap = selectionStart && !/\s$/.test(value.slice(0, selectionStart)) ? " " : "";
    area.setRangeText(gap + phrase, selectionStart, selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  function toggle(root, button) {
    const bank = root.querySelector("[data-matrix-bank]");
    const isOpen = button.getAttribute("aria-expanded") === "true";
    root.querySelectorAll("[data-matrix-phrases]").forEach((each) => each.setAttribute("aria-expanded", "false"));
    button.setAttribute("aria-expanded", String(!isOpen));
    bank.hidden = isOpen;
    button.after(bank);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-matrix-phrases], [data-matrix-phrase]");
    if (!button) { return; }
    if ("matrixPhrases" in button.dataset) { toggle(button.closest("[data-matrix-review]"), button); return; }
    insert(button.closest("form").querySelector("textarea"), button.textContent);
  });
})();
