/* Words that the server has not confirmed yet, kept in this browser: by block, person, form and tab. */
(function () {
  "use strict";

  /** This browser's own storage, which may be switched off: then only the page has the words. */
  function attempt(otherwise, use) {
    try { return use(window.localStorage); } catch { return otherwise; }
  }

  /** What a person has put into a form; hidden fields are the server's. */
  function words(form) {
    return Array.from(new FormData(form)).filter(([name]) => form.elements.namedItem(name).type !== "hidden");
  }

  /** What the server has put into a form, whatever has happened to it since. */
  function served(form) {
    const copy = form.cloneNode(true);
    copy.reset();
    return words(copy);
  }

  function same(some, others) {
    return JSON.stringify(some) === JSON.stringify(others);
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

  class Drafts {
    constructor(root, writer) {
      this.shelf = ["matrix_review", root.id, root.dataset.owner, ""].join(":");
      this.writer = writer;
    }

    /** Return the start of every key of a form; each tab has a key of its own behind it. */
    start(form) {
      const { round, matrixSection, matrixEntry } = form.dataset;
      return this.shelf + (matrixEntry ? `entry:${matrixEntry}:` : `${round}:${matrixSection}:`);
    }

    keys(start) {
      return attempt([], (storage) => Object.keys(storage)).filter((key) => key.startsWith(start));
    }

    remove(keys) {
      keys.forEach((key) => attempt(null, (storage) => storage.removeItem(key)));
    }

    /** Keep what is on the page, with the revision it was built on: an open conflict does not move that on. */
    keep(form) {
      const before = form.querySelector("[data-matrix-conflict]") && this.read(form);
      const revision = before ? before.revision : form.elements.revision.value;
      const texts = Array.from(form.querySelectorAll("textarea"), (area) => area.value).filter(Boolean);
      const id = form.elements.id ? form.elements.id.value : "";
      const draft = JSON.stringify({ revision, id, texts, values: words(form), at: Date.now() });
      attempt(null, (storage) => storage.setItem(this.start(form) + this.writer, draft));
    }

    /** Return the draft of this tab. */
    read(form) {
      return this.parse(this.start(form) + this.writer);
    }

    drop(form) {
      this.remove([this.start(form) + this.writer]);
    }

    parse(key) {
      const draft = attempt(null, (storage) => JSON.parse(storage.getItem(key)));
      return draft && Array.isArray(draft.values) && Array.isArray(draft.texts) ? draft : null;
    }

    /** Take over the newest draft that a tab has left and the server does not have; older ones wait their turn. */
    adopt(form) {
      const left = this.keys(this.start(form)).map((key) => [key, this.parse(key)]);
      const known = served(form);
      this.remove(left.filter(([, draft]) => !draft || same(draft.values, known)).map(([key]) => key));
      const [key, newest] = left.filter(([, draft]) => draft && !same(draft.values, known))
        .sort(([, one], [, other]) => other.at - one.at)[0] || [];
      if (!newest) { return null; }
      this.remove([key]);
      return newest;
    }

    /** Show words that came too late: the round is over, or was signed off elsewhere. */
    show(box) {
      const drafts = this.keys(this.shelf + box.dataset.matrixLeftovers).map((key) => this.parse(key));
      const texts = drafts.flatMap((draft) => (draft ? draft.texts : []));
      box.hidden = !texts.length;
      box.querySelector("[data-matrix-words]").textContent = texts.join("\n\n");
    }

    discard(box) {
      this.forget(box.dataset.matrixLeftovers);
      box.hidden = true;
    }

    /** Let go of all drafts of a round. */
    forget(round) {
      this.remove(this.keys(this.shelf + round));
    }
  }

  window.MatrixDrafts = Object.assign(Drafts, { words, same, fill });
})();
