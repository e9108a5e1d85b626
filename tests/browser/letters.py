"""Letters as wide as those of Inter, our first font, whichever fonts a machine has."""

# The last rule that finds its font holds.
FONTS = "".join(
    f"""@font-face {{ font-family: Inter; font-weight: {weight}; size-adjust: {scale};
        src: {", ".join(f'local("{name}")' for name in names)}; }}"""
    for weight, scale, names in (
        (400, "104%", ("Liberation Sans", "Arial")),
        (700, "102%", ("Liberation Sans Bold", "Arial Bold")),
        (400, "91%", ("DejaVu Sans",)),
        (700, "84%", ("DejaVu Sans Bold",)),
        (400, "100%", ("Inter", "Inter Regular")),
        (700, "100%", ("Inter SemiBold",)),
    )
)


def write_as_inter(page):
    """Write a page in such letters, so that its sizes are the same everywhere."""
    page.add_style_tag(content=FONTS)
    page.evaluate("document.fonts.ready")
