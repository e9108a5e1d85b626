/* Selecting lines of the queue, and going on by itself with what takes several requests. */
(function () {
  "use strict";

  const LINES = 'input[name="line"]';

  /** One block on a page: its list changes with every answer. */
  class Picks {
    constructor({ root, sections }) {
      Object.assign(this, { root, sections, isStopped: false });
      const main = root.querySelector("[data-matrix-main]");
      new MutationObserver(() => this.arrive()).observe(main, { childList: true });
      root.addEventListener("change", (event) => this.changed(event.target));
      // Before anybody else hears of it: what is selected goes along with a file that is asked for.
      root.addEventListener("click", (event) => this.clicked(event.target.closest("button")), true);
      this.arrive();
    }

    get form() {
      return this.root.querySelector("[data-matrix-picks]");
    }

    lines() {
      return Array.from(this.form.querySelectorAll(LINES)).filter((each) => !each.disabled);
    }

    arrive() {
      this.root.querySelectorAll("[data-matrix-unpick], [data-matrix-stop]").forEach((each) => { each.hidden = false; });
      if (this.form) { this.count(); }
      const next = this.root.querySelector("[data-matrix-go-on]");
      if (next && !this.isStopped) { next.requestSubmit(); }
      this.isStopped = Boolean(next) && this.isStopped;
    }

    /** Say how many are selected. Where all that match are, the server has counted them. */
    count() {
      const lines = this.lines();
      const all = this.form.querySelector("[data-matrix-pick-all]");
      if (!all) { return; }
      const number = lines.filter((each) => each.checked).length;
      all.checked = number > 0 && number === lines.length;
      all.indeterminate = number > 0 && number < lines.length;
      this.form.querySelectorAll("[data-matrix-picked]").forEach((each) => { each.textContent = number; });
    }

    /** Count anew, and let it be heard. */
    tell() {
      this.count();
      this.sections.announce(this.form.querySelector("[data-matrix-tally]").textContent.trim());
    }

    pick(isPicked) {
      this.lines().forEach((each) => { each.checked = isPicked; });
      this.tell();
    }

    changed(box) {
      if ("matrixPickAll" in box.dataset) { this.pick(box.checked); }
      if (box.matches(LINES) && this.form?.contains(box)) { this.tell(); }
    }

    clicked(button) {
      const data = button ? button.dataset : {};
      if ("matrixPicksAlong" in data) { this.along(button); }
      if ("matrixStop" in data) { this.stop(button); }
      if ("matrixUnpick" in data) { this.pick(false); this.form.querySelector("[data-matrix-pick-all]").focus(); }
    }

    along(button) {
      const line = this.lines().filter((each) => each.checked).map((each) => each.value);
      button.dataset.matrixVals = JSON.stringify({ ...JSON.parse(button.dataset.matrixVals), line });
    }

    stop(button) {
      this.isStopped = true;
      button.disabled = true;
    }
  }

  const begin = window.MatrixReview;
  window.MatrixReview = function (runtime, element) {
    const review = begin(runtime, element);
    review.picks = new Picks(review);
    return review;
  };
})();
