/* Dates and times that the browser could not read: it would send them as empty, so they are named first. */
(function () {
  "use strict";

  function unread(form) {
    return Array.from(form.elements).filter((each) => each.validity && each.validity.badInput);
  }

  /** Name a control as the page does: by the legend around it and by its label. */
  function called(control) {
    const names = [control.closest("fieldset")?.querySelector("legend"), control.labels[0]];
    return names.filter(Boolean).map((each) => each.textContent.trim()).join(", ");
  }

  function line(control, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    Object.assign(link, { href: `#${control.id}`, textContent: `${called(control)}: ${words}` });
    link.dataset.matrixField = "";
    item.append(link);
    return item;
  }

  /** Say what could not be read, at each field and above the form. Return whether there is anything. */
  function named(form) {
    const controls = unread(form);
    if (!controls.length) { return false; }
    form.querySelector("[data-matrix-problems]")?.remove();
    const [box] = form.querySelector("[data-matrix-unread]").content.cloneNode(true).children;
    controls.forEach((control) => {
      const words = control.type === "time" ? form.dataset.sayUnreadTime : form.dataset.sayUnreadDate;
      document.getElementById(`${control.id}-error`).textContent = words;
      control.setAttribute("aria-invalid", "true");
      box.querySelector("ul").append(line(control, words));
    });
    form.querySelector("[data-matrix-unread]").after(box);
    box.focus();
    return true;
  }

  window.MatrixUnread = { named, unread };
}());
