"""What is drawn in the matrix picture: each number within its circle, in any browser."""

# Gives each letter whose middle is not within the sign of a round, by row.
STRAY = """(() => {
    const signs = (svg) => [...svg.querySelectorAll("rect.matrix-picture-was")].map((rect) => {
        const { e, f } = rect.transform.baseVal.getItem(0).matrix;
        const left = rect.x.baseVal.value + e, top = rect.y.baseVal.value + f;
        return [left, left + rect.width.baseVal.value, top, top + rect.height.baseVal.value];
    });
    const letters = (svg) => [...svg.querySelectorAll("text")].flatMap((text) =>
        [...text.textContent].map((letter, at) => [letter, text.getExtentOfChar(at)]));
    return [...document.querySelectorAll(".matrix-picture tbody svg")].flatMap((svg, row) => {
        const places = signs(svg);
        return letters(svg).filter(([, box]) => {
            const x = box.x + box.width / 2, y = box.y + box.height / 2;
            return !places.some(([a, b, c, d]) => x > a && x < b && y > c && y < d);
        }).map(([letter, box]) => `row ${row}: ${letter} at ${box.x}, ${box.y}`);
    });
})()"""
LETTERS = (
    '[...document.querySelectorAll(".matrix-picture tbody text")].map((text) => text.textContent)'
)
