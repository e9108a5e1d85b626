/* Moving about in the page: tabs with an address of their own, links to fields, and files that are too large. */
(function () {
  "use strict";

  class Tabs {
    /** `ask(tab)` is called for the tab that somebody wants. */
    constructor(root, ask) {
      Object.assign(this, { root, ask });
      this.wanted = ""; // the tab that was asked for last, while another screen may still be coming
    }

    all() {
      return Array.from(this.root.querySelectorAll("[data-matrix-tab]"));
    }

    /** Show the tab that the address names; an address that names none is another block's business. */
    follow() {
      const { hash } = window.location;
      const tab = hash ? this.all().find((each) => each.hash === hash) : this.all()[0];
      if (tab) { this.open(tab); }
    }

    open(tab) {
      this.wanted = tab.hash;
      if (!tab.hasAttribute("aria-current")) { this.ask(tab); }
    }

    /** A screen has come: if somebody wanted another tab meanwhile, go on to that one. */
    arrive() {
      const tab = this.all().find((each) => each.hash === this.wanted);
      this.wanted = "";
      if (tab && !tab.hasAttribute("aria-current")) { this.open(tab); }
    }

    clicked(event, link, data) {
      if ("matrixTab" in data) { this.go(link, event); return; }
      if (link && link.matches("a[data-matrix-field]")) { event.preventDefault(); }
      if ("matrixField" in data) { Tabs.show(this.field(link)); }
    }

    /** Go to a tab, so that the browser's way back leads here again. */
    go(tab, event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) { return; } // a new window finds its tab by the address
      event.preventDefault();
      if (tab.hash !== window.location.hash) { window.history.pushState(null, "", tab.hash); }
      this.wanted = tab.hash;
      this.ask(tab);
    }

    /** Focus, and ask the page around us to scroll there: in a course we are in a frame as tall as its content. */
    static show(place) {
      if (!place) { return; }
      place.focus();
      if (window.parent !== window && document.referrer) {
        const offset = place.getBoundingClientRect().top + window.scrollY - 80;
        window.parent.postMessage({ offset }, new URL(document.referrer).origin);
      }
    }

    /** Return the field that a link of an error summary is about, else the first one of its form. */
    field(link) {
      const field = document.getElementById(link.hash.slice(1)) || link.closest("form").querySelector("input:not([type=hidden])");
      const details = field.closest("details");
      if (details) { details.open = true; }
      return field;
    }

    /** Refuse a file that the server would not take, before it is sent. */
    weigh(input) {
      const [file] = input.files;
      const isTooLarge = file && file.size > Number(input.dataset.matrixLimit);
      input.setCustomValidity(isTooLarge ? this.root.dataset.sayTooLarge : "");
      input.reportValidity();
      input.form.querySelector("[data-matrix-result]").replaceChildren(); // it was about another file
    }
  }

  window.MatrixTabs = Tabs;
})();
