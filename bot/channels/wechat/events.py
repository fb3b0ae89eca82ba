"""Events, each with what it asks of us. Importing this module registers them."""

from __future__ import annotations

from bot.channels.wechat.guide import Guide
from bot.channels.wechat.ledger import Grant
from bot.channels.wechat.pushes import Event, event
from bot.channels.wechat.steps import Ack, Erase, Say, Step, Tell

SCENE = "qrscene_"


@event("subscribe")
class Subscribe(Event):
    """Somebody follows the account; after scanning a code with a scene, `EventKey` is `qrscene_<scene>`."""

    grants = Grant.action

    def step(self, guide: Guide) -> Step:
        """Welcome, with the notice of what becomes of the data; then the question of the scene."""
        key = self.fields.get("EventKey", "")
        scene = key[len(SCENE) :] if key.startswith(SCENE) else ""
        return Tell("welcome", guide.questions, ask=guide.scenes.get(scene, ""))


@event("unsubscribe")
class Unsubscribe(Event):
    """The follower left. The platform requires that everything kept of the person is deleted."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Erase."""
        return Erase()


@event("user_authorization_revoke", "user_authorization_cancellation")
class Withdrawal(Event):
    """The person withdrew consent or closed the WeChat account; the person is named in `OpenID`."""

    @property
    def user(self) -> str:
        """Openid of the person whom the event is about."""
        return self.fields.get("OpenID", "") or super().user

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Erase."""
        return Erase()


@event("scan")
class Scan(Event):
    """A follower scanned one of the account's codes again; `EventKey` is the scene."""

    grants = Grant.action

    def step(self, guide: Guide) -> Step:
        """Greet, with the question of the scene."""
        return Tell("welcome_back", guide.questions, ask=guide.scenes.get(self.fields.get("EventKey", ""), ""))


@event("click")
class Click(Event):
    """An entry of the custom menu that sends its key."""

    grants = Grant.action

    def step(self, guide: Guide) -> Step:
        """Ask what the entry stands for; keys of a menu that phones still show after a change get the questions."""
        asked = guide.menu_questions.get(self.fields.get("EventKey", ""))
        return Say(asked) if asked else Tell("welcome_back", guide.questions)


@event("scancode_waitmsg")
class ScanAndWait(Event):
    """A code was scanned from the menu and the phone shows that it waits for a message."""

    grants = Grant.action

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Say that codes cannot be read here."""
        return Tell("scanned")


@event("scancode_push")
class ScanFromMenu(Event):
    """A code was scanned from the menu; the phone opens it by itself."""

    grants = Grant.action

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Nothing to say."""
        return Ack()


@event("view", "view_miniprogram", "location_select", "pic_sysphoto", "pic_photo_or_album", "pic_weixin")
class MenuVisit(Event):
    """A menu entry that opens something; what the person then sends comes as a message of its own."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Nothing to say."""
        return Ack()


@event("location")
class Position(Event):
    """The position that the platform reports when a conversation opens. It is not asked for and not kept."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Nothing to say."""
        return Ack()


@event("templatesendjobfinish")
class TemplateSent(Event):
    """Whether a template message arrived."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Nothing to say."""
        return Ack()


@event("subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event")
class Subscription(Event):
    """Consent to notices given or changed, or a notice sent."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Nothing to say."""
        return Ack()


@event("kf_create_session", "kf_close_session", "kf_switch_session")
class AgentSession(Event):
    """A conversation was given to, taken from or handed on by a person in the platform's own agent tool."""

    def step(self, guide: Guide) -> Step:  # noqa: ARG002
        """Nothing to say."""
        return Ack()
