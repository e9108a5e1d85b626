/* The editor in Studio: takes each step at the server, keeps the focus, and tells Studio of a save. */
(function () {
  "use strict";

  const LIMIT = 30000; // milliseconds after which a request without an answer is given up
  const PAUSE = 600; // milliseconds without typing before an open preview is made again

  /** The editor of one block. */
  class Editor {
    constructor(runtime, root) {
      this.runtime = runtime;
      this.root = root;
      this.folds = new Map(); // what is open and what is closed, through every answer
      this.turns = new WeakMap(); // for what asks, its request on the way and the one after it
      const leave = () => this.tell("cancel");
      this.unsaved = new window.MatrixUnsaved(root, { ask: (ask) => this.ask(ask), leave });
      const on = (name, handle) => root.addEventListener(name, handle);
      window.MatrixAsks.listen(root, (ask) => this.ask(ask));
      on("click", (event) => this.clicked(event));
      on("paste", (event) => this.pasted(event));
      on("keydown", (event) => this.entered(event));
      on("input", (event) => this.typed(event.target));
      on("change", (event) => this.chose(event.target));
      this.unsaved.arrived();
      this.focusFirst();
    }

    /** Tell Studio, where there is one that listens. */
    tell(name, about) {
      if (this.runtime && typeof this.runtime.notify === "function") { this.runtime.notify(name, about); }
    }

    announce(words) {
      this.root.querySelector("[data-matrix-live]").textContent = words || "";
    }

    /** Ask the server, unless a date cannot be read, or a question comes first. */
    ask(ask) {
      const { form } = this.unsaved;
      if (ask.element.matches("form:not([novalidate])") && !ask.element.reportValidity()) { return; }
      const isWhole = form && !ask.element.dataset.matrixInto;
      if (isWhole && window.MatrixUnread.named(form)) { return; }
      if (!this.unsaved.isAsked(ask, () => this.inTurn(ask))) { this.inTurn(ask); }
    }

    /** Ask once the last request of the same form or button has its answer; of several that wait, the last goes. */
    async inTurn(ask) {
      const turn = this.turns.get(ask.element) || {};
      this.turns.set(ask.element, turn);
      turn.next = ask;
      await turn.underWay;
      if (turn.next !== ask || !ask.element.isConnected) { return; }
      turn.underWay = this.exchange(ask);
    }

    /** Let an answer of the editor in; a refusal, or what is not ours, never takes its place. */
    async exchange(ask) {
      const { place, send, swap } = window.MatrixAsks;
      const replaced = this.unsaved.replacing(ask);
      const answer = await send(ask, LIMIT);
      this.folded().forEach((each) => this.folds.set(each.dataset.matrixFold, each.open));
      const target = answer.code === "ok" && place(ask);
      if (target) {
        swap(target, answer.text);
        (ask.done || replaced)();
        this.arrive(target);
      }
      ask.over?.();
      this.answered(answer);
    }

    answered({ code, text }) {
      const trouble = this.root.querySelector("[data-matrix-trouble]");
      trouble.hidden = code === "ok";
      if (trouble.hidden) { return; }
      const { sayFailed, sayFailedTitle, sayUnsure } = this.root.dataset;
      const why = code && new DOMParser().parseFromString(text, "text/html").querySelector("li");
      const message = why ? `${why.textContent} ${sayFailed}` : code ? sayFailed : sayUnsure;
      trouble.textContent = message;
      this.announce(message);
      this.tell("error", { title: sayFailedTitle, message });
    }

    /** Put the focus where people go on: a problem, the field that a step names, or the heading. */
    arrive(target) {
      if (!target.matches("[data-matrix-main]")) {
        target.querySelector("[data-matrix-shown]")?.focus();
        return;
      }
      this.unsaved.arrived();
      this.folded().forEach((each) => {
        const before = this.folds.get(each.dataset.matrixFold);
        if (before !== undefined && !each.matches("[data-matrix-wrong]")) { each.open = before; }
      });
      this.focusFirst();
      if (this.root.querySelector("[data-matrix-saved]")) {
        this.tell("save", { state: "start" });
        this.tell("save", { state: "end" });
      }
    }

    folded() {
      return Array.from(this.root.querySelectorAll("[data-matrix-fold]"));
    }

    /** Open what a control is folded away in, and go to it. */
    reveal(control) {
      for (let box = control.closest("details"); box; box = box.parentElement.closest("details")) { box.open = true; }
      control.focus();
    }

    focusFirst() {
      const form = this.root.querySelector("form[data-focus]");
      const problem = this.root.querySelector("[data-matrix-problems]");
      const named = form && this.control(form.dataset.focus);
      const first = problem || named || this.root.querySelector("[data-matrix-heading]");
      if (form) { this.announce(form.dataset.message); }
      if (first) { this.reveal(first); }
    }

    /** Find a field by its name, or a button by what it does. */
    control(name) {
      const controls = Array.from(this.root.querySelectorAll("input, textarea, select, button"));
      const control = controls.find((each) => each.name === name || (each.name === "do" && each.value === name));
      return control && control.disabled ? control.parentElement.querySelector("button:not([disabled])") : control;
    }

    clicked(event) {
      const cancel = event.target.closest("[data-matrix-cancel]");
      if (cancel) { this.unsaved.cancelled(cancel); return; }
      if (event.target.closest("[data-matrix-close]")) { this.closed(event.target); return; }
      const link = event.target.closest("[data-matrix-field]");
      if (!link) { return; }
      event.preventDefault();
      const field = document.getElementById(link.getAttribute("href").slice(1));
      if (field) { this.reveal(field); }
    }

    /** Put a preview away, and go back to what showed it. */
    closed(button) {
      const card = button.closest("[data-matrix-card]");
      card.querySelector("[data-matrix-whole]").replaceChildren();
      card.querySelector('[data-matrix-into="whole"]').focus();
    }

    /** Keep Enter in a field from pressing the first button of the form, which saves. */
    entered(event) {
      if (event.key === "Enter" && event.target.matches("input:not([type=file])")) { event.preventDefault(); }
    }

    /** Send a copied block of cells to the server, which fills the table from this field on. */
    pasted(event) {
      const box = event.target;
      if (box.name === "import_pasted") { box.nextElementSibling.value = box.value ? "" : event.clipboardData.getData("text/html"); }
      const cell = event.target.closest("[data-cell]");
      const words = event.clipboardData.getData("text/plain");
      if (!cell || !words.includes("\t")) { return; }
      event.preventDefault();
      const form = cell.form;
      form.elements.namedItem("table").value = words;
      const button = document.createElement("button");
      Object.assign(button, { type: "submit", name: "do", value: `cells:${cell.dataset.cell}`, hidden: true });
      button.dataset.matrixReplaces = "framework";
      form.append(button);
      button.click();
    }

    /** Refuse a file that the server would not take. What stands in a preview of another one stays until the next. */
    chose(input) {
      if (!input.matches("[data-matrix-limit]")) { return; }
      const [file] = input.files;
      const isTooLarge = file && file.size > Number(input.dataset.matrixLimit);
      input.setCustomValidity(isTooLarge ? input.dataset.sayTooLarge : "");
      input.reportValidity();
    }

    /** Make a preview again that is open beside what is typed. */
    typed(field) {
      const card = field.closest("[data-matrix-card]");
      if (!card || !card.querySelector("[data-matrix-row] *")) { return; }
      clearTimeout(this.timer);
      this.timer = setTimeout(() => card.querySelector("[data-matrix-preview]").click(), PAUSE);
    }
  }

  /** Called by Studio with its runtime and the element that holds the view. */
  window.MatrixReviewStudio = function (runtime, element) {
    const holder = element[0] || element;
    const root = holder.matches("[data-matrix-studio]") ? holder : holder.querySelector("[data-matrix-studio]");
    root.querySelector("[data-matrix-without-scripts]")?.remove();
    new Editor(runtime, root);
  };
}());
