"""`yidi wechat …`: what the person who connects an official account needs on the command line."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import typer

from bot.channels.wechat import redaction
from bot.channels.wechat.access import AccessToken
from bot.channels.wechat.check import Check, Finding
from bot.channels.wechat.client import WeChatClient, open_http
from bot.channels.wechat.errors import Unreachable, WeChatError
from bot.channels.wechat.menu import load_menu, published_form
from bot.channels.wechat.settings import WORDS, InvalidSetting, WeChatSettings
from bot.channels.wechat.store import Store, open_store
from knowledge.reading import read_yaml

app = typer.Typer(help="WeChat official account: publish the menu, check the connection.", no_args_is_help=True)
SIGNS = {True: "✓", False: "✗", None: "·"}


class StoreUnusable(WeChatError):
    """The store that the commands share with the servers cannot be used."""

    def __init__(self, reason: str) -> None:
        super().__init__(read_yaml(WORDS)["store"]["broken"].format(reason=reason))


class NotPublished(WeChatError):
    """The platform could not be reached."""


@app.command()
def menu() -> None:
    """Publish the custom menu from bot/channels/wechat/menu.yml."""

    async def publish(settings: WeChatSettings, client: WeChatClient, store: Store) -> bool:  # noqa: ARG001
        if not settings.secret:
            raise InvalidSetting("secret")
        words = read_yaml(WORDS)
        try:
            await client.publish_menu(published_form(load_menu()))
        except Unreachable as error:
            raise NotPublished(words["any"]["unreachable"].format(reason=error)) from None
        typer.echo(f"{SIGNS[True]} {words['menu']['published']}")
        return True

    _with_client(publish)


@app.command()
def check() -> None:
    """Tell whether token, IP white list, rights and keys are right. Ends with status 1 when something is wrong."""

    async def run(settings: WeChatSettings, client: WeChatClient, store: Store) -> bool:
        findings: list[Finding] = []
        async for finding in Check(settings, client, store).run():
            findings.append(finding)
            typer.echo(f"{SIGNS[finding.good]} {finding.title}：{finding.text}")
        return all(finding.good is not False for finding in findings)

    _with_client(run)


def _with_client(work: Callable[[WeChatSettings, WeChatClient, Store], Awaitable[bool]]) -> None:
    try:
        settings = WeChatSettings.from_env()
        if settings is None:
            raise InvalidSetting("missing")
        good = asyncio.run(_connected(settings, work))
    except WeChatError as error:
        typer.echo(f"{SIGNS[False]} {error}", err=True)
        raise typer.Exit(1) from None
    if not good:
        raise typer.Exit(1)


async def _connected(
    settings: WeChatSettings, work: Callable[[WeChatSettings, WeChatClient, Store], Awaitable[bool]]
) -> bool:
    redaction.install()
    # What goes wrong is said once, by the command itself.
    logging.getLogger("bot.channels.wechat").addHandler(logging.NullHandler())
    try:
        store = open_store(settings)
        await store.get("whether it can be read")
    except Exception as error:  # each kind of store has errors of its own
        raise StoreUnusable(type(error).__name__) from None
    try:
        async with open_http(settings.api_url) as http:
            return await work(settings, WeChatClient(http, AccessToken(http, settings, store)), store)
    finally:
        await store.close()
