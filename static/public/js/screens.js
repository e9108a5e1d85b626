/* Screens come and go by htmx, one request at a time; before one is asked for, what is typed is saved. */
(function () {
  "use strict";

  const PATIENCE = 1000; // milliseconds that people wait without wondering
  const OURS = "X-Matrix-Review"; // header that marks the server's own answers
  const BUSY = "busy"; // somebody else is at the same record: nothing was done, and the same again works

  class Screens {
    /**
     * `hears` is told of what becomes of a request: `refuse(left)` where something is not saved that must be,
     * `leaving(source)`, `accept(source, detail)`, `unanswered(detail)`, and `wonder(isLong)` while people wait.
     */
    constructor(root, saves, hears) {
      Object.assign(this, { root, saves, hears });
      this.asked = new WeakMap(); // for what asks for a screen, how to ask again
      this.underWay = null;
      const on = (name, handle) => root.addEventListener(name, handle);
      on("htmx:confirm", (event) => this.leave(event));
      on("htmx:configRequest", (event) => this.prepare(event.detail));
      on("htmx:beforeSend", (event) => this.sent(event.detail.requestConfig));
      on("htmx:beforeSwap", (event) => this.judge(event.detail));
      on("htmx:afterRequest", (event) => this.answered(event.detail));
    }

    /** Before a screen is asked for, or something is sent, what is typed on this one is saved. */
    leave(event) {
      const { detail, detail: { elt } } = event;
      const isHeldBack = "matrixNext" in elt.dataset && this.saves.unsaved().length;
      const isFree = this.isReady || (this.saves.isIdle() && !this.underWay && !isHeldBack);
      this.asked.set(elt, detail);
      this.wish = isFree ? null : detail;
      this.hears.leaving(elt);
      if (isFree) { return; }
      event.preventDefault();
      this.go(detail);
    }

    /** Go on once everything is saved that can be. Whoever wanted something else meanwhile gets that. */
    async go(detail) {
      this.wonder();
      this.giveUp();
      await this.end;
      const left = await this.saves.whenIdle();
      if (this.wish !== detail) { return; }
      this.calm();
      this.wish = null;
      if (left.length && "matrixNext" in detail.elt.dataset) { this.hears.refuse(left); return; }
      this.ask(detail);
    }

    /** Ask now. A form is sent by its button once more, which htmx forgets as the focus leaves it. */
    ask({ triggeringEvent, issueRequest }) {
      const { submitter } = triggeringEvent || {};
      this.isReady = true;
      if (submitter && submitter.isConnected) { submitter.click(); } else { issueRequest(true); }
      this.isReady = false;
    }

    /** A screen that is still coming is wanted no more. What is being sent goes on. */
    giveUp() {
      if (!this.underWay || !this.underWay.isRead) { return; }
      this.underWay.isGivenUp = true;
      window.htmx.trigger(this.underWay.elt, "htmx:abort");
    }

    prepare(request) {
      request.isRead = request.verb === "get";
      request.puts = this.saves.puts;
      window.MatrixJson.prepare(request);
    }

    /** While something is sent, saves wait: its answer shows the page as it was before them. */
    sent(request) {
      if (!request.isRead) { this.saves.hold(); }
      this.underWay = request;
      this.end = new Promise((resolve) => { this.ended = resolve; });
      this.wonder();
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

    /** Swap the server's own answers in, refusals as well, and none that is older than what was typed since. */
    judge(detail) {
      const code = this.code(detail.xhr);
      const { elt, isRead, puts } = detail.requestConfig;
      const isLate = Boolean(code) && isRead && puts !== this.saves.puts;
      detail.requestConfig.isLate = isLate;
      detail.shouldSwap = Boolean(code) && !isLate;
      detail.isError = !code;
      const message = elt.closest("[data-matrix-entry]")?.querySelector("[data-matrix-message]");
      if (message && code !== "ok") { detail.target = message; }
    }

    /** Return what the server calls its answer; nothing where it is not ours, or the server is only busy. */
    code(xhr) {
      const code = xhr.getResponseHeader(OURS) || "";
      return code === BUSY ? "" : code;
    }

    answered(detail) {
      const { elt, isLate, isGivenUp } = detail.requestConfig;
      this.underWay = null;
      this.ended();
      if (isGivenUp) { return; }
      this.calm();
      if (isLate) {
        this.wish = this.wish || this.asked.get(elt);
        this.go(this.wish);
      } else if (this.code(detail.xhr)) {
        this.hears.accept(elt, detail);
      } else {
        this.hears.unanswered(detail);
      }
      this.saves.release();
    }
  }

  window.MatrixScreens = Screens;
})();
