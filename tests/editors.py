"""The editor of authors as a browser has it, at a block of its own."""

from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

import hosts
from matrix_xblock.codec.common.previewed import mark_of_file
from matrix_xblock.host.framework_catalogue import preset

TALENT = preset("talent-development-v1")
AREAS = "framework.areas"


class Editor:
    """The editor as a browser has it: every field of the form, and what each press answers."""

    def __init__(self, host):
        self.host = host
        self.show(host.page("studio_view"))

    def show(self, page):
        self.page = page
        document = html.fromstring(f"<div>{page}</div>")
        forms = document.xpath('//form[contains(@class, "matrix-editor")]')
        self.form = forms[0] if forms else None
        values = [] if self.form is None else self.form.form_values()
        # A browser drops the first line break of a text area; lxml does not.
        self.fields = [(name, value.removeprefix("\n")) for name, value in values]

    def fill(self, **changes):
        named = {name.replace("__", "."): value for name, value in changes.items()}
        return self.put(named)

    def put(self, changes):
        unchanged = [(name, value) for name, value in self.fields if name not in changes]
        self.fields = [
            *unchanged,
            *((name, value) for name, value in changes.items() if value != "GONE"),
        ]
        return self

    def press(self, do):
        self.answer = self.host.post("edit_setup", **self.sent(do=do))
        self.show(self.answer.text)
        return self

    def sent(self, **more):
        """Give all fields as the script sends them."""
        form = {}
        for name, value in [*self.fields, *more.items()]:
            form.setdefault(name, []).extend(value if isinstance(value, list) else [value])
        return form

    @property
    def problems(self):
        lines = html.fromstring(f"<div>{self.page}</div>").xpath("//*[@data-matrix-problems]//li")
        return [" ".join(each.text_content().split()) for each in lines]


def an_editor(**authored_fields):
    return Editor(hosts.an_author(authored={"framework": {}, **authored_fields}))


def signed_off(host, who="anon-7"):
    """Let a participant of the same block sign off."""
    somebody = hosts.lms(usage=host.usage, authored={"framework": {}})
    areas = {area.id: {"level_id": "growing"} for area in TALENT.areas}
    for area_id, answer in areas.items():
        somebody.post("start_review", round="baseline")
        somebody.post("save_area", round="baseline", area=area_id, revision="0", **answer)
    assert somebody.post("sign_off", round="baseline", revision="1").status_code == 200


OURS = {"framework__title": "Our own framework", "framework__source": "Our trust"}


def preview(editor, content=b"", **fields):
    """Show what a file would bring. The form is where it was."""
    file = {"file": SimpleUploadedFile("file", content)} if content else {}
    return editor.host.post("import_setup", **file, **editor.sent(**fields))


def bring(editor, content, **fields):
    """Look at a file, then put it into the form."""
    content = content if isinstance(content, bytes) else content.encode()
    preview(editor, content, **fields)
    seen = mark_of_file(content or fields.get("import_pasted", "").encode())
    editor.answer = preview(editor, content, confirm="yes", import_of=seen, **fields)
    editor.show(editor.answer.text)
    return editor


def words_of(page):
    return " ".join(html.fromstring(page).text_content().split())
