"""Parts of a page's frame that say the same to everybody: `{% load steady %}`."""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.loader_tags import BlockNode
from django.utils import translation

from hamkori.kernel.memo import remembered

register = template.Library()
SECONDS = 60.0


class SteadyNode(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Any) -> Any:
        key = (self, translation.get_language())
        return remembered(SECONDS, key, lambda: self.nodelist.render(context))


@register.tag
def steady(parser: Parser, _token: Token) -> SteadyNode:
    """`{% steady %}…{% endsteady %}`: drawn once a minute for each language.

    Only for words, addresses and what the country pack says to everybody: never for what depends on the person, the
    place, the form or the address of the page. It may not hold a `{% block %}`: the drawn part would be one for all
    pages that fill the block.
    """
    nodelist = parser.parse(("endsteady",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("A steady part cannot hold a block.")
    return SteadyNode(nodelist)
