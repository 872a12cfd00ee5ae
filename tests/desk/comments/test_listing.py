"""The queue of comments: what is in it, in which order, at which cost."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.reactions.comments.conversation import crowd, moderated_before, says, somebody
from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.actions import report
from wireroom.reactions.comments.models import Comment

LIST = "/desk/comments/"


def listed(user: User, query: str = "") -> list[str]:
    response = sign_in(user).get(f"{LIST}?{query}")
    assert response.status_code == 200
    return [comment.text for comment in response.context["object_list"]]


def complain(comment: Comment, times: int = 1) -> None:
    for _number in range(times):
        report(comment, reader=somebody(), reason="insult", note="Look at this.")


def test_complaints_come_first_then_what_has_waited_longest(newsroom: Newsroom) -> None:
    story = newsroom.published()
    once, often = says(story, "Complained of once"), says(story, "Complained of often")
    says(story, "Nobody minds")
    moderated_before(newsroom.editions["en"])
    says(story, "First to wait")
    says(story, "Second to wait")
    complain(once)
    complain(often, 3)
    assert listed(newsroom.chief) == ["Complained of often", "Complained of once", "First to wait", "Second to wait"]


def test_states_are_filtered(newsroom: Newsroom) -> None:
    story = newsroom.published()
    says(story, "Public")
    complain(says(story, "Complained of"))
    decisions.remove(says(story, "Removed"), by=newsroom.chief, reason="No.")
    moderated_before(newsroom.editions["en"])
    says(story, "Waits")
    chief = newsroom.chief
    assert listed(chief, "state=waiting") == ["Waits"]
    assert listed(chief, "state=reported") == ["Complained of"]
    assert listed(chief, "state=published") == ["Complained of", "Public"]
    assert listed(chief, "state=refused") == ["Removed"]
    assert listed(chief, "state=all") == ["Waits", "Removed", "Complained of", "Public"]


def test_story_language_reason_and_words_are_filtered(newsroom: Newsroom) -> None:
    english, russian = newsroom.published(), newsroom.published(language="ru")
    for code in ("en", "ru"):
        moderated_before(newsroom.editions[code])
    says(english, "A harbour is a harbour", trap="filled in")
    says(russian, "Это ГАВАНЬ, и больше ничего", name="Мария")
    chief = newsroom.chief
    assert listed(chief, f"story={english.pk}") == ["A harbour is a harbour"]
    assert listed(chief, "language=ru") == ["Это ГАВАНЬ, и больше ничего"]
    assert listed(chief, "reason=trap") == ["A harbour is a harbour"]
    assert listed(chief, "q=HARBOUR") == ["A harbour is a harbour"]
    assert listed(chief, "q=гавань") == ["Это ГАВАНЬ, и больше ничего"]
    assert listed(chief, "q=мария") == ["Это ГАВАНЬ, и больше ничего"]
    assert listed(chief, "q=nowhere") == []


def test_moderators_see_their_languages_first_and_all_if_they_ask(newsroom: Newsroom) -> None:
    for code in ("en", "ru"):
        moderated_before(newsroom.editions[code])
    says(newsroom.published(), "English")
    says(newsroom.published(language="ru"), "По-русски")
    moderator = newsroom.person(Role.MODERATOR, languages=["ru"])
    assert listed(moderator) == ["По-русски"]
    assert listed(moderator, "scope=all") == ["English", "По-русски"]


def test_editors_see_their_sections_first(newsroom: Newsroom) -> None:
    moderated_before(newsroom.editions["en"])
    says(newsroom.published(), "World")
    says(newsroom.published(section="sport"), "Sport")
    editor = newsroom.person(Role.EDITOR, sections=["sport"])
    assert listed(editor) == ["Sport"]
    page = sign_in(editor).get(f"{LIST}?scope=all").content.decode()
    assert page.count("data-bulk-action-checkbox class") == 1


def test_empty_queue_says_so(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    assert "No comment waits for you." in client.get(LIST).content.decode()
    assert "No comment matches this." in client.get(f"{LIST}?q=nothing").content.decode()


def test_senseless_parameters_show_a_list(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    for query in (
        "p=1000000000000",
        "state=nonsense",
        "story=x",
        "story=99999999999999999999999",
        "ordering=text",
        "q=%00",
    ):
        assert client.get(f"{LIST}?{query}").status_code == 200


def test_list_costs_the_same_for_one_comment_and_for_three(newsroom: Newsroom) -> None:
    story = newsroom.published(authors=[newsroom.author()])
    client = sign_in(newsroom.person(Role.EDITOR, sections=["world"]))
    moderated_before(newsroom.editions["en"])
    counts = []
    for more in (1, 2):
        for _number in range(more):
            top = says(story)
            decisions.approve(top, by=newsroom.chief)
            says(newsroom.published(), to=None)
            says(story, to=top)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_list_costs_the_same_for_ten_thousand_comments(newsroom: Newsroom) -> None:
    story = newsroom.published(authors=[newsroom.author()])
    client = sign_in(newsroom.chief)
    counts = []
    for more in (20, 9_980):
        crowd(story, more)
        Comment.objects.of(story.pk).filter(number__gt=100).update(state="waiting", is_shown=False)
        Comment.objects.of(story.pk).published().update(reports=2)
        for query in ("", f"state=all&scope=all&story={story.pk}", "p=1"):
            client.get(f"{LIST}?{query}")
            with CaptureQueriesContext(connection) as queries:
                assert len(client.get(f"{LIST}?{query}").context["object_list"]) == 20
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
