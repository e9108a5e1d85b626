/* Where one is: a screen has an address in the fragment of the page's own, and an entry in the browser's history. */
(function () {
  "use strict";

  const OURS = "matrix"; // what the history keeps for us, by block: several share a page

  class Addresses {
    /** `ask(link)` is called with a link to the screen that the browser's way back, or the page's address, leads to. */
    constructor(root, ask) {
      Object.assign(this, { root, ask, start: `#${root.id}/` });
      this.link = root.querySelector("[data-matrix-here]");
      this.here = this.shown();
      window.addEventListener("popstate", () => this.follow());
    }

    /** Return the address of the screen on the page; what has none is where the last one was. */
    shown() {
      const screen = this.root.querySelector("[data-matrix-address]");
      return (screen && screen.dataset.matrixAddress) || this.here || "";
    }

    /** Return what the history, else the page's address, says of this block; nothing where it is about others. */
    kept() {
      const { hash } = window.location;
      const kept = ((window.history.state || {})[OURS] || {})[this.root.id];
      return kept || { address: hash.startsWith(this.start) ? hash.slice(this.start.length) : "" };
    }

    /** The page has come: go where its address leads, else to `first`, if that is another screen. */
    begin(first) {
      const { address } = this.kept();
      if (!address) { this.note("replaceState", { address: this.here }); }
      this.go(address || first);
    }

    follow() {
      const { address, focus } = this.kept();
      this.focus = focus;
      this.go(address);
    }

    go(address) {
      if (!address || address === this.here || !this.link) { return; }
      const [screen, place] = address.split("?");
      const isStaff = screen.startsWith("staff/");
      const { matrixStaff, matrixParticipant } = this.link.dataset;
      this.link.dataset.matrixShow = (isStaff && matrixStaff) || matrixParticipant;
      const vals = { ...Object.fromEntries(new URLSearchParams(place)), screen: screen.replace("staff/", "") };
      this.link.dataset.matrixVals = JSON.stringify(vals);
      this.ask(this.link);
    }

    /** A screen has come, because `element` asked for it. Return what had the focus when it was left, if we know. */
    arrive(element) {
      const address = this.shown();
      const isFollowing = element === this.link;
      const focus = isFollowing ? this.focus : "";
      const hash = this.start + address;
      this.focus = "";
      if (isFollowing) {
        this.note("replaceState", { address }, hash); // where the way led may have led on
      } else if (address !== this.here) {
        this.note("replaceState", { address: this.here, focus: element.getAttribute("id") || "" });
        this.note("pushState", { address }, hash);
      }
      this.here = address;
      return focus && document.getElementById(focus);
    }

    /** Write into the history what is known of this block, and leave what others have written. */
    note(way, what, hash) {
      const state = window.history.state || {};
      window.history[way]({ ...state, [OURS]: { ...state[OURS], [this.root.id]: what } }, "", hash);
    }
  }

  window.MatrixAddresses = Addresses;
})();
