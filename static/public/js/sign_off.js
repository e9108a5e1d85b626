/* Signing off takes two presses: the first asks in place, the second does it. What goes with it is ticked above. */
(function () {
  "use strict";

  const { show } = window.MatrixFields;

  /** Ask in place of the button, or put the button back. What asks can only be sent while it is seen. */
  function ask(button, isAsked) {
    const form = button.closest("form");
    const panel = form.querySelector("[data-matrix-asked]");
    const before = form.querySelector("[data-matrix-before-asking]");
    panel.hidden = !isAsked;
    before.hidden = isAsked;
    panel.querySelector("[data-matrix-final]").disabled = !isAsked;
    show(isAsked ? panel : before.querySelector("[data-matrix-ask]"));
  }

  /** The second half of a double click is no answer to what the first half has asked. */
  function isHasty(event, button) {
    return "matrixFinal" in button.dataset && event.detail > 1;
  }

  function ticksIn(place) {
    return Array.from(place.querySelectorAll("[type=checkbox]"));
  }

  function isFolded(box) {
    const fold = box.closest("details");
    return fold && !fold.open;
  }

  /** Tick all of a list that can be seen, or none of it. Return what is said about it. */
  function tick(button) {
    const list = button.closest("[data-matrix-ticks]");
    const isAll = button.dataset.matrixTick === "all";
    const boxes = ticksIn(list).filter((box) => !(isAll && isFolded(box)));
    boxes.forEach((box) => { box.checked = isAll; });
    boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
    return list.querySelector("[data-matrix-tally]").textContent.trim();
  }

  /** Count what is ticked, where a form says how much that is. */
  function tally(form) {
    const counted = (place) => ticksIn(place).filter((box) => box.checked).length;
    const write = (place, number) => place.querySelectorAll("[data-matrix-ticked]").forEach((part) => { part.textContent = number; });
    form.querySelectorAll("[data-matrix-ticks]").forEach((list) => write(list, counted(list)));
    form.querySelectorAll("[data-matrix-with-ticks]").forEach((line) => {
      write(line, counted(form));
      line.hidden = !counted(form);
    });
  }

  window.MatrixSignOff = { ask, isHasty, tally, tick };
})();
