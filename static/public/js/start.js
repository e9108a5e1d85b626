/* A block is set up after the page is painted, or at once where somebody does something in it: nothing of that is lost. */
(function () {
  "use strict";

  const PAUSE = 50; // milliseconds for the first paint
  const begin = window.MatrixReview;

  /** Called by the XBlock runtime, once for each block on the page. */
  window.MatrixReview = function (runtime, element) {
    let start = () => {
      start = () => {};
      begin(runtime, element);
    };
    const act = () => start();
    setTimeout(act, PAUSE);
    ["click", "input", "keydown", "pointerdown"].forEach((name) => (element[0] || element).addEventListener(name, act, true));
  };
})();
