/* The participant's page: what is typed goes to the queue of saves, and screens come and go without losing it. */
(function () {
  "use strict";

  const PAUSE = 1500; // milliseconds without typing before text is saved
  const ENTRY = "form[data-matrix-entry]"; // saved by a button
  const { SECTION } = window.MatrixSections; // saved as people write
  const { fill } = window.MatrixDrafts;
  const {
    aim, chooseByKey, clear, count, firstControl, goToField, markWrong, nextPrompt, openWritten, put, readBack, reveal, show, standAlone,
    weigh,
  } = window.MatrixFields;
  const { ask, isHasty, tally, tick } = window.MatrixSignOff;

  /** What a button or link does at once, by its attribute. */
  const PRESSED = {
    matrixAsk: (review, button) => ask(button, true),
    matrixClear: (review, button) => clear(button.closest("form")),
    matrixDownload: (review, button) => review.download(button),
    matrixField: (review, link) => goToField(link),
    matrixForget: (review, button) => review.discard(button.closest("[data-matrix-leftovers]")),
    matrixKeep: (review, button) => review.keep(button.closest("form")),
    matrixNextPrompt: (review, button) => review.askAnother(button.closest(".matrix-field")),
    matrixNotYet: (review, button) => ask(button, false),
    matrixPut: (review, button) => put(button),
    matrixRetry: (review) => { review.saves.retry(); review.again(); },
    matrixTick: (review, button) => review.sections.announce(tick(button)),
    matrixWay: (review, link) => review.drafts.rememberWay(link.dataset.matrixWay),
  };

  /** Close the menus that are left: for another place, or by Escape, which goes back to the button. */
  function leaveMenus(root, { key, target }) {
    const isEscape = key === "Escape";
    root.querySelectorAll("[data-matrix-menu][open]").forEach((menu) => {
      if (isEscape) { menu.firstElementChild.focus(); }
      if (isEscape || !(key || menu.contains(target))) { menu.open = false; }
    });
  }

  /** One block on a page. */
  class Review {
    constructor(root) {
      this.root = root;
      const writer = Math.random().toString(36).slice(2) + Date.now().toString(36);
      this.drafts = new window.MatrixDrafts(root, writer);
      this.addresses = new window.MatrixAddresses(root, (link) => this.screens.leave({ element: link }));
      this.sections = new window.MatrixSections(root, writer, this.drafts, (state, answer) => this.heard(state, answer));
      this.saves = this.sections.saves;
      this.screens = new window.MatrixScreens(root, this.saves, this);
      this.known = new WeakSet();
      root.querySelector("[data-matrix-without-scripts]")?.remove();
      this.listen();
      this.watch();
      this.arrive();
      this.addresses.begin(this.preferred());
    }

    listen() {
      const on = (name, handle) => this.root.addEventListener(name, handle);
      on("input", (event) => this.changed(event.target, PAUSE));
      on("input", ({ target }) => { if ("matrixRead" in target.dataset) { readBack(target, (words) => this.sections.announce(words)); } });
      on("change", (event) => this.changed(event.target, 0));
      on("focusout", (event) => this.left(event.target.closest(SECTION)));
      on("keydown", (event) => this.pressed(event));
      on("click", (event) => this.clicked(event, event.target.closest("button, a")));
    }

    /** People come and go: the network, another tab, a phone that sleeps, the way back. */
    watch() {
      const again = () => { if (this.saves.isFailing()) { this.saves.retry(); } };
      ["click", "focusin", "keydown"].forEach((name) => document.addEventListener(name, (event) => leaveMenus(this.root, event)));
      window.addEventListener("online", () => this.saves.retry());
      window.addEventListener("focus", again);
      window.addEventListener("pageshow", again);
      window.addEventListener("pagehide", () => this.saves.close());
      document.addEventListener("visibilitychange", () => { if (document.hidden) { this.saves.retry(); } else { again(); } });
    }

    /** Return the address of the whole matrix, if this person has filled it in that way before. */
    preferred() {
      const overview = this.root.querySelector("[data-matrix-overview]");
      return overview && this.drafts.way() === "whole" ? overview.dataset.whole : "";
    }

    /** Set up what a newly shown screen needs, and bring back words that never reached the server. */
    arrive() {
      const forms = Array.from(this.root.querySelectorAll(`${SECTION}, ${ENTRY}`));
      const fresh = forms.filter((form) => !this.known.has(form));
      if (this.root.querySelector("[data-matrix-forget-all]")) { this.forgetAll(); }
      fresh.forEach((form) => { this.known.add(form); this.restore(form); reveal(form); });
      this.root.querySelectorAll("[data-matrix-drafts]").forEach((box) => { box.hidden = !this.drafts.mine().length; });
      this.root.querySelectorAll("[data-matrix-next-prompt]").forEach((button) => { button.hidden = false; });
      this.root.querySelectorAll("textarea[data-limit]").forEach((area) => count(area, this.root.dataset));
      this.root.querySelectorAll("[data-matrix-leftovers]").forEach((box) => this.drafts.show(box));
      this.sections.arrive();
      this.prefer();
    }

    /** The tab of the review leads to the whole matrix for whoever fills it in that way. */
    prefer() {
      const tab = this.root.querySelector(`[data-matrix-tab][href="#${this.root.id}/review"]`);
      if (tab && this.drafts.way()) { tab.dataset.matrixVals = JSON.stringify({ screen: this.drafts.way() }); }
    }

    /** Bring back what was left of a form. What a line was read as is nowhere else: it stays, as if it was typed. */
    restore(form) {
      const draft = this.drafts.adopt(form);
      if (!draft && "matrixOfLine" in form.dataset) { this.drafts.keep(form); }
      if (!draft) { return; }
      fill(form, draft.values);
      form.querySelectorAll("[data-matrix-read]").forEach((field) => readBack(field, () => {}));
      tally(form);
      openWritten(form);
      form.elements.revision.value = draft.revision;
      if (draft.id) { form.elements.id.value = draft.id; }
      this.drafts.keep(form);
      if (form.matches(SECTION)) { this.sections.put(form); return; }
      form.querySelectorAll("[data-matrix-read]").forEach((field) => readBack(field, () => {})); // what stands there was read of other words
      form.querySelector("[data-matrix-message]").textContent = this.root.dataset.sayRestored;
    }

    /** The drafts are deleted at the server: none of this person's words stays in this browser. */
    forgetAll() {
      this.sections.drop("");
      this.drafts.forgetPerson();
    }

    changed(control, pause) {
      const form = control.closest(`${SECTION}, ${ENTRY}`);
      if (control.type === "file") { weigh(control, this.root.dataset); }
      if (!form || !control.name) { return; }
      if (control.dataset.limit) { count(control, this.root.dataset); }
      if (form.matches(ENTRY)) { this.drafts.keep(form); tally(form); return; }
      standAlone(control);
      reveal(form);
      if (control.name === "level_id") { form.querySelectorAll("details").forEach((fold) => { fold.open = true; }); }
      if (control.name === "target_level_id") { aim(form); }
      this.sections.type(form, control.matches("textarea") ? PAUSE : pause);
    }

    /** Levels have keys on the screen of one area, while something of this block has the focus. */
    pressed(event) {
      const form = this.root.querySelector("[data-matrix-keys]");
      if (form) { chooseByKey(form, event); }
    }

    left(form) {
      if (form) { this.sections.hurry(form); }
    }

    /** Say what is not saved, and stay. */
    refuse(left) {
      this.root.querySelector("[data-matrix-unsaved]").replaceChildren(...this.sections.list(left));
      this.trouble("unsaved", true);
    }

    wonder(isLong) {
      if (isLong) { this.root.dataset.busy = "true"; } else { delete this.root.dataset.busy; }
      if (isLong) { this.sections.announce(this.root.dataset.sayWorking); }
    }

    accept(ask, answer, target) {
      const { element } = ask;
      this.untrouble();
      if ("matrixDrop" in element.dataset) { this.forget(element.closest("form")); }
      const entry = !window.MatrixAsks.isRead(ask) && element.closest(ENTRY);
      const isKept = answer.status === 200;
      if (entry && isKept) { this.drafts.drop(this.drafts.start(entry)); }
      this.swapped(target, element);
      if (entry && !isKept) { this.keepEntry(entry.dataset.matrixEntry); }
    }

    /** Let go of the words of one form: the person chose so. */
    forget(form) {
      const key = this.drafts.start(form);
      this.drafts.drop(key);
      this.sections.drop(key);
    }

    /** Keep the words of a form that was refused: it stands on the page again as it was sent. */
    keepEntry(name) {
      const form = this.root.querySelector(`form[data-matrix-entry="${name}"]`);
      if (form) { this.drafts.keep(form); }
    }

    /** A save was answered, or was not. */
    heard(state, answer) {
      if (state === "signed-out") { this.trouble("signed-out", false); }
      if (answer) { this.untrouble(); }
    }

    /** No answer of ours: the network, the server, or a session that has ended. Nothing is lost by it. */
    unanswered({ element, submitter }, { status }) {
      this.lost = submitter || element;
      this.trouble([200, 401, 403].includes(status) ? "signed-out" : "failed", true);
    }

    trouble(name, takesFocus) {
      const box = this.root.querySelector(`[data-matrix-trouble="${name}"]`);
      if (!box) { return; }
      box.hidden = false;
      if (takesFocus) { show(box); }
    }

    untrouble() {
      this.root.querySelectorAll("[data-matrix-trouble]").forEach((box) => { box.hidden = true; });
    }

    /** After a swap: mark wrong fields; on a new screen, move focus to where reading starts. */
    swapped(target, element) {
      markWrong(this.root);
      if (target.isConnected && !target.matches("[data-matrix-main]")) {
        show(target.matches("[data-matrix-result]") ? target : target.querySelector("[data-matrix-problems]"));
        return;
      }
      this.arrive();
      const left = this.addresses.arrive(element);
      const section = this.focus || target.dataset.matrixSection;
      const places = ["problems", "outcome", "heading"].map((name) => this.root.querySelector(`[data-matrix-${name}]`));
      const field = section && firstControl(document.getElementById(`${this.root.id}-${section}`));
      show(field || left || places.find(Boolean));
      this.focus = "";
      if ("matrixSend" in element.dataset) { this.addresses.go(this.preferred()); }
    }

    clicked(event, button) {
      const data = button ? button.dataset : {};
      this.focus = data.matrixFocus || this.focus;
      if ("matrixField" in data || (button && isHasty(event, button))) { event.preventDefault(); }
      Object.keys(PRESSED).filter((name) => name in data).forEach((name) => PRESSED[name](this, button));
    }

    /** Ask another question about an area. */
    askAnother(field) {
      this.sections.announce(nextPrompt(field.querySelector("[data-matrix-prompts]")));
    }

    /** Press once more what got no answer. */
    again() {
      const { lost } = this;
      this.lost = null;
      if (lost && lost.isConnected) { lost.click(); }
    }

    discard(box) {
      this.sections.drop(this.drafts.shelf + box.dataset.matrixLeftovers);
      this.drafts.discard(box);
    }

    keep(form) {
      this.sections.keep(form);
      show(firstControl(form));
    }

    async download(button) {
      if (this.isDownloading) { return; }
      this.isDownloading = true;
      this.untrouble();
      this.screens.wonder();
      const problem = await window.MatrixDownload(button);
      this.screens.calm();
      this.isDownloading = false;
      if (problem) { this.lost = button; this.trouble(problem, true); }
    }
  }

  /** Called by the XBlock runtime, once for each block on the page. */
  window.MatrixReview = function (runtime, element) {
    return new Review((element[0] || element).querySelector("[data-matrix-review]"));
  };
})();
