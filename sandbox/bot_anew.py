"""The bot, started over along with the pretend world: what it has stored is of a world that is gone.

The bot offers an address for it, where it can: POST answers 200 when another one, which knows nothing, is ready.
"""

import aiohttp

# It may have to end what it is doing first.
PATIENCE = 30.0


class NotStartedOver(Exception):  # noqa: N818 - a sentence for whoever asked
    """The bot was asked and did not."""


class BotAnew:
    def __init__(self, address: str) -> None:
        """`address` is empty for a bot that cannot."""
        self.address = address

    async def start_over(self) -> None:
        """Raises NotStartedOver. Does nothing for a bot that cannot: it keeps what it has stored."""
        if not self.address:
            return
        patience = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(timeout=patience) as session,
                session.post(self.address) as answer,
            ):
                answer.raise_for_status()
        except (aiohttp.ClientError, TimeoutError):
            raise NotStartedOver(
                "The pretend world is as in the beginning; the bot did not start over. Stop it and start it again."
            ) from None
