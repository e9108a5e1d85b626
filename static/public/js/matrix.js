/* The participant's page: saves as people write, keeps words that could not be saved, never loses any. */
(function () {
  "use strict";

  const PAUSE = 1500; // milliseconds without typing before text is saved
  const RETRIES = [2000, 5000, 10000, 30000]; // milliseconds before each further try
  const OURS = "X-Matrix-Review"; // header that marks the server's own answers
  const CONTROL = ["revision", "round", "area"]; // fields that are not a participant's words

  /** This browser's own storage, which may be switched off. */
  const storage = {
    read(key) {
      try { return JSON.parse(window.localStorage.getItem(key)); } catch { return null; }
    },
    write(key, value) {
      try { window.localStorage.setItem(key, JSON.stringify(value)); } catch { /* then only the page has it */ }
    },
    drop(key) {
      try { window.localStorage.removeItem(key); } catch { /* nothing was kept */ }
    },
  };

  function cookie(name) {
    const found = document.cookie.split("; ").find((each) => each.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  function words(form) {
    return Array.from(new FormData(form)).filter(([name]) => !CONTROL.includes(name));
  }

  function same(form, values) {
    return JSON.stringify(words(form)) === JSON.stringify(values);
  }

  function fill(form, values) {
    const kept = new Set(values.map(([name, value]) => name + "\n" + value));
    for (const control of form.elements) {
      if (!control.name || control.type === "hidden") { continue; }
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = kept.has(control.name + "\n" + control.value);
      } else {
        const entry = values.find(([name]) => name === control.name);
        if (entry) { control.value = entry[1]; }
      }
    }
  }

  /** One block on a page. */
  class Review {
    constructor(root) {
      this.root = root;
      this.writer = Math.random().toString(36).slice(2) + Date.now().toString(36);
      this.sequence = 0;
      this.timers = new Map();
      this.sent = new WeakMap();
      this.failures = 0;
      this.listen();
      this.arrive();
    }

    listen() {
      const on = (name, handle) => this.root.addEventListener(name, handle);
      on("input", (event) => this.changed(event.target, PAUSE));
      on("change", (event) => this.changed(event.target, 0));
      on("focusout", (event) => this.flush(event.target.closest("form")));
      this.root.addEventListener("click", (event) => this.clicked(event), true);
      on("htmx:configRequest", (event) => this.prepare(event.detail));
      on("htmx:beforeSwap", (event) => this.judge(event.detail));
      on("htmx:afterRequest", (event) => this.answered(event.detail));
      window.addEventListener("online", () => this.retry());
      window.addEventListener("focus", () => { if (this.failures) { this.retry(); } });
    }

    /** Set up what a newly shown screen needs, and bring back words that never reached the server. */
    arrive() {
      for (const form of this.sections()) { this.restore(form); this.reveal(form); }
      this.root.querySelectorAll("[data-matrix-next-prompt]").forEach((button) => { button.hidden = false; });
      this.root.querySelectorAll("textarea[data-limit]").forEach((area) => this.count(area));
    }

    sections() {
      return this.root.querySelectorAll("form[data-matrix-section]");
    }

    key(form) {
      return ["matrix_review", this.root.id, this.root.dataset.owner, form.dataset.round, form.dataset.matrixSection].join(":");
    }

    changed(control, pause) {
      const form = control.closest("form[data-matrix-section]");
      if (!form || !control.name) { return; }
      this.remember(form);
      this.reveal(form);
      if (control.dataset.limit) { this.count(control); }
      if (control.name === "level_id") { form.querySelector("details").open = true; }
      this.wait(form, control.matches("textarea") ? PAUSE : pause);
    }

    /** Keep what is on the page, with the revision it was built on: an open conflict does not move that on. */
    remember(form) {
      const isOpen = form.querySelector("[data-matrix-conflict]");
      const before = isOpen ? storage.read(this.key(form)) : null;
      const revision = before ? before.revision : form.elements.revision.value;
      storage.write(this.key(form), { revision, values: words(form) });
    }

    wait(form, pause) {
      clearTimeout(this.timers.get(form));
      this.timers.set(form, setTimeout(() => this.send(form), pause));
    }

    flush(form) {
      if (form && this.timers.has(form)) { this.wait(form, 0); }
    }

    send(form) {
      clearTimeout(this.timers.get(form));
      this.timers.delete(form);
      if (!form.isConnected || form.querySelector("[data-matrix-conflict]")) { return; }
      this.say("saving", form);
      window.htmx.trigger(form, "matrix:save");
    }

    /** Try everything again that the server has not confirmed. */
    retry() {
      for (const form of this.sections()) {
        if (storage.read(this.key(form)) && !this.timers.has(form)) { this.send(form); }
      }
    }

    restore(form) {
      const draft = storage.read(this.key(form));
      if (!draft || !Array.isArray(draft.values)) { return; }
      if (same(form, draft.values)) { storage.drop(this.key(form)); return; }
      fill(form, draft.values);
      form.elements.revision.value = draft.revision;
      this.wait(form, 0);
    }

    prepare(request) {
      request.headers["X-CSRFToken"] = cookie("csrftoken");
      const form = request.elt.closest("form[data-matrix-section]");
      if (form !== request.elt) { return; }
      this.sequence += 1;
      request.parameters.writer = this.writer;
      request.parameters.sequence = String(this.sequence);
      this.sent.set(form, words(form));
    }

    /** Swap the server's own refusals in as well, and nothing that is not from our server side. */
    judge(detail) {
      const code = detail.xhr.getResponseHeader(OURS);
      detail.shouldSwap = Boolean(code);
      detail.isError = !code;
      const isSection = detail.requestConfig.elt.matches("form[data-matrix-section]");
      if (code && code !== "ok" && isSection) {
        detail.target = detail.requestConfig.elt.querySelector("[data-matrix-message]");
      }
    }

    answered(detail) {
      const form = detail.requestConfig.elt;
      const code = detail.xhr.getResponseHeader(OURS);
      const isSection = form.matches("form[data-matrix-section]");
      if (!code) { this.unanswered(isSection ? form : null, detail.xhr.status); return; }
      this.failures = 0;
      this.root.querySelectorAll("[data-matrix-trouble]").forEach((box) => { box.hidden = true; });
      if (form.hasAttribute("data-matrix-drop")) { storage.drop(this.key(form.closest("form"))); }
      if (isSection) { this.kept(form, detail.xhr.status); }
      this.swapped(detail.target);
    }

    kept(form, status) {
      if (status !== 200) { this.say("refused", form); return; }
      if (same(form, this.sent.get(form))) { storage.drop(this.key(form)); } else { this.wait(form, PAUSE); }
      this.announce(form.querySelector("[data-matrix-state]").textContent);
    }

    /** No answer of ours: the network, the server, or a session that has ended. Nothing is lost by it. */
    unanswered(form, status) {
      const isSignedOut = status === 401 || status === 403 || status === 200;
      if (!form || isSignedOut) { this.trouble(isSignedOut ? "signed-out" : "failed", !form); }
      if (!form) { return; }
      this.say(isSignedOut ? "signed-out" : "unsaved", form);
      const pause = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
      this.failures += 1;
      if (!isSignedOut) { this.wait(form, pause); }
    }

    trouble(name, takesFocus) {
      const box = this.root.querySelector(`[data-matrix-trouble="${name}"]`);
      box.hidden = false;
      if (takesFocus) { box.focus(); }
    }

    say(name, form) {
      const text = this.root.dataset["say" + name.replace(/(^|-)(.)/g, (all, dash, letter) => letter.toUpperCase())];
      for (const state of [form.querySelector("[data-matrix-state]"), this.root.querySelector(".matrix-head [data-matrix-state]")]) {
        if (state) { state.textContent = text; state.dataset.matrixState = name; }
      }
      if (name !== "saving") { this.announce(text); }
    }

    announce(text) {
      const live = this.root.querySelector("[data-matrix-live]");
      const head = this.root.querySelector(".matrix-head [data-matrix-state]");
      if (live.textContent !== text) { live.textContent = text; }
      if (head) { head.textContent = text; }
    }

    /** After a swap: mark wrong fields; on a new screen, move focus to where reading starts. */
    swapped(target) {
      this.root.querySelectorAll(".matrix-error").forEach((error) => {
        const control = this.root.querySelector(`[aria-describedby~="${error.id}"]`);
        if (control) { control.setAttribute("aria-invalid", String(!error.hidden)); }
      });
      if (target.isConnected && !target.matches("[data-matrix-main]")) {
        this.show(target.querySelector("[data-matrix-conflict]"));
        return;
      }
      this.arrive();
      const wanted = this.root.querySelector(`[id="${this.root.id}-${this.focus || target.dataset.matrixSection}"]`);
      const place = wanted && wanted.querySelector("input:checked, input:not([type=hidden]), textarea");
      this.show(place || this.root.querySelector("[data-matrix-problems]") || this.root.querySelector("[data-matrix-heading]"));
      this.focus = "";
    }

    /** Focus, and ask the page around us to scroll there: in a course we are in a frame as tall as its content. */
    show(place) {
      if (!place) { return; }
      place.focus();
      if (window.parent !== window && document.referrer) {
        const offset = place.getBoundingClientRect().top + window.scrollY - 80;
        window.parent.postMessage({ offset }, new URL(document.referrer).origin);
      }
    }

    clicked(event) {
      const button = event.target.closest("button, a");
      if (!button) { return; }
      const data = button.dataset;
      if ("matrixFocus" in data) { this.focus = data.matrixFocus; }
      if ("matrixRetry" in data) { this.retry(); }
      if ("matrixFlush" in data) { for (const form of this.timers.keys()) { this.send(form); } }
      if ("matrixKeep" in data) { this.keep(button.closest("form")); }
      if ("matrixNextPrompt" in data) { this.nextPrompt(button.parentElement); }
    }

    keep(form) {
      form.querySelector("[data-matrix-conflict]").remove();
      this.remember(form);
      this.send(form);
      this.show(form.querySelector("input:checked, textarea, input:not([type=hidden])"));
    }

    nextPrompt(box) {
      const prompts = Array.from(box.querySelectorAll("p"));
      const at = prompts.findIndex((prompt) => !prompt.hidden);
      prompts.forEach((prompt, index) => { prompt.hidden = index !== (at + 1) % prompts.length; });
    }

    /** Show the prompts that the answers on the page reveal. */
    reveal(form) {
      const chosen = words(form).map(([name, value]) => name + "=" + value);
      form.querySelectorAll("[data-show-if]").forEach((prompt) => {
        prompt.hidden = !prompt.dataset.showIf.split(" ").every((condition) => {
          const [other, choices] = condition.split("=");
          return choices.split("|").some((choice) => chosen.includes(`answer-${other}=${choice}`));
        });
      });
    }

    /** Count characters as the server does, once three quarters of the limit are used. */
    count(area) {
      const left = Number(area.dataset.limit) - Array.from(area.value).length;
      let line = area.nextElementSibling;
      if (!line || !line.matches(".matrix-count")) {
        line = document.createElement("p");
        line.className = "matrix-count";
        area.after(line);
      }
      line.hidden = left > area.dataset.limit / 4;
      line.textContent = left < 0 ? `${this.root.dataset.sayOver} ${-left}` : `${this.root.dataset.sayLeft} ${left}`;
      line.classList.toggle("matrix-count-over", left < 0);
    }
  }

  if (window.htmx) {
    Object.assign(window.htmx.config, { allowEval: false, historyEnabled: false, includeIndicatorStyles: false });
  }

  /** Called by the XBlock runtime, once for each block on the page. */
  window.MatrixReview = function (runtime, element) {
    const root = (element[0] || element).querySelector("[data-matrix-review]");
    window.htmx.process(root);
    return new Review(root);
  };
})();
