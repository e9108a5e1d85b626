/* One object owns all saves of a block on a page: one request on its way, the newest words waiting. */
(function () {
  "use strict";

  const OURS = "X-Matrix-Review"; // header that marks the server's own answers
  const LIMIT = 20000; // milliseconds after which a request without an answer is given up
  const PAUSES = [2000, 5000, 10000, 30000]; // milliseconds before each further try
  const BUSY_PAUSES = [500, 1000, 2000]; // the same where the server is only busy: it asks to be tried again
  const LATEST = 10000; // milliseconds after which words are sent although typing goes on
  const SMALL = 20000; // characters of a body that a browser sends even as its page is closed
  const SIGN_IN = [0, 200, 401, 403]; // what a session that has ended is answered with, by others than us
  const FRESH = { sequence: 0, tries: 0, again: 0, due: 0 };
  const ENDED = ["", "conflict", "refused"]; // nothing more is done about such words until they change

  /** Tell what an answer means for the words that were sent. */
  function judge(response) {
    const { status } = response;
    const code = response.headers.get(OURS) || "";
    if (!code) { return { status, code, state: SIGN_IN.includes(status) ? "signed-out" : "unsaved" }; }
    if (status >= 500) { return { status, code, state: "unsaved" }; }
    if (status === 200) { return { status, code, state: "saved" }; }
    return { status, code, state: status === 409 && code === "ok" ? "conflict" : "refused" };
  }

  /**
   * `onState(key, state, answer)` hears of every change: `saving`, `saved`, `unsaved` (it is tried again),
   * `signed-out`, `conflict`, `refused`, and an empty state for words that were dropped. `answer` has
   * `status`, `code` and `text`.
   */
  class Saves {
    constructor({ onState, headers, writer, limit = LIMIT }) {
      Object.assign(this, { onState, headers, writer, limit });
      this.items = new Map(); // by key, the words that the server has not confirmed
      this.onWay = null;
      this.isStopped = false;
      this.isHeld = false;
      this.count = 0;
      this.puts = 0;
      this.waiting = [];
    }

    /** Take the newest words of a form. They are sent after a pause, at once where somebody waits. */
    put(key, address, fields, pause = 0) {
      const item = this.items.get(key) || { key, words: "", state: "", ...FRESH };
      const words = JSON.stringify(fields);
      const isNew = item.words !== words;
      if (isNew) { this.renew(item, { address, fields, words }); }
      this.items.set(key, item);
      const now = performance.now();
      const due = this.waiting.length ? now : Math.min(now + pause, item.since + LATEST);
      item.due = Math.max(item.again, isNew ? due : Math.min(due, item.due));
      if (ENDED.includes(item.state)) { this.begin(item, due); }
      this.pump();
    }

    /** Put newer words in the place of those that wait. */
    renew(item, newer) {
      if (!item.words || item.sequence) { item.since = performance.now(); }
      Object.assign(item, newer, { sequence: 0 });
      this.puts += 1;
    }

    /** Begin with words that are new, or come once more after they were refused. */
    begin(item, due) {
      Object.assign(item, FRESH, { due, isOwed: !this.isStopped });
      this.become(item, this.isStopped ? "signed-out" : "saving");
    }

    /** Send without its pause what is typed into a form. */
    hurry(key) {
      const item = this.items.get(key);
      if (item && item.due > item.again) { item.due = item.again; this.pump(); }
    }

    /** Let go of the words of a form. A request with them that is on its way counts no more. */
    drop(key) {
      if (this.onWay && this.onWay.item.key === key) { this.abort(); }
      if (this.items.delete(key)) { this.onState(key, ""); }
      this.pump();
    }

    abort() {
      this.onWay.controller.abort();
      this.onWay = null;
    }

    /** Try now whatever waits, for a pause, for a further try, or for somebody to sign in. */
    retry() {
      this.isStopped = false;
      this.open().forEach((item) => {
        Object.assign(item, { due: 0, again: 0, tries: 0, isOwed: true });
        if (item.state === "signed-out") { this.become(item, "saving"); }
      });
      this.pump();
    }

    /** Send nothing for a while; what is on its way goes on. */
    hold() { this.isHeld = true; }

    release() { this.isHeld = false; this.pump(); }

    /** Send everything that can be sent. Resolves with the keys of what is still not saved. */
    whenIdle() {
      const idle = new Promise((resolve) => { this.waiting.push(resolve); });
      this.retry();
      return idle;
    }

    isIdle() { return !this.onWay && !this.open().length; }

    unsaved() { return Array.from(this.items.keys()); }

    state(key) { return this.items.has(key) ? this.items.get(key).state : ""; }

    /** Tell whether something failed that would be tried again. */
    isFailing() { return this.open().some((item) => item.state !== "saving"); }

    states() { return Array.from(this.items.values(), (item) => item.state); }

    /** Return what would be sent, now or later. */
    open() { return Array.from(this.items.values()).filter((item) => !ENDED.includes(item.state)); }

    /** Send what waits as the page is closed. Nobody hears the answer: if it comes back, it all waits still. */
    close() {
      this.open().forEach((item) => {
        if (this.onWay && this.onWay.sequence === item.sequence) { return; }
        this.ask(item.address, this.pack(item), new AbortController());
      });
    }

    pump() {
      clearTimeout(this.timer);
      if (!this.onWay && !this.isStopped && !this.isHeld) {
        const now = performance.now();
        const open = this.open();
        const next = open.find((item) => item.due <= now);
        if (next) { this.send(next); return; }
        const pause = Math.ceil(Math.min(...open.map((item) => item.due)) - now);
        if (open.length) { this.timer = setTimeout(() => this.pump(), pause); }
      }
      this.rest();
    }

    /** Tell those who wait, once nothing is on its way and nothing is owed a try. */
    rest() {
      if (this.onWay || Array.from(this.items.values()).some((item) => item.isOwed)) { return; }
      this.waiting.splice(0).forEach((resolve) => resolve(this.unsaved()));
    }

    /** Return what is sent. A further try of the same words has the same number, so that it does nothing twice. */
    pack(item) {
      if (!item.sequence) { this.count += 1; item.sequence = this.count; }
      return JSON.stringify({ ...item.fields, writer: this.writer, sequence: String(item.sequence) });
    }

    async send(item) {
      const body = this.pack(item);
      const request = { item, sequence: item.sequence, controller: new AbortController() };
      this.onWay = request;
      this.become(item, "saving");
      const answer = await this.ask(item.address, body, request.controller);
      if (this.onWay !== request) { return; }
      this.onWay = null;
      this.end(item, item.sequence === request.sequence, answer);
      this.pump();
    }

    async ask(address, body, controller) {
      const timer = setTimeout(() => controller.abort(), this.limit);
      const headers = { "Content-Type": "application/json", ...this.headers() };
      const keepalive = body.length < SMALL;
      const options = { method: "POST", redirect: "manual", keepalive };
      try {
        const response = await fetch(address, { ...options, headers, body, signal: controller.signal });
        return { ...judge(response), text: await response.text() };
      } catch {
        return { status: 0, code: "", state: "unsaved", text: "" };
      } finally {
        clearTimeout(timer);
      }
    }

    end(item, isNewest, answer) {
      const { state, code } = answer;
      if (state === "signed-out") { this.stop(); return; }
      if (state === "unsaved") { this.fail(item, code === "busy"); return; }
      Object.assign(item, { tries: 0, again: 0 });
      if (!isNewest && state !== "conflict") { this.become(item, "saving", answer); return; }
      item.isOwed = false;
      if (state === "saved") { this.items.delete(item.key); }
      this.become(item, state, answer);
    }

    fail(item, isBusy) {
      const pauses = isBusy ? BUSY_PAUSES : PAUSES;
      item.isOwed = item.isOwed && isBusy && item.tries < pauses.length;
      item.again = performance.now() + pauses[Math.min(item.tries, pauses.length - 1)];
      item.due = Math.max(item.due, item.again);
      item.tries += 1;
      this.become(item, "unsaved");
    }

    /** Nobody is signed in: nothing more is sent until `retry` is called. */
    stop() {
      this.isStopped = true;
      this.open().forEach((item) => {
        item.isOwed = false;
        this.become(item, "signed-out");
      });
    }

    become(item, state, answer) {
      if (item.state === state && !answer) { return; }
      item.state = state;
      this.onState(item.key, state, answer);
    }
  }

  window.MatrixSaves = Saves;
})();
