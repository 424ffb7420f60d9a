"""The interface as a whole."""

from __future__ import annotations

from ninja import NinjaAPI

import yuanqu
from yuanqu_web.api.problems import handle_problems
from yuanqu_web.api.reading import StrictParser
from yuanqu_web.api.routers import (
    accounts,
    authority,
    collections,
    events,
    facts,
    filings,
    firms,
    forms,
    imports,
    jobs,
    organisations,
    policy,
    record,
    registers,
    signatures,
)
from yuanqu_web.api.security import TokenAuth

DESCRIPTION = """\
Every use case of the pages, as JSON. Sign requests with `Authorization: Bearer TOKEN` (pages: 信任 → 接口令牌).
A token acts for a person, within its scopes. Lists are paged by key: pass `next` as `after`. A change names the version
it changes by `If-Match`; a request with an `Idempotency-Key` may be sent again safely. Money is in 分 (`…_fen`, integer).
Refusals have one form: `code` is stable, `message` in the language of `Accept-Language`. What a park's matrix of
authority lets stand only with a second signature is begun on pages; signing it second works here too.
"""

api = NinjaAPI(
    title="Yuanqu 园区",
    version=yuanqu.__version__,
    description=DESCRIPTION,
    auth=TokenAuth(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="interface",
    parser=StrictParser(),
)
handle_problems(api)
api.add_router("/policy", policy.router, tags=["policy"])
api.add_router("/firms", firms.router, tags=["firms"])
api.add_router("/firms", events.router, tags=["firms"])
api.add_router("/firms", facts.router, tags=["returns"])
api.add_router("/forms", forms.router, tags=["returns"])
api.add_router("/collections", collections.router, tags=["returns"])
api.add_router("/filings", filings.router, tags=["returns"])
api.add_router("/registers", registers.router, tags=["registers"])
api.add_router("/imports", imports.router, tags=["imports"])
api.add_router("/jobs", jobs.router, tags=["jobs"])
api.add_router("/organisations", organisations.router, tags=["people"])
api.add_router("/accounts", accounts.router, tags=["people"])
api.add_router("/authority", authority.router, tags=["people"])
api.add_router("/signatures", signatures.router, tags=["people"])
api.add_router("/record", record.router, tags=["record"])
