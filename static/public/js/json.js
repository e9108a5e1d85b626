/* Requests as JSON. The platform logs form posts and queries with the name of whoever sent them, so neither is used. */
(function () {
  "use strict";

  function cookie(name) {
    const found = document.cookie.split("; ").find((each) => each.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  /** Return the fields of a form as an object: a text, or a list where a name has several. */
  function fields(pairs) {
    const found = {};
    pairs.filter(([, value]) => typeof value === "string").forEach(([name, value]) => {
      found[name] = name in found ? [].concat(found[name], value) : value;
    });
    return found;
  }

  /** Tell whether a form brings a file; whether one was chosen or not. */
  function isUpload(element) {
    return Boolean(element.closest("[hx-encoding]"));
  }

  /** Return a body of JSON beside a file, in a part that is a file itself: parts of text would be logged. */
  function withFile(pairs) {
    const body = new FormData();
    const words = JSON.stringify(fields(pairs));
    body.append("fields", new File([words], "fields.json", { type: "application/json" }));
    pairs.filter(([, value]) => value.name).forEach(([name, value]) => body.append(name, value));
    return body;
  }

  /** Make a request of htmx such a one. What asks for a screen is one too: its words are in no address. */
  function prepare(request) {
    Object.assign(request, { verb: "post", useUrlParams: false });
    request.headers["X-CSRFToken"] = cookie("csrftoken");
    if (!isUpload(request.elt)) { request.headers["Content-Type"] = "application/json"; }
  }

  function encode(xhr, parameters, element) {
    const pairs = Array.from(parameters.entries());
    return isUpload(element) ? withFile(pairs) : JSON.stringify(fields(pairs));
  }

  /** Give the browser the file that a button asks for. Rejects where no file of ours comes. */
  async function download({ matrixDownload, matrixVals }) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") };
    const answer = await fetch(matrixDownload, { method: "POST", headers, body: matrixVals });
    if (answer.headers.get("X-Matrix-Review") !== "ok") { throw new Error(String(answer.status)); }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    [, link.download] = answer.headers.get("Content-Disposition").match(/filename="(.+)"/);
    link.click();
    URL.revokeObjectURL(link.href);
  }

  if (window.htmx) { window.htmx.defineExtension("matrix-json", { encodeParameters: encode }); }
  window.MatrixJson = { cookie, download, fields, prepare };
})();
