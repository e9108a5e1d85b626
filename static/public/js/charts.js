/* All charts of a release as pixels, in one zip: as the browser draws them, the browser packs them. */
(function () {
  "use strict";

  const one = window.MatrixDownload;
  const text = new TextEncoder();
  const CRC = Int32Array.from({ length: 256 }, (_, value) => {
    for (let bit = 0; bit < 8; bit += 1) { value = (value >>> 1) ^ (value & 1 && 0xedb88320); }
    return value;
  });

  function checksum(bytes) {
    return ~bytes.reduce((sum, byte) => (sum >>> 8) ^ CRC[(sum ^ byte) & 255], -1);
  }

  /** Return numbers as bytes, the lowest first: each with how many it takes. */
  function numbers(...pairs) {
    return Uint8Array.from(pairs.flatMap(([size, number]) =>
      Array.from({ length: size }, (_, place) => number >>> (8 * place))));
  }

  /** Return a zip of files that are small already: they are stored as they are, and as of 1980. */
  function zip(files) {
    const parts = [];
    const list = [];
    let at = 0;
    files.forEach(({ name, bytes }) => {
      const path = text.encode(name);
      const size = bytes.length;
      const about = numbers([2, 20], [2, 2048], [4, 0], [2, 33], [4, checksum(bytes)], [4, size], [4, size],
        [4, path.length]);
      parts.push(numbers([4, 0x04034b50]), about, path, bytes);
      list.push(numbers([4, 0x02014b50], [2, 20]), about, numbers([4, 0], [2, 0], [4, 0], [4, at]), path);
      at += 4 + about.length + path.length + size;
    });
    const length = list.reduce((sum, each) => sum + each.length, 0);
    const end = numbers([4, 0x06054b50], [4, 0], [2, files.length], [2, files.length], [4, length], [4, at], [2, 0]);
    return new Blob([...parts, ...list, end], { type: "application/zip" });
  }

  /** Give the browser every chart of the release that a button stands in. */
  async function all(button) {
    const drawn = [];
    for (const each of button.closest("section").querySelectorAll("[data-matrix-png]")) {
      const problem = await one(each, (blob, name) => { drawn.push({ blob, name }); });
      if (problem) { return problem; }
    }
    const files = drawn.map(async ({ blob, name }) => ({ name, bytes: new Uint8Array(await blob.arrayBuffer()) }));
    one.hand(zip(await Promise.all(files)), button.dataset.matrixCharts);
    return "";
  }

  window.MatrixDownload = (button) => ("matrixCharts" in button.dataset ? all(button) : one(button));
})();
