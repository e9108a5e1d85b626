/* Words that the server has not confirmed yet, kept in this browser: by block, person, form and tab. */
(function () {
  "use strict";

  const OURS = "matrix_review";
  const WAY = "matrix_review_way"; // how this person fills in the matrix: no words of theirs
  const LIFE = 30 * 24 * 60 * 60 * 1000; // milliseconds that words are kept here without being saved

  /** Where this browser's own storage is switched off, or full: it lasts as long as the page. */
  const page = new Map();

  function attempt(otherwise, use) {
    try { return use(window.localStorage); } catch { return otherwise; }
  }

  function write(key, text) {
    page.delete(key);
    if (!attempt(false, (storage) => { storage.setItem(key, text); return true; })) { page.set(key, text); }
  }

  function readText(key) {
    return page.get(key) || attempt(null, (storage) => storage.getItem(key));
  }

  function allKeys() {
    return [...attempt([], (storage) => Object.keys(storage)), ...page.keys()];
  }

  function remove(keys) {
    keys.forEach((key) => {
      page.delete(key);
      attempt(null, (storage) => storage.removeItem(key));
    });
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

  function parse(key) {
    try {
      const draft = JSON.parse(readText(key));
      return draft && Array.isArray(draft.values) && Array.isArray(draft.texts) ? draft : null;
    } catch { return null; }
  }

  class Drafts {
    constructor(root, writer) {
      this.owner = root.dataset.owner;
      this.shelf = [OURS, root.id, this.owner, ""].join(":");
      this.wayKey = [WAY, root.id, this.owner].join(":");
      this.writer = writer;
      this.expire();
    }

    /** Remove what is older than a month, whoever wrote it and wherever. */
    expire() {
      const isOld = (key) => !(Date.now() - (parse(key) || {}).at < LIFE);
      remove(allKeys().filter((key) => key.startsWith(OURS + ":") && isOld(key)));
    }

    /** Return the start of every key of a form; each tab has a key of its own behind it. */
    start(form) {
      const { round, matrixSection, matrixEntry } = form.dataset;
      return this.shelf + (matrixEntry ? `entry:${matrixEntry}:` : `${round}:${matrixSection}:`);
    }

    keys(start) {
      return allKeys().filter((key) => key.startsWith(start));
    }

    /** Keep what is on the page, with the revision it was built on: an open conflict does not move that on. */
    keep(form) {
      const start = this.start(form);
      const before = form.querySelector("[data-matrix-conflict]") && this.read(start);
      const revision = before ? before.revision : form.elements.revision.value;
      const texts = Array.from(form.querySelectorAll("textarea"), (area) => area.value).filter(Boolean);
      const id = form.elements.id ? form.elements.id.value : "";
      write(start + this.writer, JSON.stringify({ revision, id, texts, values: words(form), at: Date.now() }));
    }

    /** Build the draft of this tab on what the server has taken from it meanwhile. */
    rebase(start, revision) {
      const draft = this.read(start);
      if (draft) { write(start + this.writer, JSON.stringify({ ...draft, revision })); }
    }

    /** Return the draft of this tab. */
    read(start) {
      return parse(start + this.writer);
    }

    drop(start) {
      remove([start + this.writer]);
    }

    /** Take over the newest draft that a tab has left and the server does not have; older ones wait their turn. */
    adopt(form) {
      const left = this.keys(this.start(form)).map((key) => [key, parse(key)]);
      if (!left.length) { return null; }
      const known = served(form);
      remove(left.filter(([, draft]) => !draft || same(draft.values, known)).map(([key]) => key));
      const [key, newest] = left.filter(([, draft]) => draft && !same(draft.values, known))
        .sort(([, one], [, other]) => other.at - one.at)[0] || [];
      if (!newest) { return null; }
      remove([key]);
      return newest;
    }

    /** Show words that came too late: the round is over, or was signed off elsewhere. */
    show(box) {
      const drafts = this.keys(this.shelf + box.dataset.matrixLeftovers).map(parse);
      const texts = drafts.flatMap((draft) => (draft ? draft.texts : []));
      box.hidden = !texts.length;
      box.querySelector("[data-matrix-words]").textContent = texts.join("\n\n");
    }

    discard(box) {
      remove(this.keys(this.shelf + box.dataset.matrixLeftovers));
      box.hidden = true;
    }

    /** Remember how somebody fills in the matrix: on one page, or one area at a time. */
    rememberWay(way) {
      if (way) { write(this.wayKey, way); } else { remove([this.wayKey]); }
    }

    way() {
      return readText(this.wayKey) || "";
    }

    mine() {
      return allKeys().filter((key) => key.split(":")[0] === OURS && key.split(":")[2] === this.owner);
    }

    /** Remove every word of this person, of every form and every block. */
    forgetPerson() {
      remove([...this.mine(), ...allKeys().filter((key) => key.startsWith(WAY) && key.endsWith(`:${this.owner}`))]);
    }
  }

  window.MatrixDrafts = Object.assign(Drafts, { words, same, fill });
})();
