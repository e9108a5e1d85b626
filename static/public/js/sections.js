/* Sections of a screen that are saved as people write: from the page to the queue, and back what became of it. */
(function () {
  "use strict";

  const SECTION = "form[data-matrix-section]";
  const WORST_FIRST = ["signed-out", "unsaved", "conflict", "refused", "saving"];
  const TRIED_AGAIN = ["signed-out", "unsaved"];
  const { fields, headers } = window.MatrixJson;
  const { words } = window.MatrixDrafts;
  const { firstControl, markWrong, show } = window.MatrixFields;

  /** Read a fragment without showing it. */
  function parse(text) {
    return new DOMParser().parseFromString(text, "text/html");
  }

  class Sections {
    /** `heard(state, answer)` is called with whatever the queue tells, after the page says it. */
    constructor(root, writer, drafts, heard) {
      Object.assign(this, { root, drafts, heard, names: new Map(), typed: new WeakMap(), time: "" });
      const told = (key, state, answer) => this.told(key, state, answer);
      this.saves = new window.MatrixSaves({ told, headers: () => headers(root), writer });
    }

    forms() {
      return Array.from(this.root.querySelectorAll(SECTION));
    }

    form(key) {
      return this.forms().find((form) => this.drafts.start(form) === key);
    }

    /** Somebody typed or chose. The same words once more, as a field is left, are nothing new. */
    type(form, pause) {
      const text = JSON.stringify(words(form));
      if (this.typed.get(form) !== text) {
        this.typed.set(form, text);
        this.drafts.keep(form);
        this.put(form, pause);
      } else if (!pause) {
        this.hurry(form);
      }
    }

    /** Take what a form says now. Beside an open choice between versions it only stays in this browser. */
    put(form, pause = 0) {
      if (form.querySelector("[data-matrix-conflict]")) { return; }
      const key = this.drafts.start(form);
      this.names.set(key, form.dataset.name);
      this.saves.put(key, form.dataset.matrixSave, fields(Array.from(new FormData(form))), pause);
    }

    hurry(form) {
      this.saves.hurry(this.drafts.start(form));
    }

    /** Keep the version on this page: the choice is made. */
    keep(form) {
      form.querySelector("[data-matrix-conflict]").remove();
      this.drafts.keep(form);
      this.put(form);
    }

    /** Let go of words, here and on their way: of every form whose key begins so. */
    drop(start) {
      this.saves.unsaved().filter((key) => key.startsWith(start)).forEach((key) => this.saves.drop(key));
    }

    told(key, state, answer) {
      const form = this.form(key);
      if (answer) { this.take(key, form, state, answer); }
      if (state === "saved") { this.drafts.drop(key); }
      if (form) { this.mark(form, state); }
      this.head(!answer && form);
      this.heard(state, answer);
    }

    /** Show an answer in its form. A form that has left the page needs none: its words are kept all the same. */
    take(key, form, state, answer) {
      const page = parse(answer.text);
      const [time, revision] = ["[data-matrix-state]", "[name=revision]"].map((name) => page.querySelector(name));
      if (answer.status === 200) {
        this.time = time.textContent;
        if (state !== "saved") { this.drafts.rebase(key, revision.value); }
      }
      if (!form) { return; }
      const target = form.querySelector(answer.code === "ok" ? "[data-matrix-slot]" : "[data-matrix-message]");
      window.MatrixAsks.swap(target, answer.text);
      markWrong(this.root);
    }

    label(state) {
      return this.root.dataset["say" + state.replace(/(^|-)(.)/g, (all, dash, letter) => letter.toUpperCase())];
    }

    /** Say beside a form how it stands. */
    mark(form, state) {
      const place = form.querySelector("[data-matrix-state]");
      if (place && WORST_FIRST.includes(state)) {
        place.textContent = this.label(state);
        place.dataset.matrixState = state;
      }
      const isTriedAgain = TRIED_AGAIN.includes(state);
      form.querySelectorAll("[data-matrix-retry]").forEach((button) => { button.hidden = !isTriedAgain; });
    }

    /** Return the worst that is to be said of all forms, those that have left the page included. */
    worst() {
      const states = this.saves.states();
      return WORST_FIRST.find((state) => states.includes(state));
    }

    /** Say in the first line how all forms stand. */
    head(form) {
      const worst = this.worst();
      const place = form && form.querySelector("[data-matrix-state]");
      const text = worst ? this.label(worst) : (place && place.textContent) || this.time;
      const head = this.root.querySelector(".matrix-head [data-matrix-state]");
      if (head && text) { Object.assign(head, { textContent: text }).dataset.matrixState = worst || "saved"; }
      if (text && worst !== "saving") { this.announce(text); }
    }

    /** A new screen: what the server wrote into it may be older than what is still to be saved. */
    arrive() {
      this.forms().forEach((form) => this.mark(form, this.saves.state(this.drafts.start(form))));
      if (this.worst()) { this.head(); }
    }

    announce(text) {
      const live = this.root.querySelector("[data-matrix-live]");
      if (live.textContent !== text) { live.textContent = text; }
    }

    /** Name what is not saved; each name leads to its form, where that is on the page. */
    list(keys) {
      return keys.map((key) => {
        const item = document.createElement("li");
        const form = this.form(key);
        item.append(form ? this.link(form) : this.names.get(key) || "");
        return item;
      });
    }

    link(form) {
      const link = document.createElement("button");
      Object.assign(link, { type: "button", className: "matrix-link", textContent: form.dataset.name });
      link.addEventListener("click", () => {
        const details = form.querySelector("details");
        if (details) { details.open = true; }
        const place = form.querySelector("[data-matrix-keep], [aria-invalid=true]") || firstControl(form);
        show(place);
      });
      return link;
    }
  }

  window.MatrixSections = Object.assign(Sections, { SECTION });
})();
