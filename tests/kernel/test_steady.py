"""`{% steady %}`: a part of the frame is drawn once for each language, never one that pages fill in themselves."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from hamkori.kernel.memo import forget_all


def test_a_steady_part_is_drawn_once_for_each_language() -> None:
    page = Template("{% load steady %}{% steady %}{{ word }}{% endsteady %}, {{ word }}")
    with translation.override("tg"):
        assert page.render(Context({"word": "як"})) == "як, як"
        assert page.render(Context({"word": "ду"})) == "як, ду"
    with translation.override("ru"):
        assert page.render(Context({"word": "<два>"})) == "&lt;два&gt;, &lt;два&gt;"
    forget_all()
    with translation.override("tg"):
        assert page.render(Context({"word": "се"})) == "се, се"


def test_two_steady_parts_do_not_share_what_was_drawn() -> None:
    page = Template("{% load steady %}{% steady %}a{{ x }}{% endsteady %}{% steady %}b{{ x }}{% endsteady %}")
    assert page.render(Context({"x": 1})) == page.render(Context({"x": 2})) == "a1b1"


def test_a_steady_part_holds_no_block() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load steady %}{% steady %}{% block foot %}{% endblock %}{% endsteady %}")
