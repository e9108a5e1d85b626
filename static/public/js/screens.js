/* Screens come and go, one request at a time; before one is asked for, what is typed is saved. */
(function () {
  "use strict";

  const PATIENCE = 1000; // milliseconds that people wait without wondering
  const LIMIT = 20000; // milliseconds after which a request without an answer is given up
  const BUSY = "busy"; // somebody else is at the same record: nothing was done, and the same again works
  const { isRead, listen, place, send, swap } = window.MatrixAsks;

  class Screens {
    /**
     * `hears` is told of what becomes of a request: `refuse(left)` where something is not saved that must be,
     * `accept(ask, answer, target)`, `unanswered(ask, answer)`, and `wonder(isLong)` while
     * people wait.
     */
    constructor(root, saves, hears) {
      Object.assign(this, { saves, hears, underWay: null });
      listen(root, (ask) => this.leave(ask));
    }

    /** Before a screen is asked for, or something is sent, what is typed on this one is saved. */
    leave(ask) {
      const isHeldBack = "matrixNext" in ask.element.dataset && this.saves.unsaved().length;
      const isFree = this.saves.isIdle() && !this.underWay && !isHeldBack;
      this.wish = isFree ? null : ask;
      if (isFree) { this.ask(ask); } else { this.go(ask); }
    }

    /** Go on once everything is saved that can be. Whoever wanted something else meanwhile gets that. */
    async go(ask) {
      this.wonder();
      this.giveUp();
      await this.end;
      const left = await this.saves.whenIdle();
      if (this.wish !== ask) { return; }
      this.calm();
      this.wish = null;
      if (left.length && "matrixNext" in ask.element.dataset) { this.hears.refuse(left); return; }
      this.ask(ask);
    }

    /** Ask now, if what asks is still on the page, and its form has nothing that the browser refuses. */
    ask(ask) {
      const { element } = ask;
      const isRefused = element.matches("form:not([novalidate])") && !element.reportValidity();
      if (element.isConnected && !isRefused) { this.exchange({ ...ask }); }
    }

    /** While something is sent, saves wait: its answer shows the page as it was before them. */
    async exchange(ask) {
      const button = ask.submitter || ask.element;
      const isHeld = !isRead(ask);
      if (isHeld) { this.saves.hold(); }
      const { puts } = this.saves;
      this.underWay = ask;
      this.end = new Promise((resolve) => { this.ended = resolve; });
      this.wonder();
      const asked = send(ask, LIMIT);
      button.disabled = isHeld;
      const answer = await asked;
      button.disabled = false;
      this.answered(ask, answer, puts);
    }

    /** A screen that is still coming is wanted no more. What is being sent goes on. */
    giveUp() {
      if (!this.underWay || !isRead(this.underWay)) { return; }
      this.underWay.isGivenUp = true;
      this.underWay.controller.abort();
    }

    /** Say so where something takes longer than people wait without wondering. */
    wonder() {
      clearTimeout(this.patience);
      this.patience = setTimeout(() => this.hears.wonder(true), PATIENCE);
    }

    calm() {
      clearTimeout(this.patience);
      this.hears.wonder(false);
    }

    /** Show the server's own answers, refusals as well, and none that is older than what was typed since. */
    answered(ask, answer, puts) {
      const isOurs = answer.code && answer.code !== BUSY;
      this.underWay = null;
      this.ended();
      if (ask.isGivenUp) { return; }
      this.calm();
      if (!isOurs) {
        this.hears.unanswered(ask, answer);
      } else if (isRead(ask) && puts !== this.saves.puts) {
        this.wish = this.wish || ask;
        this.go(this.wish);
      } else {
        const target = this.target(ask, answer);
        swap(target, answer.text);
        this.hears.accept(ask, answer, target);
      }
      this.saves.release();
    }

    /** Return where an answer belongs: a refusal of something that is sent by its button goes beside that. */
    target(ask, { code }) {
      const message = ask.element.closest("[data-matrix-entry]")?.querySelector("[data-matrix-message]");
      return (code !== "ok" && message) || place(ask);
    }
  }

  window.MatrixScreens = Screens;
})();
