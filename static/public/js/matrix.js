/* The participant's page: saves a review as people write, and says where something did not work. */
(function () {
  "use strict";

  const PAUSE = 1500; // milliseconds without typing before text is saved
  const RETRIES = [2000, 5000, 10000, 30000]; // milliseconds before each further try
  const OURS = "X-Matrix-Review"; // header that marks the server's own answers
  const WORST_FIRST = ["signed-out", "unsaved", "conflict", "refused", "saving"];
  const SECTION = "form[data-matrix-section]"; // saved as people write
  const ENTRY = "form[data-matrix-entry]"; // saved by a button
  const { words, same, fill } = window.MatrixDrafts;
  const { count, firstControl, markWrong, nextPrompt, openWritten, reveal } = window.MatrixFields;

  /** One block on a page. */
  class Review {
    constructor(root) {
      this.root = root;
      this.writer = Math.random().toString(36).slice(2) + Date.now().toString(36);
      this.drafts = new window.MatrixDrafts(root, this.writer);
      this.sequence = 0;
      this.failures = 0;
      this.timers = new Map();
      this.sent = new WeakMap();
      this.known = new WeakSet();
      this.underWay = 0;
      this.tabs = new window.MatrixTabs(root);
      this.listen();
      this.arrive();
      this.tabs.follow();
    }

    listen() {
      const on = (name, handle) => this.root.addEventListener(name, handle);
      on("input", (event) => this.changed(event.target, PAUSE));
      on("change", (event) => this.changed(event.target, 0));
      on("focusout", (event) => this.hurry(event.target.closest("form")));
      on("click", (event) => this.clicked(event, event.target.closest("button, a")));
      on("htmx:configRequest", (event) => this.prepare(event.detail));
      on("htmx:beforeSend", (event) => this.busy(event.detail.requestConfig.elt));
      on("htmx:beforeSwap", (event) => this.judge(event.detail));
      on("htmx:afterRequest", (event) => this.answered(event.detail));
      window.addEventListener("online", () => this.retry());
      window.addEventListener("popstate", () => this.tabs.follow());
      window.addEventListener("focus", () => { if (this.failures) { this.retry(); } });
    }

    sections() {
      return Array.from(this.root.querySelectorAll(SECTION));
    }

    /** Set up what a newly shown screen needs, and bring back words that never reached the server. */
    arrive() {
      const forms = Array.from(this.root.querySelectorAll(`${SECTION}, ${ENTRY}`));
      const fresh = forms.filter((form) => !this.known.has(form));
      fresh.forEach((form) => { this.known.add(form); this.restore(form); reveal(form); });
      this.root.querySelectorAll("[data-matrix-forget-round]").forEach((mark) => this.drafts.forget(mark.dataset.matrixForgetRound));
      this.root.querySelectorAll("[data-matrix-next-prompt]").forEach((button) => { button.hidden = false; });
      this.root.querySelectorAll("textarea[data-limit]").forEach((area) => count(area, this.root.dataset));
      this.root.querySelectorAll("[data-matrix-leftovers]").forEach((box) => this.drafts.show(box));
    }

    restore(form) {
      const draft = this.drafts.adopt(form);
      if (!draft) { return; }
      fill(form, draft.values);
      openWritten(form);
      form.elements.revision.value = draft.revision;
      if (draft.id) { form.elements.id.value = draft.id; }
      this.drafts.keep(form);
      if (form.matches(SECTION)) { this.wait(form, 0); return; }
      form.querySelector("[data-matrix-message]").textContent = this.root.dataset.sayRestored;
    }

    changed(control, pause) {
      const form = control.closest(`${SECTION}, ${ENTRY}`);
      if (control.type === "file") { this.tabs.weigh(control); }
      if (!form || !control.name) { return; }
      this.drafts.keep(form);
      if (control.dataset.limit) { count(control, this.root.dataset); }
      if (form.matches(ENTRY)) { return; }
      reveal(form);
      if (control.name === "level_id") { form.querySelector("details").open = true; }
      this.wait(form, control.matches("textarea") ? PAUSE : pause);
    }

    wait(form, pause) {
      clearTimeout(this.timers.get(form));
      this.timers.set(form, setTimeout(() => this.send(form), pause));
    }

    hurry(form) {
      if (form && this.timers.has(form) && !this.failures) { this.wait(form, 0); }
    }

    /** Wait no longer: the form is on its way, or as the server has it. */
    settle(form) {
      clearTimeout(this.timers.get(form));
      this.timers.delete(form);
    }

    send(form) {
      this.settle(form);
      if (!form.isConnected || form.querySelector("[data-matrix-conflict]")) { return; }
      this.say(form, "saving");
      this.underWay += 1;
      window.htmx.trigger(form, "matrix:save");
    }

    /** Return the forms with words that the server has not confirmed. */
    unsaved() {
      const isLeft = (form) => this.timers.has(form) || this.drafts.read(form) || WORST_FIRST.includes(form.dataset.state);
      return this.sections().filter(isLeft);
    }

    /** Try all of them at once. */
    retry() {
      this.unsaved().forEach((form) => this.send(form));
    }

    prepare(request) {
      window.MatrixJson.prepare(request);
      if (!request.elt.matches(SECTION)) { return; }
      this.sequence += 1;
      request.parameters.writer = this.writer;
      request.parameters.sequence = String(this.sequence);
      this.sent.set(request.elt, words(request.elt));
    }

    /** Say so where a screen takes longer than people wait without wondering. */
    busy(source) {
      if (source.matches(SECTION)) { return; }
      this.patience = setTimeout(() => {
        this.root.dataset.busy = "true";
        this.announce(this.root.dataset.sayWorking);
      }, 1000);
    }

    /** Swap the server's own refusals in as well, and nothing that is not from our server side. */
    judge(detail) {
      const code = detail.xhr.getResponseHeader(OURS);
      const source = detail.requestConfig.elt;
      detail.shouldSwap = Boolean(code);
      detail.isError = !code;
      if (code && code !== "ok" && source.matches(`${SECTION}, ${ENTRY}`)) {
        detail.target = source.querySelector("[data-matrix-message]");
      }
    }

    answered(detail) {
      const source = detail.requestConfig.elt;
      const isOurs = Boolean(detail.xhr.getResponseHeader(OURS));
      const form = source.matches(SECTION) ? source : null;
      if (form) { this.underWay -= 1; } else { clearTimeout(this.patience); delete this.root.dataset.busy; }
      if (!isOurs) { this.unanswered(form, detail); this.proceed(); return; }
      this.failures = 0;
      this.root.querySelectorAll("[data-matrix-trouble]").forEach((box) => { box.hidden = true; });
      if ("matrixDrop" in source.dataset) { this.drafts.drop(source.closest("form")); }
      if (form) { this.kept(form, detail.xhr.status); }
      const isKept = source.matches(ENTRY) && detail.xhr.status === 200;
      if (isKept) { this.drafts.drop(source); }
      this.swapped(detail.target);
      if (source.matches(ENTRY) && !isKept) { this.hold(source.dataset.matrixEntry); }
      this.proceed();
    }

    kept(form, status) {
      if (status !== 200) { this.say(form, status === 409 ? "conflict" : "refused"); return; }
      if (same(words(form), this.sent.get(form))) { this.drafts.drop(form); this.settle(form); } else { this.wait(form, PAUSE); }
      this.say(form, "saved");
    }

    /** Keep the words of a form that was refused: it stands on the page again as it was sent. */
    hold(name) {
      const form = this.root.querySelector(`form[data-matrix-entry="${name}"]`);
      if (form) { this.drafts.keep(form); }
    }

    /** No answer of ours: the network, the server, or a session that has ended. Nothing is lost by it. */
    unanswered(form, detail) {
      const { elt, triggeringEvent } = detail.requestConfig;
      const isSignedOut = [200, 401, 403].includes(detail.xhr.status);
      this.lost = form ? this.lost : (triggeringEvent && triggeringEvent.submitter) || elt;
      if (!form || isSignedOut) { this.trouble(isSignedOut ? "signed-out" : "failed", !form); }
      if (!form) { return; }
      this.say(form, isSignedOut ? "signed-out" : "unsaved");
      if (!isSignedOut) { this.wait(form, RETRIES[Math.min(this.failures, RETRIES.length - 1)]); }
      this.failures += 1;
    }

    trouble(name, takesFocus) {
      const box = this.root.querySelector(`[data-matrix-trouble="${name}"]`);
      if (!box) { return; }
      box.hidden = false;
      if (takesFocus) { this.tabs.show(box); }
    }

    /** Go on to the check page once everything is saved; else say what is not. */
    proceed() {
      const button = this.next;
      if (!button || this.underWay) { return; }
      this.next = null;
      const left = this.unsaved();
      if (!left.length) { window.htmx.trigger(button, "matrix:go"); return; }
      const list = this.root.querySelector("[data-matrix-unsaved]");
      list.replaceChildren(...left.map((form) => this.linkTo(form)));
      this.trouble("unsaved", true);
    }

    linkTo(form) {
      const link = document.createElement("button");
      link.type = "button";
      link.className = "matrix-link";
      link.textContent = form.dataset.name;
      link.addEventListener("click", () => {
        const details = form.querySelector("details");
        if (details) { details.open = true; }
        this.tabs.show(form.querySelector("[data-matrix-keep], [aria-invalid=true]") || firstControl(form));
      });
      const item = document.createElement("li");
      item.append(link);
      return item;
    }

    /** Say how a form stands, beside it and in the first line, where the worst of all forms is said. */
    say(form, name) {
      const text = (each) => this.root.dataset["say" + each.replace(/(^|-)(.)/g, (all, dash, letter) => letter.toUpperCase())];
      const state = form.querySelector("[data-matrix-state]");
      form.dataset.state = name;
      if (state && name !== "saved") { state.textContent = text(name); state.dataset.matrixState = name; }
      form.querySelectorAll("[data-matrix-retry]").forEach((button) => { button.hidden = !["signed-out", "unsaved"].includes(name); });
      const worst = WORST_FIRST.find((each) => this.sections().some((one) => one.dataset.state === each));
      const head = this.root.querySelector(".matrix-head [data-matrix-state]");
      const told = worst ? text(worst) : form.querySelector("[data-matrix-state]").textContent;
      if (head) { head.textContent = told; head.dataset.matrixState = worst || "saved"; }
      if (worst !== "saving") { this.announce(told); }
    }

    announce(text) {
      const live = this.root.querySelector("[data-matrix-live]");
      if (live.textContent !== text) { live.textContent = text; }
    }

    /** After a swap: mark wrong fields; on a new screen, move focus to where reading starts. */
    swapped(target) {
      markWrong(this.root);
      if (target.isConnected && !target.matches("[data-matrix-main]")) {
        this.tabs.show(target.matches("[data-matrix-result]") ? target : target.querySelector("[data-matrix-problems]"));
        return;
      }
      this.arrive();
      const wanted = this.focus || target.dataset.matrixSection;
      const places = ["problems", "told", "heading"].map((name) => this.root.querySelector(`[data-matrix-${name}]`));
      const place = places.find(Boolean);
      this.tabs.show((wanted && firstControl(this.root.querySelector(`[id="${this.root.id}-${wanted}"]`))) || place);
      this.focus = "";
    }

    clicked(event, button) {
      const data = button ? button.dataset : {};
      this.tabs.clicked(event, button, data);
      this.focus = data.matrixFocus || this.focus;
      if ("matrixDownload" in data) { window.MatrixJson.download(data).catch(() => this.trouble("failed", true)); }
      if ("matrixRetry" in data) { this.retry(); this.again(); }
      if ("matrixForget" in data) { this.drafts.discard(button.closest("[data-matrix-leftovers]")); }
      if ("matrixKeep" in data) { this.keep(button.closest("form")); }
      if ("matrixNextPrompt" in data) { this.announce(nextPrompt(button.parentElement)); }
      if ("matrixNext" in data) { this.next = button; this.retry(); this.proceed(); }
    }

    /** Press once more what got no answer. */
    again() {
      const { lost } = this;
      this.lost = null;
      if (lost && lost.isConnected) { lost.click(); }
    }

    keep(form) {
      form.querySelector("[data-matrix-conflict]").remove();
      this.drafts.keep(form);
      this.send(form);
      this.tabs.show(firstControl(form));
    }
  }

  if (window.htmx) {
    // Without a delay a new screen listens at once: what is restored into it is saved by the next task.
    Object.assign(window.htmx.config, { allowEval: false, historyEnabled: false, includeIndicatorStyles: false, defaultSettleDelay: 0 });
  }

  /** Called by the XBlock runtime, once for each block on the page. */
  window.MatrixReview = function (runtime, element) {
    const root = (element[0] || element).querySelector("[data-matrix-review]");
    window.htmx.process(root);
    return new Review(root);
  };
})();
