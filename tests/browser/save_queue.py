"""The save queue in a blank page, with a server that answers when it is told to."""

import json
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "public" / "js" / "saves.js"
SERVER = """() => {
  window.begin = () => {
    window.saves?.hold(); // the queue of the test before sends nothing more
    window.calls = [];
    const told = window.told = [];
    window.idle = null;
    window.cookies = 0;
    window.kept = {};
    window.saves = new MatrixSaves({
      writer: "tab", limit: 20000, headers: () => ({ "X-CSRFToken": `token-${++window.cookies}` }),
      told: (key, state, answer) => told.push([key, state, answer ? answer.text : null]),
    });
  };
  window.keep = ({ words, key, sequence }) => {
    const before = window.kept[key];
    if (!before || Number(sequence) > before.sequence) {
      window.kept[key] = { words, sequence: Number(sequence) };
    }
  };
  window.fetch = (address, options) => new Promise((resolve, reject) => {
    const { signal, ...request } = options;
    const call = { address, request, body: JSON.parse(options.body), isOpen: true };
    const end = (how) => (...what) => { call.isOpen = false; how(...what); };
    call.answer = end((status, code, text) => {
      const headers = code ? { "X-Matrix-Review": code } : {};
      if (status === 200 && code === "ok") { window.keep(call.body); }
      resolve(new Response(text, { status, headers }));
    });
    call.redirect = end(() => resolve(Response.error()));
    call.lose = end(() => reject(new TypeError("Failed to fetch")));
    call.loseAnswer = end(() => { window.keep(call.body); reject(new TypeError("reset")); });
    signal.addEventListener("abort", end(() => {
      call.isAborted = true;
      reject(new DOMException("", "AbortError"));
    }));
    window.calls.push(call);
  });
}"""


@dataclass
class Queue:
    """The queue of one block, and what became of each request."""

    page: Page

    @classmethod
    def on(cls, context):
        page = context.new_page()
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        page.add_script_tag(path=SCRIPT)
        page.evaluate(SERVER)
        return cls(page).begin()

    def begin(self):
        self.page.evaluate("begin()")
        return self

    def put(self, key, words, pause=0):
        fields = json.dumps({"key": key, "words": words})
        self.page.evaluate(f"saves.put({key!r}, '/save/{key}', {fields}, {pause})")
        return self

    def do(self, call):
        self.page.evaluate(f"void saves.{call}")
        return self

    def answer(self, status=200, code="ok", text=""):
        """Answer the request that is on its way."""
        arguments = json.dumps([status, code, text])
        return self._end(f"calls.find((call) => call.isOpen).answer(...{arguments})")

    def lose(self):
        return self._end("calls.find((call) => call.isOpen).lose()")

    def lose_answer(self):
        return self._end("calls.find((call) => call.isOpen).loseAnswer()")

    def _end(self, how):
        self.page.evaluate(f"void {how}")
        return self.wait(0)

    def wait(self, milliseconds):
        self.page.clock.run_for(milliseconds)
        self.page.evaluate("(async () => { for (let i = 0; i < 20; i += 1) { await null; } })()")
        return self

    def ask_when_idle(self):
        self.page.evaluate(
            "void saves.whenIdle().then((left) => { window.idle = left; }, window.idle = null)"
        )
        return self.wait(0)

    @property
    def idle(self):
        """What was not saved when the queue came to rest; nothing before that."""
        return self.page.evaluate("window.idle")

    @property
    def open_count(self):
        return self.page.evaluate("calls.filter((call) => call.isOpen).length")

    @property
    def sent(self):
        return self.page.evaluate("calls.map((call) => call.body.words)")

    @property
    def sequences(self):
        return self.page.evaluate("calls.map((call) => Number(call.body.sequence))")

    @property
    def aborted(self):
        return self.page.evaluate("calls.map((call) => Boolean(call.isAborted))")

    @property
    def requests(self):
        return self.page.evaluate("calls.map(({ address, request }) => ({ address, ...request }))")

    @property
    def events(self):
        return self.page.evaluate("told.map(([key, state]) => [key, state])")

    @property
    def stored(self):
        """What the server has, by form."""
        return self.page.evaluate(
            "Object.fromEntries(Object.entries(kept).map(([key, { words }]) => [key, words]))"
        )

    @property
    def unsaved(self):
        return self.page.evaluate("saves.unsaved()")

    def state(self, key):
        return self.page.evaluate("(key) => saves.state(key)", key)
