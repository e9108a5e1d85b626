/* What an author could lose: asks before typed work goes, and takes the last replacement back. */
(function () {
  "use strict";

  const PASSING = ["seen", "terms_year", "framework_id"]; // of these, nothing is lost
  const ROWS = ".matrix-buttons, .matrix-beside-field, .matrix-undo"; // a question stands below what asks it

  function pairs(form) {
    return Array.from(new FormData(form)).filter(([, value]) => typeof value === "string");
  }

  function written(form, part = "") {
    const names = ([name]) => name.startsWith(part) && !PASSING.includes(name);
    return JSON.stringify(pairs(form).filter(names));
  }

  /** What is in the editor and not saved. `ask` sends something to the server, `leave` closes the editor. */
  class Unsaved {
    constructor(root, { ask, leave }) {
      Object.assign(this, { root, ask, leave });
      this.clean = null;
      this.before = null;
      window.addEventListener("keydown", (event) => this.escaped(event), true);
      window.addEventListener("beforeunload", (event) => this.unloaded(event));
      root.addEventListener("click", (event) => this.clicked(event.target));
    }

    get form() {
      return this.root.querySelector("[data-matrix-form]");
    }

    /** Take note of a page that has come in: one that was just opened has nothing to lose. */
    arrived() {
      const { form } = this;
      if (!form) { this.clean = null; this.before = null; return; }
      if (!this.clean) { this.clean = { all: written(form), framework: written(form, "framework") }; }
      this.root.querySelectorAll("[data-matrix-undo]").forEach((each) => {
        each.hidden = !this.before || this.before.part !== each.dataset.matrixUndo;
      });
    }

    isChanged() {
      const { form } = this;
      return Boolean(form && this.root.isConnected)
        && (window.MatrixUnread.unread(form).length > 0 || written(form) !== this.clean.all);
    }

    /** Ask first where a framework of one's own, or what was typed into one, would be replaced. */
    isAsked(ask, yes) {
      const { form } = this;
      const pressed = ask.submitter || ask.element;
      if (!("matrixAsks" in pressed.dataset) || !form) { return false; }
      const isOwn = "own" in form.dataset || written(form, "framework") !== this.clean.framework;
      if (isOwn) { this.question("replace", pressed, yes); }
      return isOwn;
    }

    /** Return how to take note of a replacement once it has come in: what there was before it. */
    replacing(ask) {
      const pressed = ask.submitter || ask.element;
      const part = pressed.dataset.matrixReplaces;
      if (!part || !this.form) { return () => {}; }
      const before = { part, pairs: pairs(this.form) };
      return () => {
        if (!this.form || this.form.dataset.message === undefined) { return; }
        this.before = { ...before, after: written(this.form, part) };
        if (pressed.value === "preset") { this.clean.framework = written(this.form, "framework"); }
      };
    }

    clicked(target) {
      const undo = target.closest("[data-matrix-take-back]");
      const isLater = undo && written(this.form, this.before.part) !== this.before.after;
      if (isLater) { this.question("undo", undo, () => this.undo()); } else if (undo) { this.undo(); }
    }

    /** Send the form with the replaced part as it was before. */
    undo() {
      const { part, pairs: old } = this.before;
      const form = document.createElement("form");
      const rest = pairs(this.form).filter(([name]) => !name.startsWith(part));
      [...rest, ...old.filter(([name]) => name.startsWith(part))].forEach(([name, value]) => {
        form.append(Object.assign(document.createElement("textarea"), { name, value }));
      });
      Object.assign(form.dataset, { matrixSend: this.form.dataset.matrixSend, matrixVals: `{"do": "undo:${part}"}` });
      form.hidden = true;
      this.form.after(form);
      this.ask({ element: form, done: () => { this.before = null; }, over: () => form.remove() });
    }

    /** Close the editor, after a question where something would be lost. */
    cancelled(button) {
      if (!this.isChanged()) { this.leave(); return; }
      this.question("leave", button, () => { this.clean.all = written(this.form); this.leave(); });
    }

    escaped(event) {
      if (event.key !== "Escape" || !this.root.isConnected) { return; }
      const asked = this.root.querySelector("[data-matrix-asking]");
      if (!asked && !this.isChanged()) { return; }
      event.preventDefault();
      event.stopPropagation();
      if (asked) { asked.querySelector("[data-matrix-no]").click(); return; }
      this.cancelled(this.root.querySelector("[data-matrix-cancel]"));
    }

    unloaded(event) {
      if (!this.isChanged()) { return; }
      event.preventDefault();
    }

    /** Ask below a button. Who says no goes on where they were. */
    question(name, button, yes) {
      this.root.querySelectorAll("[data-matrix-asking]").forEach((each) => each.remove());
      const back = this.root.contains(document.activeElement) ? document.activeElement : button;
      const [box] = this.root.querySelector(`[data-matrix-question="${name}"]`).content.cloneNode(true).children;
      const answer = (run) => () => { box.remove(); back.focus(); run(); };
      box.querySelector("[data-matrix-no]").addEventListener("click", answer(() => {}));
      box.querySelector("[data-matrix-yes]").addEventListener("click", answer(yes));
      (button.closest(ROWS) || button).after(box);
      box.querySelector("[data-matrix-no]").focus();
    }
  }

  window.MatrixUnsaved = Unsaved;
}());
