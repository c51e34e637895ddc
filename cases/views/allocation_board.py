"""The board of workloads, for managers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cases import access
from cases.queries import allocation_board
from cases.views.pages import Page


class BoardPage(Page):
    """What each worker carries, as bars and as a table; sorted by a link, to print too."""

    action = access.Action.MANAGE_CASE
    template_name = "allocation/board.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        board = allocation_board.board(self.user, sort=request.GET.get("sort", ""), now=self.at)
        orders = [
            {"key": key, "text": words, "is_on": key == board.sort}
            for key, (words, _) in allocation_board.ORDERS.items()
        ]
        return self.render(board=board, orders=orders)
