"""What templates and the style sheet may hold, read from the files."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from api.contexts.page import Page
from api.pages.shell import environment, script_digest
from matcher.types import Verdict

API = Path(__file__).resolve().parents[2] / "api"
TEMPLATES = API / "templates"
SHEET = API / "static" / "passerelle.css"
REFERENCE = re.compile(r"""{%-?\s*(?:extends|import|include|from)\s+["']([^"']+)["']""")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"(?:^|[{;])\s*([a-z-]+)\s*:\s*([^;{}]+)", re.MULTILINE)
PHYSICAL = re.compile(
    r"(?:(?:min|max)-)?(?:width|height)|top|right|bottom|left|"
    r"(?:margin|padding|inset|scroll-margin|scroll-padding)-(?:top|right|bottom|left)|"
    r"border-(?:top|right|bottom|left)(?:-.*)?|border-(?:top|bottom)-(?:left|right)-radius|"
    r"overflow-[xy]"
)
THE_SCRIPT = (
    '{% if page.scripted %}<script src="/static/passkeys.js" '
    'integrity="{{ script_digest() }}" defer></script>{% endif %}'
)
FORBIDDEN = {
    "inline handler": re.compile(r"""\son[a-z]+\s*=\s*["']""", re.IGNORECASE),
    "inline style": re.compile(r"""\sstyle\s*=\s*["']""", re.IGNORECASE),
    "script": re.compile(r"<script|javascript:", re.IGNORECASE),
    "style element": re.compile(r"<style", re.IGNORECASE),
    "foreign asset": re.compile(r"""(?:src|href|action|formaction)\s*=\s*["'](?:https?:)?//"""),
    "unescaped value": re.compile(r"\|\s*safe\b|autoescape\s+false"),
}


def templates() -> dict[str, str]:
    return {
        str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*.html"))
    }


def pages(kind: type[Page] = Page) -> set[type[Page]]:
    found = {kind} if "template" in vars(kind) else set()
    return found.union(*(pages(each) for each in kind.__subclasses__()))


def sheet() -> str:
    return COMMENT.sub("", SHEET.read_text(encoding="utf-8"))


def test_every_template_is_shown_by_a_page_or_part_of_one() -> None:
    files = templates()
    used = {page.template for page in pages()}
    waiting = list(used)
    while waiting:
        for name in REFERENCE.findall(files[waiting.pop()]):
            if name not in used:
                used.add(name)
                waiting.append(name)
    assert used == set(files)
    assert len(used) > 25


def test_every_template_compiles() -> None:
    for name in templates():
        environment("fr").get_template(name)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    files = templates()
    files["base.html"] = files["base.html"].replace(THE_SCRIPT, "", 1)
    found = {name for name, text in files.items() if FORBIDDEN[what].search(text)}
    assert found == set()


def test_the_one_script_is_ours_and_checked_by_its_digest() -> None:
    """Only pages that offer passkeys carry it."""
    assert templates()["base.html"].count(THE_SCRIPT) == 1
    assert [path.name for path in SHEET.parent.glob("*.js")] == ["passkeys.js"]
    digest = hashlib.sha384((SHEET.parent / "passkeys.js").read_bytes()).digest()
    assert script_digest() == "sha384-" + base64.b64encode(digest).decode()
    scripted = {page.template for page in pages() if page.scripted}
    passkeys = {name for name, text in templates().items() if "p.form(page.question" in text}
    assert scripted == passkeys
    assert len(scripted) == 4


@pytest.mark.parametrize(
    ("what", "example"),
    [
        ("inline handler", '<a onclick="x()">'),
        ("inline style", '<p style="color: red">'),
        ("script", "<script>"),
        ("style element", "<style>"),
        ("foreign asset", '<img src="https://example.org/x.png">'),
        ("foreign asset", '<a href="//example.org">'),
        ("unescaped value", "{{ page.title|safe }}"),
    ],
)
def test_a_forbidden_piece_would_be_seen(what: str, example: str) -> None:
    assert FORBIDDEN[what].search(example)


def test_every_form_posts_and_counts_once() -> None:
    forms = [(name, form) for name, text in templates().items() for form in FORM.findall(text)]
    assert len(forms) > 20
    for name, form in forms:
        assert 'method="post"' in form, name
        assert "{{ token() }}" in form, name
        assert re.search(r'action="(/|{{ (?:page\.action|page\.back|action) }})', form), name


def test_no_form_shows_a_passphrase_again() -> None:
    macros = templates()["partials/form.html"]
    assert '{% if type != "password" %} value=' in macros
    assert 't("register.passphrase.hint"), value=""' in templates()["public/register.html"]


def test_the_style_sheet_knows_no_left_and_right() -> None:
    declared = DECLARATION.findall(sheet())
    assert len(declared) > 200
    assert [name for name, _ in declared if PHYSICAL.fullmatch(name)] == []
    assert [value for _, value in declared if re.search(r"\b(left|right)\b", value)] == []


@pytest.mark.parametrize("physical", ["width", "max-height", "margin-left", "border-top", "left"])
def test_a_physical_property_would_be_seen(physical: str) -> None:
    ((name, _),) = DECLARATION.findall(f"p {{ {physical}: 1rem; }}")
    assert PHYSICAL.fullmatch(name)


def test_the_style_sheet_loads_nothing_and_stays_small() -> None:
    text = SHEET.read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text
    assert len(text.encode()) < 15_000


def test_no_class_of_the_style_sheet_is_unused() -> None:
    classes = set(re.findall(r"\.([a-z][a-z-]+)(?=[\s.,:>{\[)])", re.sub(r"\d+\.\d+", "", sheet())))
    everywhere = "\n".join(templates().values())
    assert len(classes) > 40
    unused = {name for name in classes if not re.search(rf"\b{name}\b", everywhere)}
    assert unused <= {each.value for each in Verdict}
