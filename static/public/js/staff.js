/* The comment bank: phrases go where the cursor is, and are searched as one types. Areas of a review unfold together. */
(function () {
  "use strict";

  const ACCENTS = /[\u0300-\u036f]/g;
  const PANEL = "[data-matrix-bank]";
  const written = new WeakSet(); // text boxes in which somebody has put the cursor

  /** Return a text as it is searched: in small letters and without accents. */
  function comparable(text) {
    return text.normalize("NFD").replace(ACCENTS, "").toLowerCase();
  }

  /** Put a phrase where the cursor is, or at the end where there was none yet. */
  function insert(area, phrase) {
    const end = area.value.length;
    const [from, to] = written.has(area) ? [area.selectionStart, area.selectionEnd] : [end, end];
    const before = from && !/\s$/.test(area.value.slice(0, from)) ? " " : "";
    const after = to < end && !/^\s/.test(area.value.slice(to)) ? " " : "";
    area.setRangeText(before + phrase + after, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  /** Close the bank and go back to what was being written. */
  function close(panel) {
    const area = panel.closest("form").querySelector("textarea");
    panel.replaceChildren();
    area.focus();
  }

  /** Show the phrases that have every word of a search, and say how many these are. */
  function search(input) {
    const words = comparable(input.value).split(/\s+/).filter(Boolean);
    const place = input.closest(`${PANEL}, [data-matrix-main]`);
    const lines = Array.from(place.querySelectorAll("[data-matrix-bank-line]"));
    lines.forEach((line) => {
      const text = comparable((line.querySelector("[data-matrix-bank-words], textarea") || line).textContent);
      line.hidden = !words.every((word) => text.includes(word));
    });
    const count = input.parentElement.querySelector("[data-matrix-bank-count]");
    const shown = lines.filter((line) => !line.hidden).length;
    count.textContent = words.length ? count.dataset.say.replace("{n}", shown) : "";
    input.closest("[data-matrix-review]").querySelector("[data-matrix-live]").textContent = count.textContent;
  }

  function isSearch(element) {
    return element.matches("[data-matrix-bank-search] input");
  }

  /** Show every area of a review, or those that have changed, with a line for each other. */
  function unfold(button) {
    const isAll = button.dataset.matrixAreas === "all";
    const place = button.closest("section");
    place.querySelectorAll(".matrix-review-line").forEach((line) => { line.open = isAll; });
    place.querySelectorAll("[data-matrix-areas]").forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
  }

  document.addEventListener("click", (event) => {
    const areas = event.target.closest && event.target.closest("[data-matrix-areas]");
    if (areas) { unfold(areas); return; }
    const button = event.target.closest && event.target.closest("[data-matrix-phrase], [data-matrix-bank-close]");
    if (!button) { return; }
    if ("matrixPhrase" in button.dataset) { insert(button.closest("form").querySelector("textarea"), button.dataset.matrixPhrase); }
    close(button.closest(PANEL));
  });

  document.addEventListener("focusin", ({ target }) => { if (target.matches("textarea")) { written.add(target); } });
  document.addEventListener("input", ({ target }) => { if (isSearch(target)) { search(target); } });

  document.addEventListener("keydown", (event) => {
    const panel = event.target.closest && event.target.closest(PANEL);
    if (event.key === "Enter" && isSearch(event.target)) { event.preventDefault(); }
    if (event.key === "Escape" && panel) { close(panel); }
  });

  const begin = window.MatrixReview;
  window.MatrixReview = function (runtime, element) {
    const review = begin(runtime, element);
    const show = () => review.root.querySelectorAll(":is([data-matrix-bank-search], [data-matrix-switch])[hidden]").forEach((box) => { box.hidden = false; });
    new MutationObserver(show).observe(review.root, { childList: true, subtree: true });
    show();
    return review;
  };
})();
