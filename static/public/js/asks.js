/* What the page asks the server for, by attributes of links, buttons and forms, and how an answer is put into it. */
(function () {
  "use strict";

  const ASKS = "[data-matrix-show], [data-matrix-send]"; // shows a screen, or sends something
  const OURS = "X-Matrix-Review"; // header that marks the server's own answers

  /**
   * Hear of everything that is asked for, as `{ element, submitter }`. Attributes of the element say what:
   * `show` or `send` the address (that of a participant's screens, if not said), `vals` what goes with it, `fields` which of its form's fields (all, if not said),
   * `with` the id of a form whose fields go along, `into` where the answer belongs (the whole screen, if not said).
   * A link that is opened in a new window finds its screen there by its address.
   */
  function listen(root, hear) {
    root.addEventListener("click", (event) => {
      const element = event.target.closest("a, button");
      if (!element || !element.matches(ASKS)) { return; }
      if (element.matches("a") && (event.ctrlKey || event.metaKey || event.shiftKey)) { return; }
      event.preventDefault();
      hear({ element });
    });
    root.addEventListener("submit", (event) => {
      if (!event.target.matches(ASKS)) { return; }
      event.preventDefault();
      hear({ element: event.target, submitter: event.submitter });
    });
  }

  function isRead({ element }) {
    return "matrixShow" in element.dataset;
  }

  /** Return where to ask: what names no address shows a screen of the participant's. */
  function address(element) {
    const { matrixShow, matrixSend } = element.dataset;
    const frame = element.closest("[data-matrix-review]");
    return matrixShow || matrixSend || frame.querySelector("[data-matrix-here]").dataset.matrixParticipant;
  }

  /** Return the fields that go along: of a form, and of what sends something from within one. */
  function typed(element) {
    const { matrixFields, matrixWith } = element.dataset;
    const own = element.matches("form, [data-matrix-send]") && element.closest("form");
    const forms = [own, matrixWith && document.getElementById(matrixWith)].filter(Boolean);
    const all = forms.flatMap((form) => Array.from(new FormData(form)));
    return matrixFields ? all.filter(([name]) => matrixFields.split(" ").includes(name)) : all;
  }

  /** Return names and values to send: what an element names itself goes before what is typed. */
  function pairs({ element, submitter }) {
    const vals = JSON.parse(element.dataset.matrixVals || "{}");
    const named = Object.entries(vals).map(([name, value]) => [name, String(value)]);
    const pressed = submitter && submitter.name ? [[submitter.name, submitter.value]] : [];
    const others = typed(element).filter(([name]) => !named.some(([own]) => own === name));
    return [...others, ...pressed, ...named];
  }

  /** Ask the server. Resolves with `status`, `code` (what the server calls its answer) and `text`; empty without one. */
  async function send(ask, patience) {
    ask.controller = new AbortController();
    const timer = setTimeout(() => ask.controller.abort(), patience);
    const options = { method: "POST", signal: ask.controller.signal };
    try {
      const answer = await fetch(address(ask.element), { ...options, ...window.MatrixJson.pack(ask.element, pairs(ask)) });
      return { status: answer.status, code: answer.headers.get(OURS) || "", text: await answer.text() };
    } catch {
      return { status: 0, code: "", text: "" };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Return where an answer belongs: into the screen, in the place of the form, or into a box in it. */
  function place({ element }) {
    const { matrixInto } = element.dataset;
    if (!matrixInto) { return element.closest("[data-matrix-main]") || element.parentElement.querySelector("[data-matrix-main]"); }
    if (matrixInto === "form") { return element.closest("form"); }
    return element.closest("[data-matrix-card], form").querySelector(`[data-matrix-${matrixInto}]`);
  }

  /** Put an answer into a place, or in the place of a form. Parts that belong beside it take those of the same id. */
  function swap(target, text) {
    const template = document.createElement("template");
    template.innerHTML = text;
    template.content.querySelectorAll("[data-matrix-beside]").forEach((part) => {
      part.remove();
      part.removeAttribute("data-matrix-beside");
      document.getElementById(part.id)?.replaceWith(part);
    });
    if (target.matches("form")) { target.replaceWith(template.content); } else { target.replaceChildren(template.content); }
  }

  window.MatrixAsks = { isRead, listen, place, send, swap };
})();
