import pytest

from matcher.normalise import fold, forms, plain, primary, stem, stems, without_accents, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Accrocheur / Accrocheuse", "accrocheur"),
        ("Directeur·rice", "directeur"),
        ("Designer/in", "designer"),
        ("Techniker/-in", "techniker"),
        ("artisan(e)", "artisan"),
        ("infirmier(ère)", "infirmier"),
        ("Acheteur (h/f/x)", "acheteur"),
        ("Fachkraft (m/w/d) Lager", "fachkraft lager"),
        ("Cook M/F", "cook"),
        ("Enfermero/a", "enfermero"),
    ],
)
def test_gender_markers_leave_one_form(text: str, expected: str) -> None:
    assert forms(text)[0] == expected


def test_gendered_halves_give_two_whole_forms() -> None:
    assert forms("directeur technique/directrice technique") == (
        "directeur technique",
        "directrice technique",
    )
    assert forms("Acteur/actrice de cinéma") == ("acteur de cinema", "actrice de cinema")


def test_slash_between_unlike_words_keeps_both() -> None:
    assert forms("IT/PR manager") == ("it pr manager",)
    assert forms("Welder / plumber") == ("welder plumber",)


def test_same_word_on_both_sides_of_a_slash_is_no_gender() -> None:
    assert forms("chef de cuisine/chef de rang")[0] == "chef de cuisine chef de rang"


@pytest.mark.parametrize("text", ["/", " / ", "a/", "/b", "a//b", "///"])
def test_stray_slashes_are_survived(text: str) -> None:
    assert forms(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("إصلاح", "اصلاح"),
        ("شبــاك", "شباك"),
        ("صَيّاد", "صياد"),
        ("ممرضة", "ممرضه"),
        ("مستشفى", "مستشفي"),
        ("مهنیة", "مهنية"),
    ],
)
def test_arabic_letter_variants_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_arabic_article_and_joined_particles_are_dropped() -> None:
    assert words(plain("إصلاح الشباك وبالقوارب للصيد"), "ar") == ("اصلاح", "شباك", "قوارب", "صيد")


def test_short_arabic_words_keep_their_letters() -> None:
    assert words("الف", "ar") == ("الف",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("URGENT HIRING: Welder RM 3,000", ": welder"),
        ("Nurse ref: AB-1234", "nurse"),
        ("Driver apply at jobs@example.org", "driver apply at"),
        ("Cook www.example.org/jobs", "cook"),
    ],
)
def test_notices_of_job_boards_are_dropped(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_phrase_made_of_notices_only_keeps_its_words() -> None:
    assert words(plain("We are hiring"), "en") == ("we", "are", "hiring")


def test_accents_width_case_and_apostrophes_do_not_matter() -> None:
    assert plain("Récupération de l’EAU") == plain("recuperation de l'eau")
    assert plain("ＷＥＬＤＥＲ") == "welder"
    assert without_accents("łódź ørret straße") == "lodz orret strasse"


def test_words_of_grammar_are_left_out_unless_alone() -> None:
    assert words("repair of the nets", "en") == ("repair", "nets")
    assert words("of the", "en") == ("of", "the")


def test_signs_of_programming_languages_stay_with_their_word() -> None:
    assert words("c++ and c# developer", "en") == ("c++", "c#", "developer")


def test_stems_join_the_forms_of_a_word_and_other_languages_keep_it() -> None:
    assert stems("filets de peche", "fr") == stems("filet de peche", "fr")
    assert stem("рибар", "bg") == "рибар"


def test_region_of_a_language_tag_does_not_matter() -> None:
    assert primary("ar-EG") == primary("ar_MA") == primary("AR") == "ar"
