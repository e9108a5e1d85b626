/* What fields do by themselves: reveal one another, count characters, show another prompt, say they are wrong. */
(function () {
  "use strict";

  /** Return where focus belongs in a form: at what is chosen, so that no key press changes an answer. */
  function firstControl(form) {
    return form && (form.querySelector("input:checked") || form.querySelector("input:not([type=hidden]), textarea"));
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

  /** Show the next of several prompts and return its words. */
  function nextPrompt(box) {
    const prompts = Array.from(box.querySelectorAll("p"));
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

  /** Put the words of a button into the field beside it, as if they were typed. */
  function put(button) {
    const field = button.parentElement.querySelector("input");
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

  window.MatrixFields = { count, firstControl, markWrong, nextPrompt, openWritten, put, reveal };
})();
