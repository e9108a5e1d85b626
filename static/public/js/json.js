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
      found[name] = Object.hasOwn(found, name) ? [].concat(found[name], value) : value;
    });
    return found;
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

  /** Return the body of a request and the headers that go with it. A form that brings a file, chosen or not, has one. */
  function pack(element, pairs) {
    if (pairs.some(([, value]) => typeof value !== "string")) {
      return { body: withFile(pairs), headers: headers(element) };
    }
    const type = { "Content-Type": "application/json" };
    return { body: JSON.stringify(fields(pairs)), headers: { ...type, ...headers(element) } };
  }

  function hand(blob, name) {
    const link = document.createElement("a");
    Object.assign(link, { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000); // browsers read it after the click
  }

  /** Give the browser the file that a button asks for. Resolves with the name of the trouble, if any. */
  async function download(button) {
    const { matrixDownload, matrixVals } = button.dataset;
    const told = { "Content-Type": "application/json", ...headers(button) };
    const ways = { method: "POST", credentials: "same-origin", redirect: "manual", headers: told };
    try {
      const answer = await fetch(matrixDownload, { ...ways, body: matrixVals });
      const code = answer.headers.get("X-Matrix-Review");
      if (code !== "ok") { return !code && [0, 200, 401, 403].includes(answer.status) ? "signed-out" : "failed"; }
      const [, name] = /filename="(.+)"/.exec(answer.headers.get("Content-Disposition"));
      const file = await answer.blob();
      if ("matrixPng" in button.dataset) {
        hand(await window.MatrixPicture.png(file), name.replace(/svg$/, "png"));
      } else { hand(file, name); }
      return "";
    } catch {
      return "failed";
    }
  }

  window.MatrixJson = { download, fields, headers, pack };
})();
