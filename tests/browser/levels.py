"""Where the levels of the matrix stand: under their headings, in any browser."""

# Gives each place whose edge, where reading starts, is not that of its heading; and each name of
# an area that does not keep to its own column.
MISPLACED = """(() => {
    const root = document.querySelector(".matrix-review");
    const isFromRight = getComputedStyle(root).direction === "rtl";
    const start = (each) => each.getBoundingClientRect()[isFromRight ? "right" : "left"];
    const heads = [...root.querySelectorAll(".matrix-axis span")].map(start);
    const rows = [...root.querySelectorAll(".matrix-row")].map((row) => [
        row.querySelector(".matrix-legend"),
        ...row.querySelectorAll(".matrix-cell:not(.matrix-cell-none)"),
    ]);
    return rows.flatMap((row, nth) => row
        .map((each, column) => [`row ${nth}, column ${column}`, start(each) - heads[column]])
        .filter(([, off]) => Math.abs(off) > 0.5)
        .map(([place, off]) => `${place}: ${off} px`));
})()"""
LEGENDS = {"none": "", "short": "One", "long": "words of any length " * 30}
RENAME = """((words) => {
    document.querySelectorAll(".matrix-area-name").forEach((each) => { each.textContent = words; });
})"""
TURN = "((way) => { document.querySelector('.matrix-review').dir = way; })"
