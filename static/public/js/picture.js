/* A drawing as pixels: twice as many as it is wide, so that it stays sharp on paper. */
(function () {
  "use strict";

  const SCALE = 2;

  async function load(address) {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  }

  function paint(image) {
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * SCALE;
    canvas.height = image.naturalHeight * SCALE;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }

  /** Return a PNG of a file that holds an SVG document. */
  async function png(file) {
    const address = URL.createObjectURL(file);
    try {
      return await paint(await load(address));
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  window.MatrixPicture = { png };
})();
