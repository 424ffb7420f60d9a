"""The board, one article of it, and the page of one target."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanqu.powers import Act
from yuanqu_web.accounts.access import allows
from yuanqu_web.assessments.selectors import decision_totals
from yuanqu_web.board.articles import ArticleRow, article_rows, counts
from yuanqu_web.board.detail import observations_table, target_figures
from yuanqu_web.board.figures import figures_table
from yuanqu_web.board.lines import line
from yuanqu_web.board.selectors import shown_date, standings_on, stored_dates
from yuanqu_web.policies.selectors import current_pack, sentences
from yuanqu_web.ui.exports import respond
from yuanqu_web.ui.language import said
from yuanqu_web.ui.navigation import Crumb
from yuanqu_web.ui.preferences import preferences_of
from yuanqu_web.ui.templatetags.yuanqu import article_number


@require_safe
@allows(Act.BOARD_READ)
def board(request: HttpRequest) -> HttpResponse:
    """Fifteen articles with their state. `?state=` keeps those in one state; `?view=wall` is for a big screen."""
    rows, context = _board(request)
    asked = request.GET.get("state", "")
    states = [row.state for row in rows]
    context |= {
        "rows": [row for row in rows if row.state == asked] if asked in states else rows,
        "asked": asked if asked in states else "",
        "counts": counts(states),
        "article_count": len(rows),
        "target_counts": counts([line.state for row in rows for line in row.targets]),
        "target_count": sum(len(row.targets) for row in rows),
        "has_sample": any(line.sample for row in rows for line in row.targets),
        "where": [Crumb(_("看板"))],
    }
    wall = request.GET.get("view") == "wall"
    return render(request, "board/wall.html" if wall else "board/board.html", context)


@require_safe
@allows(Act.BOARD_READ)
def article(request: HttpRequest, number: int) -> HttpResponse:
    """One article: what a phone shows, and what is printed alone."""
    rows, context = _board(request)
    at = next((i for i, row in enumerate(rows) if row.article.number == number), None)
    if at is None:
        raise Http404
    row = rows[at]
    title = _("第%(number)s条 %(title)s") % {
        "number": article_number(number),
        "title": said(row.article.title),
    }
    context |= {
        "row": row,
        "title": title,
        "before": rows[at - 1] if at else None,
        "after": rows[at + 1] if at + 1 < len(rows) else None,
        "where": [Crumb(_("看板"), _address("board")), Crumb(title)],
    }
    return render(request, "board/article.html", context)


@require_safe
@allows(Act.BOARD_READ)
def target(request: HttpRequest, id: str) -> HttpResponse:
    """One target: its course, every figure that is known of it, and why it stands as it does."""
    pack = current_pack()
    if id not in pack.targets:
        raise Http404
    wanted = pack.targets[id]
    standings = standings_on(pack, shown_date(request))
    shown = line(pack, standings, wanted, preferences_of(request).money)
    table = observations_table(pack, shown)
    context: dict[str, object] = {
        "here": "board",
        "line": shown,
        "figures": target_figures(shown),
        "stored": standings.stored,
        "siblings": [t for t in pack.targets.values() if t.article == wanted.article and t.id != id],
        "where": [
            Crumb(_("看板"), _address("board")),
            Crumb(
                _("第%(number)s条") % {"number": article_number(wanted.article)},
                _address("article", wanted.article),
            ),
            Crumb(said(wanted.name)),
        ],
    }
    return respond(request, "board/target.html", context, table)


@require_safe
@allows(Act.BOARD_READ)
def figures(request: HttpRequest) -> HttpResponse:
    """Every published figure with its source, conflicting ones included."""
    pack, day = current_pack(), shown_date(request)
    context: dict[str, object] = {"here": "figures", "as_of": day, "where": [Crumb(_("公布数据"))]}
    return respond(request, "board/figures.html", context, figures_table(pack, day))


def _board(request: HttpRequest) -> tuple[list[ArticleRow], dict[str, object]]:
    pack = current_pack()
    day = shown_date(request)
    standings = standings_on(pack, day)
    rows = article_rows(pack, standings, decision_totals(), sentences(pack), preferences_of(request).money)
    return rows, {
        "here": "board",
        "pack": pack,
        "as_of": day,
        "dates": stored_dates(pack),
        "stored": standings.stored,
    }


def _address(name: str, *args: object) -> str:
    return reverse(f"board:{name}", args=list(args))
