/* Files that a button asks for by a request as JSON, since a link would name them in the platform's log. */
(function () {
  "use strict";

  function hand(blob, name) {
    const link = document.createElement("a");
    Object.assign(link, { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000); // browsers read it after the click
  }

  /** Give somebody the file that a button asks for. Resolves with the name of the trouble, if any. */
  async function download(button, give = hand) {
    const { matrixDownload, matrixVals } = button.dataset;
    const withType = { "Content-Type": "application/json", ...window.MatrixJson.headers(button) };
    const options = { method: "POST", redirect: "manual", headers: withType };
    try {
      const answer = await fetch(matrixDownload, { ...options, body: matrixVals });
      const code = answer.headers.get("X-Matrix-Review");
      if (code !== "ok") { return !code && [0, 200, 401, 403].includes(answer.status) ? "signed-out" : "failed"; }
      const [, name] = /filename="(.+)"/.exec(answer.headers.get("Content-Disposition"));
      const file = await answer.blob();
      if ("matrixPng" in button.dataset) {
        give(await window.MatrixPicture.png(file), name.replace(/svg$/, "png"));
      } else { give(file, name); }
      return "";
    } catch {
      return "failed";
    }
  }

  window.MatrixDownload = Object.assign(download, { hand });
})();
