"""Short-lived addresses of photos, for whoever was shown the page behind the code."""

from datetime import timedelta

from hamkori.ground.receipts.tickets import Expired
from hamkori.kernel import clock, crypto

PHOTO = "photo"
PHOTO_GOOD_FOR = timedelta(minutes=30)


def for_photo(case: int, token: str) -> str:
    """A short-lived address of one photo of one case."""
    until = int((clock.now() + PHOTO_GOOD_FOR).timestamp())
    return crypto.seal_state({"case": case, "token": token, "until": until}, purpose=PHOTO)


def photo_in(sealed: str) -> tuple[int, str]:
    """(case, token) of a photo's address. Raises `Expired`."""
    try:
        state = crypto.unseal_state(sealed, purpose=PHOTO)
    except crypto.Unreadable as error:
        raise Expired from error
    if int(state["until"]) < clock.now().timestamp():
        raise Expired
    return int(state["case"]), str(state["token"])
