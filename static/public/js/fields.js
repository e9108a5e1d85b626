/* What fields do by themselves: reveal one another, count characters, show another prompt, say they are wrong, take focus. */
(function () {
  "use strict";

  const PAUSE = 500; // milliseconds without typing before a field is read
  const PATIENCE = 5000; // milliseconds after which its reading is of no use

  /** Return where focus belongs in a form: at what is chosen, so that no key press changes an answer. */
  function firstControl(place) {
    if (!place || place.matches("input, textarea, select")) { return place; }
    return place.querySelector("input:checked") || place.querySelector("input:not([type=hidden]), textarea");
  }

  /** Take an answer back, so that nothing is chosen. */
  function clear(form) {
    const chosen = form.querySelector("[name=level_id]:checked");
    if (!chosen) { return; }
    chosen.checked = false;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Choose the level whose place a key names, unless the key belongs to a field or to the browser. */
  function chooseByKey(form, event) {
    const isTyped = event.target.matches("textarea, select, input:not([type=radio])");
    if (isTyped || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const level = form.querySelectorAll(".matrix-level-card input")[Number(event.key) - 1];
    if (!level) { return; }
    event.preventDefault();
    level.focus();
    level.click();
  }

  /** Say at the levels which one is aimed for. */
  function aim(form) {
    form.querySelectorAll("[data-matrix-aim]").forEach((mark) => {
      mark.hidden = mark.closest("label").querySelector("input").value !== form.elements.target_level_id.value;
    });
  }

  /** Focus, and ask the page around us to scroll there: in a course we are in a frame as tall as its content. */
  function show(place) {
    if (!place) { return; }
    place.hidden = false;
    place.focus();
    if (place.getBoundingClientRect().top < 0) { place.scrollIntoView(); } // a focus shows any part of a tall one
    if (window.parent !== window && document.referrer) {
      const offset = place.getBoundingClientRect().top + window.scrollY - 80;
      window.parent.postMessage({ offset }, new URL(document.referrer).origin);
    }
  }

  /** Go to the field that a link of an error summary is about, out of every fold that it is in. */
  function goToField(link) {
    const field = document.getElementById(link.hash.slice(1));
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) { fold.open = true; }
    show(field);
  }

  /** Refuse a file that the server would not take, before it is sent. */
  function weigh(input, say) {
    const [file] = input.files;
    const isTooLarge = file && file.size > Number(input.dataset.matrixLimit);
    input.setCustomValidity(isTooLarge ? say.sayTooLarge : "");
    input.reportValidity();
    input.form.querySelector("[data-matrix-result]").hidden = true; // about another file: answers go along
  }

  /** Tell whether a choice is made in a prompt that is itself shown: a hidden answer reveals nothing. */
  function isChosen(form, prompt, choice) {
    const name = `[name="answer-${prompt}"][value="${choice}"]`;
    return form.querySelector(`div:not([hidden]) > fieldset > label > input${name}:checked`);
  }

  /** Show the prompts that the answers on the page reveal. */
  function reveal(form) {
    form.querySelectorAll("[data-show-if]").forEach((prompt) => {
      const conditions = prompt.dataset.showIf.split(" ").map((condition) => condition.split("="));
      const isMet = ([other, choices]) => choices.split("|").some((choice) => isChosen(form, other, choice));
      prompt.hidden = !conditions.every(isMet);
    });
  }

  /** *Prefer not to say* is never ticked beside another choice: the one that is ticked last stays. */
  function standAlone(control) {
    const choices = control.type === "checkbox" && control.checked && control.closest("fieldset");
    if (!choices) { return; }
    const isAlone = (input) => "matrixAlone" in input.dataset;
    choices.querySelectorAll("input").forEach((input) => {
      if (isAlone(input) !== isAlone(control)) { input.checked = false; }
    });
  }

  /** Show the next of several prompts and return its words. */
  function nextPrompt(box) {
    const prompts = Array.from(box.children);
    const next = (prompts.findIndex((prompt) => !prompt.hidden) + 1) % prompts.length;
    prompts.forEach((prompt, index) => { prompt.hidden = index !== next; });
    return prompts[next].textContent;
  }

  /** Count characters as the server does, once three quarters of the limit are used. */
  function count(area, say) {
    const kept = area.value.replace(/^[ \t\n]+|[ \t\n]+$/g, "");
    const left = Number(area.dataset.limit) - Array.from(kept).length;
    let line = area.nextElementSibling;
    if (!line || !line.matches(".matrix-count")) {
      line = document.createElement("p");
      line.className = "matrix-count";
      area.after(line);
    }
    line.hidden = left > area.dataset.limit / 4;
    line.textContent = left < 0 ? `${say.sayOver} ${-left}` : `${say.sayLeft} ${left}`;
    line.classList.toggle("matrix-count-over", left < 0);
  }

  /** Open what holds words, so that nobody has to look for them. */
  function openWritten(form) {
    form.querySelectorAll("details").forEach((details) => {
      details.open = details.open || Array.from(details.querySelectorAll("textarea")).some((area) => area.value);
    });
  }

  const readings = new WeakMap(); // timers of fields that will be read

  /** Show and announce how the server reads what stands in a field, a moment after it was typed; nothing older stays. */
  function readBack(field, announce) {
    const line = document.getElementById(`${field.id}-read`);
    clearTimeout(readings.get(field));
    line.replaceChildren();
    readings.set(field, setTimeout(async () => {
      const typed = field.value;
      const { code, text } = typed.trim() ? await window.MatrixAsks.send({ element: line }, PATIENCE) : {};
      if (code !== "ok" || field.value !== typed) { return; }
      window.MatrixAsks.swap(line, text);
      announce(line.textContent.replace(/\s+/g, " ").trim());
    }, PAUSE));
  }

  /** Put the words of a button into the field beside it, as if they were typed. */
  function put(button) {
    const field = button.closest(".matrix-field").querySelector("input");
    field.value = button.dataset.matrixPut;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  /** Mark each control as wrong whose message is shown. */
  function markWrong(root) {
    root.querySelectorAll(".matrix-error").forEach((error) => {
      const control = root.querySelector(`[aria-describedby~="${error.id}"]`);
      if (control) { control.setAttribute("aria-invalid", String(!error.hidden)); }
      if (!error.hidden && error.closest("details")) { error.closest("details").open = true; }
    });
  }

  window.MatrixFields = {
    aim, chooseByKey, clear, count, firstControl, goToField, markWrong, nextPrompt, openWritten, put, readBack, reveal, show, standAlone,
    weigh,
  };
})();
