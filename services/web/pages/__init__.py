"""Pages: server-rendered, in Chinese and English, through the same use cases as the API."""

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import Scope

from services.web.pages import acts, audit, board, cases, live, sign_in
from services.web.pages.frame import WEB

PARTS: tuple[APIRouter, ...] = (
    sign_in.router,
    live.router,
    board.router,
    cases.router,
    acts.router,
    audit.router,
)


class Lasting(StaticFiles):
    """Static files; their addresses change when they do, so browsers may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be kept for a year."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def add_pages(app: FastAPI) -> None:
    """Open the pages; what is sent is compressed, streams are not."""
    app.add_middleware(GZipMiddleware, minimum_size=800)
    for router in PARTS:
        app.include_router(router)
    app.mount("/static", Lasting(directory=WEB / "static"), name="static")
