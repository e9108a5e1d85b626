/* Requests as JSON. The platform logs form posts and queries with the name of whoever sent them, so neither is used. */
(function () {
  "use strict";

  function cookie(name) {
    const pair = document.cookie.split("; ").find((each) => each.startsWith(name + "="));
    return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
  }

  /** Return the fields of a form as an object: a text, or a list where a name has several. */
  function fields(pairs) {
    const values = {};
    pairs.filter(([, value]) => typeof value === "string").forEach(([name, value]) => {
      values[name] = Object.hasOwn(values, name) ? [].concat(values[name], value) : value;
    });
    return values;
  }

  /** Return a body of JSON beside a file, in a part that is a file itself: parts of text would be logged. */
  function withFile(pairs) {
    const body = new FormData();
    const words = JSON.stringify(fields(pairs));
    body.append("fields", new File([words], "fields.json", { type: "application/json" }));
    pairs.filter(([, value]) => value.name).forEach(([name, value]) => body.append(name, value));
    return body;
  }

  /** Return the headers of every request: one says whose page this is, in case somebody else has signed in since. */
  function headers(element) {
    const page = element.closest("[data-owner]");
    return { "X-CSRFToken": cookie("csrftoken"), ...(page && { "X-Matrix-Owner": page.dataset.owner }) };
  }

  /** Return the body of a request and the headers that go with it. A form that brings a file, chosen or not, has one, as has `upload`. */
  function pack(element, pairs) {
    if ("matrixUpload" in element.dataset || pairs.some(([, value]) => value.size >= 0)) {
      return { body: withFile(pairs), headers: headers(element) };
    }
    return { body: JSON.stringify(fields(pairs)), headers: { "Content-Type": "application/json", ...headers(element) } };
  }

  window.MatrixJson = { fields, headers, pack };
})();
